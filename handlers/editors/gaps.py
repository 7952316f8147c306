"""What was asked and not answered: the editors' list in the chat, for coordinators."""

import asyncio
from collections.abc import Callable
from typing import TypeVar

from sqlalchemy.orm import Session
from telegram import Update
from telegram.ext import CommandHandler, filters

from core.press import number, parts
from core.saying import Saying
from handlers.addressing import BY_A_PERSON
from handlers.context import Context, Work
from handlers.questions.answers import private_visitor
from handlers.registry import Registry
from handlers.visitors import Reply, Visitor, respond
from knowledge.gaps import cards
from knowledge.gaps.advice import advice
from knowledge.gaps.editors_list import EditorsList
from knowledge.gaps.grouping import Group, Missed, grouped
from knowledge.gaps.words import read_as
from knowledge.tokens import meant
from people.access import NotForYou, may_use
from people.roles import Roles

T = TypeVar("T")
COMMAND = "gaps"
_HERE = filters.ChatType.PRIVATE & filters.UpdateType.MESSAGE & BY_A_PERSON


async def show_list(update: Update, context: Context) -> None:
    """Show the first page of the list."""
    visitor, groups = await the_list(update, context)
    await _say(update, context, visitor, cards.listed(groups, 0, visitor.reader.language))


async def page(update: Update, context: Context, rest: str) -> None:
    """Show another page of the list."""
    place = number(rest)
    visitor, groups = await the_list(update, context)
    saying = cards.listed(groups, place, visitor.reader.language)
    await respond(update, context, visitor, lambda work: visitor.turn(work, saying))


async def show_group(update: Update, context: Context, rest: str) -> None:
    """Show a group with what can be done about it."""
    visitor, group = await the_group(update, context, number(rest))
    if group is None:
        await _say(update, context, visitor, cards.gone(visitor.reader.language))
        return
    library = context.house.library
    given = await asyncio.to_thread(advice, group, library)
    await _say(update, context, visitor, cards.card(group, given, library, visitor.reader))


async def explain(update: Update, context: Context, rest: str) -> None:
    """Say how the words of a group are read."""
    visitor, group = await the_group(update, context, number(rest))
    if group is None:
        await _say(update, context, visitor, cards.gone(visitor.reader.language))
        return
    library = context.house.library
    found = await asyncio.to_thread(library.explain, group.text, (group.language,))
    await _say(update, context, visitor, Saying(read_as(group.text, found, library, visitor.reader)))


async def not_ours(update: Update, context: Context, rest: str) -> None:
    """Take a group off the list as none of our business."""
    about, newest = map(number, parts(rest, 2))
    visitor, group = await the_group(update, context, about)

    def settle(work: Work) -> Saying:
        count = _settled(work, group, newest, None)
        language = visitor.reader.language
        return cards.not_ours(group.number, count, language) if group and count else cards.gone(language)

    await _decide(update, context, visitor, settle)


async def answered(update: Update, context: Context, rest: str) -> None:
    """Take a group off the list because something answers it now."""
    about, newest, token = parts(rest, 3)
    visitor, group = await the_group(update, context, number(about))
    library, language = context.house.library, visitor.reader.language
    entry = meant(library, token)

    def settle(work: Work) -> Saying:
        count = _settled(work, group, number(newest), entry)
        title = library.title(entry, visitor.reader.languages)
        return cards.answered(count, title, language) if count else cards.gone(language)

    await _decide(update, context, visitor, settle)


async def put_back(update: Update, context: Context, rest: str) -> None:
    """Put a group back on the list."""
    about, visitor = number(rest), await private_visitor(update, context)

    def put(work: Work) -> Saying:
        count, language = EditorsList(work.session, work.clock).put_back(about), visitor.reader.language
        return cards.put_back(count, language) if count else cards.gone(language)

    await _decide(update, context, visitor, put)


async def the_list(update: Update, context: Context) -> tuple[Visitor, list[Group]]:
    """Return who asks for the list, and its groups. Raises `NotForYou` for anybody else than a coordinator."""
    visitor, house = await private_visitor(update, context), context.house

    def read(session: Session) -> list[Missed]:
        _check(Roles(session, house.clock, house.admin_ids), visitor)
        return EditorsList(session, house.clock).missed()

    missed = await context.read(read)
    return visitor, await asyncio.to_thread(grouped, missed, house.clock.now().date())


async def the_group(update: Update, context: Context, about: int) -> tuple[Visitor, Group | None]:
    """Return who asks, and the group that this question stands in now; None if it is dealt with."""
    visitor, groups = await the_list(update, context)
    return visitor, next((group for group in groups if any(each.id == about for each in group.missed)), None)


def as_coordinator(visitor: Visitor, decide: Callable[[Work], T]) -> Callable[[Work], T]:
    """Return the decision, refused with `NotForYou` to whom the list is not open at that moment."""

    def checked(work: Work) -> T:
        _check(work.roles, visitor)
        return decide(work)

    return checked


def register(registry: Registry) -> None:
    """Add the list."""
    registry.add(CommandHandler(COMMAND, show_list, _HERE))
    presses = registry.presses
    presses.on(cards.GAPS, page)
    presses.on(cards.GAP, show_group)
    presses.on(cards.EXPLAIN, explain)
    presses.on(cards.NOT_OURS, not_ours)
    presses.on(cards.ANSWERED, answered)
    presses.on(cards.PUT_BACK, put_back)


def _settled(work: Work, group: Group | None, newest: int, answer: str | None) -> int:
    """Settle what of a group the coordinator has seen; what was asked since then stays."""
    if group is None:
        return 0
    ids = [each.id for each in group.missed if each.id <= newest]
    return EditorsList(work.session, work.clock).settle(group.number, ids, answer)


def _check(roles: Roles, visitor: Visitor) -> None:
    if not may_use(COMMAND, roles.of(visitor.user.id)):
        raise NotForYou


async def _say(update: Update, context: Context, visitor: Visitor, saying: Saying) -> None:
    await respond(update, context, visitor, lambda _: Reply(saying))


async def _decide(update: Update, context: Context, visitor: Visitor, decide: Callable[[Work], Saying]) -> None:
    await respond(update, context, visitor, as_coordinator(visitor, lambda work: Reply(decide(work))))
