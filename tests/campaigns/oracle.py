"""Compares what the local Telegram saw with what the database says; every promise that was not kept is a fault."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from delivery.models import Fate, Handling
from tests.campaigns.crowd import NOTICE, Said

ON_ITS_WAY = 1.0  # seconds: a call may still be on its way in when its caller is dead


@dataclass(frozen=True, slots=True)
class Arrived:
    """A message that appeared in a chat, when."""

    chat: int
    id: int
    text: str
    at: float


@dataclass(frozen=True, slots=True)
class Update:
    """An update as the inbox keeps it."""

    id: int
    update_id: int | None
    lane: int
    state: str
    attempts: int


@dataclass(frozen=True, slots=True)
class Row:
    """A row of the outbox."""

    id: int
    key: str
    lane: int | None
    state: str
    must: bool
    attempts: int
    unknowns: int
    message_id: int | None


@dataclass(frozen=True, slots=True)
class Evidence:
    """All that is known at the end: who said what, what Telegram got rid of, what arrived, what is in the database."""

    said: Sequence[Said]
    acknowledged: frozenset[int]
    arrived: Sequence[Arrived]
    interruptions: Sequence[float]
    inbox: Sequence[Update]
    outbox: Sequence[Row]


@dataclass(slots=True)
class Verdict:
    """What was promised and not kept, in words, and what was counted."""

    faults: list[str] = field(default_factory=list)
    updates: int = 0
    acknowledged: int = 0
    lost: int = 0
    repeated: int = 0
    uncertain: int = 0
    dead: int = 0
    notices: int = 0

    def fault(self, words: str) -> None:
        """Note a promise that was not kept."""
        self.faults.append(words)


@dataclass(frozen=True, slots=True)
class Pair:
    """What somebody said, and the row that answers it."""

    said: Said
    row: Row

    @property
    def given_up(self) -> bool:
        """Whether it was tried as often as promised and nobody knows what became of it: it may be missing, visibly."""
        return self.row.state in (Fate.UNCERTAIN, Fate.DROPPED) and self.row.unknowns == 2


def judge(evidence: Evidence) -> Verdict:
    """Return what of all that was promised was kept."""
    verdict = Verdict()
    _judge_inbox(evidence, verdict)
    _judge_rows(evidence, verdict)
    rows, arrived = _by_chat(evidence.outbox), _arrived_by_chat(evidence.arrived)
    said = _said_by_chat(evidence.said)
    for chat in said.keys() | rows.keys() | arrived.keys():
        heard = _Heard(chat, evidence, verdict)
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


@dataclass(frozen=True, slots=True)
class _Heard:
    """One chat."""

    chat: int
    evidence: Evidence
    verdict: Verdict

    def compare(self, said: Sequence[Said], rows: Sequence[Row], arrived: Sequence[Arrived]) -> None:
        again = {row.message_id for row in rows if row.key.endswith("/again")}
        answers = [row for row in rows if not row.key.startswith("notice/") and not row.key.endswith("/again")]
        notices = [row for row in rows if row.key.startswith("notice/")]
        if len(said) != len(answers):
            self._fault(f"{len(said)} lines have {len(answers)} answers in the database")
        pairs = [Pair(each, row) for each, row in zip(said, answers, strict=False)]
        heard = [each for each in arrived if not each.text.startswith(NOTICE) and each.id not in again]
        self._answers(said, pairs, heard)
        self._said_again(pairs, rows, arrived)
        self._notices(notices, [each for each in arrived if each.text.startswith(NOTICE)])

    def _answers(self, said: Sequence[Said], pairs: Sequence[Pair], heard: Sequence[Arrived]) -> None:
        """Walk along what was said and what was heard; each answer comes in its turn, and again at once or never."""
        by_line = {id(pair.said): pair for pair in pairs}
        place = 0
        for each in said:
            pair = by_line.get(id(each))
            end = place
            while end < len(heard) and each.line.is_answered_by(heard[end].text):
                end += 1
            self._one_answer(each, pair, heard[place:end])
            place = end
        for stray in heard[place:]:
            self._fault(f"message {stray.id} answers nothing in its turn: {stray.text[:60]!r}")

    def _one_answer(self, said: Said, pair: Pair | None, heard: Sequence[Arrived]) -> None:
        self.verdict.repeated += max(0, len(heard) - 1)
        if not heard and not (pair and pair.given_up):
            self.verdict.lost += 1
            self._fault(f"{said.line.words!r} (updates {said.updates}) has no answer in its turn")
        if pair is not None and not pair.row.must:
            self._fault(f"{pair.row.key} answers somebody and is not sent again if nobody knows its end")
        if pair is None or not heard:
            return
        self._repeats(pair.row, heard)
        if pair.row.state == Fate.SENT and pair.row.message_id != heard[-1].id:
            self._fault(f"{pair.row.key} is message {pair.row.message_id}, and was last heard as {heard[-1].id}")

    def _repeats(self, row: Row, heard: Sequence[Arrived]) -> None:
        if len(heard) - 1 > row.unknowns:
            self._fault(f"{row.key} was heard {len(heard)} times with {row.unknowns} interruptions of its own")
        for first, second in pairwise(heard):
            if not any(first.at - ON_ITS_WAY <= moment <= second.at for moment in self.evidence.interruptions):
                self._fault(f"{row.key} was said twice with no interruption between")

    def _said_again(self, pairs: Sequence[Pair], rows: Sequence[Row], arrived: Sequence[Arrived]) -> None:
        """What was given up is said once more when its reader shows up."""
        by_key, heard = {row.key: row for row in rows}, {each.id: each for each in arrived}
        for pair in pairs:
            again = by_key.get(f"{pair.row.key}/again")
            if pair.row.state == Fate.DROPPED and again is None:
                self._fault(f"{pair.row.key} was dropped and not said again")
            if again is not None and again.state == Fate.SENT and again.message_id not in heard:
                self._fault(f"{again.key} never arrived")

    def _notices(self, rows: Sequence[Row], heard: Sequence[Arrived]) -> None:
        self.verdict.notices += len(rows)
        times = defaultdict(list)
        for each in heard:
            times[each.text].append(each)
        for row in rows:
            found = times.pop(f"{NOTICE}{row.key.split('/')[2].partition('~')[0]} for {self.chat}", [])
            if row.must or len(found) > 1:
                self._fault(f"{row.key} may be said once at most and was heard {len(found)} times")
            if row.state == Fate.SENT and [each.id for each in found] != [row.message_id]:
                self._fault(f"{row.key} is message {row.message_id} and was heard as {[each.id for each in found]}")
        for text in times:
            self._fault(f"{text!r} was never to be said here")

    def _fault(self, words: str) -> None:
        self.verdict.fault(f"chat {self.chat}: {words}")


def _by_chat(rows: Iterable[Row]) -> defaultdict[int, list[Row]]:
    found: defaultdict[int, list[Row]] = defaultdict(list)
    for row in sorted(rows, key=lambda row: row.id):
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
