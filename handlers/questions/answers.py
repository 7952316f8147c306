"""What members say of an answer, and where they go from there."""

from telegram import Update

from core.press import number, parts
from core.refusal import NotYours
from core.saying import Rows, Saying
from handlers.context import Context, Work
from handlers.registry import Registry
from handlers.requests import opening
from handlers.visitors import Reply, Visitor, reading, respond, visitor_of
from knowledge import buttons, replies
from knowledge.gaps import wish_words
from knowledge.models import REASONS, WISH_KEPT, Outcome, Question
from knowledge.tokens import known


async def solved(update: Update, context: Context, rest: str) -> None:
    """Take note that an answer helped; once, however often it is pressed."""
    question_id, token = parts(rest, 2)
    visitor = await private_visitor(update, context)

    def answer(work: Work) -> Reply | None:
        asker, question = asked(work, visitor, question_id)
        entry = known(work.house.library, token)
        again = not work.feedback.solved(question, entry)
        if again and visitor.pressed is not None:
            return None
        _settle(work, asker, question, entry)
        return Reply(Saying(replies.glad(asker.reader.language)))

    await respond(update, context, visitor, answer)


async def not_quite(update: Update, context: Context, rest: str) -> None:
    """Ask what was not right."""
    question_id, token = parts(rest, 2)
    visitor = await private_visitor(update, context)

    def answer(work: Work) -> Reply:
        asker, question = asked(work, visitor, question_id)
        entry, language = known(work.house.library, token), asker.reader.language
        if entry is None:
            return Reply(Saying(replies.reason_noted(language), next_steps(work, asker, question)))
        return Reply(
            Saying(replies.what_was_not_right(language), buttons.reasons(entry, language, question.id)),
        )

    await respond(update, context, visitor, answer)


async def why(update: Update, context: Context, rest: str) -> None:
    """Take note of the reason why an answer did not fit, and show what can be done."""
    question_id, token, place = parts(rest, 3)
    if number(place) >= len(REASONS):
        raise NotYours(rest)
    visitor = await private_visitor(update, context)

    def answer(work: Work) -> Reply:
        asker, question = asked(work, visitor, question_id)
        work.feedback.missed(question, REASONS[number(place)], known(work.house.library, token))
        return Reply(Saying(replies.reason_noted(asker.reader.language), next_steps(work, asker, question)))

    await respond(update, context, visitor, answer)


async def rephrase(update: Update, context: Context, rest: str) -> None:
    """Ask for other words."""
    visitor = await private_visitor(update, context)

    def answer(work: Work) -> Reply:
        asker = asked(work, visitor, rest)[0] if rest else visitor
        return Reply(Saying(replies.in_other_words(asker.reader.language)))

    await respond(update, context, visitor, answer)


async def tell(update: Update, context: Context, rest: str) -> None:
    """Take note that this person wants to hear when there is an answer."""
    visitor = await private_visitor(update, context)

    def answer(work: Work) -> Reply:
        asker, question = asked(work, visitor, rest)
        language = asker.reader.language
        if question.gap_id is None:
            return Reply(Saying(replies.off_the_list(language)))
        way_out = ((wish_words.not_needed(question.gap_id, language),),)
        if not work.feedback.wish(question, visitor.user.id):
            return Reply(Saying(replies.told_already_noted(language), way_out))
        until = (work.clock.now() + WISH_KEPT).date()
        return Reply(Saying(replies.will_be_told(language, until), way_out))

    await respond(update, context, visitor, answer)


async def expert(update: Update, context: Context, rest: str) -> None:
    """Turn to the experts with a question."""
    visitor = await private_visitor(update, context)

    def answer(work: Work) -> Reply | None:
        question = asked(work, visitor, rest)[1] if number(rest) else None
        return for_an_expert(work, visitor, question, context.letter.id)

    await respond(update, context, visitor, answer)


def for_an_expert(work: Work, visitor: Visitor, question: Question | None, letter: int) -> Reply | None:
    """Put a question on the editors' list, unless it stands there, and begin a request with it.

    Where nobody would see a request, that is said honestly.
    """
    if question is not None and question.outcome in (None, Outcome.SOLVED):
        work.feedback.missed(question, Outcome.EXPERT, question.answered_with)
    if work.somebody_answers:
        return opening.opens(work, visitor, question, letter)
    profile, language = work.house.profile, visitor.reader.language
    words = replies.no_expert_here(language, profile.contact, profile.help, noted=question is not None)
    return Reply(Saying(words, ((buttons.browse(language),),)))


def next_steps(work: Work, visitor: Visitor, question: Question) -> Rows:
    """Return what can be done after a miss; after the second in a row the expert comes first."""
    misses = work.feedback.misses_in_a_row(visitor.user.id, visitor.chat.id)
    waits = question.gap_id is not None
    return buttons.what_next(visitor.reader.language, question.id, expert_first=misses > 1, may_be_told=waits)


async def private_visitor(update: Update, context: Context) -> Visitor:
    """Return who caused the update in a private chat; raises `NotYours` for a press that was forged in a group."""
    visitor = await visitor_of(update, context)
    if not visitor.private:
        raise NotYours("not in private")
    return visitor


def asked(work: Work, visitor: Visitor, written: str) -> tuple[Visitor, Question]:
    """Return a question, and its asker as one who reads what it was answered in. Raises `NotYours` for another's."""
    question = work.questions.asked_by(visitor.user.id, number(written))
    return reading(question.language, visitor, work.house), question


def register(registry: Registry) -> None:
    """Add what the buttons below an answer do."""
    presses = registry.presses
    presses.on(buttons.SOLVED, solved)
    presses.on(buttons.NOT_QUITE, not_quite)
    presses.on(buttons.WHY, why)
    presses.on(buttons.REPHRASE, rephrase)
    presses.on(buttons.TELL, tell)
    presses.on(buttons.EXPERT, expert)


def _settle(work: Work, visitor: Visitor, question: Question, entry: str | None) -> None:
    """Take the buttons away that ask whether an answer fits."""
    if entry is not None:
        rows = buttons.further(work.house.library, entry, visitor.reader.language, question.id)
        visitor.leave_buttons(work, rows)
