"""Keeping the knowledge in the chat: what needs work, an entry with its fields, and the way into a change."""

import asyncio
from collections.abc import Sequence

from telegram import Update
from telegram.ext import CommandHandler, filters

from core.press import parts
from core.refusal import NotYours
from core.saying import Saying
from core.text import join
from handlers.addressing import BY_A_PERSON
from handlers.context import Context, Work
from handlers.editors import drafting
from handlers.editors import history as edit_history
from handlers.editors.drafting import ask, ask_id, permitted, preview
from handlers.editors.trying import now
from handlers.registry import Registry
from handlers.visitors import Reply, Visitor, respond, visitor_of
from knowledge.editing import agenda_texts, buttons, texts
from knowledge.editing.agenda import Agenda, today_in, whole
from knowledge.editing.drafts import NEW, Draft
from knowledge.editing.edits import Change
from knowledge.editing.naming import Meant, nearest
from knowledge.editing.spots import PHRASINGS, Spot
from knowledge.entries import Entry, Guide
from knowledge.gaps.words import said_of_it
from knowledge.tallies import Tallies
from knowledge.texts import card
from knowledge.tokens import meant

_PRIVATE = filters.ChatType.PRIVATE & filters.UpdateType.MESSAGE & BY_A_PERSON


async def edit(update: Update, context: Context) -> None:
    """Show what needs work, or the entry, guide, section or field that is named."""
    visitor, words = await visitor_of(update, context), context.args or []
    library = context.house.library
    if not words:
        await _to_do(update, context, visitor)
    elif words[0].casefold() == "new":
        await new_entry(update, context, " ".join(words[1:]))
    elif not library.holds(words[0].casefold()):
        await _no_such(update, context, visitor, words[0])
    elif len(words) == 1:
        await show(update, context, visitor, words[0].casefold())
    else:
        await _field(update, context, visitor, words[0].casefold(), " ".join(words[1:]))


async def new_entry(
    update: Update,
    context: Context,
    question: str = "",
    phrasings: Sequence[str] = (),
    language: str = "",
    *,
    answer: str = "",
) -> None:
    """Begin a new entry, with a question, ways to ask it and an answer where they are known; published at its end.

    The ways are in `language`, by default that of the content.
    """
    known = {"phrasings": bool(phrasings), "answer": bool(answer)}
    left = tuple(each for each in NEW[1:] if not known.get(each))
    visitor, draft = await visitor_of(update, context), Draft("", "", left=left, is_new=True)
    if answer:
        draft = draft.with_change(Spot("", "answer"), Change(answer.strip(), None))
    if phrasings:
        listed = {language or context.house.library.language: [*phrasings]}
        draft = draft.with_change(Spot("", "phrasings"), Change(listed, None))
    if question:
        draft = draft.with_change(Spot("", "question"), Change(" ".join(question.split()), None))
        await ask_id(update, context, visitor, draft.asking(None, left[1:]))
    else:
        await ask(update, context, visitor, draft, Spot("", "question"))


async def add_wording(update: Update, context: Context, id_: str, wordings: Sequence[str], language: str = "") -> None:
    """Show the preview of an entry, guide or section that can be asked for in these words, too. Raises `NotYours`."""
    visitor, library = await visitor_of(update, context), context.house.library
    spot = buttons.spot_of(id_, "p")
    if spot is None or not library.holds(id_):
        raise NotYours(id_)
    before, seen = await now(context, spot)
    spoken = language or library.language
    known = dict(before or {})
    listed = {**known, spoken: list(dict.fromkeys([*known.get(spoken, []), *wordings]))}
    await preview(update, context, visitor, Draft(spot.target, id_, {spot: Change(listed, before, seen)}, spot))


async def show(update: Update, context: Context, visitor: Visitor, id_: str) -> None:
    """Show an entry, guide or section to whoever may change it."""
    library, language = context.house.library, visitor.reader.language
    entry = whole(library, id_)
    if entry is None:
        raise NotYours(id_)
    topics = {each.id: language.said(each.title) for each in library.content.profile.topics}
    about = texts.about_entry(entry, library.section(id_) or entry, id_, topics.get(entry.topic, entry.topic), language)
    shown = card(library, id_, visitor.reader)
    guide = entry if isinstance(entry, Guide) and "#" not in id_ else None
    numbers = guide and texts.section_numbers(guide, language)
    below = (*(buttons.of_sections(guide) if guide else ()), *buttons.of_entry(entry, id_, language))

    def answer(work: Work) -> Reply:
        permitted(work, visitor)
        said = said_of_it(Tallies(work.session, work.clock).of(id_), language)
        return Reply(Saying(join("\n\n", [each for each in (shown, numbers, about, said) if each]), below))

    await respond(update, context, visitor, answer)


