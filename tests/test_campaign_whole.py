"""The oracle of the campaign over the whole helpdesk sees each promise that is not kept; so do the floods."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from delivery.models import Fate, Handling
from tests.campaigns.floods import EXACT, GOALS, missed
from tests.campaigns.places import EVERYWHERE, named, places
from tests.campaigns.wires import Judged, Row, Said, Update, Wires

MARIA, JONAS = 11, 12
LATER = datetime(2026, 11, 24, tzinfo=UTC)
FIRST = Row(1, "update/1/1", MARIA, Fate.SENT, True, 0, 3, "Hello", False, 0, None, LATER, "")
SECOND = replace(FIRST, id=2, key="update/2/1", message=4, text="Bye")
NOTICE = replace(FIRST, id=3, key="run/7", message=5, text="News", must=False, priority=3)
SAID = (Said(1.0, MARIA, 3, "Hello", ""), Said(2.0, MARIA, 4, "Bye", ""), Said(3.0, MARIA, 5, "News", ""))
INBOX = (Update(1, 100, MARIA, Handling.DONE, ""), Update(2, 101, MARIA, Handling.DONE, ""))
GOOD = Wires(SAID, (FIRST, SECOND, NOTICE), INBOX, frozenset({100, 101}), ())


def test_where_all_is_well_there_is_no_fault() -> None:
    assert GOOD.judged() == Judged(said=3, updates=2)


@pytest.mark.parametrize(
    ("wires", "words"),
    [
        (replace(GOOD, inbox=INBOX[:1]), "update 101 was acknowledged and is not in the database"),
        (replace(GOOD, inbox=(INBOX[0], replace(INBOX[1], state=Handling.DEAD))), "update 101 is dead"),
        (replace(GOOD, said=SAID[1:]), "is said to be message 3, which never arrived"),
        (replace(GOOD, said=(*SAID, Said(9.0, MARIA, 6, "Hello", ""))), "is of no row: 'Hello'"),
        (replace(GOOD, said=(*SAID, Said(9.0, JONAS, 3, "Hello", ""))), "chat 12: message 3 is of no row"),
        (
            replace(
                GOOD, said=(*SAID, Said(9.0, MARIA, 6, "Hello", "")), rows=(replace(FIRST, unknowns=1), SECOND, NOTICE)
            ),
            "with no interruption",
        ),
        (
            replace(
                GOOD,
                said=(*SAID, Said(9.0, MARIA, 6, "News", "lost")),
                rows=(FIRST, SECOND, replace(NOTICE, unknowns=1)),
            ),
            "run/7 was heard 2 times",
        ),
        (
            replace(GOOD, rows=(replace(FIRST, message=4), replace(SECOND, message=3), NOTICE)),
            "was said before update/1/1",
        ),
        (
            replace(GOOD, rows=(replace(FIRST, key="update/2/1"), replace(SECOND, key="update/1/1"), NOTICE)),
            "update/1/1 was decided after an answer to update 2",
        ),
        (replace(GOOD, rows=(FIRST, replace(SECOND, state=Fate.WAITING), NOTICE)), "update/2/1 is waiting at the end"),
        (
            replace(GOOD, rows=(FIRST, replace(SECOND, state=Fate.UNCERTAIN, unknowns=1), NOTICE)),
            "was given up after 1",
        ),
    ],
)
def test_each_promise_that_is_not_kept_is_seen(wires: Wires, words: str) -> None:
    assert any(words in fault for fault in wires.judged().faults)


@pytest.mark.parametrize(("fault", "killed_at"), [("lost", ()), ("", (8.9,)), ("", (10.0,))])
def test_an_answer_is_heard_twice_where_telegram_or_a_kill_kept_us_from_knowing(
    fault: str, killed_at: tuple[float, ...]
) -> None:
    twice = replace(GOOD, said=(Said(9.0, MARIA, 2, "Hello", fault), *SAID), interruptions=killed_at)
    judged = replace(twice, rows=(replace(FIRST, unknowns=1), SECOND, NOTICE)).judged()

    assert (judged.faults, judged.repeated) == ([], 1)


def test_what_keeps_longer_may_be_said_later() -> None:
    longer = replace(FIRST, expires=LATER + timedelta(days=13), message=4)

    assert replace(GOOD, rows=(longer, replace(SECOND, message=3), NOTICE)).judged().faults == []


def test_every_place_in_the_code_is_aimed_at_by_a_webhook_or_by_polling() -> None:
    aimed = {*named(webhook=True), *named(webhook=False)}

    assert {"request.taken", "event.expand", "lanes.bury", "intake.commit", "sender.called"} <= aimed
    assert all(
        name.split(".")[0] in ("backups", "copying", "keeping", "storage") for name in {*places(EVERYWHERE)} - aimed
    )


def test_a_flood_is_judged_by_its_figures() -> None:
    figures = {"ack_ms": {"p99": 251.0}, "after_mb": 120.0, "lost": 1, "others_beside_ms": {"p95": 1999.0}}

    assert missed(figures, GOALS) == ["ack_ms.p99 is 251 instead of 250 at most"]
    assert missed(figures, EXACT) == ["lost is 1 instead of 0 at most"]
