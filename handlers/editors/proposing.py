"""What a request teaches becomes an entry: an expert proposes it, a coordinator words it, and it is published."""

from sqlalchemy.orm import Session
from telegram import Update

from core.press import number, parts
from core.saying import Saying
from handlers.context import Context, Work
from handlers.editors import editing
from handlers.editors.drafting import ask, permitted
from handlers.experts.colleagues import name_of, tell
from handlers.experts.duty import act
from handlers.questions.answers import private_visitor
from handlers.registry import Registry
from handlers.visitors import Reply, Visitor, respond
from knowledge.editing.drafts import Draft
from knowledge.editing.spots import Spot
from knowledge.library import Library
from knowledge.tokens import meant, token_of
from people.access import NotForYou, may_use
from people.models import Member
from people.roles import Roles
from tickets import proposal_texts as texts
from tickets import queries
from tickets.access import Action, Actor, check
from tickets.models import Request
from tickets.proposals import Proposal, may_be_reused, proposal
from tickets.requests import Requests
from tickets.states import Act

NEAREST = 3


async def propose(update: Update, context: Context, rest: str) -> None:
    """Show a request to the coordinators, without names; once, and only if its member has allowed it."""
    wanted, library = number(rest), context.house.library

    def do(work: Work, visitor: Visitor, actor: Actor) -> Reply:
        request, language = work.requests.allowed(Action.PROPOSE, actor, wanted), visitor.reader.language
        if not may_be_reused(request):
            return Reply(Saying(texts.kept_private(request, language)))
        if any(trace.act == Act.PROPOSED for trace in work.requests.history(wanted)):
            return Reply(Saying(texts.proposed_before(request, language)))
        found = proposal_of(work.session, request)
        if found is None:
            return Reply(Saying(texts.nothing_answered(request, language)))
        readers = _show(work, request, found, actor, library)
        if readers:
            work.requests.note(request, Act.PROPOSED, actor.id)
        return Reply(Saying(texts.proposed(request, readers, language)))

    await act(update, context, do)


async def add_wording(update: Update, context: Context, rest: str) -> None:
    """Let an entry be asked for as the request asked."""
    wanted, token = parts(rest, 2)
    found = await _proposal(update, context, number(wanted))
    if found is not None:
        question = " ".join(found[1].question.split())
        await editing.add_wording(update, context, meant(context.house.library, token), [question], found[0].language)


async def merge(update: Update, context: Context, rest: str) -> None:
    """Ask for the entry's answer; what is to go into it stands in the proposal above."""
    wanted, token = parts(rest, 2)
    id_ = meant(context.house.library, token)
    found = await _proposal(update, context, number(wanted))
    if found is not None:
        visitor = await private_visitor(update, context)
        entry, _, section = id_.partition("#")
        spot = Spot(entry, f"section:{section}") if section else Spot(entry, "answer")
        await ask(update, context, visitor, Draft(spot.target, id_), spot)


async def new(update: Update, context: Context, rest: str) -> None:
    """Begin an entry with the request's question and answer."""
    found = await _proposal(update, context, number(rest))
    if found is not None:
        question, spoken = " ".join(found[1].question.split()), found[0].language
        own = spoken == context.house.library.language
        said, title = ((), question) if own else ([question], "")
        await editing.new_entry(update, context, title, said, spoken, answer=found[1].answer)


def proposal_of(session: Session, request: Request) -> Proposal | None:
    """Return what a request teaches, masked."""
    people = [session.get(Member, id_) for id_ in (request.member_id, request.owner_id) if id_ is not None]
    names = [name for each in people if each is not None for name in (each.name, each.username or "")]
    answers = session.scalars(queries.answers(request.id)).all()
    return proposal(session.scalars(queries.parts(request.id)).all(), answers, names)


def register(registry: Registry) -> None:
    """Add what experts and editors press."""
    registry.presses.on(texts.PROPOSE, propose)
    registry.presses.on(texts.WORDING, add_wording)
    registry.presses.on(texts.MERGE, merge)
    registry.presses.on(texts.NEW, new)


def _show(work: Work, request: Request, found: Proposal, by: Actor, library: Library) -> int:
    """Show a proposal to every coordinator, to who proposes it only where there is no other; return to how many."""
    near = [match.id for match in library.find(found.question, (request.language,)).matches[:NEAREST]]
    others = [id_ for id_ in work.roles.coordinators() if id_ != by.id]
    name = name_of(work, by.id)

    def told(id_: int) -> bool:
        key = f"request/{request.id}/proposal/{id_}"
        return tell(
            work,
            id_,
            lambda language: Saying(
                texts.for_editors(
                    request, found, name, [library.title(each, (language.code,)) for each in near], language
                ),
                texts.editors_buttons(request, [token_of(each) for each in near], language),
            ),
            key,
        )

    readers = sum(told(id_) for id_ in others)
    return readers or sum(told(id_) for id_ in work.roles.coordinators() if id_ == by.id)


async def _proposal(update: Update, context: Context, wanted: int) -> tuple[Request, Proposal] | None:
    """Return a proposal as it may be used now, for a coordinator; where it may not any more, say so."""
    visitor = await private_visitor(update, context)

    def read(session: Session) -> tuple[Request, Proposal | None]:
        house = context.house
        actor = Actor(visitor.user.id, Roles(session, house.clock, house.admin_ids).of(visitor.user.id))
        if not may_use("edit", actor.role):
            raise NotForYou
        request = check(Action.PROPOSE, actor, Requests(session, house.clock).get(wanted))
        return request, proposal_of(session, request)

    request, found = await context.read(read)
    if found is not None and may_be_reused(request):
        return request, found

    def answer(work: Work) -> Reply:
        permitted(work, visitor)
        said = texts.nothing_answered if may_be_reused(request) else texts.kept_private
        return Reply(Saying(said(request, visitor.reader.language)))

    await respond(update, context, visitor, answer)
    return None
