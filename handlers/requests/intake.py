"""The intake of a request: a few short steps, each of which can be left out, and a last look before it is sent."""

from collections.abc import Sequence
from dataclasses import replace

from telegram import Message, Update

from core.language import Language
from core.saying import Button, Saying
from core.text import Text
from handlers.context import Context, Work
from handlers.experts import hours
from handlers.recent import as_edited
from handlers.registry import Registry
from handlers.requests import following
from handlers.requests.prompts import LEFT, STORY, application, ask, kind_of, name_wordless, said_of, title_of, way_of
from handlers.requests.slips import is_slip
from handlers.visitors import Reply, Visitor, respond, visitor_of
from handlers.writing import NOT_COPIED
from knowledge.profile import Topic
from people.models import Dialogue
from tickets import belonging_texts, intake_buttons, intake_texts
from tickets.intake import (
    COUNTRY,
    OPENING,
    ROLE,
    TOPIC,
    Step,
    answer,
    bare,
    choose_topic,
    named_by,
)
from tickets.models import DRAFT_KEPT, Request
from tickets.parts import MOST_A_DAY, TEXT, Written
from tickets.states import State

SAID_ALOUD = ("voice", "video_note")
"""What is a question although it has no words to read."""


async def go_on(update: Update, context: Context, dialogue: Dialogue, words: str) -> None:  # noqa: ARG001  a story's
    """Take what was typed or sent at a step."""
    visitor = replace(await visitor_of(update, context), attached=False)
    message, number_ = _message(update), int(dialogue.facts["number"])

    def decide(work: Work) -> Reply | None:
        request = work.requests.held(number_)
        if request is None or request.state != State.DRAFT:
            work.dialogues.end(visitor.user.id)
            return Reply(Saying(intake_texts.gone(visitor.reader.language)))
        early = context.received_at(work) <= request.opened_at + OPENING
        return said(work, request, as_edited(work, message, context.letter.id), visitor, early=early)

    await respond(update, context, visitor, decide, always=True)


def said(work: Work, request: Request, written: Written, visitor: Visitor, *, early: bool) -> Reply | None:
    """Note a message at the step where the draft stands; what is no answer to it belongs to the question."""
    step, language = bare(request.step or ""), visitor.reader.language
    request.touched_at = work.clock.now()
    if written.kind in NOT_COPIED:
        return ask(work, request, request.step or step, intake_texts.not_passed_on(language))
    if work.parts.is_full(request):
        return Reply(Saying(belonging_texts.full(request, MOST_A_DAY, language)))
    if step == Step.QUESTION:
        return _question(work, request, written, visitor)
    button = None if early else _chosen(work, request, step, written) or _mistyped(work, request, step, written)
    if button is not None:
        return button
    if early or written.kind != TEXT or step in tuple(Step):
        return _added(work, request, written, visitor, early=early)
    return _answered(work, request, step, written.text, visitor)


def keep(work: Work, request: Request, written: Written, author: int) -> None:
    """Keep a message in a draft, and name the draft by it if it has no name."""
    work.parts.add(request, author, written)
    named_by(request, written.text)


def leave(work: Work, visitor: Visitor) -> Reply | None:
    """Leave the intake that somebody is in the middle of; None where it is none."""
    dialogue, request = work.dialogues.open(visitor.user.id), work.requests.draft_of(visitor.user.id)
    in_it = dialogue is not None and dialogue.kind == STORY
    return cancel(work, visitor, request) if in_it and request is not None else None


def cancel(work: Work, visitor: Visitor, request: Request) -> Reply:
    """Leave an intake; the draft is kept for a while."""
    work.dialogues.end(visitor.user.id)
    request.step = LEFT + (request.step or Step.REVIEW).removeprefix(LEFT)
    until, language = (work.clock.now() + DRAFT_KEPT).date(), visitor.reader.language
    return Reply(
        Saying(intake_texts.cancelled(until, language), intake_buttons.draft_buttons(request, language)),
    )


def returned(work: Work, request: Request, *notes: Text) -> Reply:
    """Go on with a draft where its member left it."""
    step = (request.step or Step.REVIEW).removeprefix(LEFT)
    request.touched_at, request.nudged = work.clock.now(), 0
    return ask(work, request, step, *notes)


def sent(work: Work, visitor: Visitor, request: Request) -> Reply | None:
    """Send a draft as it is, and show its card."""
    parts_ = work.parts.of(request)
    if not parts_:
        return ask(work, request, Step.QUESTION)
    name_wordless(request, visitor.reader.language)
    if request.kind is None and work.house.profile.help:
        request.kind = kind_of(work.house.profile, request).id
    work.requests.send(work.actor(visitor.user.id), request.id)
    work.dialogues.end(visitor.user.id)
    following.card_told(work, request)
    following.opened(work, request)
    hours.say_when_closed(work, request)
    return None


