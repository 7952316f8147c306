"""Members: what Telegram says of them today, and whether a message reaches them."""

import asyncio
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy.orm import Session

from core.database import Database
from core.sqlite import Sqlite
from people.flood import MESSAGES, Flow
from people.groups import Groups
from people.members import Members
from people.models import KEPT, Member, RoleName
from people.roles import Roles

NOON = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)
MARIA = 2**52 + 7


@dataclass(slots=True)
class Watch:
    moment: datetime = NOON

    def now(self) -> datetime:
        return self.moment


@pytest.fixture
def watch() -> Watch:
    return Watch()


def met(session: Session, watch: Watch, *, private: bool = True) -> Member:
    return Members(session, watch).met(MARIA, "Maria", "maria_s", "pt-br", private=private)


async def test_a_person_is_kept_as_telegram_describes_them(database: Database, watch: Watch) -> None:
    await database.write(lambda session: met(session, watch))

    member = await database.read(lambda session: session.get_one(Member, MARIA))
    assert (member.id, member.name, member.username, member.spoken) == (MARIA, "Maria", "maria_s", "pt-br")
    assert (member.reachable, member.opened_at, member.first_seen_at, member.last_seen_at) == (True, NOON, NOON, NOON)


async def test_a_new_name_and_language_take_the_place_of_the_old_ones(database: Database, watch: Watch) -> None:
    await database.write(lambda session: met(session, watch))
    watch.moment += timedelta(days=1)
    await database.write(lambda session: Members(session, watch).met(MARIA, "Mariana", None, None))

    member = await database.read(lambda session: session.get_one(Member, MARIA))
    assert (member.name, member.username, member.spoken) == ("Mariana", None, None)
    assert (member.first_seen_at, member.last_seen_at) == (NOON, NOON + timedelta(days=1))


async def test_a_name_with_nul_and_a_lone_surrogate_can_be_kept(database: Database, watch: Watch) -> None:
    await database.write(lambda session: Members(session, watch).met(MARIA, "Ma\x00ri\ud800a"))

    assert (await database.read(lambda session: session.get_one(Member, MARIA))).name == "Maria"


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("Ma\u202eria\u2066", "Maria"),
        ("Maria\n\tRequest 9 · closed\x07", "Maria Request 9 · closed"),
        ("\ufeff\u200bMaria\u200e", "Maria"),
        ("نسرین\u200cزهرا", "نسرین\u200cزهرا"),  # what joins letters is part of a name
        ("\u202e\u202c", ""),
    ],
)
async def test_nothing_hidden_in_a_name_turns_the_words_around_it(
    sqlite: Sqlite, watch: Watch, typed: str, kept: str
) -> None:
    await sqlite.write(lambda session: Members(session, watch).met(MARIA, typed))

    assert (await sqlite.read(lambda session: session.get_one(Member, MARIA))).name == kept


async def test_who_wrote_in_a_group_only_cannot_be_reached(database: Database, watch: Watch) -> None:
    member = await database.write(lambda session: met(session, watch, private=False))

    assert (member.reachable, member.opened_at) == (False, None)


async def test_a_message_in_a_group_does_not_undo_a_block(database: Database, watch: Watch) -> None:
    await database.write(lambda session: met(session, watch))
    await database.write(lambda session: Members(session, watch).blocked(MARIA))

    assert not (await database.write(lambda session: met(session, watch, private=False))).reachable


async def test_a_block_holds_until_the_person_is_back(database: Database, watch: Watch) -> None:
    await database.write(lambda session: met(session, watch))
    await database.write(lambda session: Members(session, watch).blocked(MARIA))
    blocked = await database.read(lambda session: session.get_one(Member, MARIA))
    await database.write(lambda session: Members(session, watch).back(MARIA))
    back = await database.read(lambda session: session.get_one(Member, MARIA))

    assert (blocked.reachable, back.reachable, back.opened_at) == (False, True, NOON)


async def test_a_block_by_somebody_unknown_changes_nothing(database: Database, watch: Watch) -> None:
    def unknown(session: Session) -> Member | None:
        Members(session, watch).blocked(MARIA)
        Members(session, watch).back(MARIA)
        return Members(session, watch).known(MARIA)

    assert await database.write(unknown) is None


async def test_the_notice_is_needed_once_by_each_person_and_each_group(database: Database, watch: Watch) -> None:
    def notices(session: Session) -> tuple[bool, bool]:
        members = Members(session, watch)
        return members.needs_notice(met(session, watch)), members.needs_notice(Groups(session, watch).spoken_to(-100))

    assert await database.write(notices) == (True, True)
    assert await database.write(notices) == (False, False)


async def test_a_flood_is_counted_over_transactions(database: Database, watch: Watch) -> None:
    def wrote(session: Session) -> Flow:
        return Members(session, watch).wrote(met(session, watch))

    flows = [await database.write(wrote) for _ in range(MESSAGES + 2)]

    assert flows[MESSAGES - 1 :] == [Flow.FREE, Flow.STOPPED, Flow.PAUSED]


async def test_who_is_silent_for_too_long_is_forgotten_unless_they_have_a_role(
    database: Database, watch: Watch
) -> None:
    def fill(session: Session) -> None:
        members = Members(session, watch)
        for id_ in (1, 2):
            members.met(id_, "Jonas")
        Roles(session, watch).grant(2, RoleName.EXPERT)

    await database.write(fill)
    watch.moment += KEPT
    assert await database.write(lambda session: Members(session, watch).forget()) == 0

    watch.moment += timedelta(seconds=1)
    assert await database.write(lambda session: Members(session, watch).forget()) == 1
    assert await database.read(lambda session: session.get(Member, 1)) is None
    assert await database.read(lambda session: session.get(Member, 2)) is not None


async def test_only_who_has_an_open_chat_is_reachable(database: Database, watch: Watch) -> None:
    def fill(session: Session) -> list[int]:
        members = Members(session, watch)
        members.met(1, "Ada")
        members.met(2, "Rui", private=False)
        members.met(3, "Blanka")
        members.blocked(3)
        session.flush()
        return members.reachable([1, 2, 3, 4])

    assert await database.write(fill) == [1]


async def test_two_chats_may_meet_the_same_person_at_once(database: Database, watch: Watch) -> None:
    await asyncio.gather(*(database.write(lambda session: met(session, watch)) for _ in range(8)))

    assert (await database.read(lambda session: session.get_one(Member, MARIA))).name == "Maria"
