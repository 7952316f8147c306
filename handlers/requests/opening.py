"""Turning to an expert: a draft begins with the question, or the one that was begun is gone on with."""

from datetime import timedelta

from core.saying import Saying
from delivery import inbox_queries
from delivery.models import Priority
from handlers.context import Work
from handlers.recent import whole_question
from handlers.requests import following
from handlers.requests.intake import keep, returned
from handlers.requests.prompts import LEFT, STORY, ask, way_of
from handlers.visitors import Reply, Visitor
from knowledge.models import Question
from tickets import intake_buttons, intake_texts
from tickets.intake import LAPSES, OPENING, Step, named_by
from tickets.models import Request
from tickets.parts import Written, question_of
from tickets.requests import Seen
from tickets.states import OPEN

LATELY = timedelta(minutes=10)
"""How long before it what was shown counts as seen for a request."""


def opens(work: Work, visitor: Visitor, question: Question | None, letter: int) -> Reply | None:
    """Begin a request with a question, or with none yet; or go on with what was begun. Raises `TooMany`."""
    draft = work.requests.draft_of(visitor.user.id)
    if question is not None and (known := _asked_before(work, visitor, question)) is not None:
        return _known(work, known)
    if draft is not None and (question is None or not _was_left(draft)):
        return _begun(work, visitor, draft, question, letter)
    if draft is not None:
        work.requests.discard(draft)
    return begin(work, visitor, question, letter)


def begin(work: Work, visitor: Visitor, question: Question | None, letter: int, follows: int | None = None) -> Reply:
    """Begin a draft with a question, and with what was sent for it before. Raises `TooMany`."""
    words = whole_question(work, question, letter) if question is not None else None
    code, said = visitor.reader.language.code, words.text if words else ""
    seen = _seen(work, visitor, question)
    draft = work.requests.begin(visitor.user.id, code, said, seen, _kept(work, visitor))
    draft.follows_id = follows
    if words is not None:
        _put(work, draft, words, visitor.user.id)
    asked = question_of(work.parts.of(draft))
    named_by(draft, asked)
    return ask(work, draft, way_of(work.house.profile, draft).first() if asked else Step.QUESTION)


def add_to_draft(work: Work, visitor: Visitor, draft: Request, question: Question, letter: int) -> Reply:
    """Put a further question into the draft that was begun."""
    _put(work, draft, whole_question(work, question, letter), visitor.user.id)
    return returned(work, draft, intake_texts.added(visitor.reader.language))


def remind(work: Work, visitor: Visitor, rests: timedelta = LAPSES) -> None:
    """Remind a member once, after the answer that they get, of a draft that they left so long ago."""
    draft, language = work.requests.draft_of(visitor.user.id), visitor.reader.language
    if draft is None or draft.nudged or _was_left(draft) or work.clock.now() - draft.touched_at <= rests:
        return
    draft.nudged = 1
    rows = intake_buttons.draft_buttons(draft, language)
    work.say(visitor.chat.id, Saying(intake_texts.unsent(draft, language), rows), priority=Priority.CHANGE)


def _was_left(draft: Request) -> bool:
    """Whether its member has cancelled a draft."""
    return (draft.step or "").startswith(LEFT)


def _kept(work: Work, visitor: Visitor) -> Request | None:
    """Return what the member has sent lately without turning to an expert; what is older is forgotten."""
    kept = work.requests.kept_of(visitor.user.id)
    if kept is None or work.clock.now() - kept.touched_at <= LAPSES:
        return kept
    work.requests.discard(kept)
    return None


def _begun(work: Work, visitor: Visitor, draft: Request, question: Question | None, letter: int) -> Reply:
    """Go on with a draft; what is asked so soon after its opening belongs to it, of anything later it is asked."""
    language = visitor.reader.language
    if question is None and _is_in_it(work, visitor):
        return returned(work, draft)
    if question is None:
        return Reply(Saying(intake_texts.unsent(draft, language), intake_buttons.draft_buttons(draft, language)))
    received = work.session.scalars(inbox_queries.received_at(letter)).one()
    if received <= draft.opened_at + OPENING:
        return add_to_draft(work, visitor, draft, question, letter)
    rows = intake_buttons.draft_or_new(draft, question.id, language)
    return Reply(Saying(intake_texts.unsent(draft, language), rows))


def _asked_before(work: Work, visitor: Visitor, question: Question) -> Request | None:
    """Return the draft or open request that was begun with this very question."""
    draft = work.requests.draft_of(visitor.user.id)
    known = [*([draft] if draft is not None else []), *work.requests.of_member(visitor.user.id, OPEN)]
    return next((each for each in known if each.question_id == question.id), None)


def _known(work: Work, request: Request) -> Reply | None:
    if request.state not in OPEN:
        return returned(work, request)
    following.card_told(work, request)
    return None


def _is_in_it(work: Work, visitor: Visitor) -> bool:
    dialogue = work.dialogues.open(visitor.user.id)
    return dialogue is not None and dialogue.kind == STORY


def _put(work: Work, draft: Request, words: Written, author: int) -> None:
    """Keep the words of a question; if its message stands in another request already, without the message."""
    known = work.parts.at(words.chat, words.message)
    if known is not None and known.request_id != draft.id:
        words = Written(words.chat, -2 * draft.id - 1, words.text, entities=words.entities)
    keep(work, draft, words, author)


def _seen(work: Work, visitor: Visitor, question: Question | None) -> Seen:
    """Return the question, what was shown for it and a moment before, and why it did not fit."""
    lately = work.questions.shown_lately(visitor.chat.id, visitor.user.id, LATELY)
    if question is None:
        return Seen(entries=lately)
    shown = [question.answered_with] if question.answered_with else question.offered
    return Seen(question.id, list(dict.fromkeys([*shown, *lately])), question.outcome)
