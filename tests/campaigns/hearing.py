"""One chat, judged: what was said there, what the database holds for it, and what was heard."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from delivery.models import Fate
from tests.campaigns.crowd import NOTICE, Said

# Seconds in which a process that was frozen between a claim and its call may still make that one call: nothing at
# Telegram can tell it from a call of the new owner. It is a repetition like any other, but for coming out of turn.
THAW = 5.0
AGAIN = "/again"  # how the key of what is said again ends
ON_ITS_WAY = 1.0  # seconds: a call may still be on its way in when its caller is dead


@dataclass(frozen=True, slots=True)
class Arrived:
    """A message that appeared in a chat, when."""

    chat: int
    id: int
    text: str
    at: float


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


@dataclass(slots=True)
class Exchange:
    """What somebody said, the rows that answer it (the first, and what was said again), and what was heard of them."""

    said: Said
    rows: list[Row]
    after: int = 0  # the message before which nothing of this may be heard
    heard: list[Arrived] = field(default_factory=list)

    @property
    def key(self) -> str:
        """The key of the first row."""
        return self.rows[0].key

    @property
    def own(self) -> int | None:
        """The message that the first row became, if that is known."""
        return self.rows[0].message_id if self.rows[0].state == Fate.SENT else None

    @property
    def given_up(self) -> bool:
        """Whether it was tried as often as promised and nobody knows what became of it: it may be missing, visibly."""
        return self.own is None and self.rows[0].unknowns >= 2

    def may_be(self, message: Arrived, *, late: bool = False) -> bool:
        """Whether a message of which no row knows may be an attempt of this whose answer nobody got."""
        attempts = sum(row.unknowns for row in self.rows)
        known = sum(row.state == Fate.SENT for row in self.rows)
        in_turn = message.id > self.after and (late or self.own is None or message.id < self.own)
        return in_turn and len(self.heard) < attempts + known and self.said.line.is_answered_by(message.text)


@dataclass(frozen=True, slots=True)
class Hearing:
    """Compares the three for one chat and notes what is wrong."""

    chat: int
    interruptions: Sequence[float]
    thawed: Sequence[float]
    verdict: Verdict

    def compare(self, said: Sequence[Said], rows: Sequence[Row], arrived: Sequence[Arrived]) -> None:
        """Note every promise not kept here; all three are in their order."""
        notices = [row for row in rows if row.key.startswith("notice/")]
        answers = [row for row in rows if not row.key.startswith("notice/")]
        self._notices(notices, [each for each in arrived if each.text.startswith(NOTICE)])
        exchanges = list(self._exchanges(said, answers))
        for stray in self._attributed(exchanges, [each for each in arrived if not each.text.startswith(NOTICE)]):
            self._fault(f"message {stray.id} answers nothing in its turn: {stray.text[:60]!r}")
        self._judge(said, exchanges)

    def _exchanges(self, said: Sequence[Said], answers: Sequence[Row]) -> Iterator[Exchange]:
        firsts = [row for row in answers if not row.key.endswith(AGAIN)]
        again = defaultdict(list)
        for row in answers:
            if row.key.endswith(AGAIN):
                again[row.key.partition(AGAIN)[0]].append(row)
        if len(said) != len(firsts):
            self._fault(f"{len(said)} lines have {len(firsts)} answers in the database")
        after = 0
        for each, row in zip(said, firsts, strict=False):
            exchange = Exchange(each, [row, *again[row.key]], after)
            if exchange.own is not None and exchange.own <= after:
                self._fault(f"{row.key} was said before what it follows")
            after = exchange.own or after
            yield exchange

    def _attributed(self, exchanges: Sequence[Exchange], heard: Sequence[Arrived]) -> Iterator[Arrived]:
        """Give each message to what it answers; yield those that answer nothing."""
        known = {row.message_id: each for each in exchanges for row in each.rows if row.state == Fate.SENT}
        unknown = []
        for message in heard:
            if message.id in known:
                self._take(known.pop(message.id), message)
            else:
                unknown.append(message)
        for number, exchange in known.items():
            self._fault(f"{exchange.key} is said to be message {number}, which never arrived")
        for message in unknown:
            late = any(0 <= message.at - moment <= THAW for moment in self.thawed)
            owner = next((each for each in exchanges if each.may_be(message, late=late)), None)
            if owner is None:
                yield message
            else:
                owner.heard.append(message)

    def _take(self, exchange: Exchange, message: Arrived) -> None:
        if not exchange.said.line.is_answered_by(message.text):
            self._fault(f"{exchange.said.line.words!r} was answered {message.text[:60]!r}")
        exchange.heard.append(message)

    def _judge(self, said: Sequence[Said], exchanges: Sequence[Exchange]) -> None:
        for each in said[len(exchanges) :]:
            self._lost(each)
        for exchange in exchanges:
            self.verdict.repeated += max(0, len(exchange.heard) - 1)
            if not exchange.heard and not (exchange.given_up and exchange.rows[-1].state == Fate.UNCERTAIN):
                self._lost(exchange.said)
            if not all(row.must for row in exchange.rows):
                self._fault(f"{exchange.key} answers somebody and is not sent again if nobody knows its end")
            if not exchange.given_up:
                self._interrupted(exchange)

    def _lost(self, said: Said) -> None:
        self.verdict.lost += 1
        self._fault(f"{said.line.words!r} (updates {said.updates}) has no answer")

    def _interrupted(self, exchange: Exchange) -> None:
        """What is heard twice was on its way when the process ended."""
        for first, second in pairwise(sorted(exchange.heard, key=lambda each: each.id)):
            if not any(first.at - ON_ITS_WAY <= moment <= second.at for moment in self.interruptions):
                self._fault(f"{exchange.key} was said twice with no interruption between")

    def _notices(self, rows: Iterable[Row], heard: Iterable[Arrived]) -> None:
        """What may be said is said once or, if interrupted, perhaps never."""
        times = defaultdict(list)
        for each in heard:
            times[each.text].append(each.id)
        for row in rows:
            self.verdict.notices += 1
            found = times.pop(f"{NOTICE}{row.key.split('/')[2]} for {self.chat}", [])
            if len(found) > 1:
                self._fault(f"{row.key} may be said once at most and was heard {len(found)} times")
            if row.state == Fate.SENT and found != [row.message_id]:
                self._fault(f"{row.key} is message {row.message_id} and was heard as {found}")
        for text in times:
            self._fault(f"{text!r} was never to be said here")

    def _fault(self, words: str) -> None:
        self.verdict.fault(f"chat {self.chat}: {words}")
