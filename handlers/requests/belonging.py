"""What a member sends in private, and which of their requests it belongs to."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from sqlalchemy.orm import Session
from telegram import Message, Update

from core.press import number, parts
from core.refusal import NotYours
from core.saying import Saying
from core.text import Text
from delivery.recalling import key_of_words
from handlers import texts
from handlers.context import Context, Work
from handlers.experts import hours
from handlers.house import House
from handlers.questions import asking
from handlers.questions.answers import for_an_expert, private_visitor
from handlers.recent import as_edited, whole_question
from handlers.registry import Registry
from handlers.requests import following
from handlers.visitors import Reply, Visitor, respond, visitor_of
from handlers.writing import NOT_COPIED, content_of
from knowledge.whole_messages import Kind
from tickets import belonging_texts, intake_texts, member_buttons
from tickets.access import Action
from tickets.belonging import answered_request, open_requests, own_request, request_of_album, waiting_request
from tickets.models import Part, Request
from tickets.parts import MOST_A_DAY, TEXT, Written
from tickets.states import OPEN, Side, State

POLITE = (Kind.HELLO, Kind.THANKS, Kind.BYE)


@dataclass(frozen=True, slots=True)
class Belonging:
    """Where a message goes: to the request that it answers, or to the one in which its author has the word."""

    answers: int | None = None
    waiting: int | None = None


def belonging_of(session: Session, house: House, message: Message, words: str) -> Belonging:
    """Return where a private message goes; politeness goes nowhere."""
    album = message.media_group_id and request_of_album(session, message.chat.id, message.media_group_id)
    if album:
        return Belonging(answers=album.id)
    kind = None if has_attachment(message) else house.phrases.kind_of(words)
    request = _answered(session, house, message.chat.id, message.reply_to_message)
    agrees = kind is Kind.FINE and request is not None and request.state == State.YOUR_TURN
    if request is not None and (kind is None or agrees):
        return Belonging(answers=request.id)
    if kind is not None:
        return Belonging()
    waiting = waiting_request(session, open_requests(session, message.chat.id), house.clock.now())
    return Belonging(waiting=waiting.id if waiting is not None else None)


def _answered(session: Session, house: House, chat: int, answered: Message | None) -> Request | None:
    """Return the request that is answered by a reply to this message: known by its id, else by our own words."""
    if answered is None:
        return None
    request = answered_request(session, chat, answered.message_id)
    ours = answered.from_user is not None and answered.from_user.id == house.bot_id
    if request is not None or not ours:
        return request
    words = answered.text or answered.caption or ""
    key = key_of_words(session, house.bot_id, chat, words, f"{following.KEYS}/")
    number_ = key.split("/")[1] if key is not None else ""
    return own_request(session, chat, int(number_)) if number_.isdecimal() else None


def has_attachment(message: Message) -> bool:
    """Whether there is more to a message than words."""
    return content_of(message)[0] != TEXT


def asks_nothing(house: House, message: Message) -> bool:
    """Whether a message is a sticker that says nothing but thanks, agreement or a greeting."""
    sticker = message.sticker
    return sticker is not None and house.phrases.kind_of(sticker.emoji or "") is not None


async def join(update: Update, context: Context, wanted: int, *, offers: bool) -> None:
    """Add a message to a request; where that was a guess, offer to take it out again."""
    visitor = replace(await visitor_of(update, context), attached=False)
    message = _message(update)

    def decide(work: Work) -> Reply | None:
        request = work.requests.allowed(Action.ADD, work.actor(visitor.user.id), wanted)
        written, nods = as_edited(work, message, context.letter.id), asks_nothing(work.house, message)
        return add(work, visitor, request, written, offers=offers, nods=nods)

    await respond(update, context, visitor, decide, always=True)


def add(
    work: Work, visitor: Visitor, request: Request, written: Written, *, offers: bool = False, nods: bool = False
) -> Reply | None:
    """Add what somebody wrote to their request, and say so; what only nods leaves the word with whom it is."""
    language = visitor.reader.language
    if written.kind in NOT_COPIED:
        return Reply(Saying(intake_texts.not_passed_on(language)))
    if request.state not in OPEN:
        return Reply(Saying(belonging_texts.closed(request, language), member_buttons.closed(request, language)))
    if work.parts.is_full(request):
        return Reply(Saying(belonging_texts.full(request, MOST_A_DAY, language)))
    part = work.parts.add(request, visitor.user.id, written)
    if part is None:
        return Reply(Saying(belonging_texts.joined_already(request, language)))
    _passed_on(work, request, [part], nods=nods)
    if not offers or written.kind != TEXT:
        return Reply(Saying(belonging_texts.joined(request, language)), _album_key(request, written))
    words = belonging_texts.taken_for_reply(request, language)
    return Reply(Saying(words, member_buttons.was_new(request, part.id, language)))


async def attached(update: Update, context: Context, words: str) -> None:
    """Add something without words to the only open request, or keep it and ask which; with none, for an expert."""
    visitor, message = await visitor_of(update, context), _message(update)
    open_ = await context.read(lambda session: len(open_requests(session, visitor.user.id)))
    if words.casefold().startswith("/expert"):
        await _opens_with(update, context, visitor, message)
        return
    if not open_ and words:
        await asking.answer_words(update, context, words, lambda work: _kept_beside(work, visitor, message, context))
        return
    visitor = replace(visitor, attached=False)

    def decide(work: Work) -> Reply | None:
        found = work.requests.of_member(visitor.user.id)
        if len(found) == 1:
            written, nods = as_edited(work, message, context.letter.id), asks_nothing(work.house, message)
            request = work.requests.allowed(Action.ADD, work.actor(visitor.user.id), found[0].id)
            return add(work, visitor, request, written, nods=nods)
        return _waits(work, visitor, found, message, context.letter.id)

    await respond(update, context, visitor, decide, always=True)


def keep(work: Work, visitor: Visitor, message: Message, letter: int, behind: int = 0) -> bool:
    """Keep something for a request that may come; says whether anybody would ever see it."""
    written = as_edited(work, message, letter, behind)
    if written.kind in NOT_COPIED or not work.somebody_answers:
        return False
    member, language = visitor.user.id, visitor.reader.language
    kept = work.requests.kept_of(member) or work.requests.begin_kept(member, language.code)
    kept.touched_at = work.clock.now()
    work.parts.add(kept, visitor.user.id, written)
    return True


async def put(update: Update, context: Context, rest: str) -> None:
    """Add a question, whose answer did not help, to a request."""
    wanted, question = parts(rest, 2)
    visitor = await private_visitor(update, context)

    def decide(work: Work) -> Reply | None:
        request = work.requests.allowed(Action.ADD, work.actor(visitor.user.id), number(wanted))
        asked = work.questions.asked_by(visitor.user.id, number(question))
        return add(work, visitor, request, whole_question(work, asked, context.letter.id))

    await respond(update, context, visitor, decide, always=True)


async def move(update: Update, context: Context, rest: str) -> None:
    """Put what was kept into the request that was chosen."""
    visitor = await private_visitor(update, context)

    def decide(work: Work) -> Reply | None:
        request = work.requests.allowed(Action.ADD, work.actor(visitor.user.id), number(rest))
        kept, language = work.requests.kept_of(visitor.user.id), visitor.reader.language
        if kept is None:
            return Reply(Saying(belonging_texts.nothing_kept(language)))
        if request.state not in OPEN:
            return Reply(Saying(belonging_texts.closed(request, language), member_buttons.closed(request, language)))
        moved = work.parts.of(kept)
        work.parts.move(moved, request)
        work.requests.discard(kept)
        _passed_on(work, request, moved, whole=True)
        return Reply(Saying(belonging_texts.joined(request, language)))

    await respond(update, context, visitor, decide)


async def was_new(update: Update, context: Context, rest: str) -> None:
    """Take a message out of a request again, and answer it as the question that it was."""
    wanted, which = map(number, parts(rest, 2))
    visitor = await private_visitor(update, context)
    part = await context.read(lambda session: session.get(Part, which))
    if part is None or part.request_id != wanted or part.author_id != visitor.user.id or part.side != Side.MEMBER:
        raise NotYours(rest)

    def take_out(work: Work) -> None:
        request = work.requests.allowed(Action.ADD, work.actor(visitor.user.id), wanted)
        known = work.session.get(Part, which)
        if known is None or known.request_id != wanted:
            raise NotYours(rest)
        following.taken_out(work, request, known)

    asked = replace(visitor, wrote=part.message_id)
    await asking.answer_question(update, context, asked, asking.Turn(" ".join(part.text.split())), take_out)


def register(registry: Registry) -> None:
    """Add the buttons by which a member says where something belongs."""
    registry.presses.on(member_buttons.PUT, put)
    registry.presses.on(member_buttons.MOVE, move)
    registry.presses.on(member_buttons.NEW, was_new)


def _passed_on(work: Work, request: Request, added: Sequence[Part], *, whole: bool = False, nods: bool = False) -> None:
    """Bring to the experts what was added; an album when it is complete, unless it is whole already."""
    work.requests.wrote(request, request.member_id, nods=nods)
    for part in () if whole else added:
        work.parts.wait_for_album(part)
    ready = [part for part in added if part.album_until is None]
    if ready:
        following.member_wrote(work, request, ready)
    hours.say_when_closed(work, request)


async def _opens_with(update: Update, context: Context, visitor: Visitor, message: Message) -> None:
    """Begin a request with an attachment whose caption turns to the experts."""
    visitor = replace(visitor, attached=False)

    def decide(work: Work) -> Reply | None:
        if keep(work, visitor, message, context.letter.id, behind=1):
            return for_an_expert(work, visitor, None, context.letter.id)
        return _waits(work, visitor, (), message, context.letter.id)

    await respond(update, context, visitor, decide, always=True)


def _kept_beside(work: Work, visitor: Visitor, message: Message, context: Context) -> Text:
    language = visitor.reader.language
    kept = keep(work, visitor, message, context.letter.id)
    return belonging_texts.kept_beside(language) if kept else texts.words_only(language)


def _waits(work: Work, visitor: Visitor, open_: Sequence[Request], message: Message, letter: int) -> Reply:
    language, key = visitor.reader.language, visitor.album
    if content_of(message)[0] in NOT_COPIED:
        return Reply(Saying(intake_texts.not_passed_on(language)), key)
    if not keep(work, visitor, message, letter):
        return Reply(Saying(texts.not_words(language)), key)
    if open_:
        return Reply(Saying(belonging_texts.which(open_, language), member_buttons.which(open_, language)), key)
    return Reply(Saying(belonging_texts.kept(language), member_buttons.ask_an_expert(language)), key)


def _album_key(request: Request, written: Written) -> str | None:
    return f"request/{request.id}/album/{written.album}" if written.album else None


def _message(update: Update) -> Message:
    if update.message is None:
        raise ValueError("this update is no message")
    return update.message
