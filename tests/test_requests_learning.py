"""What an expert answered becomes an entry, if the member allows it, without a name in it."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy.orm import Session

from bot.serve import Service
from core.clock import Clock
from people.models import RoleName
from sandbox.people import Person
from tests.clocks import MovedClock
from tests.experts_at_work import ANNA, CLARA, asked, hears
from tests.museum import museum
from tickets.access import Actor
from tickets.models import Answer
from tickets.parts import Parts, Written
from tickets.proposals import to_be_looked_at, unnamed
from tickets.requests import Requests
from tickets.states import AnswerState, Consent, Side

MONDAY = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
QUESTION = "Hello, this is Maria. Who restores wooden frames? My number is 0032 470 12 34 56."
ANSWER = "Dear Maria, the workshop in Ghent restores 40 frames a year. Write to frames@example.org. Regards, Anna"


@pytest.fixture
def helpdesk_settings(helpdesk_settings: dict[str, Any], tmp_path: Path) -> dict[str, Any]:
    return helpdesk_settings | {"content_dir": museum(tmp_path), "admin_ids": (CLARA,)}


@pytest.fixture
def clock() -> Clock:
    return MovedClock(MONDAY)


async def answered(helpdesk: Service, maria: Person, anna: Person, consent: Consent | None) -> int:
    """Anna has answered Maria's request; its number."""
    number = await asked(helpdesk, maria, QUESTION)
    await anna.says(f"/take {number}")
    await hears(anna, "is yours now")
    await helpdesk.database.write(lambda session: write(session, helpdesk.clock, number, maria.id, consent))
    return number


def write(session: Session, clock: Clock, number: int, member: int, consent: Consent | None) -> None:
    """Put down what was asked and answered."""
    requests, parts = Requests(session, clock), Parts(session, clock)
    request = requests.held(number)
    assert request is not None
    request.consent = consent
    parts.add(request, member, Written(member, 9001, QUESTION))
    sent = Answer(request_id=number, author_id=ANNA, chat_id=ANNA, state=AnswerState.SENT, opened_at=clock.now())
    session.add(sent)
    session.flush()
    parts.add(request, ANNA, Written(ANNA, 9002, ANSWER), Side.EXPERT, sent.id)
    parts.add(request, member, Written(member, 9003, "Thank you, Anna!"))
    requests.answered(Actor(ANNA, RoleName.EXPERT), number)


async def closed(anna: Person, number: int) -> Any:
    """Anna closes it as answered."""
    await anna.says(f"/close {number} Answered")
    return await hears(anna, f"Request {number} is closed")


async def test_a_proposal_shows_neither_names_nor_addresses(
    helpdesk: Service, maria: Person, anna: Person, clara: Person
) -> None:
    number = await answered(helpdesk, maria, anna, Consent.REUSE)
    await anna.presses(await closed(anna, number), "Propose as entry")
    await hears(anna, "1 coordinator sees request")

    shown = await hears(clara, f"Anna proposes request {number} as an entry")
    words = shown.text.partition("Question")[2]
    assert "this is …. Who restores wooden frames?" in words
    for secret in ("Maria", "Anna", "0032", "470", "@example"):
        assert secret not in words
    assert "40 frames a year" in words
    assert "Thank you" not in words


async def test_a_new_entry_answers_the_next_who_asks(
    helpdesk: Service, maria: Person, anna: Person, clara: Person, jonas: Person
) -> None:
    number = await answered(helpdesk, maria, anna, Consent.REUSE)
    await anna.presses(await closed(anna, number), "Propose as entry")
    shown = await hears(clara, "proposes request")

    await clara.presses(shown, "New entry")
    asks = await clara.hears()
    await clara.presses(asks, (0, 0))  # the id that is proposed
    topic = await clara.hears()
    await clara.presses(topic, (0, 0))
    await clara.hears()
    await clara.says("https://museum.example.org/frames")
    await clara.hears()
    await clara.says(
        "frame restoration\nwho repairs a frame\nmy frame is broken\nbroken picture frame\nframe is kaputt"
    )
    preview = await hears(clara, "restores 40 frames")
    await clara.presses(preview, "Publish")
    await hears(clara, "Published")
    await jonas.says("My frame is broken, who repairs it?")
    assert "restores 40 frames a year" in (await jonas.hears()).text


