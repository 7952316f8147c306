"""Typing a button's label presses it; what is typed in the middle of a dialogue belongs to the dialogue."""

from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy.orm import Session
from telegram import Update

from bot.serve import Service
from core.clock import Clock
from core.database import Database
from core.saying import Button, Saying
from core.text import Text
from delivery.labels import typed_button
from delivery.outbox import Outbox
from handlers.context import Context
from handlers.visitors import Reply, respond, visitor_of
from people.dialogues import HOLDS, KEPT, Dialogues
from people.members import Members
from people.models import Dialogue
from sandbox.people import Person
from tests.clocks import MovedClock
from tests.museum import museum

MARIA, BOT = 2**52 + 7, 7
HOUR = timedelta(hours=1)


@pytest.fixture
def clock() -> Clock:
    return MovedClock()


def said(session: Session, clock: Clock, key: str, labels: tuple[str, ...]) -> None:
    buttons = tuple((Button(label, f"see:{key}:{label.lower()}"),) for label in labels)
    Outbox(session, clock, BOT).say(key, MARIA, Saying(Text("x"), buttons))


async def pressed(database: Database, clock: Clock, typed: str, chat: int = MARIA) -> str | None:
    return await database.read(lambda session: typed_button(session, BOT, chat, typed, clock.now() - HOUR))


async def test_a_typed_label_means_the_newest_button_that_has_it(database: Database, clock: Clock) -> None:
    for key in ("old", "new"):
        await database.write(partial(said, clock=clock, key=key, labels=("Send  now", key)))

    assert await pressed(database, clock, " send NOW ") == "see:new:send  now"
    assert await pressed(database, clock, "old") == "see:old:old"
    assert await pressed(database, clock, "send") is None
    assert await pressed(database, clock, "") is None
    assert await pressed(database, clock, "old", chat=12) is None


async def test_what_a_phone_adds_behind_a_typed_label_makes_no_difference(database: Database, clock: Clock) -> None:
    await database.write(lambda session: said(session, clock, "card", ("Not quite", "2", "What next?")))

    for typed in ("Not quite.", "not quite …", "Not quite!", "2.", "2)", "What next"):
        assert await pressed(database, clock, typed) is not None, typed
    assert await pressed(database, clock, "?") is None


async def test_a_label_is_nothing_after_an_hour(database: Database) -> None:
    clock = MovedClock()
    await database.write(lambda session: said(session, clock, "card", ("Take",)))
    clock.moves(hours=1)
    assert await pressed(database, clock, "Take") == "see:card:take"
    clock.moves(seconds=1)

    assert await pressed(database, clock, "Take") is None


async def test_a_button_that_an_edit_took_away_cannot_be_typed(database: Database, clock: Clock) -> None:
    await database.write(lambda session: said(session, clock, "card", ("Take",)))
    edited = Saying(Text("taken"), ((Button("Close", "close:1"),),))
    await database.write(lambda session: Outbox(session, clock, BOT).edit("later", "card", MARIA, edited))

    assert await pressed(database, clock, "Take") is None
    assert await pressed(database, clock, "Close") == "close:1"


async def test_a_dialogue_holds_for_an_hour_after_its_last_step(database: Database) -> None:
    clock = MovedClock()

    def begin(session: Session) -> None:
        Members(session, clock).met(MARIA, "Maria")
        Dialogues(session, clock).begin(MARIA, "name", "first", colour="blue")

    def go_on(session: Session) -> dict[str, Any]:
        dialogue = Dialogues(session, clock).open(MARIA)
        assert dialogue is not None
        Dialogues(session, clock).go_on(dialogue, "second", size=3)
        return dialogue.facts

    await database.write(begin)
    clock.moves(seconds=HOLDS.total_seconds())
    assert await database.write(go_on) == {"colour": "blue", "size": 3}
    clock.moves(seconds=HOLDS.total_seconds() + 1)

    assert await database.read(lambda session: Dialogues(session, clock).open(MARIA)) is None
    clock.moves(seconds=KEPT.total_seconds())
    assert await database.write(lambda session: Dialogues(session, clock).forget()) == 1


class TestInTheChat:
    """A dialogue that asks for a colour, told to a running helpdesk."""

    @pytest.fixture
    def helpdesk_settings(self, helpdesk_settings: dict[str, Any], tmp_path: Path) -> dict[str, Any]:
        return helpdesk_settings | {"content_dir": museum(tmp_path)}

    @pytest.fixture(autouse=True)
    async def in_the_middle(self, helpdesk: Service, maria: Person) -> None:
        helpdesk.application.stories.on("colour", chose)
        await maria.starts()
        await maria.hears()
        clock = helpdesk.clock
        await helpdesk.database.write(lambda session: Dialogues(session, clock).begin(maria.id, "colour", "which"))

    async def test_what_is_typed_goes_on_with_the_dialogue(self, maria: Person) -> None:
        await maria.says("Are dogs allowed?")

        assert (await maria.hears()).text == "which: Are dogs allowed?"

    async def test_cancel_ends_it_and_words_are_questions_again(self, maria: Person) -> None:
        await maria.says("/cancel")
        assert "cancelled" in (await maria.hears()).text
        await maria.says("Are dogs allowed?")
        assert "guide dogs" in (await maria.hears()).text
        await maria.says("/cancel")

        assert "nothing to cancel" in (await maria.hears()).text

    async def test_another_version_s_dialogue_swallows_nothing(self, helpdesk: Service, maria: Person) -> None:
        clock = helpdesk.clock
        await helpdesk.database.write(lambda session: Dialogues(session, clock).begin(maria.id, "gone", "which"))
        await maria.says("Are dogs allowed?")

        assert "guide dogs" in (await maria.hears()).text


async def chose(update: Update, context: Context, dialogue: Dialogue, words: str) -> None:
    visitor, step = await visitor_of(update, context), dialogue.step
    await respond(update, context, visitor, lambda _: Reply(Saying(Text(f"{step}: {words}"))))
