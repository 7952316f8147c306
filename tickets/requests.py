"""What members and experts do with requests; each is one step of the life of a request, and leaves its trace."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session

from core.clock import Clock
from core.failpoint import failpoint
from core.refusal import NotYours, Refusal
from core.text import plain_name
from people.rows import removed
from tickets import access, lifecycle, member_queries, queries
from tickets.access import Action, Actor
from tickets.models import Request, Trace
from tickets.states import OPEN, OURS, Act, Consent, Reason, State

SUBJECT = 60  # characters
MOST_OPEN = 5  # requests of one member at a time


class TooMany(Refusal):
    """A member has as many open requests as one may have."""

    def __init__(self, count: int) -> None:
        super().__init__(count)
        self.count = count


@dataclass(frozen=True, slots=True)
class Seen:
    """What a member saw before they turned to the experts: entries, and why they did not fit."""

    question: int | None = None
    entries: Sequence[str] = ()
    missed: str | None = None


@dataclass(frozen=True, slots=True)
class Requests:
    """Changes requests, one at a time: each change holds its request, so that of two at once one comes second."""

    session: Session
    clock: Clock

    # --- finding

    def get(self, number: int) -> Request | None:
        """Return a request or draft as it is now."""
        return self.session.get(Request, number)

    def held(self, number: int) -> Request | None:
        """Return the same, and let nobody else change it until the transaction ends."""
        return self.session.scalar(queries.held(number), execution_options={"populate_existing": True})

    def in_thread(self, thread: int) -> Request | None:
        """Return the request whose topic this is."""
        return self.session.scalar(queries.in_thread(thread))

    def allowed(self, action: Action, actor: Actor, number: int) -> Request:
        """Return the request, held, if the actor may do this with it. Raises what `access.check` raises."""
        return access.check(action, actor, self.held(number))

    def draft_of(self, member: int) -> Request | None:
        """Return what a member has begun and not sent."""
        return self.session.scalar(queries.draft_of(member))

    def has_unfinished(self, member: int) -> bool:
        """Whether a member has begun a request, or has one that is open."""
        return self.session.execute(queries.unfinished(), {"member": member}).first() is not None

    def kept_of(self, member: int) -> Request | None:
        """Return the draft that holds what a member sent without turning to the experts."""
        return self.session.scalar(queries.kept_of(member))

    def of_member(self, member: int, states: Collection[State] = OPEN) -> list[Request]:
        """Return a member's requests, the newest first."""
        return list(self.session.scalars(queries.of_member(tuple(states)), {"member": member}))

    def history(self, number: int) -> list[Trace]:
        """Return who did what, in order."""
        return list(self.session.scalars(queries.trace(number)))

    # --- members

    def begin(
        self, member: int, language: str, question: str, seen: Seen | None = None, kept: Request | None = None
    ) -> Request:
        """Begin a draft, with what was `kept` for it. Raises `TooMany` where a member has enough open requests."""
        count = len(self.of_member(member))
        if count >= MOST_OPEN:
            raise TooMany(count)
        return self._draft(member, language, question, seen or Seen(), None, kept)

    def begin_kept(self, member: int, language: str) -> Request:
        """Begin a draft that only keeps what a member sends, until they turn to an expert."""
        return self._draft(member, language, "", Seen(), queries.KEPT_STEP)

    def discard(self, request: Request) -> None:
        """Forget a draft with all that was put into it."""
        self.session.delete(request)
        self.session.flush()

    def send(self, actor: Actor, number: int) -> Request:
        """Turn a draft into a request."""
        request = self.allowed(Action.SEE, actor, number)
        lifecycle.check(request, Act.SENT, self.clock.now())
        request.sent_at, request.step = self.clock.now(), None
        self.becomes(request, State.RECEIVED)
        self.note(request, Act.SENT, actor.id)
        failpoint("request.sent")
        return request

    def wrote(self, request: Request, by: int, *, nods: bool = False) -> None:
        """Note that the member has added something: what was asked or answered is with the expert again.

        Unless it `nods` only, such as a sticker that thanks.
        """
        lifecycle.check(request, Act.ADDED, self.clock.now())
        request.touched_at = self.clock.now()
        self.becomes(request, State(request.state) if nods else lifecycle.after_member(request))
        self.note(request, Act.ADDED, by)
        failpoint("request.added")

    def taken_out(self, request: Request, by: int) -> None:
        """Note that what the member wrote was a question of its own: they have the word again, if they had it before.

        For after the part was deleted.
        """
        last = self.session.scalar(member_queries.last_word_of_expert(request.id))
        since = self.session.scalar(member_queries.written_since(request.id, last.at)) if last is not None else 1
        if last is not None and request.state in OURS and not since:
            self.becomes(request, State(last.state))
        self.note(request, Act.TAKEN_OUT, by)

    def withdraw(self, actor: Actor, number: int) -> Request:
        """Close a request because its member does not need it any more."""
        return self._close(self.allowed(Action.WITHDRAW, actor, number), Reason.WITHDRAWN, actor.id)

    def reopen(self, actor: Actor, number: int) -> Request:
        """Open a closed request again, with the expert who had it. Raises `NotNow`, `TooLate`."""
        request = self.allowed(Action.REOPEN, actor, number)
        lifecycle.check(request, Act.REOPENED, self.clock.now())
        request.closed_at, request.reason = None, None
        request.touched_at = self.clock.now()
        self.becomes(request, lifecycle.back_with_us(request))
        self.note(request, Act.REOPENED, actor.id)
        return request

    def consents(self, actor: Actor, number: int, consent: Consent | None) -> Request:
        """Note what may be made of the answer; may be changed at any time."""
        request = self.allowed(Action.CONSENT, actor, number)
        request.consent = consent
        return request

    # --- experts

    def take(self, actor: Actor, number: int) -> Request:
        """Give a request that nobody has to this expert. Raises `OwnedBy` for who comes second."""
        request = self.held(number)
        if request is not None and actor.is_expert and request.owner_id == actor.id and request.state in OPEN:
            return request  # pressed twice
        request = access.check(Action.TAKE, actor, request)
        lifecycle.check(request, Act.TAKEN if request.state == State.RECEIVED else Act.TAKEN_OVER, self.clock.now())
        self._owned(request, actor.id)
        self.note(request, Act.TAKEN, actor.id)
        failpoint("request.taken")
        return request

    def take_over(self, actor: Actor, number: int) -> Request:
        """Give another expert's request to this coordinator."""
        request = self.allowed(Action.TAKE_OVER, actor, number)
        lifecycle.check(request, Act.TAKEN_OVER, self.clock.now())
        before = request.owner_id
        self._owned(request, actor.id)
        self.note(request, Act.TAKEN_OVER, actor.id, str(before))
        return request

    def hand_over(self, actor: Actor, number: int, to: int) -> Request:
        """Give a request to another expert, by their id; whether they are one is the caller's to know."""
        request = self.allowed(Action.HAND_OVER, actor, number)
        if to == request.member_id:
            raise NotYours("one's own request")
        lifecycle.check(request, Act.HANDED_OVER, self.clock.now())
        self._owned(request, to)
        self.note(request, Act.HANDED_OVER, actor.id, str(to))
        return request

    def hand_to_topic(self, actor: Actor, number: int, topic: str) -> Request:
        """Put a request back into the queue, under another topic."""
        request = self.allowed(Action.HAND_OVER, actor, number)
        lifecycle.check(request, Act.HANDED_OVER, self.clock.now())
        request.policy_topic = topic
        self._unowned(request)
        self.note(request, Act.HANDED_OVER, actor.id, topic)
        return request

    def give_back(self, request: Request, why: str, by: int | None = None) -> None:
        """Put a held request back into the queue: its owner is away, silent, or no expert any more."""
        lifecycle.check(request, Act.RETURNED, self.clock.now())
        self._unowned(request)
        self.note(request, Act.RETURNED, by, why)

    def answered(self, actor: Actor, number: int, *, asks_back: bool = False) -> Request:
        """Note that an expert answers, or asks something back; who answers what nobody has taken takes it."""
        request = self.allowed(Action.ASK_BACK if asks_back else Action.ANSWER, actor, number)
        act = Act.ASKED_BACK if asks_back else Act.ANSWERED
        lifecycle.check(request, act, self.clock.now())
        if request.owner_id is None:
            self._owned(request, actor.id)
            self.note(request, Act.TAKEN, actor.id)
        request.touched_at = self.clock.now()
        if not asks_back and request.answered_at is None:
            request.answered_at = self.clock.now()
        self.becomes(request, State.YOUR_TURN if asks_back else State.ANSWERED)
        self.note(request, act, actor.id)
        failpoint("request.answered")
        return request

    def close(self, actor: Actor, number: int, reason: Reason) -> Request:
        """Close a request for a reason."""
        return self._close(self.allowed(Action.CLOSE, actor, number), reason, actor.id)

    def close_idle(self, request: Request, reason: Reason) -> Request:
        """Close a held request in which nobody writes any more."""
        return self._close(request, reason, None)

    # --- for all of these

    def becomes(self, request: Request, state: State) -> None:
        """Let a request be in a state; whoever watches over it looks at it anew."""
        now = self.clock.now()
        if request.state != state:
            request.state, request.state_since, request.nudged = state, now, 0
        request.next_look_at = now if state in OPEN else None
        self.session.flush()

    def note(self, request: Request, act: Act, by: int | None, detail: str | None = None) -> None:
        """Note who did what; never what was written."""
        trace = Trace(request_id=request.id, at=self.clock.now(), by=by, act=act, state=request.state, detail=detail)
        self.session.add(trace)
        self.session.flush()

    def forget(self) -> int:
        """Remove what has been kept as long as its table says; returns how many requests."""
        return removed(self.session, queries.long_over(self.clock.now()))

    def _draft(
        self, member: int, language: str, question: str, seen: Seen, step: str | None, kept: Request | None = None
    ) -> Request:
        now = self.clock.now()
        request = kept or Request(member_id=member, state=State.DRAFT, details={})
        request.step, request.language, request.subject = step, language, subject_of(question)
        request.seen, request.missed, request.question_id = list(seen.entries), seen.missed, seen.question
        request.opened_at = request.state_since = request.touched_at = now
        self.session.add(request)
        self.session.flush()
        failpoint("request.begun")
        return request

    def _owned(self, request: Request, owner: int) -> None:
        request.owner_id = owner
        state = State.WITH_EXPERT if request.state == State.RECEIVED else State(request.state)
        request.state_since, request.nudged = self.clock.now(), 0
        self.becomes(request, state)

    def _unowned(self, request: Request) -> None:
        request.owner_id = None
        state = State.RECEIVED if request.state == State.WITH_EXPERT else State(request.state)
        request.state_since, request.nudged = self.clock.now(), 0
        self.becomes(request, state)

    def _close(self, request: Request, reason: Reason, by: int | None) -> Request:
        lifecycle.check(request, Act.CLOSED, self.clock.now())
        request.closed_at, request.reason = self.clock.now(), reason
        self.becomes(request, State.CLOSED)
        self.note(request, Act.CLOSED, by, reason)
        failpoint("request.closed")
        return request


def subject_of(question: str) -> str:
    """Return the beginning of a question on one line, without what would turn or hide the words beside it."""
    line = " ".join(plain_name(question).split())
    return line if len(line) <= SUBJECT else f"{line[: SUBJECT - 1].rstrip()}…"
