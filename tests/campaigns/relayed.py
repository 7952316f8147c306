"""What was said in requests against what arrived on the other side, and each call against its row in the outbox."""

import json
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from delivery.models import Fate, Handling, InboxRow, OutboxRow
from sandbox.journal import Call
from sandbox.server import Sandbox
from tickets.models import Part, Request
from tickets.states import Side

Words = tuple[str, str, str, str]
"""What a call puts where: the method, the chat, the topic and the words."""
PUTS = ("send", "edit", "create", "pin", "delete")
NOTED = ("sendChatAction", "deleteWebhook", "deleteMyCommands")
UNCHANGED = "message is not modified"
"""What Telegram says to an edit where those words stand already, such as when an edit between was overtaken."""
NOT_WANTED = ("overtaken", "no longer wanted", "said again", "its topic is gone")


@dataclass(slots=True)
class Told:
    """What people said in requests, in order; each with words that nobody else says, and that no other words hold."""

    by: defaultdict[int, list[str]] = field(default_factory=lambda: defaultdict(list))
    """By each member, for the experts."""
    to: defaultdict[int, list[str]] = field(default_factory=lambda: defaultdict(list))
    """To each member, by the experts."""
    internal: list[str] = field(default_factory=list)
    now: dict[str, str] = field(default_factory=dict)
    """What words of members say since they were edited."""

    def first(self, words: str) -> str:
        """Return what these words were before they were ever edited."""
        return next((before for before, after in self.now.items() if after == words), words)


@dataclass(slots=True)
class Judged:
    """What was found."""

    calls: int = 0
    repeated: int = 0
    uncertain: int = 0
    faults: list[str] = field(default_factory=list)

    def fault(self, words: str) -> None:
        """Note a promise that was not kept."""
        self.faults.append(words)


def judge(session: Session, telegram: Sandbox, group: int | None, told: Told) -> Judged:
    """Return what of all that was promised was kept; `group` is where the experts are."""
    judged = Judged()
    _judge_inbox(session, judged)
    _judge_calls(session, telegram.calls, judged)
    arrived = _arrived(telegram.calls)
    for member, said in told.by.items():
        _judge_kept(session, member, [told.now.get(words, words) for words in said], judged)
        if group is not None:
            _judge_order(said, arrived[str(group)], "the experts", judged, told.now)
    for member, answers in told.to.items():
        _judge_order(answers, arrived[str(member)], f"member {member}", judged)
    _judge_privacy(told, arrived, judged)
    return judged


def open_requests(session: Session) -> list[int]:
    """Return the numbers of the requests that are not closed."""
    return list(session.scalars(select(Request.id).where(Request.state != "closed")))


def _judge_inbox(session: Session, judged: Judged) -> None:
    for row in session.scalars(select(InboxRow).where(InboxRow.state != Handling.DONE)):
        judged.fault(f"what arrived as {row.id} is {row.state}: {row.trouble}")


def _judge_calls(session: Session, calls: Iterable[Call], judged: Judged) -> None:
    """Compare how often each was performed with how often that was allowed, and with what is said to be sent."""
    stands = (call for call in calls if call.ok or UNCHANGED in call.description)
    performed = Counter(words_of(call.method, call.params) for call in stands if _puts(call.method))
    allowed: Counter[Words] = Counter()
    sent: Counter[Words] = Counter()
    for row in session.scalars(select(OutboxRow).order_by(OutboxRow.id)):
        if row.body is None or not _puts(row.method) or row.lane is None:
            continue
        words = words_of(row.method, json.loads(row.body))
        allowed[words] += 1 + (row.unknowns if row.must else 0)
        sent[words] += row.state == Fate.SENT
        _judge_row(row, judged)
    judged.calls = performed.total()
    judged.repeated = sum(max(0, times - sent[words]) for words, times in performed.items())
    for words in performed.keys() | sent.keys():
        if not sent[words] <= performed[words] <= allowed[words]:
            judged.fault(f"{words}: {performed[words]} times, {sent[words]} are known and {allowed[words]} allowed")


def _judge_row(row: OutboxRow, judged: Judged) -> None:
    judged.uncertain += row.state == Fate.UNCERTAIN
    dropped = row.state == Fate.DROPPED and row.trouble in NOT_WANTED
    given_up = row.state == Fate.UNCERTAIN and row.unknowns >= (2 if row.must else 1)
    # A card goes with a topic that was removed; of a request that is closed the topic is not made again at any cost.
    gone = row.state == Fate.REFUSED and row.method == "pinChatMessage"
    gone = gone or (row.state == Fate.HELD and "thread not found" in (row.trouble or "").lower())
    if row.state != Fate.SENT and not dropped and not given_up and not gone:
        what = words_of(row.method, json.loads(row.body or "{}"))
        judged.fault(f"{row.key} is {row.state} at the end, after {row.unknowns} unknown ends: {row.trouble}; {what}")


def _judge_kept(session: Session, member: int, said: Sequence[str], judged: Judged) -> None:
    theirs = Part.request_id == Request.id, Request.member_id == member, Part.side == Side.MEMBER
    kept = list(session.scalars(select(Part.text).where(*theirs).order_by(Part.id)))
    if kept != list(said):
        judged.fault(f"member {member} said {said}, and kept is {kept}")


def _judge_order(
    said: Sequence[str], arrived: Sequence[str], where: str, judged: Judged, now: Mapping[str, str] | None = None
) -> None:
    """See whether all has arrived in order; of what was edited before it could arrive, what it says `now`."""
    first = {
        words: next((place for place, each in enumerate(arrived) if words in each), None)
        for words in dict.fromkeys(said)
    }
    for words in (words for words, place in first.items() if place is None):
        if not any((now or {}).get(words, words) in each for each in arrived):
            judged.fault(f"{words!r} has never reached {where}")
    known = [(words, place) for words, place in first.items() if place is not None]
    for (before, earlier), (after, later) in pairwise(known):
        if earlier > later:
            judged.fault(f"{after!r} reached {where} before {before!r}")


def _judge_privacy(told: Told, arrived: Mapping[str, Sequence[str]], judged: Judged) -> None:
    for member in told.by.keys() | told.to.keys():
        theirs = "\n".join(arrived.get(str(member), ()))
        others = [
            words for other in (told.by, told.to) for each, said in other.items() if each != member for words in said
        ]
        for words in (*told.internal, *others):
            if words in theirs:
                judged.fault(f"{words!r} was never for member {member}")


def _arrived(calls: Iterable[Call]) -> defaultdict[str, list[str]]:
    found: defaultdict[str, list[str]] = defaultdict(list)
    for call in calls:
        if call.ok and _puts(call.method):
            _, chat, _, words = words_of(call.method, call.params)
            found[chat].append(words)
    return found


def words_of(method: str, params: Mapping[str, Any]) -> Words:
    """Return what a call with these parameters puts where."""
    media = params.get("media") or ()
    media = json.loads(media) if isinstance(media, str) else media
    words = "\n".join(str(each.get("caption", "")) for each in media)
    words = words or str(params.get("text") or params.get("caption") or params.get("name") or "")
    if method == "pinChatMessage":
        words = str(params.get("message_id"))
    return method, str(params.get("chat_id")), str(params.get("message_thread_id") or ""), words


def _puts(method: str) -> bool:
    return method.startswith(PUTS) and method not in NOTED