def advance(work: Work, request: Request, step: str, *notes: Text) -> Reply:
    """Ask for what follows this step, which has its answer; if it was left long ago, for the present one."""
    now = (request.step or step).removeprefix(LEFT)
    way = way_of(work.house.profile, request)
    if bare(now) == step:
        return ask(work, request, way.after(now), *notes)
    known = (*way.needs, *Step)
    return ask(work, request, now if bare(now) in known else way.after(Step.KIND), *notes)


def register(registry: Registry) -> None:
    """Add the story of an intake."""
    registry.stories.on(STORY, go_on)


def _question(work: Work, request: Request, written: Written, visitor: Visitor) -> Reply:
    keep(work, request, written, visitor.user.id)
    key = album_key(request, written)
    if not written.text and written.kind not in SAID_ALOUD:
        return ask(work, request, request.step or Step.QUESTION, key=key)
    name_wordless(request, visitor.reader.language)
    return replace(advance(work, request, Step.QUESTION), key=key)


def _added(work: Work, request: Request, written: Written, visitor: Visitor, *, early: bool) -> Reply:
    keep(work, request, written, visitor.user.id)
    note, key = intake_texts.added(visitor.reader.language), album_key(request, written)
    return Reply(Saying(note), key) if early else ask(work, request, request.step or Step.REVIEW, note, key=key)


def _chosen(work: Work, request: Request, step: str, written: Written) -> Reply | None:
    """Take the typed number of a kind of help; None for anything else."""
    kinds, typed = work.house.profile.help, written.text.strip()
    if step != Step.KIND or not typed.isdecimal() or not 1 <= int(typed) <= len(kinds):
        return None
    request.kind = kinds[int(typed) - 1].id
    return advance(
        work, request, Step.KIND, *application(work.house.profile, request, following.reader_of(work, request).language)
    )


def _mistyped(work: Work, request: Request, step: str, written: Written) -> Reply | None:
    """Ask again where a button's label was mistyped, such as sedn now; None where it is something else.

    What answers a step may be like the buttons that offer an answer, so there only those in the last row count.
    """
    shown = ask(work, request, request.step or step).saying.buttons
    rows = shown if step in tuple(Step) else shown[-1:]
    if written.kind != TEXT or not (is_slip(written.text, rows) or _no_such_place(work, step, written.text)):
        return None
    note = intake_texts.no_such_button(written.text, following.reader_of(work, request).language)
    return ask(work, request, request.step or step, note)


def _answered(work: Work, request: Request, step: str, words: str, visitor: Visitor) -> Reply:
    more: tuple[Button, ...] = ()
    if step == TOPIC:
        topic = _typed_one(work.house.profile.policy_topics, words, visitor.reader.language)
        choose_topic(request, topic, words)
    elif step == ROLE:
        answer(request, ROLE, _typed_one(work.house.profile.roles, words, visitor.reader.language) or words)
    else:
        answer(request, step, words)
    title = title_of(work.house.profile, request, step, visitor.reader.language)
    shown = said_of(work.house.profile.said_in(visitor.reader.language), request, step) or words
    reply = advance(work, request, step, intake_texts.noted(title, shown, visitor.reader.language))
    if step == COUNTRY and _may_remember(work, request, visitor):
        more = intake_buttons.remember(request, visitor.reader.language)
    rows = (more,) if more else ()
    return replace(reply, saying=replace(reply.saying, buttons=(*rows, *reply.saying.buttons)))


def _typed_one(each: Sequence[Topic], words: str, language: Language) -> str | None:
    """Return the id of the one whose number or title was typed; None for words that are none of ours."""
    typed = words.strip().casefold()
    for place, one in enumerate(each, 1):
        if typed in (str(place), one.title.casefold(), language.said(one.title).casefold()):
            return one.id
    return None


def _no_such_place(work: Work, step: str, words: str) -> bool:
    """Whether a number is typed where there are fewer to choose from."""
    typed, profile = words.strip(), work.house.profile
    each = {TOPIC: profile.policy_topics, ROLE: profile.roles}.get(step)
    return each is not None and typed.isdecimal() and not 1 <= int(typed) <= len(each)


def _may_remember(work: Work, request: Request, visitor: Visitor) -> bool:
    member = work.members.known(visitor.user.id)
    return member is not None and bool(request.country) and member.country != request.country


def album_key(request: Request, written: Written) -> str | None:
    """Return the key under which the parts of an album are answered once."""
    return f"request/{request.id}/album/{written.album}" if written.album else None


def _message(update: Update) -> Message:
    if update.message is None:
        raise ValueError("this update is no message")
    return update.message
