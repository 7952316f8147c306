"""Compares every call in the outbox with every call that reached Telegram, whatever it was about."""

import json
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from itertools import pairwise
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from delivery.models import Fate, Handling, InboxRow, OutboxRow
from sandbox.journal import Call
from sandbox.server import Sandbox

SAYS = frozenset({"sendMessage", "sendPhoto", "sendDocument", "copyMessage", "sendMediaGroup"})
DIRECT = frozenset({"sendChatAction"})
ON_ITS_WAY = 1.5  # seconds: a call may still be on its way in when its caller is dead
WRITTEN = 8.0  # seconds in which the answer to a call is written down on a busy machine


@dataclass(frozen=True, slots=True)
class Said:
    """A call that put something into a chat: when, what it became, and what kept the caller from learning it."""

    at: float
    chat: int
    id: int
    text: str
    fault: str

    @classmethod
    def of(cls, call: Call) -> "Said":
        """Read it."""
        result = call.result[0] if isinstance(call.result, list) else call.result
        text = str(call.params.get("text") or call.params.get("caption") or "")
        return cls(call.at, int(call.params["chat_id"]), int(result["message_id"]), text, call.fault)


@dataclass(frozen=True, slots=True)
class Row:
    """A row of the outbox that says something."""

    id: int
    key: str
    chat: int
    state: str
    must: bool
    unknowns: int
    message: int | None
    text: str
    rendered: bool
    priority: int
    edits: str | None
    expires: datetime
    trouble: str


@dataclass(frozen=True, slots=True)
class Update:
    """A row of the inbox; the number is none for a report of our own."""

    id: int
    number: int | None
    chat: int
    state: str
    trouble: str


@dataclass(slots=True)
class Judged:
    """What was found."""

    said: int = 0
    repeated: int = 0
    uncertain: int = 0
    updates: int = 0
    dead: int = 0
    lost: int = 0
    faults: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Wires:
    """What Telegram heard, what the database holds, and when the helpdesk was interrupted."""

    said: Sequence[Said]
    rows: Sequence[Row]
    inbox: Sequence[Update]
    acknowledged: frozenset[int]
    interruptions: Sequence[float]

    def judged(self) -> Judged:
        """Note every promise that was not kept."""
        found = Judged()
        self._judge_inbox(found)
        heard = self._attributed(found)
        for row in self.rows:
            self._judge_row(row, heard[row.id], found)
        for rows in self._by_chat().values():
            self._judge_order(rows, found)
            self._judge_decisions(rows, found)
        found.said = len(self.said)
        return found

    def _judge_inbox(self, found: Judged) -> None:
        known = {each.number for each in self.inbox if each.number is not None}
        found.updates = len(known)
        for number in sorted(self.acknowledged - known):
            found.lost += 1
            found.faults.append(f"update {number} was acknowledged and is not in the database")
        for each in self.inbox:
            found.dead += each.state == Handling.DEAD
            if each.state != Handling.DONE:
                found.faults.append(f"update {each.number} is {each.state}: {each.trouble}")

    def _attributed(self, found: Judged) -> defaultdict[int, list[Said]]:
        """Give each message to the row it is an attempt of."""
        heard: defaultdict[int, list[Said]] = defaultdict(list)
        known = {
            (row.chat, row.message): row for row in self.rows if row.message is not None and row.state == Fate.SENT
        }
        strays: list[Said] = []
        for each in self.said:
            row = known.get((each.chat, each.id))
            if row is not None:
                heard[row.id].append(each)
            else:
                strays.append(each)
        rows = self._by_chat()
        for stray in strays:
            owner = next((row for row in rows[stray.chat] if _may_be(row, stray, len(heard[row.id]))), None)
            if owner is None:
                found.faults.append(f"chat {stray.chat}: message {stray.id} is of no row: {stray.text[:60]!r}")
            else:
                heard[owner.id].append(stray)
                self._judge_stray(stray, owner, found)
        return heard

    def _judge_stray(self, stray: Said, row: Row, found: Judged) -> None:
        """What nobody learned of was kept from us by Telegram, or by our own end."""
        killed = any(-ON_ITS_WAY <= moment - stray.at <= WRITTEN for moment in self.interruptions)
        if not stray.fault and not killed:
            found.faults.append(f"{row.key} was said, and that was forgotten with no interruption")

    def _judge_row(self, row: Row, heard: Sequence[Said], found: Judged) -> None:
        found.repeated += max(0, len(heard) - 1)
        uncertain = row.state == Fate.UNCERTAIN or (row.state == Fate.DROPPED and row.trouble == "said again")
        found.uncertain += uncertain
        if row.state == Fate.SENT and not row.edits and row.message not in {each.id for each in heard}:
            found.faults.append(f"{row.key} is said to be message {row.message}, which never arrived")
        if len(heard) > (2 if row.must else 1):
            found.faults.append(f"{row.key} was heard {len(heard)} times")
        if uncertain and row.unknowns < (2 if row.must else 1):
            found.faults.append(f"{row.key} was given up after {row.unknowns} interruptions")
        if row.state in (Fate.WAITING, Fate.CLAIMED, Fate.HELD, Fate.REFUSED, Fate.EXPIRED):
            found.faults.append(f"{row.key} is {row.state} at the end: {row.trouble}")

    def _judge_order(self, rows: Sequence[Row], found: Judged) -> None:
        """In a chat, what is equally urgent and does not keep longer is said in the order in which it was decided."""
        by_urgency: defaultdict[int, list[Row]] = defaultdict(list)
        for row in rows:
            if row.state == Fate.SENT and row.message is not None and not row.edits:
                by_urgency[row.priority].append(row)
        for listed in by_urgency.values():
            for first, second in pairwise(sorted(listed, key=lambda row: row.id)):
                if (second.message or 0) < (first.message or 0) and first.expires <= second.expires:
                    found.faults.append(f"chat {first.chat}: {second.key} was said before {first.key}")

    def _judge_decisions(self, rows: Sequence[Row], found: Judged) -> None:
        """In a private chat, answers are decided in the order in which what they answer arrived."""
        from_here = {each.id for each in self.inbox if rows and each.chat == rows[0].chat > 0}
        answers = [(int(row.key.split("/")[1]), row) for row in rows if _ANSWER.match(row.key)]
        for (first, _), (second, row) in pairwise(pair for pair in answers if pair[0] in from_here):
            if second < first:
                found.faults.append(f"chat {row.chat}: {row.key} was decided after an answer to update {first}")

    def _by_chat(self) -> defaultdict[int, list[Row]]:
        found: defaultdict[int, list[Row]] = defaultdict(list)
        for row in self.rows:
            found[row.chat].append(row)
        return found


