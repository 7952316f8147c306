"""A file of events changes what it says differently than last time; what is exported reads the same."""

from datetime import date, time
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given as generated
from hypothesis import settings
from hypothesis import strategies as st
from sqlalchemy import select

from core.database import Database
from events.file import read_events
from events.importing import Imported, Importing, Source
from events.models import Event, EventState, Run, RunKind
from events.moments import Moment
from events.offsets import offset_in
from events.programme import Programme, all_written
from events.writing import KEYS, fields_of, written_file
from events.written import Registration as Kind
from events.written import WrittenEvent
from tests.clocks import MovedClock
from tests.events_at import STARTS, written

LATER = Moment(date(2026, 12, 10), time(14, 0))
CONTENT = Path(__file__).parent.parent / "knowledge" / "content" / "events.yaml"


@pytest.fixture
def clock() -> MovedClock:
    """A clock that stands still."""
    return MovedClock()


async def imports(
    database: Database, clock: MovedClock, *events: WrittenEvent, source: Source = Source.CONTENT
) -> Imported:
    """Import a file that says these events."""
    return await database.write(lambda session: Importing(session, clock).take_over(events, source))


async def edits(database: Database, clock: MovedClock, id_: str, **fields: Any) -> None:
    """Change an event in the chat."""
    await database.write(lambda session: Programme(session, clock).edit(id_, **fields))


async def event(database: Database, id_: str = "clinic") -> Event:
    """Return an event as it is now."""
    return await database.read(lambda session: session.get_one(Event, id_))


async def notices(database: Database) -> list[tuple[str, str]]:
    """Return what many are to be told, in order."""
    rows = await database.read(lambda session: session.scalars(select(Run).order_by(Run.id)).all())
    return [(row.kind, row.about) for row in rows]


async def exported(database: Database, clock: MovedClock) -> str:
    """Return the file that is exported."""
    return await database.read(lambda session: written_file(all_written(Programme(session, clock).published())))


async def test_the_same_file_twice_changes_nothing(database: Database, clock: MovedClock) -> None:
    first = await imports(database, clock, written(), written("talk", topic="green"))
    before = await event(database)
    clock.moves(hours=1)
    second = await imports(database, clock, written(), written("talk", topic="green"))
    after = await event(database)

    assert (first.added, first.changed) == (["clinic", "talk"], [])
    assert second == Imported(unchanged=["clinic", "talk"])
    assert after.changed_at == before.changed_at
    assert (after.version, after.sequence, after.state) == (1, 0, EventState.PUBLISHED)


async def test_another_time_place_or_zone_in_the_file_is_a_new_version_that_is_told_once(
    database: Database, clock: MovedClock
) -> None:
    await imports(database, clock, written())
    await imports(database, clock, written(starts=LATER, ends=None))
    moved = await event(database)
    await imports(database, clock, written(starts=LATER, ends=None, place="Ghent, Belgium"))
    await imports(database, clock, written(starts=LATER, ends=None, place="Ghent, Belgium", summary="New words."))
    last = await event(database)

    assert (moved.version, moved.sequence, moved.starts) == (2, 1, LATER)
    assert (last.version, last.sequence, last.summary) == (3, 2, "New words.")
    assert await notices(database) == [(RunKind.CHANGE, "2"), (RunKind.CHANGE, "3")]


async def test_what_was_changed_in_the_chat_wins_over_a_file_that_says_what_it_said(
    database: Database, clock: MovedClock
) -> None:
    await imports(database, clock, written())
    await edits(database, clock, "clinic", title="Changed in the chat", starts=LATER, ends=None)
    await imports(database, clock, written())
    still = await event(database)
    await imports(database, clock, written(summary="From the file."))
    last = await event(database)

    assert (still.title, still.starts) == ("Changed in the chat", LATER)
    assert (last.title, last.starts, last.summary) == ("Changed in the chat", LATER, "From the file.")


async def test_what_an_operator_imports_outlives_the_content_file_of_the_next_start(
    database: Database, clock: MovedClock
) -> None:
    await imports(database, clock, written())
    await imports(database, clock, written(title="Imported"), source=Source.IMPORT)
    await imports(database, clock, written())

    assert (await event(database)).title == "Imported"


async def test_what_was_cancelled_or_is_a_draft_stays_so(database: Database, clock: MovedClock) -> None:
    await imports(database, clock, written())
    await database.write(lambda session: Programme(session, clock).cancel("clinic"))
    await database.write(lambda session: Programme(session, clock).draft(written("draft")))
    await imports(database, clock, written(starts=LATER, ends=None), written("draft", title="Other"))

    assert (await event(database)).state == EventState.CANCELLED
    assert (await event(database, "draft")).state == EventState.DRAFT
    assert [kind for kind, _ in await notices(database)] == [RunKind.CHANGE]


