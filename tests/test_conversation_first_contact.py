"""The first word a person ever gets says what this is, what it keeps, and how to reach a human."""

from pathlib import Path
from typing import Any

import pytest

from bot.serve import Service
from sandbox.people import Person
from sandbox.server import Sandbox
from tests.museum import museum

NOTICE = "This is the automatic assistant of Museum desk."
CONTACT = "desk@museum.example.org"


@pytest.fixture
def helpdesk_settings(helpdesk_settings: dict[str, Any], tmp_path: Path) -> dict[str, Any]:
    return helpdesk_settings | {"content_dir": museum(tmp_path, f"contact: {CONTACT}")}


async def test_start_shows_the_notice_and_how_to_ask(maria: Person) -> None:
    await maria.starts()

    said = (await maria.hears()).text
    assert said.startswith(NOTICE)
    assert "365 days" in said
    assert "30 days" in said
    assert f"To reach a human: {CONTACT}" in said
    assert said.endswith("Type your question in your own words, as you would ask a colleague. /help shows the rest.")


async def test_start_shows_the_notice_each_time(maria: Person) -> None:
    await maria.starts()
    await maria.hears()
    await maria.starts()

    assert NOTICE in (await maria.hears()).text


@pytest.mark.parametrize(
    "words", ["Are dogs allowed?", "price of tickets", "How do I fly to the moon?", "/help", "/no"]
)
async def test_whatever_comes_first_the_notice_is_part_of_the_first_answer_and_of_no_other(
    words: str, maria: Person
) -> None:
    await maria.says(words)
    first = (await maria.hears()).text
    await maria.hears_nothing()
    await maria.says(words)

    assert NOTICE in first
    assert (await maria.hears()).text in first
    assert NOTICE not in maria.screen()[-1].text


async def test_a_first_message_that_is_a_picture_gets_the_notice_and_what_to_do(maria: Person) -> None:
    await maria.sends_photo()

    said = (await maria.hears()).text
    assert NOTICE in said
    assert "understands written words only" in said
    assert "Type a question" in said


async def test_help_lists_what_works_and_nothing_else(maria: Person) -> None:
    await maria.starts()
    await maria.hears()
    await maria.says("/help")

    said = (await maria.hears()).text
    listed = [line.split()[0] for line in said.splitlines() if line.startswith("/")]
    knowledge = ["/ask", "/topics", "/guides", "/expert"]
    events = ["/events", "/event", "/register", "/unregister", "/remind", "/myevents"]
    requests = ["/requests", "/add", "/withdraw", "/reopen"]
    assert listed == ["/start", "/help", *knowledge, *requests, *events, "/settings", "/privacy", "/cancel"]
    assert CONTACT in said


async def test_who_reads_a_language_without_a_catalog_is_spoken_to_in_english(
    telegram: Sandbox, helpdesk: Service
) -> None:
    blanka = telegram.new_person("Blanka", language="xx")
    await blanka.starts()

    assert NOTICE in (await blanka.hears()).text
