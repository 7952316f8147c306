"""A member's own requests: listing, adding, withdrawing, reopening, and what may be made of the answer."""

import re
from collections.abc import Callable
from dataclasses import replace

from telegram import Message, Update
from telegram.ext import CommandHandler, filters

from core.press import number, parts
from core.refusal import NotYours
from core.saying import Saying
from core.text import join
from handlers.addressing import BY_A_PERSON
from handlers.context import Context, Work
from handlers.questions.answers import private_visitor
from handlers.recent import as_edited
from handlers.registry import Registry
from handlers.requests import belonging, following, opening
from handlers.requests.slips import is_slip
from handlers.visitors import Reply, Visitor, respond, visitor_of
from people.models import Dialogue
from tickets import belonging_texts, cards, intake_texts, member_buttons, member_queries, my_texts
from tickets.access import Action, Actor
from tickets.belonging import assistant_answers
from tickets.lifecycle import reopens
from tickets.models import REOPENS, Request
from tickets.requests import MOST_OPEN, TooMany
from tickets.states import OPEN, Act, Consent, State

ADDING = "adding"
"""The dialogue in which the next message is added to a request."""
LARGEST = 2**63 - 1  # what a column of ids holds
_NUMBER = re.compile(r"#?([1-9][0-9]{0,18})")
Does = Callable[[Work, Visitor, Actor, int], Reply | None]


async def mine(update: Update, context: Context, rest: str = "") -> None:  # noqa: ARG001  a press has a rest
    """List this person's requests."""
    visitor = await private_visitor(update, context)

    def show(work: Work) -> Reply:
        member = visitor.user.id
        closed = work.session.scalars(member_queries.closed_lately(member, work.clock.now() - REOPENS)).all()
        said = my_texts.mine(
            work.requests.of_member(member), closed, work.requests.draft_of(member), visitor.reader.language
        )
        return Reply(said)

    await respond(update, context, visitor, show)


async def show(update: Update, context: Context, rest: str) -> None:
    """Show a request's card as a new message, which is kept up to date from now on."""
    visitor = await private_visitor(update, context)

    def decide(work: Work) -> None:
        request = work.requests.allowed(Action.SEE, work.actor(visitor.user.id), number(rest))
        if request.state == State.DRAFT:
            raise NotYours(rest)
        following.card_told(work, request)

    await respond(update, context, visitor, decide)


# --- adding


async def add_command(update: Update, context: Context) -> None:
    """Add what stands after the number; without words the next message."""
    words, message = (context.args or [])[1:], _message(update)

    def do(work: Work, visitor: Visitor, actor: Actor, wanted: int) -> Reply | None:
        if not words:
            return _ask(work, visitor, actor, wanted)
        request = work.requests.allowed(Action.ADD, actor, wanted)
        return belonging.add(work, visitor, request, as_edited(work, message, context.letter.id, behind=2))

    await _with_number(update, context, "add", do)


async def add_pressed(update: Update, context: Context, rest: str) -> None:
    """Ask what is to be added."""
    await _with_press(update, context, rest, _ask)


async def adding(update: Update, context: Context, dialogue: Dialogue, words: str) -> None:
    """Add the message, or the album, that was asked for."""
    visitor = replace(await visitor_of(update, context), attached=False)
    message, wanted = _message(update), int(dialogue.facts["number"])

    def decide(work: Work) -> Reply | None:
        request = work.requests.allowed(Action.ADD, work.actor(visitor.user.id), wanted)
        asked = my_texts.add_what(request, visitor.reader.language)
        if is_slip(words, asked.buttons):
            note = intake_texts.no_such_button(words, visitor.reader.language)
            return Reply(replace(asked, text=join("\n\n", [note, asked.text])))
        work.dialogues.end(visitor.user.id)  # of an album, the rest follows the first part by itself
        return belonging.add(work, visitor, request, as_edited(work, message, context.letter.id))

    await respond(update, context, visitor, decide, always=True)


async def stop_adding(update: Update, context: Context, rest: str) -> None:
    """Add nothing after all."""
    if rest:
        raise NotYours(rest)
    visitor = await private_visitor(update, context)

    def decide(work: Work) -> Reply:
        dialogue, language = work.dialogues.open(visitor.user.id), visitor.reader.language
        if dialogue is not None and dialogue.kind == ADDING:
            work.dialogues.end(visitor.user.id)
        return Reply(Saying(my_texts.nothing_added(language)))

    await respond(update, context, visitor, decide)


# --- withdrawing, reopening, consent


async def withdraw_command(update: Update, context: Context) -> None:
    """Close a request because its member does not need it any more."""
    await _with_number(update, context, "withdraw", _withdraw)


async def withdraw_pressed(update: Update, context: Context, rest: str) -> None:
    """Do the same."""
    await _with_press(update, context, rest, _withdraw)


async def reopen_command(update: Update, context: Context) -> None:
    """Open a closed request again."""
    await _with_number(update, context, "reopen", _reopen)


async def reopen_pressed(update: Update, context: Context, rest: str) -> None:
    """Do the same."""
    await _with_press(update, context, rest, _reopen)


