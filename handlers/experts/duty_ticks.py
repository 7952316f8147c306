"""What experts, coordinators and members hear of requests that rest, without anybody writing."""

from collections.abc import Callable, Sequence
from datetime import date, datetime, timedelta
from functools import partial

from sqlalchemy.orm import Session

from core.language import Language
from core.saying import Saying
from core.text import Text
from delivery.outbox import Outbox
from handlers.context import Work
from handlers.experts.away import give_back_all
from handlers.experts.colleagues import tell
from handlers.house import House
from handlers.requests import following
from people.models import RoleName
from tickets import duty_buttons as buttons
from tickets import duty_texts as texts
from tickets import queries
from tickets.access import EXPERTS
from tickets.experts import Expert
from tickets.models import Request
from tickets.states import Act
from tickets.watching import Rests, Step, Watching

Words = Callable[[Request, Language], Text]
MORNING = timedelta(hours=2)
"""How long after the beginning of somebody's working day the list of the morning is still one."""
LISTED = 9


def watch(house: House, session: Session) -> int:
    """Do what is due about requests that rest, and tell whom it concerns; returns how many there were."""
    work = _work(house, session, f"watch/{house.clock.now().isoformat()}")
    known = {each.id: each for each in work.experts.all()}
    times = house.profile.times
    rests = Rests(times.nudge, times.escalate, times.idle)
    done = Watching(session, house.clock, rests, house.office, known.get).look()
    for each in done:
        _tell(work, each.request, each.step, each.owner)
    return len(done)


def good_morning(house: House, session: Session) -> int:
    """Send each expert at the beginning of their working day what is open, once a day; returns to how many.

    What belongs to somebody who is no expert any more goes back into the queue before.
    """
    work = _work(house, session, f"morning/{house.clock.now().isoformat()}")
    everybody = work.experts.all()
    _give_back_orphans(work, {each.id for each in everybody})
    experts = [each for each in everybody if each.reachable and each.role in EXPERTS]
    return sum(_list_of_the_morning(work, each) for each in experts)


def is_due(house: House, session: Session) -> bool:
    """Whether a request must be looked at."""
    return session.scalar(queries.is_one_to_look_at(house.clock.now())) is not None


def _tell(work: Work, request: Request, step: Step, owner: int | None) -> None:
    key = f"request/{request.id}/{step.replace(' ', '-')}/{_trace(work, request)}"
    match step:
        case Step.ASK_EXPERTS:
            suited = [each.id for each in work.experts.suited(request)]
            if not _tell_all(work, request, suited, texts.untouched, key):
                _tell_all(work, request, work.roles.coordinators(), texts.still_untouched, key)
        case Step.ASK_COORDINATORS:
            _tell_all(work, request, work.roles.coordinators(), texts.still_untouched, key)
        case Step.ASK_OWNER if owner is not None:
            tell(work, owner, partial(_ask_owner, request), key)
        case Step.GIVE_BACK:
            if owner is not None:
                tell(work, owner, lambda language: Saying(texts.given_back(request, language)), key)
            following.changed(work, request, Act.RETURNED)
        case Step.ASK_MEMBER:
            following.changed(work, request, Act.NUDGED)
        case Step.WARN_MEMBER:
            following.changed(work, request, Act.WARNED, _closes_on(work, request))
        case Step.CLOSE:
            following.changed(work, request, Act.CLOSED)


def _tell_all(work: Work, request: Request, ids: Sequence[int], words: Words, key: str) -> int:
    """Tell colleagues of a request that they may take; returns how many a message reaches."""

    def saying(language: Language) -> Saying:
        rows = ((buttons.take(request, language), buttons.hand(request, language)),)
        return Saying(words(request, language), rows)

    return sum(tell(work, id_, saying, f"{key}/{id_}") for id_ in ids)


def _ask_owner(request: Request, language: Language) -> Saying:
    return Saying(
        texts.silent(request, language), ((buttons.stay(request, language), buttons.hand(request, language)),)
    )


def _closes_on(work: Work, request: Request) -> date:
    zone = work.office.time().zone
    return (request.state_since + work.house.profile.times.idle).astimezone(zone).date()


def _give_back_orphans(work: Work, known: set[int]) -> None:
    for owner in {row[0] for row in work.session.execute(queries.load())} - known:
        if owner is not None:
            give_back_all(work, owner, "revoked")


def _list_of_the_morning(work: Work, expert: Expert) -> bool:
    now = work.clock.now()
    local = now.astimezone(expert.time.zone)
    if expert.is_away(now) or not _just_begun(expert, now):
        return False
    own = list(work.session.scalars(queries.of_owner(expert.id)))[:LISTED]
    waiting = [each for each in work.session.scalars(queries.untaken()) if each.member_id != expert.id]
    mine = [each for each in waiting if expert.role == RoleName.COORDINATOR or expert in work.experts.suited(each)]
    if not own and not mine:
        return False
    return tell(work, expert.id, partial(_morning, own, mine[:LISTED], now), f"morning/{expert.id}/{local.date()}")


def _morning(own: list[Request], waiting: list[Request], now: datetime, language: Language) -> Saying:
    return Saying(texts.morning(own, waiting, language, now), buttons.takes(waiting, language))


def _just_begun(expert: Expert, now: datetime) -> bool:
    return expert.time.is_open(now) and not expert.time.is_open(now - MORNING)


def _trace(work: Work, request: Request) -> int:
    traces = work.requests.history(request.id)
    return traces[-1].id if traces else 0


def _work(house: House, session: Session, origin: str) -> Work:
    return Work(session, house, Outbox(session, house.clock, house.bot_id), origin)
