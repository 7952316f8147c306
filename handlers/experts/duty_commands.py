"""The commands and buttons of experts."""

from collections.abc import Awaitable, Callable, Coroutine
from typing import Any

from telegram import Update
from telegram.ext import CommandHandler, filters

from core.press import number, parts
from core.refusal import NotYours
from core.saying import Saying
from handlers.addressing import BY_A_PERSON
from handlers.context import Context
from handlers.experts import away, duty
from handlers.experts.places import number_here
from handlers.registry import Registry
from handlers.visitors import Reply
from tickets import duty_buttons as buttons
from tickets import duty_texts
from tickets.duty_words import is_meant_as_number, reason_typed, typed_number
from tickets.states import EXPERTS_REASONS, Reason

Handle = Callable[[Update, Context], Coroutine[Any, Any, None]]
_HERE = filters.UpdateType.MESSAGE & BY_A_PERSON & (filters.ChatType.PRIVATE | filters.ChatType.SUPERGROUP)
WITH_WORDS = ("handover", "close")
OURS = ("queue", "mine", "take", "handover", "close", "history", "away")


async def take(update: Update, context: Context) -> None:
    """`/take N`."""
    await _numbered(update, context, "take", lambda wanted, _: duty.take(update, context, wanted))


async def hand_over(update: Update, context: Context) -> None:
    """`/handover N @who`."""
    await _numbered(update, context, "handover", lambda wanted, who: duty.hand_over(update, context, wanted, who))


async def close(update: Update, context: Context) -> None:
    """`/close N REASON`."""

    async def do(wanted: int, typed: str) -> None:
        reason = _reason(context, typed) if typed else None
        if typed and reason is None:
            await duty.act(
                update,
                context,
                lambda _, visitor, __: Reply(Saying(duty_texts.no_reason(typed, visitor.reader.language))),
            )
        else:
            await duty.close(update, context, wanted, reason)

    await _numbered(update, context, "close", do)


async def history(update: Update, context: Context) -> None:
    """`/history N`."""
    await _numbered(update, context, "history", lambda wanted, _: duty.history(update, context, wanted))


async def hand_to(update: Update, context: Context, rest: str) -> None:
    """Hand a request to who stands on the button."""
    wanted, to = map(number, parts(rest, 2))
    await duty.hand_over(update, context, wanted, str(to))


async def close_for(update: Update, context: Context, rest: str) -> None:
    """Close a request for the reason on the button."""
    wanted, place = map(number, parts(rest, 2))
    if place >= len(EXPERTS_REASONS):
        raise NotYours(rest)
    await duty.close(update, context, wanted, EXPERTS_REASONS[place])


def register(registry: Registry) -> None:
    """Add what experts type and press."""
    commands: tuple[Handle, ...] = (duty.queue, duty.mine, take, hand_over, close, history, away.away)
    for name, handle in zip(OURS, commands, strict=True):
        registry.add(CommandHandler(name, handle, _HERE))
    for kind, do in (
        (buttons.TAKE, duty.take),
        (buttons.TAKE_OVER, duty.take_over),
        (buttons.HAND, duty.hand_over),
        (buttons.STAY, duty.stay),
        (buttons.LOOK, duty.history),
    ):
        registry.presses.on(kind, _about(do))
    registry.presses.on(buttons.CLOSE, _about(_ask_why))
    registry.presses.on(buttons.HAND_TO, hand_to)
    registry.presses.on(buttons.CLOSE_FOR, close_for)


def _about(do: Callable[[Update, Context, int], Awaitable[None]]) -> Callable[[Update, Context, str], Awaitable[None]]:
    """Let a button do something with the request that it names."""

    async def pressed(update: Update, context: Context, rest: str) -> None:
        await do(update, context, number(rest))

    return pressed


def _reason(context: Context, typed: str) -> Reason | None:
    """Return the reason with this label in any language of the interface."""
    languages = context.house.languages
    return reason_typed(typed, (languages.best(code) for code in languages.codes))


async def _ask_why(update: Update, context: Context, wanted: int) -> None:
    await duty.close(update, context, wanted, None)


async def _numbered(update: Update, context: Context, command: str, do: Callable[[int, str], Awaitable[None]]) -> None:
    """Do something with the request whose number stands behind a command, or else with that of the topic.

    Where there is neither, say how it is typed.
    """
    typed = list(context.args or ())
    wanted = typed_number(typed[0]) if typed else None
    if wanted is not None:
        typed = typed[1:]
    elif not typed or (command in WITH_WORDS and not is_meant_as_number(typed[0])):
        wanted = await number_here(update, context)
    if wanted is None:
        await duty.act(
            update, context, lambda _, visitor, __: Reply(Saying(duty_texts.how_to(command, visitor.reader.language)))
        )
    else:
        await do(wanted, " ".join(typed))
