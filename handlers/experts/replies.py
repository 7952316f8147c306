"""What experts write: internal, unless it answers a card, a message of the requester or the open preview."""

import re

from sqlalchemy.orm import Session
from telegram import Message, Update
from telegram.ext import CommandHandler, MessageHandler, filters
from telegram.ext.filters import MessageFilter

from core.refusal import NotYours
from core.saying import Saying
from core.text import Text
from handlers import conversation, edited, groups
from handlers.addressing import BY_A_PERSON, mentions
from handlers.context import Context, Work
from handlers.experts import previews, sending_answers
from handlers.experts.acting import acting
from handlers.experts.places import Place, group_reader, number_here, private_of
from handlers.recent import newest
from handlers.registry import Registry
from handlers.visitors import Visitor
from handlers.writing import NOT_COPIED, written_in
from people.models import Dialogue
from tickets import duty_texts, sending_texts
from tickets.access import Action
from tickets.answers import Answers, is_unsent
from tickets.copies import Copies
from tickets.duty_words import is_meant_as_number
from tickets.models import Answer, Copy, Request
from tickets.parts import Parts, Written
from tickets.states import AnswerKind, Role, Side

KINDS = {"reply": AnswerKind.ANSWER, "askback": AnswerKind.QUESTION}
SENDS = (Role.CARD, Role.RELAY, Role.PREVIEW)
"""A reply to these is chosen to be sent."""
_COMMAND = re.compile(r"\s*/(reply|askback)(?:@\w+)?(?:\s+#?(\d{1,18}))?(?=\s|$)", re.ASCII)


class Among(MessageFilter):
    """Written in the experts' group, whichever that is now."""

    def __init__(self, registry: Registry) -> None:
        super().__init__("experts")
        self._registry = registry

    def filter(self, message: Message) -> bool:
        """Whether the message is there."""
        return bool(message.chat.id == self._registry.application.house.experts_chat_id)  # type: ignore[attr-defined]  # ours has it


async def in_group(update: Update, context: Context) -> None:
    """Take what answers a card, a relay or a preview for something to send; everything else stays internal."""
    message = _message(update)
    copy = await _answered(context, message)
    if copy is not None and copy.role in SENDS and BY_A_PERSON.filter(message):
        await _joins(update, context, message, copy)
    elif mentions(message) and copy is None and BY_A_PERSON.filter(message):
        await groups.asked(update, context)
    else:
        await _internal(context, message, copy)


async def in_private(update: Update, context: Context) -> None:
    """Take the same in an expert's private chat; other replies go on as they would without an expert."""
    message = _message(update)
    copy = await _answered(context, message)
    if copy is not None and copy.role in SENDS and await context.read(lambda session: _is_experts(session, copy)):
        await _joins(update, context, message, copy)
    else:
        await conversation.typed(update, context)


async def typed_command(update: Update, context: Context) -> None:
    """Open something to send by a command; what stands behind it is its first part."""
    message = _message(update)
    words = message.text or message.caption or ""
    found = _COMMAND.match(words)
    kind = KINDS[found[1]] if found else AnswerKind.ANSWER
    wanted = int(found[2]) if found is not None and found[2] is not None else None
    if found is not None and wanted is None and not is_meant_as_number(words[found.end() :].lstrip()):
        wanted = await number_here(update, context)

    def do(work: Work, visitor: Visitor) -> None:
        actor = work.actor(visitor.user.id)
        if found is None or wanted is None:
            how = duty_texts.how_to(found[1] if found else "reply", visitor.reader.language)
            visitor.say(work, Saying(how))
            return
        request = work.requests.allowed(Action.ANSWER, actor, wanted)
        previews.check(work, request, actor, kind)
        place = _place(work, visitor)
        answer = previews.begin(work, request, actor, kind, place)
        if words[found.end() :].strip() or message.text is None:
            previews.join(work, request, answer, _without_command(newest(work, message, context.letter.id)))
            return
        if visitor.private:
            sending_answers.take_more(work, answer)
        previews.say(work, request, answer)

    await acting(update, context, do)