async def test_a_wording_is_added_to_the_entry_that_answers_it(
    helpdesk: Service, maria: Person, anna: Person, clara: Person
) -> None:
    number = await answered(helpdesk, maria, anna, Consent.REUSE)
    await anna.presses(await closed(anna, number), "Propose as entry")
    shown = await hears(clara, "proposes request")

    await clara.presses(shown, "Wording for 1")
    assert "Who restores wooden frames?" in (await clara.hears()).text
    await clara.presses(shown, "Merge into 1")
    await hears(clara, "Please send the new text")


@pytest.mark.parametrize("consent", [None, Consent.PRIVATE])
async def test_without_consent_nothing_is_offered_and_a_forged_press_does_nothing(
    helpdesk: Service, maria: Person, anna: Person, clara: Person, consent: Consent | None
) -> None:
    number = await answered(helpdesk, maria, anna, consent)
    message = await closed(anna, number)
    assert "Propose" not in str(message.buttons)

    await anna.forges_press(message, f"rlprop:{number}")
    await hears(anna, "stays private")
    await clara.hears_nothing()


async def test_consent_that_was_taken_back_stops_what_was_proposed(
    helpdesk: Service, maria: Person, anna: Person, clara: Person
) -> None:
    number = await answered(helpdesk, maria, anna, Consent.REUSE)
    await anna.presses(await closed(anna, number), "Propose as entry")
    shown = await hears(clara, "proposes request")
    await helpdesk.database.write(
        lambda session: Requests(session, helpdesk.clock).consents(
            Actor(maria.id, RoleName.MEMBER), number, Consent.PRIVATE
        )
    )

    for label in ("Wording for 1", "Merge into 1", "New entry"):
        await clara.presses(shown, label)
        await hears(clara, "stays private")


async def test_it_is_proposed_once(helpdesk: Service, maria: Person, anna: Person, clara: Person) -> None:
    number = await answered(helpdesk, maria, anna, Consent.REUSE)
    message = await closed(anna, number)
    for words in ("1 coordinator sees", "was proposed already"):
        await anna.presses(message, "Propose as entry")
        await hears(anna, words)
    await hears(clara, "proposes request")
    await clara.hears_nothing()


async def test_a_member_presses_in_vain(helpdesk: Service, maria: Person, anna: Person, jonas: Person) -> None:
    number = await answered(helpdesk, maria, anna, Consent.REUSE)
    await jonas.says("/start")
    greeting = await jonas.hears()
    for data in (f"rlprop:{number}", f"rlnew:{number}", f"rlword:{number}:abcdefgh", f"rlmerge:{number}:abcdefgh"):
        told = await jonas.forges_press(greeting, data, wait=True)
        assert told is not None
        assert "Ghent" not in told["text"]
    await jonas.hears_nothing()


@pytest.mark.parametrize(
    ("words", "names", "left"),
    [
        ("Ask Maria or MARIA's office", ["Maria"], "Ask … or …'s office"),
        ("Marianne came", ["Maria"], "Marianne came"),
        ("De Vries wrote", ["Jo de Vries"], "De … wrote"),
        ("José wrote", ["José"], "… wrote"),
        ("nothing", [], "nothing"),
        ("a+b (c)", ["(c)", "a+b"], "a+b (c)"),
    ],
)
def test_known_names_are_taken_out_whole(words: str, names: list[str], left: str) -> None:
    assert unnamed(words, names) == left


def test_numbers_are_underlined_for_an_editor_to_look_at() -> None:
    shown = to_be_looked_at("In 2024, 1,200 of 1.5 km, €40")

    assert [shown.plain[mark.start : mark.end] for mark in shown.marks] == ["2024", "1,200", "1.5", "40"]
