"""A person's calendar: an address that follows what changes, that nobody else knows, and that can be taken back."""

import re
from datetime import date, time
from pathlib import Path
from typing import Any

import aiohttp
import pytest
from sqlalchemy import delete
from sqlalchemy.orm import Session

from bot.serve import Service
from bot.settings import load_settings
from events.moments import Moment
from events.programme import Programme
from events.registrations import Registrations
from people.models import Member
from people.rows import removed
from sandbox.people import Person
from sandbox.screen import Message
from tests.clinic import clinic, greeted, presses, says
from tests.clocks import MovedClock
from tests.icalendar_reader import Component, read


@pytest.fixture
def helpdesk_settings(helpdesk_settings: dict[str, Any], tmp_path: Path) -> dict[str, Any]:
    return helpdesk_settings | {"content_dir": clinic(tmp_path)}


@pytest.fixture
def clock() -> MovedClock:
    return MovedClock()


@pytest.fixture
async def maria(maria: Person, helpdesk: Service) -> Person:
    helpdesk.house.public_url = f"http://127.0.0.1:{helpdesk.http_port}"
    return await greeted(maria)


async def address(person: Person) -> str:
    """Register for the clinic and ask for the address of one's calendar."""
    await says(person, "/register clinic")
    said = await presses(person, await says(person, "/myevents"), "Get a calendar link")
    return found(said.text)


def found(words: str) -> str:
    """Return the address in a message."""
    match = re.search(r"http://\S+\.ics", words)
    assert match
    return match[0]


async def fetched(url: str) -> tuple[int, str, bytes]:
    """Return what a calendar gets there: the status, the type, the file."""
    async with aiohttp.ClientSession() as session, session.get(url) as response:
        return response.status, response.headers.get("Content-Type", ""), await response.read()


def file_in(person: Person, message: Message) -> bytes:
    """Return the file that a message brings."""
    return person.world.files.known(message.raw["document"]["file_id"]).upload.content


async def events(url: str) -> list[Component]:
    """Return the events in a calendar."""
    status, kind, file = await fetched(url)
    assert (status, kind) == (200, "text/calendar; charset=utf-8")
    return read(file).all("VEVENT")


async def programme(helpdesk: Service, doing: str, *about: Any) -> None:
    """Let a coordinator do something with the programme."""
    clock = helpdesk.clock
    await helpdesk.database.write(lambda session: getattr(Programme(session, clock), doing)(*about))


async def test_the_file_of_an_event_comes_below_its_card(maria: Person, helpdesk: Service) -> None:
    sent = await presses(maria, await says(maria, "/event clinic"), "Add to calendar")
    calendar = read(file_in(maria, sent))

    assert sent.raw["document"]["file_name"] == "clinic.ics"
    assert sent.raw["caption"].startswith("Open this file to add “Green Deal clinic” to your calendar.")
    assert calendar.all("VEVENT")[0]["SUMMARY"] == "Green Deal clinic"


async def test_the_card_of_a_cancelled_event_takes_it_out_of_a_calendar(maria: Person, helpdesk: Service) -> None:
    await programme(helpdesk, "cancel", "clinic")
    sent = await presses(maria, await says(maria, "/event clinic"), "Take out of calendar")
    calendar = read(file_in(maria, sent))

    assert sent.raw["caption"].startswith("Open this file to take “Green Deal clinic” out of your calendar.")
    assert (calendar["METHOD"], calendar.all("VEVENT")[0]["STATUS"]) == ("CANCEL", "CANCELLED")


async def test_the_room_is_in_the_file_of_who_has_a_place(maria: Person, helpdesk: Service) -> None:
    def moves_online(session: Session) -> None:
        Programme(session, helpdesk.clock).edit("clinic", online="https://room.example.org/1")

    await helpdesk.database.write(moves_online)
    card = await says(maria, "/event clinic")
    before = await presses(maria, card, "Add to calendar")
    await says(maria, "/register clinic")
    after = await presses(maria, card, "Add to calendar")

    assert b"room.example.org" not in file_in(maria, before)
    assert b"room.example.org" in file_in(maria, after)


async def test_the_address_has_the_events_of_its_person_and_no_others(maria: Person) -> None:
    url = await address(maria)

    assert [each["SUMMARY"] for each in await events(url)] == ["Green Deal clinic"]
    assert len(url.rpartition("/")[2]) > 30


async def test_it_follows_what_changes(maria: Person, helpdesk: Service) -> None:
    url = await address(maria)
    await programme(helpdesk, "reschedule", "clinic", Moment(date(2026, 12, 11), time(10, 0)))
    (moved,) = await events(url)
    clock = helpdesk.clock
    await helpdesk.database.write(lambda session: Registrations(session, clock).unregister("clinic", maria.id).answer)

    assert (moved["DTSTART"], moved["SEQUENCE"]) == ("20261211T100000", "1")
    assert await events(url) == []


async def test_what_is_cancelled_stays_as_cancelled_for_thirty_days(
    maria: Person, helpdesk: Service, clock: MovedClock
) -> None:
    url = await address(maria)
    await programme(helpdesk, "cancel", "clinic")
    clock.moves(days=29)
    (cancelled,) = await events(url)
    clock.moves(days=2)

    assert cancelled["STATUS"] == "CANCELLED"
    assert await events(url) == []


async def test_a_new_address_ends_the_old_one_and_it_can_be_switched_off(maria: Person) -> None:
    old = await address(maria)
    said = await presses(maria, await says(maria, "/myevents"), "Get a calendar link")
    renewed = await presses(maria, said, "New address")
    new = found(renewed.text)

    assert found(said.text) == old != new
    assert (await fetched(old))[0] == 404
    assert (await fetched(new))[0] == 200
    off = await presses(maria, renewed, "Switch it off")
    assert off.text == "The address of your calendar leads nowhere any more."
    assert (await fetched(new))[0] == 404


async def test_who_is_forgotten_has_no_calendar_any_more(maria: Person, helpdesk: Service) -> None:
    url = await address(maria)
    await helpdesk.database.write(lambda session: removed(session, delete(Member).where(Member.id == maria.id)))

    assert (await fetched(url))[0] == 404


@pytest.mark.parametrize("name", ["", "x" * 32, "../healthz", "%2e%2e%2fhealthz", "a" * 500, "' or 1=1 --"])
async def test_a_guess_finds_nothing(helpdesk: Service, name: str) -> None:
    status, _, body = await fetched(f"http://127.0.0.1:{helpdesk.http_port}/calendar/{name}.ics")

    assert status == 404
    assert b"VEVENT" not in body


async def test_while_the_data_is_not_there_a_calendar_is_asked_to_come_again(maria: Person, helpdesk: Service) -> None:
    url = await address(maria)
    helpdesk.door.open = False

    assert (await fetched(url))[0] == 503


async def test_without_a_public_address_none_is_promised(maria: Person, helpdesk: Service) -> None:
    helpdesk.house.public_url = ""
    await says(maria, "/register clinic")
    said = await presses(maria, await says(maria, "/myevents"), "Get a calendar link")

    assert said.text.startswith("This service has no public address, so it cannot offer a calendar link.")


@pytest.mark.parametrize(
    ("webhook", "public"),
    [
        ("https://helpdesk.example.org/telegram/webhook", "https://helpdesk.example.org"),
        ("https://example.org/help/telegram/webhook", "https://example.org/help"),
        (None, ""),
    ],
)
def test_the_public_address_is_that_of_the_webhook(webhook: str | None, public: str) -> None:
    settings = load_settings(env_file=None, webhook_url=webhook, webhook_secret="s" * 8)

    assert settings.public_url == public
