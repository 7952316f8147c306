"""`@bot question` in any chat: what fits is offered to be shared there; nothing of the question is kept."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

import structlog
from telegram import (
    ChosenInlineResult,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    InlineQuery,
    InlineQueryResultArticle,
    InlineQueryResultsButton,
    InputTextMessageContent,
    LinkPreviewOptions,
    MessageEntity,
    Update,
    User,
)
from telegram.error import TelegramError
from telegram.ext import ChosenInlineResultHandler, InlineQueryHandler

from core.language import Language
from delivery.calls import entities
from handlers.context import Context, Work
from handlers.events import inline as event_inline
from handlers.registry import Registry
from handlers.visitors import reader_for
from knowledge.offers import Offer, most_useful, offers
from knowledge.tokens import known
from people.models import Member
from people.reader import Reader

log = structlog.get_logger(__name__)

HELD = 60
"""Seconds for which Telegram gives the same person the same answer again: meanwhile content may change."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """What somebody has typed after the bot's name, and how they read."""

    words: str
    reader: Reader


Source = Callable[[Context, Wanted], Awaitable[list[Offer]]]
"""Finds what there is to share for what was typed."""


async def knowledge(context: Context, wanted: Wanted) -> list[Offer]:
    """Offer what answers the question, or what is to be chosen from; before anything is typed, what is read most."""
    house = context.house
    if not wanted.words:
        ids = await context.read(lambda session: most_useful(session, house.clock, house.library))
    else:
        async with house.thinking:
            ids = [match.id for match in house.library.find(wanted.words, wanted.reader.languages).offered]
    return offers(house.library, ids, wanted.reader)


SOURCES: tuple[Source, ...] = (knowledge, event_inline.events)
"""Where offers come from, in the order in which they are shown."""


async def typed(update: Update, context: Context) -> None:
    """Offer what fits; where nothing does, the way to a private chat."""
    query = _query(update)
    wanted = Wanted(query.query.strip(), await _reader(context, query.from_user))
    found = [offer for source in SOURCES for offer in await source(context, wanted)]
    await _answer(query, found, wanted.reader.language)
    await context.forget_content()


async def chosen(update: Update, context: Context) -> None:
    """Count what was shared, of nobody in particular."""
    entry = known(context.house.library, _choice(update).result_id)

    def count(work: Work) -> None:
        if entry is not None:
            work.feedback.shown(entry)

    context.letter.forgets = True
    await context.decide(count)


def register(registry: Registry) -> None:
    """Add what is typed and chosen in other chats."""
    registry.add(InlineQueryHandler(typed), ChosenInlineResultHandler(chosen))


async def _reader(context: Context, user: User) -> Reader:
    member = await context.read(lambda session: session.get(Member, user.id))
    return reader_for(context.house, member, user.language_code)


async def _answer(query: InlineQuery, found: list[Offer], language: Language) -> None:
    """Answer at once, as the person is typing on; an answer that comes too late is none."""
    username = query.get_bot().username
    results = [_article(offer, username, language) for offer in found]
    try:
        # The answer depends on the person's language, so Telegram must not give it to others.
        await query.answer(results, cache_time=HELD, is_personal=True, button=None if results else _ask(language))
    except TelegramError as error:
        log.info("what was typed in another chat could not be answered", error=type(error).__name__)


def _article(offer: Offer, username: str, language: Language) -> InlineQueryResultArticle:
    content = InputTextMessageContent(
        offer.message.plain,
        entities=MessageEntity.de_list(entities(offer.message), None),
        link_preview_options=LinkPreviewOptions(is_disabled=True),
    )
    label = language.pgettext("button", "Open in the helpdesk")
    button = InlineKeyboardButton(label, url=f"https://t.me/{username}?start={offer.payload}")
    return InlineQueryResultArticle(
        offer.id, offer.title, content, description=offer.lines, reply_markup=InlineKeyboardMarkup.from_button(button)
    )


def _ask(language: Language) -> InlineQueryResultsButton:
    label = language.pgettext("button", "Nothing fits. Ask in a private chat")
    return InlineQueryResultsButton(label, start_parameter="ask")


def _query(update: Update) -> InlineQuery:
    if update.inline_query is None:
        raise ValueError("nobody typed anything")
    return update.inline_query


def _choice(update: Update) -> ChosenInlineResult:
    if update.chosen_inline_result is None:
        raise ValueError("nobody chose anything")
    return update.chosen_inline_result