async def test_an_event_of_the_past_is_filed_and_told_to_nobody(database: Database, clock: MovedClock) -> None:
    await imports(database, clock, written("past", starts=Moment(date(2024, 6, 5)), ends=None, topic="green"))
    await imports(database, clock, written("past", starts=Moment(date(2024, 6, 6)), ends=None, topic="green"))

    assert (await event(database, "past")).state == EventState.FINISHED
    assert await notices(database) == []


async def test_a_new_event_is_news_once(database: Database, clock: MovedClock) -> None:
    for _ in range(2):
        await imports(database, clock, written(topic="green"))

    assert await notices(database) == [(RunKind.NEWS, "")]


async def test_importing_what_was_exported_changes_nothing(
    database: Database, clock: MovedClock, tmp_path: Path
) -> None:
    await imports(database, clock, *read_events(CONTENT).events)
    await imports(database, clock, written(reminders=(), capacity=12), written("bare", starts=None, ends=None))
    await edits(database, clock, "clinic", title="Changed: in the chat", reminders=["2h"])
    file = tmp_path / "events.yaml"
    file.write_text(await exported(database, clock), "utf-8")
    again = read_events(file)
    imported = [await imports(database, clock, *again.events, source=source) for source in Source]

    assert again.problems == ()
    assert [(each.added, each.changed) for each in imported] == [([], [])] * len(Source)
    assert await exported(database, clock) == file.read_text("utf-8")
    assert await notices(database) == []


async def test_a_finished_event_that_is_moved_ahead_is_open_again(database: Database, clock: MovedClock) -> None:
    await imports(database, clock, written())
    clock.moves(days=30)
    finished = await database.write(lambda session: [each.id for each in Programme(session, clock).finish_over()])
    await edits(database, clock, "clinic", starts=Moment(date(2027, 3, 1), time(9, 0)), ends=None)

    assert finished == ["clinic"]
    assert (await event(database)).state == EventState.PUBLISHED


async def test_a_copy_is_a_draft_and_news_once_it_is_published_with_a_time(
    database: Database, clock: MovedClock
) -> None:
    await imports(database, clock, written(topic="green"))
    copy = await database.write(lambda session: Programme(session, clock).copy("clinic", "clinic-2"))
    await edits(database, clock, "clinic-2", title="Second clinic")
    await database.write(lambda session: Programme(session, clock).publish("clinic-2"))
    before = await notices(database)
    await edits(database, clock, "clinic-2", starts=LATER)

    assert (copy.state, copy.starts) == (EventState.DRAFT, None)
    assert before == [(RunKind.NEWS, "")]
    assert await notices(database) == [(RunKind.NEWS, ""), (RunKind.CHANGE, "3"), (RunKind.NEWS, "")]


async def test_each_version_keeps_what_it_said(database: Database, clock: MovedClock) -> None:
    await imports(database, clock, written())
    await database.write(lambda session: Programme(session, clock).reschedule("clinic", LATER))
    await database.write(lambda session: Programme(session, clock).cancel("clinic"))

    def versions(session: Any) -> list[tuple[int, str, str]]:
        programme = Programme(session, clock)
        found = programme.versions(session.get_one(Event, "clinic"))
        return [(each.version, each.says["state"], each.says["starts"]) for each in found]

    assert await database.read(versions) == [
        (3, "cancelled", str(LATER)),
        (2, "published", str(LATER)),
        (1, "published", str(STARTS)),
    ]


TEXTS = st.text(st.characters(exclude_categories=["C", "Z"]) | st.sampled_from(" :#'\"\n-"), max_size=60).map(str.strip)


@settings(deadline=None, max_examples=80)
@generated(title=TEXTS.filter(bool), summary=TEXTS, place=TEXTS, capacity=st.none() | st.integers(1, 999_999))
def test_any_words_are_read_as_they_were_written(
    tmp_path_factory: pytest.TempPathFactory, title: str, summary: str, place: str, capacity: int | None
) -> None:
    event = written(title=title, summary=summary, place=place, capacity=capacity, reminders=(offset_in("1h"),))
    file = tmp_path_factory.getbasetemp() / "words.yaml"
    file.write_text(written_file([event]), "utf-8", newline="")

    assert read_events(file).events == (event,)


def test_a_written_event_has_the_keys_of_the_file_and_nothing_else() -> None:
    fields = fields_of(written(registration=Kind.CLOSED, place=""))

    assert tuple(fields) == KEYS
    assert (fields["starts"], fields["place"], fields["registration"]) == ("2026-12-09 09:30", None, "closed")
    assert "starts: 2026-12-09\n" in written_file([written(starts=Moment(date(2026, 12, 9)))])
