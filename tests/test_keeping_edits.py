"""What is published in the chat: the newest counts, nothing is lost, and what was taken back is left to the file."""

import asyncio
from collections.abc import Callable
from itertools import pairwise
from typing import Any, TypeVar

import pytest
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from core.database import Database
from core.refusal import NotYours
from knowledge.editing.edits import Change, ChangedMeanwhile, Edits
from knowledge.editing.spots import Spot
from knowledge.models import Publication
from people.members import Members
from people.models import Member
from tests.clocks import MovedClock

ADA, BEN = 2**52 + 7, 12
ANSWER, TITLE = Spot("dogs", "answer"), Spot("dogs", "question")
T = TypeVar("T")


@pytest.fixture(autouse=True)
async def known(database: Database) -> None:
    def meet(session: Session) -> None:
        for id_, name in ((ADA, "Ada"), (BEN, "Ben")):
            Members(session, MovedClock()).met(id_, name)

    await database.write(meet)


async def does(database: Database, work: Callable[[Edits], T]) -> T:
    return await database.write(lambda session: work(Edits(session, MovedClock())))


async def publishes(
    database: Database, value: Any, *, seen: int = 0, before: Any = "from the file", by: int = ADA
) -> int:
    return await does(database, lambda edits: edits.publish("dogs", {ANSWER: Change(value, before, seen)}, by).id)


async def in_force(database: Database) -> dict[Spot, Any]:
    return {each.spot: each.value for each in await does(database, Edits.held)}


async def test_the_newest_edit_of_a_field_is_in_force(database: Database) -> None:
    await publishes(database, "one")
    await publishes(database, {"any": ["value", None]}, seen=1)
    await does(database, lambda edits: edits.publish("dogs", {TITLE: Change("Dogs?", None)}, BEN).id)

    assert await in_force(database) == {ANSWER: {"any": ["value", None]}, TITLE: "Dogs?"}


async def test_who_did_not_see_the_newest_is_told_and_nothing_is_kept(database: Database) -> None:
    await publishes(database, "theirs")
    with pytest.raises(ChangedMeanwhile) as refusal:
        await publishes(database, "mine", by=BEN)

    assert refusal.value.theirs.value == "theirs"
    assert await in_force(database) == {ANSWER: "theirs"}
    assert await does(database, lambda edits: len(edits.history("dogs"))) == 1


async def test_of_two_at_the_same_moment_one_wins(database: Database) -> None:
    both = await asyncio.gather(
        publishes(database, "Ada's"), publishes(database, "Ben's", by=BEN), return_exceptions=True
    )

    refused = [each for each in both if isinstance(each, ChangedMeanwhile | IntegrityError)]
    assert len(refused) == 1
    assert len(await in_force(database)) == 1


async def test_what_only_the_file_had_said_is_left_to_it_again(database: Database) -> None:
    number = await publishes(database, "one")
    await does(database, lambda edits: edits.take_back(number, BEN).id)

    assert await in_force(database) == {}


async def test_what_an_earlier_edit_had_said_is_in_force_again(database: Database) -> None:
    await publishes(database, "one")
    number = await publishes(database, "two", seen=1, before="one")
    await does(database, lambda edits: edits.take_back(number, BEN).id)

    assert await in_force(database) == {ANSWER: "one"}


async def test_taking_back_can_be_taken_back(database: Database) -> None:
    number = await publishes(database, "one")
    back = await does(database, lambda edits: edits.take_back(number, BEN).id)
    await does(database, lambda edits: edits.take_back(back, BEN).id)

    assert await in_force(database) == {ANSWER: "one"}


async def test_what_was_taken_back_is_not_taken_back_again(database: Database) -> None:
    number = await publishes(database, "one")
    await does(database, lambda edits: edits.take_back(number, BEN).id)

    with pytest.raises(NotYours):
        await does(database, lambda edits: edits.take_back(number, ADA).id)
    with pytest.raises(NotYours):
        await does(database, lambda edits: edits.take_back(4711, ADA).id)


async def test_what_was_changed_again_stands_in_the_way(database: Database) -> None:
    number = await publishes(database, "one")
    await publishes(database, "two", seen=1, before="one")

    with pytest.raises(ChangedMeanwhile):
        await does(database, lambda edits: edits.take_back(number, ADA).id)
    assert await in_force(database) == {ANSWER: "two"}


async def test_what_the_file_says_by_now_is_left_to_it_and_undone_in_the_chat(database: Database) -> None:
    number = await publishes(database, "one", before="old")
    (held,) = await does(database, Edits.held)
    await does(database, lambda edits: edits.leave_to_files([held.id]))
    assert await in_force(database) == {}
    await does(database, lambda edits: edits.take_back(number, ADA).id)

    assert await in_force(database) == {ANSWER: "old"}


async def test_the_stamp_changes_with_whatever_changes_what_is_in_force(database: Database) -> None:
    stamps = [await does(database, Edits.stamp)]
    number = await publishes(database, "one")
    stamps.append(await does(database, Edits.stamp))
    await does(database, lambda edits: edits.take_back(number, ADA).id)
    stamps.append(await does(database, Edits.stamp))
    await publishes(database, "two", seen=2)
    stamps.append(await does(database, Edits.stamp))

    assert all(one != next_ for one, next_ in pairwise(stamps))


async def test_the_history_tells_who_and_what_the_newest_first(database: Database) -> None:
    first = await publishes(database, "one")
    await does(database, lambda edits: edits.take_back(first, BEN).id)
    newest, oldest = await does(database, lambda edits: edits.history("dogs"))

    assert (newest.publication.by_id, newest.publication.takes_back, newest.undone) == (BEN, first, False)
    assert (oldest.publication.by_id, oldest.undone) == (ADA, True)
    assert [(edit.value, edit.before) for edit in oldest.edits] == [("one", "from the file")]


async def test_who_is_forgotten_leaves_the_knowledge_as_it_is(database: Database) -> None:
    number = await publishes(database, "one")
    await database.write(lambda session: session.delete(session.get_one(Member, ADA)))

    assert await in_force(database) == {ANSWER: "one"}
    assert (await database.read(lambda session: session.get_one(Publication, number))).by_id is None
