"""What experts type without a slash, such as take 12 or #12."""

import re

from sqlalchemy.orm import Session
from telegram import Message, Update
from telegram.ext import MessageHandler, filters
from telegram.ext.filters import MessageFilter

from core.saying import Saying
from core.text import Text
from handlers import conversation
from handlers.addressing import BY_A_PERSON
from handlers.context import Context, Work
from handlers.experts import duty
from handlers.experts import topic as experts_topic
from handlers.experts.acting import acting
from handlers.experts.colleagues import name_of
from handlers.experts.places import private_of, topic_of
from handlers.experts.replies import Among
from handlers.registry import Registry
from handlers.requests import following, mine
from handlers.visitors import Visitor
from people.audit import Audit, Deed
from people.dialogues import Dialogues
from people.roles import Roles
from tickets import spoken_texts
from tickets.access import EXPERTS, Action, Tie
from tickets.copies import Copies
from tickets.models import Request
from tickets.states import State

_LISTS = {"queue": duty.queue, "mine": duty.mine}
"""Lists that are asked for in private by the command's word alone."""
OWN = {"withdraw": mine.withdraw_command, "reopen": mine.reopen_command}
"""Commands of members that work in private by their words alone, too."""
_SPOKEN = re.compile(r"\s*(?:([^\W\d_]+)\s*)?(#?)\s*([1-9]\d{0,17})\s*[.!?]?\s*")


class Listed(MessageFilter):
    """The word of a command that lists, and nothing else."""

    def filter(self, message: Message) -> bool:
        """Whether the message is one."""
        return (message.text or "").strip().casefold() in _LISTS and message.reply_to_message is None


class Alone(MessageFilter):
    """A word and a number, or a number with its sign, in answer to nothing."""

    def filter(self, message: Message) -> bool:
        """Whether the message is one."""
        found, answered = _SPOKEN.fullmatch(message.text or ""), message.reply_to_message
        opens_topic = answered is not None and answered.message_id == message.message_thread_id
        return found is not None and bool(found[1] or found[2]) and (answered is None or opens_topic)


async def spoken(update: Update, context: Context) -> None:
    """Take or show a request where somebody names it in so many words; anything else goes its usual way."""
    message, languages = _message(update), context.house.languages
    found = _SPOKEN.fullmatch(message.text or "")
    each = [languages.best(code) for code in languages.codes]
    word, wanted = ((found[1] or "").casefold(), int(found[3])) if found else ("", 0)
    takes, shows = word in map(spoken_texts.take_word, each), word in map(spoken_texts.request_word, each)
    expert, busy = await context.read(lambda session: _stands(session, context, message))
    if expert and not busy and takes:
        await duty.take(update, context, wanted)
    elif expert and not busy and (shows or not word):
        await acting(update, context, lambda work, visitor: _show(work, visitor, wanted))
    elif message.chat.type != message.chat.PRIVATE:
        await context.forget_content()
    elif (shows or not word) and not busy:
        await mine.show(update, context, str(wanted))
    elif word in OWN and not busy:
        context.args = [str(wanted)]
        await OWN[word](update, context)
    else:
        await conversation.typed(update, context)


async def listed(update: Update, context: Context) -> None:
    """Show an expert a list; to anybody else the word means something else."""
    message = _message(update)
    expert, busy = await context.read(lambda session: _stands(session, context, message))
    if expert and not busy:
        await _LISTS[(message.text or "").strip().casefold()](update, context)
    else:
        await conversation.typed(update, context)


def register(registry: Registry) -> None:
    """Add what is no reply, before what takes every message of a topic for one."""
    here, said = Among(registry), filters.UpdateType.MESSAGE & BY_A_PERSON
    registry.add(MessageHandler(said & filters.ChatType.PRIVATE & filters.TEXT & Listed(), listed))
    registry.add(MessageHandler(said & (here | filters.ChatType.PRIVATE) & filters.TEXT & Alone(), spoken))


def _show(work: Work, visitor: Visitor, wanted: int) -> None:
    actor, own = work.actor(visitor.user.id), work.requests.get(wanted)
    if visitor.private and own is not None and actor.tie(own) is Tie.REQUESTER and own.state != State.DRAFT:
        following.card_told(work, own)
        return
    request = work.requests.allowed(Action.LOOK, actor, wanted)
    if not visitor.private:
        visitor.say(work, Saying(_where(work, visitor, request)))
        return
    if request.owner_id != actor.id:
        Audit(work.session, work.clock).note(Deed.LOOKED, by=actor.id, whose=request.member_id, about=f"{wanted}")
    place = private_of(work, actor.id)
    cards = [card for card in Copies(work.session, work.clock).cards(request) if card.chat_id == place.chat]
    if cards:
        saying = Saying(_where(work, visitor, request))
        work.say(place.chat, saying, reply_to=cards[-1].message_id)
    else:
        experts_topic.show_to(work, request, actor.id)


def _where(work: Work, visitor: Visitor, request: Request) -> Text:
    """Say how a request stands, with the way to its topic."""
    topic, owner = topic_of(work, request), request.owner_id
    # So Telegram makes links into a supergroup: its id without the -100 before it.
    address = f"https://t.me/c/{str(topic.chat).removeprefix('-100')}/{topic.thread}" if topic is not None else None
    name = name_of(work, owner) if owner is not None else None
    return spoken_texts.where(request, name, address, visitor.reader.language)


def _stands(session: Session, context: Context, message: Message) -> tuple[bool, bool]:
    """Return whether somebody answers requests, and whether they are in the middle of something here."""
    author, house = message.from_user, context.house
    if author is None:
        return False, False
    busy = message.chat.id == author.id and Dialogues(session, house.clock).open(author.id) is not None
    return Roles(session, house.clock, house.admin_ids).of(author.id) in EXPERTS, busy


def _message(update: Update) -> Message:
    if update.message is None:
        raise ValueError("this update is no message")
    return update.message
