"""Questions and choices, wherever they are asked."""

from datetime import timedelta

from telegram import Update

from core.saying import Button, Rows, Saying
from core.text import Text
from handlers import texts
from handlers.context import Context, Work
from handlers.registry import Registry
from handlers.visitors import Reply, Visitor, respond, visitor_of
from knowledge.choices import PICK, Choice, link_to
from knowledge.gates import Decision
from knowledge.library import Finding
from knowledge.models import Question
from knowledge.questions import Asked, Questions
from knowledge.texts import (
    card,
    choices,
    nothing_fits,
    removed_meanwhile,
    short_card,
    what_is_your_question,
    which_is_closest,
    which_is_closest_in_group,
)

_NUMBERS = {"1": 1, "2": 2, "3": 3}
CHOICE_HOLDS = timedelta(hours=1)
"""How long a number alone means what was offered last."""


async def answer_words(update: Update, context: Context, words: str) -> None:
    """Answer a question; where no buttons are shown, also the number of a choice."""
    visitor = await visitor_of(update, context)
    place = _NUMBERS.get(words.strip()) if not visitor.private else None
    question = await _offered_last(context, visitor) if place else None
    if not words.strip():
        await respond(update, context, visitor, lambda _: Reply(Saying(what_is_your_question(visitor.reader.language))))
    elif question is not None and place is not None and place <= len(question.offered):
        await answer_choice(update, context, Choice(question.id, place))
    else:
        await answer_question(update, context, visitor, words)


async def picked(update: Update, context: Context, rest: str) -> None:
    """Show what was chosen with a button."""
    await answer_choice(update, context, Choice.read(rest))


async def answer_question(update: Update, context: Context, visitor: Visitor, words: str) -> None:
    """Find what fits the question, and say it."""
    finding = context.house.library.find(words, visitor.reader.languages)
    asked = Asked(visitor.chat.id, visitor.user.id, words, visitor.reader.language.code)

    def answer(work: Work) -> Reply:
        question = work.questions.noted(asked, finding)
        text, buttons = _found(work, visitor, finding), _buttons(context, visitor, question)
        return Reply(Saying(text, buttons))

    if await respond(update, context, visitor, answer):
        context.house.measures.answers.labels(finding.decision).inc()


async def answer_choice(update: Update, context: Context, choice: Choice) -> None:
    """Show what was chosen from what was offered; raises `NotYours`."""
    visitor = await visitor_of(update, context)

    def answer(work: Work) -> Reply:
        offered = work.questions.offered(choice.question, visitor.chat.id, visitor.user.id)
        id_ = work.questions.pick(offered, choice.place)
        return Reply(Saying(_nothing(work, visitor) if id_ is None else _shown(work, visitor, id_)))

    await respond(update, context, visitor, answer)


def show(work: Work, visitor: Visitor, id_: str) -> Reply:
    """Show an entry, guide or section, or say that it is gone."""
    return Reply(Saying(_shown(work, visitor, id_)))


def _found(work: Work, visitor: Visitor, finding: Finding) -> Text:
    language, titles = visitor.reader.language, [match.title for match in finding.offered]
    if finding.decision is Decision.CHOOSE:
        return which_is_closest(titles, language) if visitor.private else which_is_closest_in_group(titles, language)
    return _shown(work, visitor, finding.matches[0].id) if finding.answered else _nothing(work, visitor)


def _buttons(context: Context, visitor: Visitor, question: Question) -> Rows:
    """Return what can be pressed: in private a choice, in a group nothing but the way to a private chat."""
    language = visitor.reader.language
    if visitor.private:
        return choices(question, language) if question.decision == Decision.CHOOSE else ()
    address = f"https://t.me/{context.bot.username}?start={link_to(question.id)}"
    return ((Button(texts.in_private(language), url=address),),)


def _shown(work: Work, visitor: Visitor, id_: str) -> Text:
    make = card if visitor.private else short_card
    return make(work.house.library, id_, visitor.reader) or removed_meanwhile(visitor.reader.language)


def _nothing(work: Work, visitor: Visitor) -> Text:
    return nothing_fits(visitor.reader.language, work.house.profile.contact)


async def _offered_last(context: Context, visitor: Visitor) -> Question | None:
    chat, member = visitor.chat.id, visitor.user.id
    return await context.read(
        lambda session: Questions(session, context.house.clock).last_offered(chat, member, CHOICE_HOLDS)
    )


def register(registry: Registry) -> None:
    """Add what the buttons of a question do."""
    registry.presses.on(PICK, picked)
