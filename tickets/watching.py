"""Who is reminded of a request when, and what becomes of one that nobody touches."""

import datetime as dt
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import StrEnum

from sqlalchemy.orm import Session

from core.clock import Clock
from tickets import lifecycle, queries
from tickets.experts import Expert, Office
from tickets.models import Request
from tickets.requests import Requests
from tickets.states import Act, Reason, State
from tickets.working_time import WorkingTime


class Step(StrEnum):
    """What is done about a request that rests."""

    ASK_EXPERTS = "ask experts"
    ASK_COORDINATORS = "ask coordinators"
    ASK_OWNER = "ask owner"
    GIVE_BACK = "give back"
    ASK_MEMBER = "ask member"
    WARN_MEMBER = "warn member"
    CLOSE = "close"


ACTS = {
    Step.ASK_EXPERTS: Act.NUDGED,
    Step.ASK_COORDINATORS: Act.ESCALATED,
    Step.ASK_OWNER: Act.NUDGED,
    Step.ASK_MEMBER: Act.NUDGED,
    Step.WARN_MEMBER: Act.WARNED,
}
LAST_WORDS = (Step.GIVE_BACK, Step.CLOSE)
"""What nobody is surprised with: never at the same time as the reminder before it."""
MOST_ASKED = 20  # times that coordinators are told of one request


@dataclass(frozen=True, slots=True)
class Rests:
    """How long requests may rest: the first two in working time, a day for a working day; the last by the calendar."""

    nudge: dt.timedelta
    escalate: dt.timedelta
    idle: dt.timedelta


@dataclass(frozen=True, slots=True)
class Due:
    """A step, and the moment from which it is to be done."""

    step: Step
    at: dt.datetime


def plan(request: Request, rests: Rests, office: WorkingTime, owner: WorkingTime | None) -> Iterator[Due]:
    """Yield what is done about a request as it is now, in order, if nobody touches it; pure."""
    since = request.state_since
    if request.state in (State.RECEIVED, State.WITH_EXPERT) and request.owner_id is None:
        yield Due(Step.ASK_EXPERTS, office.after(since, rests.nudge))
        for number in range(1, MOST_ASKED + 1):
            yield Due(Step.ASK_COORDINATORS, office.after(since, number * rests.escalate))
    elif request.state == State.WITH_EXPERT:
        hours = owner or office
        yield Due(Step.ASK_OWNER, hours.after(since, rests.nudge))
        yield Due(Step.GIVE_BACK, hours.after(since, max(rests.escalate, 2 * rests.nudge)))
    elif request.state in (State.YOUR_TURN, State.ANSWERED):
        if request.state == State.YOUR_TURN:
            yield Due(Step.ASK_MEMBER, since + rests.idle / 4)
        yield Due(Step.WARN_MEMBER, since + rests.idle / 2)
        yield Due(Step.CLOSE, since + rests.idle)


@dataclass(frozen=True, slots=True)
class Done:
    """A step that was done about a request, and who had the request before."""

    request: Request
    step: Step
    owner: int | None


@dataclass(frozen=True, slots=True)
class Watching:
    """Does what is due, one step of a request at a time, and sees when to look again."""

    session: Session
    clock: Clock
    rests: Rests
    office: Office
    expert: Callable[[int], Expert | None]

    def look(self) -> list[Done]:
        """Do what is due now; returns what was done, to be told in the same transaction."""
        done = []
        for request in self.session.scalars(queries.to_look_at(self.clock.now())).all():
            step, owner = self._next(request), request.owner_id
            if step is not None:
                self._do(request, step)
                done.append(Done(request, step, owner))
        self.session.flush()
        return done

    def _next(self, request: Request) -> Step | None:
        """Return the step that is due, and note when to look again."""
        now, steps = self.clock.now(), list(plan(request, self.rests, self.office.time(), self._hours(request)))
        left = steps[request.nudged :]
        overdue = [each for each in left if each.at <= now and each.step not in LAST_WORDS]
        if overdue:  # of several that a standstill has left, only the last is worth telling
            request.nudged = steps.index(overdue[-1]) + 1
            request.next_look_at = self._again(request, steps)
            return overdue[-1].step
        request.next_look_at = self._again(request, steps)
        if left and request.next_look_at is not None and request.next_look_at <= now:
            return left[0].step
        return None

    def _again(self, request: Request, steps: list[Due]) -> dt.datetime | None:
        if request.nudged >= len(steps):
            return None
        due = steps[request.nudged]
        if due.step in LAST_WORDS and request.nudged:
            told = self.session.scalar(queries.last_reminded(request.id))
            pause = (due.at - steps[request.nudged - 1].at) / 2
            return max(due.at, told + pause) if told is not None else due.at
        return due.at

    def _do(self, request: Request, step: Step) -> None:
        requests = Requests(self.session, self.clock)
        if step is Step.GIVE_BACK:
            requests.give_back(request, "silent")
        elif step is Step.CLOSE:
            requests.close_idle(request, Reason.NO_REPLY if request.state == State.YOUR_TURN else Reason.ANSWERED)
        else:
            requests.note(request, ACTS[step], None)

    def _hours(self, request: Request) -> WorkingTime | None:
        owner = self.expert(request.owner_id) if request.owner_id is not None else None
        return owner.time if owner is not None else None


def stays(request: Request, clock: Clock) -> None:
    """Begin to count anew: the owner of a request has said that they are on it."""
    lifecycle.check(request, Act.ADDED, clock.now())
    request.state_since, request.nudged, request.next_look_at = clock.now(), 0, clock.now()