async def pressed(update: Update, context: Context, rest: str) -> None:
    """Show an entry, guide or section, or ask for one of its fields. Raises `NotYours`."""
    token, key = parts(rest, 2)
    visitor, id_ = await visitor_of(update, context), meant(context.house.library, token)
    spot = buttons.spot_of(id_, key) if key else None
    if not key:
        await show(update, context, visitor, id_)
    elif spot is None:
        raise NotYours(rest)
    else:
        await ask(update, context, visitor, Draft(spot.target, id_), spot)


async def fill_in(update: Update, context: Context, _: str) -> None:
    """List what can be filled in."""
    visitor = await visitor_of(update, context)
    agenda, language = _agenda(context), visitor.reader.language

    def answer(work: Work) -> Reply:
        permitted(work, visitor)
        return Reply(Saying(agenda_texts.open_fields(agenda, language), buttons.of_open_fields(agenda, language)))

    await respond(update, context, visitor, answer)


async def begin_new(update: Update, context: Context, _: str) -> None:
    """Begin a new entry."""
    await new_entry(update, context)


def register(registry: Registry) -> None:
    """Add what coordinators do with the knowledge."""
    registry.add(CommandHandler("edit", edit, _PRIVATE))
    registry.stories.on(drafting.KIND, drafting.typed)
    presses = {
        buttons.SHOW: pressed,
        buttons.FILL: fill_in,
        buttons.NEW: begin_new,
        buttons.SAY: drafting.said,
        buttons.PUBLISH: drafting.publish,
        buttons.MINE: drafting.publish_mine,
        buttons.CHANGE: drafting.change,
        buttons.CANCEL: drafting.cancel,
        buttons.HISTORY: edit_history.history,
        buttons.PUBLICATION: edit_history.publication,
        buttons.UNDO: edit_history.undo,
    }
    for kind, press in presses.items():
        registry.presses.on(kind, press)


async def _to_do(update: Update, context: Context, visitor: Visitor) -> None:
    agenda, language = _agenda(context), visitor.reader.language
    errors = context.house.library.content.errors
    troubles = [f"{each.file.name}:{each.line}: {language.said(each.sentence)}" for each in errors]

    def answer(work: Work) -> Reply:
        permitted(work, visitor)
        return Reply(Saying(agenda_texts.to_do(agenda, language, troubles), buttons.of_agenda(agenda, language)))

    await respond(update, context, visitor, answer)


async def _no_such(update: Update, context: Context, visitor: Visitor, typed: str) -> None:
    near = await asyncio.to_thread(nearest, context.house.library, typed)

    def answer(work: Work) -> Reply:
        permitted(work, visitor)
        return Reply(Saying(texts.no_such(typed, near, visitor.reader.language), buttons.of_ids(near)))

    await respond(update, context, visitor, answer)


async def _field(update: Update, context: Context, visitor: Visitor, id_: str, typed: str) -> None:
    entry = whole(context.house.library, id_)
    if entry is None:
        raise NotYours(id_)
    meaning = Meant(entry, id_, visitor.reader.language)
    spot = meaning.spot(typed)
    if spot is not None:
        await _ask(update, context, visitor, entry, id_, spot)
        return

    def answer(work: Work) -> Reply:
        permitted(work, visitor)
        words = texts.no_such_field(typed, [*meaning.names()], visitor.reader.language)
        return Reply(Saying(words, buttons.of_entry(entry, id_, visitor.reader.language)))

    await respond(update, context, visitor, answer)


async def _ask(update: Update, context: Context, visitor: Visitor, entry: Entry, id_: str, spot: Spot) -> None:
    """Ask for a field; of a translation that does not exist yet the title and the answer, one after the other."""
    draft = Draft(spot.target, id_)
    if spot.language and spot.language not in entry.translations and not spot.field.endswith(PHRASINGS):
        today = today_in(context.house.profile.timezone, context.house.clock.now())
        checked = Spot(spot.target, "checked", spot.language)
        draft = draft.with_change(checked, Change(today.isoformat(), None)).asking(None, ("answer",))
        spot = Spot(spot.target, "question", spot.language)
    await ask(update, context, visitor, draft, spot)


def _agenda(context: Context) -> Agenda:
    house = context.house
    return Agenda.of(house.library.content, today_in(house.profile.timezone, house.clock.now()))
