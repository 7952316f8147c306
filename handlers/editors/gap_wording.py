"""Closing a gap: its words lead to an entry from now on, or become a new one; both are published by `/edit`."""

import asyncio

from telegram import Update

from core.press import number, parts
from handlers.context import Context, Work
from handlers.editors import editing
from handlers.editors.gaps import the_group
from handlers.registry import Registry
from handlers.visitors import Reply, Visitor, respond
from knowledge.editing.naming import nearest
from knowledge.gaps import cards as gap_cards
from knowledge.gaps import wording_cards
from knowledge.gaps.grouping import Group
from knowledge.tokens import meant
from people.models import Dialogue

KIND, WHICH_ENTRY = "gap", "entry"


async def add(update: Update, context: Context, rest: str) -> None:
    """Ask which entry the words of a group shall lead to."""
    visitor, group = await the_group(update, context, number(rest))
    if group is None:
        await _gone(update, context, visitor)
        return
    library, language = context.house.library, visitor.reader.language
    found = await asyncio.to_thread(library.find, group.text, (group.language,))
    near = {match.id: match.title for match in found.matches}

    def ask(work: Work) -> Reply:
        work.dialogues.begin(visitor.user.id, KIND, WHICH_ENTRY, group=group.number)
        return Reply(wording_cards.which_entry(group, near, language))

    await respond(update, context, visitor, ask)


async def into(update: Update, context: Context, rest: str) -> None:
    """Take the entry that was chosen."""
    about, token = parts(rest, 2)
    visitor, group = await the_group(update, context, number(about))
    await _chosen(update, context, visitor, group, meant(context.house.library, token))


async def typed_id(update: Update, context: Context, dialogue: Dialogue, words: str) -> None:
    """Take the entry whose id was typed, or name the nearest."""
    visitor, group = await the_group(update, context, int(dialogue.facts["group"]))
    library, language, id_ = context.house.library, visitor.reader.language, words.strip().casefold()
    if library.holds(id_):
        await _chosen(update, context, visitor, group, id_)
        return
    near = await asyncio.to_thread(nearest, library, words)

    def ask_again(work: Work) -> Reply:
        open_ = work.dialogues.open(visitor.user.id)
        if open_ is not None:
            work.dialogues.go_on(open_, open_.step)
        return Reply(wording_cards.no_such_entry(words, int(dialogue.facts["group"]), near, language))

    await respond(update, context, visitor, ask_again)


async def words(update: Update, context: Context, rest: str) -> None:
    """Take the words that were chosen, and show the preview of the entry with them."""
    about, token = parts(rest, 2)
    visitor, group = await the_group(update, context, number(about))
    if group is None:
        await _gone(update, context, visitor)
        return
    chosen = next(each for each in group.missed if each.id == number(about))
    await editing.add_wording(update, context, meant(context.house.library, token), [chosen.text], group.language)


async def new(update: Update, context: Context, rest: str) -> None:
    """Begin a new entry with a group's words as its phrasings, and as its title if they are in its language."""
    visitor, group = await the_group(update, context, number(rest))
    if group is None:
        await _gone(update, context, visitor)
        return
    own = context.house.library.language
    title = group.text if group.language == own else ""
    said = wording_cards.different([title, *(each.text for each in wording_cards.spoken(group))], group.language)
    await editing.new_entry(update, context, title, said[1:], group.language)


def register(registry: Registry) -> None:
    """Add what closes a gap."""
    registry.stories.on(KIND, typed_id)
    registry.presses.on(gap_cards.ADD, add)
    registry.presses.on(gap_cards.NEW, new)
    registry.presses.on(wording_cards.INTO, into)
    registry.presses.on(wording_cards.WORDS, words)


async def _chosen(update: Update, context: Context, visitor: Visitor, group: Group | None, entry: str) -> None:
    if group is None:
        await _gone(update, context, visitor)
        return
    said, library = wording_cards.spoken(group), context.house.library
    if len(said) == 1:
        await editing.add_wording(update, context, entry, [said[0].text], group.language)
        return
    title = library.title(entry, visitor.reader.languages)
    saying = wording_cards.which_words(said, entry, title, visitor.reader.language)
    await respond(update, context, visitor, lambda _: Reply(saying))


async def _gone(update: Update, context: Context, visitor: Visitor) -> None:
    await respond(update, context, visitor, lambda _: Reply(gap_cards.gone(visitor.reader.language)))