async def goes_on(update: Update, context: Context, dialogue: Dialogue, _: str) -> None:
    """Let what an expert writes in private join what they said they would add to."""
    message = _message(update)

    def do(work: Work, visitor: Visitor) -> None:
        request, answer = previews.own(work, visitor.user.id, int(dialogue.facts["answer"]))
        if not is_unsent(answer):
            work.dialogues.end(visitor.user.id)
            visitor.say(work, Saying(sending_texts.was_sent_already(visitor.reader.language)))
            return
        current = work.dialogues.open(visitor.user.id)
        if current is not None:
            work.dialogues.go_on(current, "more")
        _add(work, visitor, request, answer, newest(work, message, context.letter.id))

    await acting(update, context, do)


async def edited_here(update: Update, context: Context) -> None:
    """Let a preview follow an edit, or offer a correction of what was sent; other edits stay internal."""
    message = update.edited_message
    if message is None:
        raise ValueError("this update is no edit")
    clock = context.house.clock
    part = await context.read(lambda session: Parts(session, clock).at(message.chat.id, message.message_id))
    if part is not None and part.side == Side.EXPERT:
        await acting(update, context, lambda work, visitor: _edited(work, visitor, message))
    elif message.chat.type == message.chat.PRIVATE:
        await edited.edited(update, context)
    elif BY_A_PERSON.filter(message) and _is_to_send(message, await _answered(context, message)):
        await context.decide(lambda _: None)  # its message may come yet, and then says this
    else:
        await context.forget_content()


def register(registry: Registry) -> None:
    """Add what experts write."""
    here = Among(registry)
    said, changed = filters.UpdateType.MESSAGE, filters.UpdateType.EDITED_MESSAGE
    private = filters.ChatType.PRIVATE & BY_A_PERSON
    anywhere = BY_A_PERSON & (filters.ChatType.PRIVATE | here)
    registry.add(
        CommandHandler(list(KINDS), typed_command, said & anywhere),
        MessageHandler(said & anywhere & filters.CaptionRegex(_COMMAND), typed_command),
        MessageHandler(said & here & filters.REPLY & ~filters.COMMAND, in_group),
        MessageHandler(said & private & filters.REPLY & ~filters.COMMAND, in_private),
        MessageHandler(changed & (here | private), edited_here),
    )
    registry.stories.on(previews.DIALOGUE, goes_on)


async def _joins(update: Update, context: Context, message: Message, copy: Copy) -> None:
    """Add a reply to what its author is about to send; the first one opens a preview."""

    def do(work: Work, visitor: Visitor) -> None:
        request, actor = work.requests.held(copy.request_id), work.actor(visitor.user.id)
        if request is None:
            raise NotYours("forgotten meanwhile")
        if Parts(work.session, work.clock).at(message.chat.id, message.message_id) is not None:
            return
        answer = _open_one(work, request, actor.id, copy, visitor)
        if answer is None and copy.role == Role.PREVIEW:
            visitor.say(work, Saying(sending_texts.was_sent_already(visitor.reader.language)))
            return
        previews.check(work, request, actor, AnswerKind.ANSWER)
        if message_kind(message) in NOT_COPIED:
            visitor.say(work, Saying(sending_texts.cannot_be_sent(visitor.reader.language)))
            return
        if answer is None:
            answer = previews.begin(work, request, actor, AnswerKind.ANSWER, _place(work, visitor))
        _add(work, visitor, request, answer, newest(work, message, context.letter.id))

    await acting(update, context, do)


def _open_one(work: Work, request: Request, author: int, copy: Copy, visitor: Visitor) -> Answer | None:
    """Return the answer that a reply joins: of a preview that very one, else what its author has open here."""
    answers = Answers(work.session, work.clock)
    if copy.role != Role.PREVIEW:
        return answers.open_of(request, author, visitor.chat.id)
    answer = answers.get(copy.answer_id or 0)
    if answer is None or not is_unsent(answer):
        return None
    return previews.own(work, author, answer.id)[1]


