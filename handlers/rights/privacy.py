"""What is kept about somebody, and their rights: a copy of it, and its erasure."""

import asyncio
from uuid import uuid4

from telegram import Update
from telegram.ext import CommandHandler, filters

from core.refusal import NotYours
from core.saying import Saying
from delivery import calls
from delivery.erasing import FAREWELL
from delivery.outbox import Call, Upload
from events.models import KEPT as EVENT_KEPT
from handlers.addressing import BY_A_PERSON
from handlers.context import Context, Work
from handlers.questions.answers import private_visitor
from handlers.registry import Registry
from handlers.rights.figure_list import figures
from handlers.rights.leaving import erase
from handlers.rights.leaving_step import Leaving
from handlers.rights.titles import titles
from handlers.visitors import WORDS_KEPT_DAYS, Reply, Visitor, respond, visitor_of
from knowledge.models import GAP_KEPT
from knowledge.models import KEPT as QUESTION_KEPT
from people import privacy
from people import rights_texts as texts
from people.audit import Audit, Deed
from people.erased import ErasedPeople, backups_until
from people.export import Copy, copy_of
from people.export_page import page
from people.export_words import Titles
from people.introductions import own_commands, take_back
from people.models import Dialogue, RoleName
from people.privacy import Days
from tickets.models import KEPT as REQUEST_KEPT

CONFIRM = "confirm"
DAYS = Days(QUESTION_KEPT.days, WORDS_KEPT_DAYS, GAP_KEPT.days, REQUEST_KEPT.days, EVENT_KEPT.days)


async def tell(update: Update, context: Context) -> None:
    """Say what is kept about whoever asks."""
    visitor = await visitor_of(update, context)
    await respond(update, context, visitor, lambda work: what_is_kept(work, visitor))


def what_is_kept(work: Work, visitor: Visitor) -> Reply:
    """Say in short what is kept about this person, why, how long, and who sees it."""
    profile = work.house.profile
    said = privacy.what_is_kept(
        visitor.reader.language, visitor.user.id, days=DAYS, contact=profile.contact, privacy=profile.privacy
    )
    return Reply(said)


async def details(update: Update, context: Context, rest: str) -> None:
    """List everything that is kept."""
    visitor = await _visitor(update, context, rest)
    await respond(update, context, visitor, lambda _: Reply(Saying(privacy.details(visitor.reader.language))))


async def give_copy(update: Update, context: Context, rest: str) -> None:
    """Send everything that is kept about this person as two files."""
    visitor = await _visitor(update, context, rest)
    house = context.house
    copy = await context.read(lambda session: copy_of(session, house.clock, visitor.user.id))
    called = await context.read(lambda session: titles(session, house.library.content, visitor.reader))
    files = await asyncio.to_thread(_files, copy, visitor, house.profile.name, called)

    def answer(work: Work) -> Reply:
        Audit(work.session, work.clock).note(Deed.EXPORTED, by=visitor.user.id, whose=visitor.user.id)
        for number, file in enumerate(files):
            work.outbox.call(_document(f"{work.origin}/copy/{number}", visitor.chat.id), [("file", file)])
        return Reply(Saying(texts.copy_made(visitor.reader.language)))

    await respond(update, context, visitor, answer)


async def ask_erase(update: Update, context: Context, rest: str) -> None:
    """Say what an erasure removes and what it cannot, and wait for the word that confirms it."""
    visitor = await _visitor(update, context, rest)

    def answer(work: Work) -> Reply:
        work.dialogues.begin(visitor.user.id, privacy.ERASE, CONFIRM)
        has_role = work.roles.of(visitor.user.id) is not RoleName.MEMBER
        until = backups_until(work.clock.now())
        return Reply(texts.ask_erase(visitor.reader.language, until, has_role=has_role))

    await respond(update, context, visitor, answer)


async def typed(update: Update, context: Context, dialogue: Dialogue, words: str) -> None:
    """Erase everything if the word was typed; else say that nothing was erased."""
    visitor = await private_visitor(update, context)
    if texts.confirms(visitor.reader.language, words):
        await _erase(context, visitor)
        return

    def again(work: Work) -> Reply:
        work.dialogues.begin(visitor.user.id, dialogue.kind, dialogue.step)
        return Reply(texts.not_the_word(visitor.reader.language))

    await respond(update, context, visitor, again)


def register(registry: Registry) -> None:
    """Add the command and its buttons."""
    here = filters.ChatType.PRIVATE & filters.UpdateType.MESSAGE & BY_A_PERSON
    registry.add(CommandHandler("privacy", tell, here))
    registry.presses.on(privacy.DETAILS, details)
    registry.presses.on(privacy.COPY, give_copy)
    registry.presses.on(privacy.ERASE, ask_erase)
    registry.stories.on(privacy.ERASE, typed)


async def _visitor(update: Update, context: Context, rest: str) -> Visitor:
    if rest:
        raise NotYours(rest)
    return await private_visitor(update, context)


def _files(copy: Copy, visitor: Visitor, service: str, called: Titles) -> tuple[Upload, ...]:
    read = page(copy, visitor.reader.language, service, called).encode()
    return (
        Upload(read, "my-data.html", "text/html"),
        Upload(copy.as_json().encode(), "my-data.json", "application/json"),
    )


def _document(key: str, chat: int) -> Call:
    return Call(key, "sendDocument", chat, {"chat_id": chat, "document": "attach://file"})


async def _erase(context: Context, visitor: Visitor) -> None:
    member, house = visitor.user.id, context.house
    # Before the rows go: were it the other way round, a backup could bring back who was erased a moment ago.
    await asyncio.to_thread(ErasedPeople(house.data_dir).add, member, house.clock.now())
    context.letter.forgets = True

    def decide(work: Work) -> None:
        offered = own_commands(work.session, house.bot_id, member)
        counts = figures(house.profile)
        erase(Leaving(work.session, work.clock, member, work.outbox, house.experts_chat_id, counts))
        take_back(work.outbox, member, offered)
        Audit(work.session, work.clock).note(Deed.ERASED, about="oneself")
        farewell = Saying(texts.erased(visitor.reader.language, backups_until(work.clock.now())))
        body = calls.message(visitor.chat.id, farewell)
        work.outbox.call(Call(f"{FAREWELL}/{uuid4().hex}", "sendMessage", visitor.chat.id, body, run=FAREWELL))

    await context.decide(decide)
