"""Compares what the local Telegram saw with what the database says; every promise that was not kept is a fault."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from delivery.models import Fate, Handling
from tests.campaigns.crowd import Said
from tests.campaigns.hearing import Arrived, Hearing, Row, Verdict

TO_TELEGRAM = "introduction/"  # what the bot tells Telegram about itself is heard in no chat


@dataclass(frozen=True, slots=True)
class Update:
    """An update as the inbox keeps it."""

    id: int
    update_id: int | None
    lane: int
    state: str
    attempts: int


@dataclass(frozen=True, slots=True)
class Evidence:
    """All that is known at the end: who said what, what Telegram got rid of, what arrived, what is in the database."""

    said: Sequence[Said]
    acknowledged: frozenset[int]
    arrived: Sequence[Arrived]
    interruptions: Sequence[float]
    thawed: Sequence[float]
    inbox: Sequence[Update]
    outbox: Sequence[Row]


def judge(evidence: Evidence) -> Verdict:
    """Return what of all that was promised was kept."""
    verdict = Verdict()
    _judge_inbox(evidence, verdict)
    _judge_rows(evidence, verdict)
    rows, arrived = _by_chat(evidence.outbox), _arrived_by_chat(evidence.arrived)
    said = _said_by_chat(evidence.said)
    for chat in said.keys() | rows.keys() | arrived.keys():
        heard = Hearing(chat, evidence.interruptions, evidence.thawed, verdict)
        heard.compare(said[chat], rows[chat], arrived[chat])
    return verdict


def _judge_inbox(evidence: Evidence, verdict: Verdict) -> None:
    known = {update.update_id: update for update in evidence.inbox if update.update_id is not None}
    verdict.updates = sum(len(said.updates) for said in evidence.said)
    verdict.acknowledged = len(evidence.acknowledged)
    for update_id in sorted(evidence.acknowledged - known.keys()):
        verdict.lost += 1
        verdict.fault(f"update {update_id} was acknowledged and is not in the database")
    for update in evidence.inbox:
        if update.state == Handling.DEAD:
            verdict.dead += 1
            verdict.fault(f"update {update.update_id} ({update.id}) was set aside after {update.attempts} attempts")
        elif update.state != Handling.DONE:
            verdict.fault(f"update {update.update_id} ({update.id}) is still {update.state}")


def _judge_rows(evidence: Evidence, verdict: Verdict) -> None:
    for row in evidence.outbox:
        given_up = row.state == Fate.UNCERTAIN or (row.state == Fate.DROPPED and row.unknowns)
        verdict.uncertain += bool(given_up)
        if given_up and row.must and row.unknowns < 2:
            verdict.fault(f"{row.key} was given up after {row.unknowns} interruption")
        elif not given_up and row.state != Fate.SENT:
            verdict.fault(f"{row.key} is {row.state} at the end")
        if row.unknowns > len(evidence.interruptions):
            verdict.fault(f"{row.key} was unknown {row.unknowns} times in {len(evidence.interruptions)} interruptions")


def _by_chat(rows: Iterable[Row]) -> defaultdict[int, list[Row]]:
    found: defaultdict[int, list[Row]] = defaultdict(list)
    for row in sorted(rows, key=lambda row: row.id):
        if not row.key.startswith(TO_TELEGRAM):
            found[row.lane or 0].append(row)
    return found


def _said_by_chat(said: Iterable[Said]) -> defaultdict[int, list[Said]]:
    found: defaultdict[int, list[Said]] = defaultdict(list)
    for each in said:
        found[each.chat].append(each)
    return found


def _arrived_by_chat(arrived: Iterable[Arrived]) -> defaultdict[int, list[Arrived]]:
    found: defaultdict[int, list[Arrived]] = defaultdict(list)
    for each in sorted(arrived, key=lambda each: each.id):
        found[each.chat].append(each)
    return found


def given_up(rows: Iterable[Row]) -> Iterator[Row]:
    """Return the rows of which nobody knows whether they arrived, and that a person waits for."""
    return (row for row in rows if row.state == Fate.UNCERTAIN and row.must)
