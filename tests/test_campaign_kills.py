"""Killed again and again while people write, it loses nothing: the short version of `make torture`."""

from dataclasses import replace
from pathlib import Path

import pytest

from delivery.models import Fate, Handling
from tests.campaigns.crowd import HELP, START, Said
from tests.campaigns.hearing import Arrived, Row, Verdict
from tests.campaigns.kills import Blow, campaign
from tests.campaigns.oracle import Evidence, Update, judge
from tests.campaigns.places import RARE, places

pytestmark = pytest.mark.timeout(900)  # on a busy machine; the first campaign also learns the knowledge

MARIA, JONAS = 11, 12
STARTED = Row(1, "update/1/1", MARIA, Fate.SENT, must=True, attempts=1, unknowns=0, message_id=3)
HELPED = Row(2, "update/2/1", MARIA, Fate.SENT, must=True, attempts=1, unknowns=0, message_id=4)
NOTICE = Row(3, f"notice/{MARIA}/7", MARIA, Fate.SENT, must=False, attempts=1, unknowns=0, message_id=5)
GOOD = Evidence(
    said=(Said(MARIA, START, (100,), 0.0), Said(MARIA, HELP, (101,), 0.1)),
    acknowledged=frozenset({100, 101}),
    arrived=(
        Arrived(MARIA, 3, START.mark, 1.0),
        Arrived(MARIA, 4, HELP.mark, 2.0),
        Arrived(MARIA, 5, f"Notice 7 for {MARIA}", 3.0),
    ),
    interruptions=(),
    thawed=(),
    inbox=(Update(1, 100, MARIA, Handling.DONE, 1), Update(2, 101, MARIA, Handling.DONE, 1)),
    outbox=(STARTED, HELPED, NOTICE),
)


def test_the_oracle_finds_nothing_wrong_where_all_is_well() -> None:
    assert judge(GOOD) == Verdict(faults=[], updates=2, acknowledged=2, notices=1)


@pytest.mark.parametrize(
    ("evidence", "words"),
    [
        (replace(GOOD, inbox=GOOD.inbox[:1]), "update 101 was acknowledged and is not in the database"),
        (replace(GOOD, inbox=(*GOOD.inbox, Update(3, 102, MARIA, Handling.DEAD, 3))), "was set aside after 3 attempts"),
        (replace(GOOD, inbox=(*GOOD.inbox, Update(3, 102, MARIA, Handling.WAITING, 0))), "is still waiting"),
        (replace(GOOD, outbox=(STARTED, replace(HELPED, state=Fate.CLAIMED), NOTICE)), "is claimed at the end"),
        (replace(GOOD, outbox=(STARTED, replace(HELPED, state=Fate.WAITING), NOTICE)), "is waiting at the end"),
        (replace(GOOD, outbox=(STARTED, NOTICE)), "'/help' (updates (101,)) has no answer"),
        (replace(GOOD, arrived=GOOD.arrived[1:]), "is said to be message 3, which never arrived"),
        (
            replace(GOOD, outbox=(replace(STARTED, message_id=4), replace(HELPED, message_id=3), NOTICE)),
            "was said before what it follows",
        ),
        (
            replace(GOOD, arrived=(*GOOD.arrived, Arrived(MARIA, 6, HELP.mark, 4.0))),
            "message 6 answers nothing in its turn",
        ),
        (
            replace(GOOD, arrived=(*GOOD.arrived, Arrived(JONAS, 6, HELP.mark, 4.0))),
            f"chat {JONAS}: message 6 answers nothing in its turn",
        ),
        (
            replace(GOOD, arrived=(*GOOD.arrived, Arrived(MARIA, 6, f"Notice 7 for {MARIA}", 4.0))),
            "may be said once at most and was heard 2 times",
        ),
        (
            replace(GOOD, arrived=(*GOOD.arrived, Arrived(JONAS, 6, f"Notice 7 for {MARIA}", 4.0))),
            "was never to be said here",
        ),
        (
            replace(GOOD, outbox=(STARTED, replace(HELPED, state=Fate.UNCERTAIN, unknowns=1), NOTICE)),
            "was given up after 1 interruption",
        ),
        (replace(GOOD, outbox=(STARTED, replace(HELPED, must=False), NOTICE)), "is not sent again"),
    ],
)
def test_the_oracle_sees_each_promise_that_is_not_kept(evidence: Evidence, words: str) -> None:
    assert any(words in fault for fault in judge(evidence).faults)