_ANSWER = re.compile(r"update/\d+/\d+$")


def _may_be(row: Row, said: Said, heard: int) -> bool:
    budget = row.unknowns + (row.state == Fate.SENT)
    return heard < budget and (row.rendered or row.text == said.text)


def said(telegram: Sandbox) -> list[Said]:
    """Return what was really put into chats, in the order in which it came."""
    return [Said.of(call) for call in telegram.calls if call.ok and call.method in SAYS]


def rows(session: Session) -> list[Row]:
    """Return every row that says something."""
    listed: Iterable[OutboxRow] = session.scalars(select(OutboxRow).order_by(OutboxRow.id))
    return [_row(each) for each in listed if each.method in SAYS and each.lane is not None]


def _row(row: OutboxRow) -> Row:
    body: dict[str, Any] = json.loads(row.body or "{}")
    text = str(body.get("text") or body.get("caption") or "")
    about = (row.id, row.key, row.lane or 0, row.state, row.must, row.unknowns, row.message_id, text)
    return Row(*about, row.kind is not None, row.priority, row.edits, row.expires_at, row.trouble or "")


def inbox(session: Session) -> list[Update]:
    """Return every update, and every report, with what became of it."""
    listed = session.scalars(select(InboxRow).order_by(InboxRow.id))
    return [Update(row.id, row.update_id, row.lane, row.state, row.trouble or "") for row in listed]


def unsent(session: Session) -> Iterator[str]:
    """Return what is not settled among the calls that say nothing: topics, pins, edits."""
    listed = session.scalars(select(OutboxRow).order_by(OutboxRow.id))
    bad = (Fate.WAITING, Fate.CLAIMED, Fate.HELD, Fate.REFUSED, Fate.EXPIRED)
    return iter([f"{row.key} ({row.method}) is {row.state}: {row.trouble}" for row in listed if row.state in bad])


def states(session: Session) -> Counter[str]:
    """Count what became of calls."""
    return Counter(session.scalars(select(OutboxRow.state)))
