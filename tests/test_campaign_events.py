"""The campaigns about events, in small: nobody is left out and nobody told twice, however the helpdesk ends."""

from collections import Counter
from pathlib import Path
from random import Random

import pytest

from delivery.models import Fate, OutboxRow
from tests.campaigns import racing
from tests.campaigns.audience import HEARD
from tests.campaigns.places import places
from tests.campaigns.telling import PLACES, SENDING, Blow, kills, told

pytestmark = pytest.mark.timeout(900)  # on a busy machine; the first campaign also learns the knowledge


async def test_killed_while_many_are_told_it_leaves_nobody_out_and_says_no_survey_twice(
    database_url: str, tmp_path: Path
) -> None:
    plan = [Blow("event.expand", 2), Blow("sender.called", 5)]

    judged, figures = await told(database_url, tmp_path, plan, people=8)

    assert judged.faults == []
    assert figures == {"ends": 2, "places hit": 2}
    assert judged.told >= len(HEARD) * 8 - judged.uncertain


async def test_asked_to_end_meanwhile_it_says_everything_exactly_once(sqlite_url: str, tmp_path: Path) -> None:
    judged, _ = await told(sqlite_url, tmp_path, [Blow(after=0.3, asks=True)], people=8)

    assert judged.faults == []
    assert (judged.told, judged.repeated, judged.uncertain) == (len(HEARD) * 8, 0, 0)


def test_a_campaign_kills_at_each_place_of_the_expansion_and_of_the_sending() -> None:
    planned = Counter(blow.place for blow in kills(Random(1)))

    assert set(planned) >= {*PLACES, *SENDING}
    assert set(SENDING) | {"event.expanded"} <= set(places())


async def test_in_a_race_with_a_change_no_reminder_is_sent_after_it(database_url: str) -> None:
    races = await racing.raced(database_url, seed=2, count=3)

    assert races.faults == []
    assert races.races == 3
    assert races.caught + races.sent == 3 * racing.PEOPLE


def test_a_reminder_that_was_sent_after_the_change_is_a_fault() -> None:
    races = racing.Races()
    rows = [OutboxRow(key=key, kind="event reminder", state=Fate.SENT, attempts=1) for key in ("late", "before")]
    racing.judge(races, 1, rows, {"late": 0}, people=0)

    assert races.faults == ["race 1: 1 reminders were sent after the change"]
