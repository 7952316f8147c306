"""Who wrote, where, and how they are answered: one message in reply to one update."""

from collections.abc import Callable
from dataclasses import dataclass, replace

from sqlalchemy.orm import Session
from telegram import Chat, Message, Update, User

from core.language import Language
from core.saying import Rows, Saying
from core.text import Text, join
from delivery.models import BODY_DAYS, INBOX_DAYS
from handlers import texts
from handlers.context import Context, Work, reappeared
from handlers.house import House
from knowledge.models import KEPT as QUESTION_KEPT
from people.flood import Flow
from people.group_texts import asked_too_much
from people.models import Member
from people.reader import Reader, read_languages
from people.texts import notice, too_many
from tickets.models import KEPT as REQUEST_KEPT

WORDS_KEPT_DAYS = max(INBOX_DAYS, BODY_DAYS, QUESTION_KEPT.days)


@dataclass(frozen=True, slots=True)
class Reply:
    """What is answered; under a key of its own if it is to be found again."""

    saying: Saying
    key: str | None = None
    with_notice: bool = False
    """Whether the notice is wanted even if it was shown before."""


@dataclass(frozen=True, slots=True)
class Visitor:
    """A person who turned to the bot, and the place in which they are answered."""

    user: User
    chat: Chat
    reader: Reader
    thread: int | None = None
    reply_to: int | None = None
    attached: bool = False
    """Whether what they wrote stands below a picture or another attachment."""
    wrote: int | None = None
    """The id of the message they wrote."""
    pressed: int | None = None
    """The id of the message whose button they pressed."""
    album: str | None = None
    """The key under which the parts of an album are answered, so that it is answered once."""

    @property
    def private(self) -> bool:
        """Whether nobody else reads along."""
        return bool(self.chat.type == Chat.PRIVATE)

    def met(self, work: Work) -> Member:
        """Note that they are here."""
        user = self.user
        return work.members.met(user.id, user.first_name, user.username, user.language_code, private=self.private)

    def say(self, work: Work, saying: Saying, key: str | None = None) -> str:
        """Answer them; in a group silently, and in the thread they wrote in."""
        said = saying if self.private else replace(saying, silent=True)
        return work.say(self.chat.id, said, thread=self.thread, reply_to=self.reply_to, key=key)

    def turn(self, work: Work, saying: Saying) -> Reply | None:
        """Show a page in the message whose button they pressed; where they typed, in a new one."""
        if self.pressed is None:
            return Reply(saying)
        work.turn(self.chat.id, self.pressed, saying)
        return None

    def leave_buttons(self, work: Work, buttons: Rows) -> None:
        """Leave only these buttons below the message whose button they pressed."""
        if self.pressed is not None:
            work.leave_buttons(self.chat.id, self.pressed, buttons)


Answer = Callable[[Work], Reply | None]
"""Decides; returns what is said, None where a message has been edited instead."""


async def visitor_of(update: Update, context: Context) -> Visitor:
    """Return who caused the update; only for updates that a person sent in a chat."""
    return await context.read(lambda session: visitor_in(session, update, context.house))


def visitor_in(session: Session, update: Update, house: House) -> Visitor:
    """Return the same in a read that looks up more."""
    user, chat, message = update.effective_user, update.effective_chat, update.message
    if user is None or chat is None:
        raise ValueError("nobody sent this update in a chat")
    reader = reader_for(house, session.get(Member, user.id), user.language_code)
    if message is None:
        return Visitor(user, chat, reader, _pressed_in(update), pressed=_pressed(update))
    thread = None if chat.type == Chat.PRIVATE else _thread_of(message)
    reply_to = None if chat.type == Chat.PRIVATE else message.message_id
    attached = message.caption is not None
    album = f"album/{chat.id}/{message.media_group_id}" if message.media_group_id else None
    return Visitor(user, chat, reader, thread, reply_to, attached=attached, wrote=message.message_id, album=album)