async def next_pressed(update: Update, context: Context, rest: str) -> None:
    """Begin a request that goes on with one that stays closed."""

    def do(work: Work, visitor: Visitor, actor: Actor, wanted: int) -> Reply | None:
        request, draft = work.requests.allowed(Action.REOPEN, actor, wanted), work.requests.draft_of(actor.id)
        if draft is not None and draft.follows_id != request.id:
            return opening.opens(work, visitor, None, context.letter.id)
        if draft is not None:
            work.requests.discard(draft)
        return opening.begin(work, visitor, None, context.letter.id, follows=request.id)

    await _with_press(update, context, rest, do)


async def consent_pressed(update: Update, context: Context, rest: str) -> None:
    """Note what may be made of the answer from now on."""
    written, may = parts(rest, 2)
    if may not in ("0", "1"):
        raise NotYours(rest)

    def do(work: Work, visitor: Visitor, actor: Actor, wanted: int) -> Reply | None:
        before = work.requests.allowed(Action.CONSENT, actor, wanted).consent
        request = work.requests.consents(actor, wanted, Consent.REUSE if may == "1" else Consent.PRIVATE)
        if request.state != State.DRAFT and before != request.consent:
            work.requests.note(request, Act.CHANGED, actor.id, request.consent)
            following.member_did(work, request, Act.CHANGED)
        return Reply(Saying(my_texts.consent_changed(request, visitor.reader.language)))

    await _with_press(update, context, written, do)


def register(registry: Registry) -> None:
    """Add a member's commands and buttons about requests."""
    here = filters.ChatType.PRIVATE & filters.UpdateType.MESSAGE & BY_A_PERSON
    registry.add(
        CommandHandler("requests", mine, here),
        CommandHandler("add", add_command, here),
        CommandHandler("withdraw", withdraw_command, here),
        CommandHandler("reopen", reopen_command, here),
    )
    presses = registry.presses
    presses.on(cards.MINE, mine)
    presses.on(my_texts.SHOW, show)
    presses.on(cards.ADD, add_pressed)
    presses.on(cards.WITHDRAW, withdraw_pressed)
    presses.on(cards.REOPEN, reopen_pressed)
    presses.on(cards.CONSENT, consent_pressed)
    presses.on(my_texts.NEXT, next_pressed)
    presses.on(my_texts.STOP, stop_adding)
    registry.stories.on(ADDING, adding)


def _ask(work: Work, visitor: Visitor, actor: Actor, wanted: int) -> Reply:
    request, language = work.requests.allowed(Action.ADD, actor, wanted), visitor.reader.language
    if request.state not in OPEN:
        return Reply(Saying(belonging_texts.closed(request, language), member_buttons.closed(request, language)))
    work.dialogues.begin(actor.id, ADDING, "what", number=request.id)
    return Reply(my_texts.add_what(request, language))


def _withdraw(work: Work, visitor: Visitor, actor: Actor, wanted: int) -> Reply:
    request, language = _sent(work.requests.allowed(Action.WITHDRAW, actor, wanted)), visitor.reader.language
    if request.state == State.CLOSED:
        return Reply(my_texts.closed_already(request, language))
    work.requests.withdraw(actor, wanted)
    following.member_did(work, request, Act.CLOSED)
    handed_back = assistant_answers(work.session, request.member_id)
    return Reply(my_texts.withdrawn(request, language, handed_back=handed_back))


def _reopen(work: Work, visitor: Visitor, actor: Actor, wanted: int) -> Reply | None:
    request, language = _sent(work.requests.allowed(Action.REOPEN, actor, wanted)), visitor.reader.language
    if request.state in OPEN:
        return Reply(Saying(my_texts.open_already(request, language)))
    if not reopens(request, work.clock.now()):
        return Reply(my_texts.too_old(request, language))
    count = len(work.requests.of_member(actor.id))
    if count >= MOST_OPEN:
        raise TooMany(count)
    work.requests.reopen(actor, wanted)
    _without_who_left(work, request)
    following.member_did(work, request, Act.REOPENED)
    said = my_texts.reopened(request, following.described(work, request), language)
    following.member_told(work, request, lambda _: said, f"request/{request.id}/reopened/{work.origin}")
    return None


def _without_who_left(work: Work, request: Request) -> None:
    """Put a reopened request back into the queue if the expert who had it is away, or is no expert any more."""
    if request.owner_id is None:
        return
    owner = work.experts.of(request.owner_id)
    if owner is None or owner.is_away(work.clock.now()):
        work.requests.give_back(request, "reopened")


def _sent(request: Request) -> Request:
    """Return a request that was sent; a draft has no number that anybody was told."""
    if request.state == State.DRAFT:
        raise NotYours(request.id)
    return request


async def _with_number(update: Update, context: Context, command: str, does: Does) -> None:
    """Do something with the request whose number stands after the command; say what to type where there is none."""
    visitor, typed = await visitor_of(update, context), (context.args or [""])[0]
    found = _NUMBER.fullmatch(typed)

    def decide(work: Work) -> Reply | None:
        if found is None or int(found[1]) > LARGEST:
            return Reply(Saying(my_texts.how_to_type(command, visitor.reader.language)))
        return does(work, visitor, work.actor(visitor.user.id), int(found[1]))

    await respond(update, context, visitor, decide, always=True)


async def _with_press(update: Update, context: Context, written: str, does: Does) -> None:
    visitor = await private_visitor(update, context)
    wanted = number(written)
    await respond(update, context, visitor, lambda work: does(work, visitor, work.actor(visitor.user.id), wanted))


def _message(update: Update) -> Message:
    if update.message is None:
        raise ValueError("this update is no message")
    return update.message