async def _internal(context: Context, message: Message, copy: Copy | None) -> None:
    """Keep nothing; tell an owner, and who hides their name, that a reply they may have meant to send was not."""
    context.letter.forgets = True
    bot, answered = context.bot.id, message.reply_to_message
    to_us = answered is not None and answered.from_user is not None and answered.from_user.id == bot

    def decide(work: Work) -> None:
        request = work.requests.in_thread(message.message_thread_id) if message.message_thread_id else None
        words = _why_internal(work, message, request, copy) if to_us and request is not None else None
        if words is not None:
            saying = Saying(words, silent=True)
            work.say(message.chat.id, saying, thread=message.message_thread_id, reply_to=message.message_id)

    await context.decide(decide)


def _why_internal(work: Work, message: Message, request: Request, copy: Copy | None) -> Text | None:
    language, author = group_reader(work).language, message.from_user
    opens_topic = message.reply_to_message is None or message.reply_to_message.message_id == message.message_thread_id
    if opens_topic or author is None:
        return None
    if not BY_A_PERSON.filter(message):
        return sending_texts.not_a_person(language) if copy is not None and copy.role in SENDS else None
    return sending_texts.not_sent_reply(language) if author.id == request.owner_id else None


def _add(work: Work, visitor: Visitor, request: Request, answer: Answer, message: Message) -> None:
    if message_kind(message) in NOT_COPIED:
        visitor.say(work, Saying(sending_texts.cannot_be_sent(visitor.reader.language)))
        return
    previews.join(work, request, answer, written_in(message))


def _edited(work: Work, visitor: Visitor, message: Message) -> None:
    """Keep what a part says now, by its author's hand alone."""
    part = Parts(work.session, work.clock).at(message.chat.id, message.message_id)
    if part is None or part.answer_id is None or part.author_id != visitor.user.id:
        return
    request, answer = previews.held(work, part.answer_id)
    written, file = _without_command(message), part.file_id
    before = Parts(work.session, work.clock).edit(part, written)
    if before is None and file == written.file:
        return
    if is_unsent(answer):
        answer.reader_id = None
        previews.renew(work, request, answer)
    elif answer.sent_at is not None:
        place = previews.place_of(work, answer)
        saying = sending_texts.changed_after_sending(part, request.id, place.reader.language)
        work.say(place.chat, saying, thread=place.thread, reply_to=message.message_id)


def _without_command(message: Message) -> Written:
    found = _COMMAND.match(message.text or message.caption or "")
    return written_in(message, len(found[0].split()) if found else 0)


def message_kind(message: Message) -> str:
    """Return what Telegram calls a message's content."""
    return written_in(message).kind


def _place(work: Work, visitor: Visitor) -> Place:
    if visitor.private:
        return private_of(work, visitor.chat.id)
    return Place(visitor.chat.id, visitor.thread, "", group_reader(work))


async def _answered(context: Context, message: Message) -> Copy | None:
    """Return what the message that this one answers stands for; of a topic's first message nothing."""
    answered = message.reply_to_message
    if answered is None or answered.chat.id != message.chat.id:
        return None
    clock = context.house.clock
    return await context.read(lambda session: Copies(session, clock).at(message.chat.id, answered.message_id))


def _is_to_send(message: Message, copy: Copy | None) -> bool:
    """Whether its author has chosen to send it: by a command, or by what it answers."""
    return _COMMAND.match(message.text or message.caption or "") is not None or (
        copy is not None and copy.role in SENDS
    )


def _is_experts(session: Session, copy: Copy) -> bool:
    """Whether a message stands for a request in the chat of an expert, not of its member."""
    request = session.get(Request, copy.request_id)
    return request is not None and request.member_id != copy.chat_id


def _message(update: Update) -> Message:
    if update.message is None:
        raise ValueError("this update is no message")
    return update.message