def reader_for(house: House, member: Member | None, spoken: str | None = None) -> Reader:
    """Return how somebody reads: as chosen here, else as Telegram says today, else as the service by default."""
    chosen, zone = (member.chosen, member.zone) if member is not None else (None, None)
    before = member.spoken if member is not None else None
    tags = [tag for tag in (chosen, spoken or before, house.profile.language) if tag]
    zone = zone or house.profile.timezone
    return Reader(house.languages.best(*tags), read_languages(tags), zone, chosen=chosen is not None)


def in_language_of(words: str, visitor: Visitor, house: House) -> Visitor:
    """Let somebody who asks clearly in one of the languages of the service read the answer in it."""
    return reading(house.library.written_in(words), visitor, house)


def reading(code: str | None, visitor: Visitor, house: House) -> Visitor:
    """Let somebody who has chosen no language here read this one, if all is said in it."""
    reader = visitor.reader
    if reader.chosen or code == reader.language.code or code not in house.languages.codes:
        return visitor
    languages = tuple(dict.fromkeys((code, *reader.languages)))
    return replace(visitor, reader=replace(reader, language=house.languages.best(code), languages=languages))


async def respond(update: Update, context: Context, visitor: Visitor, answer: Answer, *, always: bool = False) -> bool:
    """Answer an update with one message, unless its sender floods; the first one ever carries the notice.

    What must not be lost is decided `always`; then only the message is left out. Returns whether it was answered.
    """

    def decide(work: Work) -> bool:
        reappeared(work, update)
        member = visitor.met(work)
        flow, pause = _flow(work, visitor, member)
        reply = answer(work) if always or flow is Flow.FREE else None
        if flow is Flow.FREE:
            if reply is not None:
                _reply(work, visitor, member, reply)
        elif flow is Flow.STOPPED and pause is not None:
            visitor.say(work, pause)
        return flow is Flow.FREE

    return await context.decide(decide)


def _flow(work: Work, visitor: Visitor, member: Member) -> tuple[Flow, Saying | None]:
    """Count what somebody wrote; return whether to answer it, and what is said, once, where that is too much."""
    flow = work.members.wrote(member)
    if flow is not Flow.FREE:
        return flow, Saying(too_many(visitor.reader, member.paused_until)) if member.paused_until else None
    if visitor.private or visitor.chat.id == work.house.experts_chat_id:
        return flow, None
    turn = work.groups.asked(work.groups.spoken_to(visitor.chat.id), member)
    return turn.flow, asked_too_much(turn, visitor.reader, visitor.chat.get_bot().username)


def the_notice(work: Work, language: Language) -> Text:
    """Return the notice of this service."""
    profile, experts = work.house.profile, work.somebody_answers
    return notice(
        language,
        service=profile.name,
        contact=profile.contact,
        words_kept_days=WORDS_KEPT_DAYS,
        requests_kept_days=REQUEST_KEPT.days,
        experts=experts,
    )


def _reply(work: Work, visitor: Visitor, member: Member, reply: Reply) -> None:
    # In a group the notice is for the group; each of its members sees it in private as well. Experts know.
    new = visitor.chat.id != work.house.experts_chat_id and work.members.needs_notice(
        member if visitor.private else work.groups.spoken_to(visitor.chat.id)
    )
    parts = [
        *([the_notice(work, visitor.reader.language)] if new or reply.with_notice else []),
        *([texts.words_only(visitor.reader.language)] if visitor.attached else []),
        reply.saying.text,
    ]
    visitor.say(work, replace(reply.saying, text=join("\n\n", parts)), reply.key)


def _pressed(update: Update) -> int | None:
    press = update.callback_query
    return press.message.message_id if press is not None and press.message is not None else None


def _pressed_in(update: Update) -> int | None:
    """Return the topic in which a button was pressed."""
    press, chat = update.callback_query, update.effective_chat
    message = press.message if press is not None else None
    if chat is None or chat.type == Chat.PRIVATE or not isinstance(message, Message):
        return None
    return _thread_of(message)


def _thread_of(message: Message) -> int | None:
    # A plain reply has a thread's id, too, which is no topic.
    return message.message_thread_id if message.is_topic_message else None
