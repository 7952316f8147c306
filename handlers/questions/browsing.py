"""Looking through what there is: topics, guides, and what is related to an answer."""

from telegram import Update

from core.press import number, parts
from core.refusal import NotYours
from core.saying import Saying
from handlers.context import Context, Work
from handlers.questions import answers
from handlers.questions.answers import private_visitor
from handlers.questions.asking import show
from handlers.registry import Registry
from handlers.visitors import Reply, Visitor, respond, visitor_of
from knowledge import buttons, cards, lists
from knowledge.tokens import known


async def topics(update: Update, context: Context, rest: str = "") -> None:
    """List the topics."""
    if rest:
        raise NotYours(rest)
    visitor = await visitor_of(update, context)
    library = context.house.library
    await respond(update, context, visitor, lambda _: Reply(lists.topics(library, visitor.reader, 0)))


async def guides(update: Update, context: Context) -> None:
    """List the guides."""
    visitor = await visitor_of(update, context)
    library = context.house.library
    await respond(update, context, visitor, lambda _: Reply(lists.guides(library, visitor.reader, 0)))


async def page_of_topics(update: Update, context: Context, rest: str) -> None:
    """Show a page of the topics."""
    place, visitor = number(rest), await private_visitor(update, context)
    await _turn(update, context, visitor, lists.topics(context.house.library, visitor.reader, place))


async def page_of_topic(update: Update, context: Context, rest: str) -> None:
    """Show a page of what can be read in a topic."""
    token, place = parts(rest, 2)
    visitor = await private_visitor(update, context)
    await _turn(update, context, visitor, lists.topic(context.house.library, token, visitor.reader, number(place)))


async def page_of_guides(update: Update, context: Context, rest: str) -> None:
    """Show a page of the guides."""
    place, visitor = number(rest), await private_visitor(update, context)
    await _turn(update, context, visitor, lists.guides(context.house.library, visitor.reader, place))


async def see(update: Update, context: Context, rest: str) -> None:
    """Show what a button names; for a question, if the button stood below its answer."""
    token, question = parts(rest, 2)
    visitor = await private_visitor(update, context)

    def answer(work: Work) -> Reply:
        asker, asked = _asked(work, visitor, question)
        id_ = known(work.house.library, token)
        return Reply(cards.gone(asker.reader.language) if id_ is None else show(work, asker, id_, asked))

    await respond(update, context, visitor, answer)


async def related(update: Update, context: Context, rest: str) -> None:
    """List what is related to an entry."""
    token, question = parts(rest, 2)
    visitor = await private_visitor(update, context)

    def answer(work: Work) -> Reply:
        asker, asked = _asked(work, visitor, question)
        return Reply(cards.related(work.house.library, known(work.house.library, token) or "", asker.reader, asked))

    await respond(update, context, visitor, answer)


def register(registry: Registry) -> None:
    """Add what the buttons of lists and cards do."""
    presses = registry.presses
    presses.on(buttons.BROWSE, topics)
    presses.on(buttons.TOPICS, page_of_topics)
    presses.on(buttons.TOPIC, page_of_topic)
    presses.on(buttons.GUIDES, page_of_guides)
    presses.on(buttons.SEE, see)
    presses.on(buttons.RELATED, related)


def _asked(work: Work, visitor: Visitor, written: str) -> tuple[Visitor, int]:
    """Return who asked, and the question that a button carries, 0 for none. Raises `NotYours` for another's."""
    if not number(written):
        return visitor, 0
    asker, question = answers.asked(work, visitor, written)
    return asker, question.id


async def _turn(update: Update, context: Context, visitor: Visitor, page: Saying) -> None:
    await respond(update, context, visitor, lambda work: visitor.turn(work, page))
