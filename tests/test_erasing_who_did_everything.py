"""Somebody did everything that a member can do; after the erasure nothing in any file leads to them."""

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.backups import back_up
from core.clock import Clock
from events.models import Event, EventState
from events.moments import Moment
from sandbox.people import Person
from sandbox.server import Sandbox
from tests.canary import Eavesdropper
from tests.delivering import until_found
from tests.events_at import published
from tests.experts import Desk, at_work
from tests.test_erasing_requests import erases, holds
from tests.test_events_survey_results import answers

CANARY = "xylophonist apprenticeships in lighthouses"
FILE = "a-list-of-lighthouse-keepers"


@pytest.fixture
async def desk(telegram: Sandbox, helpdesk_settings: dict[str, Any], tmp_path: Path) -> AsyncIterator[Desk]:
    """Experts at work, and an event that is about to start."""
    async with at_work(telegram, helpdesk_settings, tmp_path) as desk:
        await desk.service.database.write(partial(soon, clock=desk.clock))
        for person in (desk.elena, desk.boris, desk.lea):
            await person.says("/start")
            await person.hears()
        yield desk


@pytest.fixture
def agnieszka(desk: Desk) -> Person:
    """A member with a name that occurs nowhere else."""
    return desk.telegram.new_person("Agnieszka", "Brzęczyszczykiewicz", "agnieszka_brz")


def soon(session: Session, clock: Clock) -> None:
    """Publish an event that begins in an hour."""
    begins = clock.now() + timedelta(hours=1)
    ends = begins + timedelta(hours=1)
    first, last = (Moment(each.date(), each.time().replace(second=0, microsecond=0)) for each in (begins, ends))
    published(session, clock, starts=first, ends=last, timezone="UTC")


async def does_everything(desk: Desk, person: Person) -> None:
    """Ask, in private, in a group and inline; turn to an expert with files; rate, register and answer a survey."""
    await asks(desk, person)
    await is_helped(desk, person)
    await comes(desk, person)


async def asks(desk: Desk, person: Person) -> None:
    await person.starts()
    await person.hears()
    asked = await person.says(CANARY)
    unknown = await person.hears()
    await person.presses(unknown, "Tell me when there is an answer")
    await person.hears()
    await person.edits(asked, f"{CANARY}, please")
    await person.asks_inline(CANARY)
    group = desk.telegram.new_group("Community", [person])
    group.add_bot()
    await person.hears(in_=group)
    await person.says(f"/ask {CANARY}", to=group)
    await person.hears(in_=group)


async def is_helped(desk: Desk, person: Person) -> None:
    await person.says(f"/expert {CANARY}")
    draft = await person.sees("Which country")
    await person.sends_document(CANARY, name=f"{FILE}.pdf")
    await person.presses(draft, "Send now")
    await person.sees("Request 1 · received")
    card = await desk.card()
    await desk.elena.replies(card, f"Dear Agnieszka, {CANARY} are rare.")
    await desk.elena.presses(await desk.elena.sees("not sent yet", in_=desk.experts), "Send")
    await person.sees("are rare")
    await desk.elena.says("/close 1 Answered", desk.experts, card.thread)
    await person.presses(await person.sees("Your request 1 is closed."), "5 – very good")


async def comes(desk: Desk, person: Person) -> None:
    await person.says("/register clinic")
    await person.sees("registered")
    noon = (desk.clock.now() + timedelta(days=1)).replace(hour=12)  # nobody is asked at night
    desk.clock.ahead += noon - desk.clock.now()
    desk.service.look_now()
    await until_found(lambda: desk.every(select(Event.id).where(Event.state == EventState.FINISHED)))
    desk.clock.ahead += timedelta(hours=2)
    desk.service.look_now()
    await answers(person, "Very useful", "Very well", "Yes")


async def left_in(folder: Path, desk: Desk, *traces: str) -> list[str]:
    """Wait a while for the last words to be swept away; return which files still hold a trace."""
    found: list[str] = []
    for _ in range(20):
        desk.service.look_now()
        await asyncio.sleep(0.25)
        found = traced(folder, traces)
        if not found:
            break
    return found


def traced(folder: Path, traces: tuple[str, ...]) -> list[str]:
    """Return which files hold which trace."""
    files = [file for file in folder.rglob("*") if file.is_file()]
    return [f"{file.name}: {trace}" for file in files for trace in traces if holds(file.read_bytes(), (trace,))]


async def test_nothing_is_left(desk: Desk, agnieszka: Person, tmp_path: Path) -> None:
    traces = (str(agnieszka.id), "Agnieszka", "Brzęczyszczykiewicz", "agnieszka_brz", CANARY, FILE)
    with Eavesdropper() as log:
        await does_everything(desk, agnieszka)
        there = await left_in(tmp_path, desk, *traces)
        await erases(agnieszka)
        left = await left_in(tmp_path, desk, *traces)
        await back_up(desk.settings["database_url"], tmp_path / "backup.db")
        left += traced(tmp_path, traces)

    assert {line.partition(": ")[2] for line in there} == set(traces)
    assert left == []
    assert not [trace for trace in traces if trace in log.everything(desk.telegram, desk.service.registry)]
