"""What the bot tells Telegram about itself: once, in order, in each language, and again where it changed."""

import json
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from core.database import Database
from core.language import Language, Languages
from delivery.models import OutboxRow
from delivery.outbox import Outbox
from people.access import COMMANDS, FOR_ADMINISTRATORS, IN_GROUPS, commands_for
from people.introductions import AGAIN, Introductions, Telling, tellings
from people.models import RoleName
from tests.clocks import MovedClock
from tests.delivering import BOT

ENGLISH = Languages({"en": Language("en")})
SEVERAL = Languages({code: Language(code) for code in ("en", "de", "pt-br")})
LEA = 2**52 + 7


@pytest.fixture
def clock() -> MovedClock:
    return MovedClock()


def introductions(session: Session, clock: MovedClock) -> Introductions:
    return Introductions(session, clock, Outbox(session, clock, BOT))


async def tells(database: Database, clock: MovedClock, said: list[Telling]) -> list[dict[str, Any]]:
    """Tell this; return the calls that are new, in their order."""

    def tell(session: Session) -> list[dict[str, Any]]:
        before = len(session.scalars(select(OutboxRow)).all())
        introductions(session, clock).tell(said)
        session.flush()
        rows = session.scalars(select(OutboxRow).order_by(OutboxRow.id)).all()[before:]
        return [{"method": row.method, **json.loads(row.body or "")} for row in rows]

    return await database.write(tell)


def told(method: str, said: list[Telling]) -> dict[str, dict[str, Any]]:
    return {each.about: each.parameters for each in said if each.method == method}


def names(parameters: dict[str, Any]) -> list[str]:
    return [each["command"] for each in parameters["commands"]]


def test_members_are_offered_in_private_what_they_may_use_and_in_groups_what_is_for_groups() -> None:
    said = told("setMyCommands", tellings(ENGLISH, "en", ""))

    assert {about: tuple(names(parameters)) for about, parameters in said.items()} == {
        "commands default ": commands_for(RoleName.MEMBER),
        "commands all_private_chats ": commands_for(RoleName.MEMBER),
        "commands all_group_chats ": IN_GROUPS,
        "commands all_chat_administrators ": FOR_ADMINISTRATORS,
    }
    assert said["commands all_group_chats "]["scope"] == {"type": "all_group_chats"}
    assert all("language_code" not in parameters for parameters in said.values())


def test_who_may_use_more_has_commands_of_their_own() -> None:
    said = told("setMyCommands", tellings(ENGLISH, "en", "", {LEA: RoleName.COORDINATOR, 2: RoleName.MEMBER}))
    own = {about: parameters for about, parameters in said.items() if " chat:" in about}

    assert list(own) == [f"commands chat:{LEA} "]
    assert own[f"commands chat:{LEA} "]["scope"] == {"type": "chat", "chat_id": LEA}
    assert names(own[f"commands chat:{LEA} "]) == list(COMMANDS)


def test_commands_are_told_in_each_language_that_telegram_can_name() -> None:
    said = told("setMyCommands", tellings(SEVERAL, "en", ""))

    assert {about.split(" ")[2] for about in said} == {"", "de"}
    assert said["commands default de"]["language_code"] == "de"


def test_a_service_in_another_language_tells_it_without_a_code_and_english_with_one() -> None:
    said = told("setMyCommands", tellings(SEVERAL, "de", ""))

    assert {about.split(" ")[2] for about in said} == {"", "en"}


@pytest.mark.parametrize("about", ["Answers about a museum.", "x" * 2000, "🏛" * 600])
def test_what_the_service_is_fits_into_telegrams_limits(about: str) -> None:
    said = tellings(ENGLISH, "en", about)
    (long,), (short,) = told("setMyDescription", said).values(), told("setMyShortDescription", said).values()

    assert long["description"].startswith(about[:100])
    assert "This is an automatic assistant." in long["description"]
    assert len(long["description"].encode("utf-16-le")) <= 2 * 512
    assert len(short["short_description"].encode("utf-16-le")) <= 2 * 120


def test_where_the_operator_says_nothing_of_the_service_nothing_is_told_of_it() -> None:
    assert {each.method for each in tellings(ENGLISH, "en", "")} == {"setMyCommands"}


async def test_what_was_told_is_not_told_again(database: Database, clock: MovedClock) -> None:
    said = tellings(ENGLISH, "en", "Answers about a museum.")

    assert len(await tells(database, clock, said)) == len(said) == 6
    assert await tells(database, clock, said) == []
    assert not await database.read(lambda session: introductions(session, clock).due(said))


async def test_a_change_and_its_return_are_both_told(database: Database, clock: MovedClock) -> None:
    first, second = tellings(ENGLISH, "en", "One."), tellings(ENGLISH, "en", "Two.")
    for said in (first, second):
        await tells(database, clock, said)
    last = await tells(database, clock, first)

    assert [call["method"] for call in last] == ["setMyDescription", "setMyShortDescription"]
    assert last[1]["short_description"] == "One."


async def test_the_commands_of_a_role_are_taken_back_and_given_again(database: Database, clock: MovedClock) -> None:
    with_lea, without = tellings(SEVERAL, "en", "", {LEA: RoleName.COORDINATOR}), tellings(SEVERAL, "en", "")
    await tells(database, clock, with_lea)
    taken = await tells(database, clock, without)
    again = await tells(database, clock, with_lea)

    scope = {"type": "chat", "chat_id": LEA}
    assert taken == [
        {"method": "deleteMyCommands", "scope": scope},
        {"method": "deleteMyCommands", "scope": scope, "language_code": "de"},
    ]
    assert [call["method"] for call in again] == ["setMyCommands"] * 2


async def test_what_was_refused_is_told_again_after_a_day_and_not_before(database: Database, clock: MovedClock) -> None:
    said = tellings(ENGLISH, "en", "")
    await tells(database, clock, said)
    await database.write(lambda session: introductions(session, clock).failed("commands default "))
    assert await tells(database, clock, said) == []
    clock.moves(seconds=AGAIN.total_seconds())
    again = await tells(database, clock, said)

    assert [call["scope"] for call in again] == [{"type": "default"}]
    assert await tells(database, clock, said) == []


async def test_another_bot_on_the_same_data_is_told_everything(database: Database, clock: MovedClock) -> None:
    said = tellings(ENGLISH, "en", "")
    await tells(database, clock, said)

    def due(session: Session) -> bool:
        return Introductions(session, clock, Outbox(session, clock, BOT + 1)).due(said)

    assert await database.read(due)