@pytest.mark.parametrize(("killed_at", "unknowns", "kept"), [(1.5, 1, True), (9.0, 1, False), (1.5, 0, False)])
def test_an_answer_may_be_heard_twice_only_if_it_was_on_its_way_at_an_interruption(
    killed_at: float, unknowns: int, *, kept: bool
) -> None:
    twice = (Arrived(MARIA, 3, START.mark, 1.0), Arrived(MARIA, 4, START.mark, 2.0))
    row = replace(STARTED, message_id=4, unknowns=unknowns)
    verdict = judge(replace(GOOD, said=GOOD.said[:1], arrived=twice, outbox=(row,), interruptions=(killed_at,)))

    assert (verdict.faults == []) is kept


@pytest.mark.parametrize(("thawed_at", "kept"), [((4.9,), True), ((), False), ((9.0,), False)])
def test_only_a_process_that_thaws_may_repeat_an_answer_out_of_turn(
    thawed_at: tuple[float, ...], *, kept: bool
) -> None:
    late = (*GOOD.arrived, Arrived(MARIA, 6, START.mark, 5.0))
    rows = (replace(STARTED, unknowns=1), *GOOD.outbox[1:])
    verdict = judge(replace(GOOD, arrived=late, outbox=rows, interruptions=(0.5, 2.5), thawed=thawed_at))

    assert (verdict.faults == []) is kept


def test_every_commit_and_every_call_has_a_named_place() -> None:
    assert set(places()) >= {
        *("database.commit", "database.committed", "letter.commit", "letter.committed", "lanes.claim", "lanes.claimed"),
        *("intake.commit", "intake.committed", "poller.asks", "poller.fetched", "keeping.tidy", "lanes.bury"),
        *("sender.begin", "sender.began", "sender.claim", "sender.claimed", "sender.called", "sender.refused"),
        *("sender.settle", "sender.settled", "serve.owns", "serve.prepared", "serve.reached", "shift.listens"),
        *("shift.polls", "storage.copied", "storage.upgrade", "storage.upgraded"),
    }
    assert set(places()) >= RARE


async def test_killed_at_moments_and_places_it_loses_nothing(database_url: str, tmp_path: Path) -> None:
    webhook = database_url.startswith("sqlite")
    places = ("intake.commit", "letter.commit", "sender.called") if webhook else ("poller.fetched", "sender.claimed")
    plan = [*(Blow(place=place) for place in places), Blow(after=0.5), Blow(place="sender.settle", passing=3)]
    async with campaign(database_url, tmp_path, seed=3, webhook=webhook, seats=5) as running:
        await running.kills(plan)
        verdict = await running.ends()

    assert verdict.faults == []
    assert (verdict.lost, verdict.dead, verdict.acknowledged) == (0, 0, verdict.updates)
    assert (running.outcome.kills, running.outcome.places_hit) == (len(plan), len(plan) - 1)


@pytest.mark.parametrize("place", ["storage.upgrade", "storage.upgraded"])
async def test_killed_while_it_makes_its_tables_it_makes_them_the_next_time(place: str, tmp_path: Path) -> None:
    url = f"sqlite+aiosqlite:///{tmp_path}/helpdesk.db"
    async with campaign(url, tmp_path, seed=4, webhook=True) as running:
        await running.crowd.says(running.crowd.newcomer(), START)
        await running.strike(Blow(place=place, when_ready=False))
        assert running.outcome.places_hit == 1
        verdict = await running.ends()

    assert verdict.faults == []
