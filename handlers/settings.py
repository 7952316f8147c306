"""The language and the time zone that somebody chooses."""

from dataclasses import replace

from telegram import Update
from telegram.ext import CommandHandler, filters

from core.refusal import NotYours
from core.saying import Saying
from core.zones import zone_named
from events.buttons import of_settings
from handlers.addressing import BY_A_PERSON
from handlers.commands import cancel
from handlers.context import Context, Work
from handlers.questions.answers import private_visitor
from handlers.registry import Registry
from handlers.visitors import Reply, Visitor, reader_for, respond
from people import settings_texts as texts
from people.models import Dialogue
from people.zones import zones_meant

_OFFERED = ("Europe/Lisbon", "Europe/London", "Europe/Paris", "Europe/Warsaw", "Europe/Athens", "Europe/Bucharest")
"""One or two for each clock that the Union's countries on the continent have."""


async def settings(update: Update, context: Context, rest: str = "") -> None:
    """Show what is set; in the message whose button was pressed, if one was."""
    visitor = await _visitor(update, context, rest)

    def answer(work: Work) -> Reply | None:
        member = work.members.known(visitor.user.id)
        chosen = member is not None and member.chosen is not None
        said = texts.settings(visitor.reader, work.clock.now(), visitor.user.id, chosen=chosen)
        return visitor.turn(work, replace(said, buttons=(*said.buttons, *of_settings(visitor.reader.language))))

    await respond(update, context, visitor, answer)


async def languages(update: Update, context: Context, rest: str) -> None:
    """List the languages."""
    visitor = await _visitor(update, context, rest)
    codes = context.house.languages.codes
    await respond(update, context, visitor, lambda work: visitor.turn(work, texts.languages(visitor.reader, codes)))


async def speak(update: Update, context: Context, rest: str) -> None:
    """Speak this language from now on."""
    visitor = await private_visitor(update, context)
    if rest != texts.AS_TELEGRAM and rest not in context.house.languages.codes:
        raise NotYours(rest)

    def answer(work: Work) -> Reply:
        work.members.reads(visitor.user.id, None if rest == texts.AS_TELEGRAM else rest)
        reader = reader_for(work.house, work.members.known(visitor.user.id), visitor.user.language_code)
        return Reply(Saying(texts.speaks_now(reader.language)))

    await respond(update, context, visitor, answer)


async def zone(update: Update, context: Context, rest: str) -> None:
    """Ask where somebody is."""
    visitor = await _visitor(update, context, rest)

    def answer(work: Work) -> Reply:
        work.dialogues.begin(visitor.user.id, texts.ZONE, "place")
        return Reply(texts.which_zone(visitor.reader.language, _OFFERED))

    await respond(update, context, visitor, answer)


async def typed_place(update: Update, context: Context, dialogue: Dialogue, words: str) -> None:
    """Take the place that was typed if it is sure, or ask again."""
    visitor = await private_visitor(update, context)
    language, meant = visitor.reader.language, zones_meant(words, visitor.reader.language)

    def answer(work: Work) -> Reply:
        if meant.sure:
            return _lives_in(work, visitor, meant.zones[0])
        work.dialogues.begin(visitor.user.id, dialogue.kind, dialogue.step)
        if meant.zones:
            return Reply(texts.which_of_these_zones(language, meant.zones))
        return Reply(texts.no_such_zone(language, words) if words else texts.which_zone(language, _OFFERED))

    await respond(update, context, visitor, answer)


async def place(update: Update, context: Context, rest: str) -> None:
    """Take the place whose button was pressed."""
    visitor = await private_visitor(update, context)
    if zone_named(rest) is None:
        raise NotYours(rest)
    await respond(update, context, visitor, lambda work: _lives_in(work, visitor, rest))


async def cancelled(update: Update, context: Context, rest: str) -> None:
    """End what somebody is in the middle of, by its button."""
    await _visitor(update, context, rest)
    await cancel(update, context)


def register(registry: Registry) -> None:
    """Add what can be set, and the button that ends a dialogue."""
    here = filters.ChatType.PRIVATE & filters.UpdateType.MESSAGE & BY_A_PERSON
    registry.add(CommandHandler("settings", settings, here))
    presses = registry.presses
    presses.on(texts.SETTINGS, settings)
    presses.on(texts.LANGUAGES, languages)
    presses.on(texts.SPEAK, speak)
    presses.on(texts.ZONE, zone)
    presses.on(texts.PLACE, place)
    presses.on(texts.CANCEL, cancelled)
    registry.stories.on(texts.ZONE, typed_place)


def _lives_in(work: Work, visitor: Visitor, name: str) -> Reply:
    work.dialogues.end(visitor.user.id)
    work.members.lives_in(visitor.user.id, name)
    return Reply(Saying(texts.lives_now(replace(visitor.reader, zone=name), work.clock.now())))


async def _visitor(update: Update, context: Context, rest: str) -> Visitor:
    if rest:
        raise NotYours(rest)
    return await private_visitor(update, context)
