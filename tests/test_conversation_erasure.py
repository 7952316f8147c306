"""Somebody asks for a copy of what is kept about them, or has everything erased: nothing of them is found any more."""

import asyncio
import json
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text
from sqlalchemy.orm import Session

from bot.serve import Service
from core.clock import SystemClock
from people.erased import ErasedPeople
from people.models import Member, RoleName
from people.roles import Roles
from sandbox.people import Person
from sandbox.screen import Message
from sandbox.server import Sandbox
from tests.canary import Eavesdropper
from tests.delivering import until_found
from tests.museum import museum

CANARY = "xylophonist apprenticeships in lighthouses"


@pytest.fixture
def helpdesk_settings(helpdesk_settings: dict[str, Any], tmp_path: Path) -> dict[str, Any]:
    """What the helpdesk is set to: a small content."""
    return {**helpdesk_settings, "content_dir": museum(tmp_path)}


@pytest.fixture
def agnieszka(telegram: Sandbox, helpdesk: Service) -> Person:
    """A member with a name that occurs nowhere else."""
    return telegram.new_person("Agnieszka", "Brzęczyszczykiewicz", "agnieszka_brz")


async def says(person: Person, words: str) -> Message:
    await person.says(words)
    return await person.hears()


async def erases(person: Person) -> Message:
    """Press and type what erases everything; returns the last thing heard."""
    await person.presses(await says(person, "/privacy"), "Erase everything")
    asked = await person.hears()
    assert asked.text.startswith("Erase everything about you?")
    return await says(person, "erase")


async def gone(helpdesk: Service, folder: Path, *traces: str) -> list[str]:
    """Wait a while for the last words to be swept away; return which files still hold one of the traces."""
    found: list[str] = []
    for _ in range(20):
        helpdesk.look_now()
        await asyncio.sleep(0.25)
        found = [f"{file.name}: {trace}" for file in files(folder) for trace in traces if holds(file, trace)]
        if not found:
            break
    return found


def files(folder: Path) -> list[Path]:
    return [file for file in folder.rglob("*") if file.is_file()]


def holds(file: Path, trace: str) -> bool:
    """Whether a file holds these words, as they are or as JSON writes them."""
    content = file.read_bytes()
    return trace.encode() in content or json.dumps(trace)[1:-1].encode() in content


async def test_a_copy_of_everything_comes_as_a_page_and_as_json(agnieszka: Person) -> None:
    await says(agnieszka, CANARY)
    await agnieszka.presses(await says(agnieszka, "/privacy"), "Get my data")
    page, facts = await agnieszka.hears(), await agnieszka.hears()
    said = (await agnieszka.hears()).text

    assert said.startswith("The two files above hold everything that is kept about you.")
    assert [page.raw["document"]["file_name"], facts.raw["document"]["file_name"]] == ["my-data.html", "my-data.json"]


async def test_after_an_erasure_neither_files_nor_log_hold_number_nor_name_nor_words(
    telegram: Sandbox, helpdesk: Service, agnieszka: Person, tmp_path: Path
) -> None:
    traces = [str(agnieszka.id), "Agnieszka", "agnieszka_brz", CANARY]
    with Eavesdropper() as log:
        await says(agnieszka, "/start")
        await says(agnieszka, CANARY)
        await says(agnieszka, "/settings")
        there = [trace for trace in traces if any(holds(file, trace) for file in files(tmp_path))]
        said = (await erases(agnieszka)).text
        left = await gone(helpdesk, tmp_path, *traces)
    logged = log.everything(telegram, None)

    assert there == traces
    assert said.startswith("Everything that this assistant kept about you is erased.")
    assert left == []
    assert "last_seal" in logged  # it was listened to
    assert [trace for trace in traces if trace in logged] == []


async def test_nothing_is_erased_until_the_word_is_typed(helpdesk: Service, maria: Person) -> None:
    await maria.presses(await says(maria, "/privacy"), "Erase everything")
    await maria.hears()
    assert (await says(maria, "yes please")).text.startswith("Nothing has been erased.")
    assert (await says(maria, "/cancel")).text.startswith("This has been cancelled")
    await says(maria, "erase")

    assert await helpdesk.database.read(lambda session: session.get(Member, maria.id)) is not None


async def test_who_was_erased_and_writes_again_begins_anew(helpdesk: Service, maria: Person, tmp_path: Path) -> None:
    await says(maria, "hello")
    await erases(maria)
    assert await gone(helpdesk, tmp_path, str(maria.id)) == []
    first = (await says(maria, "hello")).text

    assert first.startswith("This is the automatic assistant")
    member = await helpdesk.database.read(lambda session: session.get(Member, maria.id))
    assert member is not None
    assert member.first_seen_at is not None


async def test_an_erasure_is_remembered_without_the_number(helpdesk: Service, maria: Person, tmp_path: Path) -> None:
    await says(maria, "hello")
    await erases(maria)
    remembered = ErasedPeople(tmp_path)

    assert remembered.when(maria.id) is not None
    assert remembered.when(maria.id + 1) is None
    assert str(maria.id) not in remembered.lines.read_text()


def grant(session: Session, person: Person) -> None:
    Roles(session, SystemClock()).grant(person.id, RoleName.COORDINATOR)


async def told_commands(helpdesk: Service) -> int:
    """Count the commands that Telegram was told for somebody alone."""
    told = text("SELECT count(*) FROM introduction WHERE about LIKE 'commands chat:%'")
    return await helpdesk.database.read(lambda session: session.scalar(told) or 0)


async def test_a_role_goes_with_its_commands(
    helpdesk: Service, telegram: Sandbox, maria: Person, tmp_path: Path
) -> None:
    await says(maria, "hello")
    await helpdesk.database.write(lambda session: grant(session, maria))
    await until_found(lambda: told_commands(helpdesk))
    await erases(maria)

    assert await gone(helpdesk, tmp_path, str(maria.id)) == []


async def test_what_is_said_in_groups_goes_too(
    helpdesk: Service, telegram: Sandbox, agnieszka: Person, tmp_path: Path
) -> None:
    group = telegram.new_group("Community", [agnieszka])
    group.add_bot()
    await agnieszka.hears(in_=group)
    await agnieszka.says(f"/ask {CANARY}", to=group)
    await agnieszka.hears(in_=group)
    await erases(agnieszka)

    assert await gone(helpdesk, tmp_path, str(agnieszka.id), "Agnieszka", CANARY) == []
