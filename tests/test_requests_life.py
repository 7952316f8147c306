"""Whatever members, experts and a coordinator do in whatever order, a request stays one that makes sense."""

from datetime import timedelta
from typing import Any

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test
from sqlalchemy import create_engine, select
from sqlalchemy.orm import Session
from sqlalchemy.pool import StaticPool

from core.refusal import Refusal
from core.tables import Base
from people.models import RoleName
from people.roles import Roles
from tests.clocks import MovedClock
from tests.requests_at import ANNA_ACTS, BORIS_ACTS, CLARA_ACTS, JONAS, MARIA, MARIA_ACTS, people, sent
from tickets.access import Actor
from tickets.experts import Experts, Office
from tickets.models import Request, Trace
from tickets.requests import Requests
from tickets.states import EXPERTS_REASONS, OPEN, Consent, Reason, State
from tickets.watching import Rests, Watching

STAFF = st.sampled_from([*[ANNA_ACTS] * 4, BORIS_ACTS, CLARA_ACTS, MARIA_ACTS])
MEMBERS = st.sampled_from([MARIA] * 5 + [JONAS])
NUMBERS = st.integers(1, 3)
"""Of requests; few, so that what one does meets what another did."""
OFFICE = Office("Mon-Fri 09:00-17:00", "Europe/Paris", "FR")
RESTS = Rests(timedelta(days=1), timedelta(days=2), timedelta(days=14))


class Life(RuleBasedStateMachine):
    """Everything that can be done with requests, allowed or not."""

    def __init__(self) -> None:
        super().__init__()
        engine = create_engine("sqlite://", poolclass=StaticPool)
        Base.metadata.create_all(engine)
        self.session, self.clock = Session(engine, expire_on_commit=False), MovedClock()
        people(self.session, self.clock)
        for _ in range(2):
            sent(self.session, self.clock)
        self.session.commit()

    def tries(self, what: str, *about: Any) -> None:
        """Do something in a transaction; what is refused leaves nothing behind."""
        try:
            getattr(Requests(self.session, self.clock), what)(*about)
            self.session.commit()
        except Refusal:
            self.session.rollback()

    @rule(member=MEMBERS)
    def begin(self, member: int) -> None:
        self.tries("begin", member, "en", "How?")

    @rule(member=MEMBERS, number=NUMBERS)
    def send(self, member: int, number: int) -> None:
        self.tries("send", Actor(member, RoleName.MEMBER), number)

    @rule(actor=STAFF, number=NUMBERS, what=st.sampled_from(["take", "take_over", "answered"]))
    def acts(self, actor: Actor, number: int, what: str) -> None:
        self.tries(what, actor, number)

    @rule(member=MEMBERS, number=NUMBERS, what=st.sampled_from(["withdraw", "reopen", "discard"]))
    def its_member_acts(self, member: int, number: int, what: str) -> None:
        request = self.session.get(Request, number)
        if what != "discard":
            self.tries(what, Actor(member, RoleName.MEMBER), number)
        elif request is not None and request.state == State.DRAFT:
            self.tries("discard", request)

    @rule(actor=STAFF, number=NUMBERS)
    def asks_back(self, actor: Actor, number: int) -> None:
        try:
            Requests(self.session, self.clock).answered(actor, number, asks_back=True)
            self.session.commit()
        except Refusal:
            self.session.rollback()

    @rule(actor=STAFF, number=NUMBERS, to=st.sampled_from([ANNA_ACTS.id, BORIS_ACTS.id, MARIA]))
    def hands_over(self, actor: Actor, number: int, to: int) -> None:
        self.tries("hand_over", actor, number, to)

    @rule(actor=STAFF, number=NUMBERS)
    def hands_to_a_topic(self, actor: Actor, number: int) -> None:
        self.tries("hand_to_topic", actor, number, "green")

    @rule(actor=STAFF, number=NUMBERS, reason=st.sampled_from(EXPERTS_REASONS))
    def closes(self, actor: Actor, number: int, reason: Reason) -> None:
        self.tries("close", actor, number, reason)

    @rule(actor=STAFF, number=NUMBERS, consent=st.sampled_from([None, *Consent]))
    def consents(self, actor: Actor, number: int, consent: Consent | None) -> None:
        self.tries("consents", actor, number, consent)

    @rule(number=NUMBERS)
    def writes(self, number: int) -> None:
        request = self.session.get(Request, number)
        if request is not None:
            self.tries("wrote", request, request.member_id)

    @rule(hours=st.integers(1, 200))
    def time_passes(self, hours: int) -> None:
        self.clock.moves(hours=hours)
        experts = Experts(self.session, self.clock, Roles(self.session, self.clock), OFFICE)
        Watching(self.session, self.clock, RESTS, OFFICE, experts.of).look()
        self.session.commit()

    # --- what always holds

    @invariant()
    def who_has_it_may_have_it(self) -> None:
        for request in self.requests():
            assert request.owner_id in (None, ANNA_ACTS.id, BORIS_ACTS.id, CLARA_ACTS.id)
            assert request.owner_id != request.member_id

    @invariant()
    def the_state_fits_the_rest(self) -> None:
        for request in self.requests():
            state = State(request.state)
            assert (state is State.RECEIVED) <= (request.owner_id is None)
            assert (state is State.WITH_EXPERT) <= (request.owner_id is not None)
            assert (state is State.CLOSED) == (request.closed_at is not None) == (request.reason is not None)
            assert (state is State.DRAFT) == (request.sent_at is None)
            assert request.next_look_at is None or state in OPEN
            assert (state is State.ANSWERED) <= (request.answered_at is not None)

    @invariant()
    def the_trace_tells_the_state(self) -> None:
        for request in self.requests():
            traces = self.session.scalars(select(Trace).where(Trace.request_id == request.id).order_by(Trace.id)).all()
            assert bool(traces) == (request.state != State.DRAFT)
            if traces:
                assert traces[-1].state == request.state
                assert traces[0].act == "sent"
                assert [trace.at for trace in traces] == sorted(trace.at for trace in traces)

    def requests(self) -> list[Request]:
        """All requests and drafts."""
        return list(self.session.scalars(select(Request)))

    def teardown(self) -> None:
        self.session.close()


def test_a_request_always_makes_sense() -> None:
    run_state_machine_as_test(Life, settings=settings(max_examples=25, stateful_step_count=30, deadline=None))
