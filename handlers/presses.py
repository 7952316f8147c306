"""Buttons: what each kind of press does; to type a button's label does the same."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field

from telegram import CallbackQuery, Update

from core.press import kind_and_rest
from core.refusal import NotYours
from handlers.context import Context

Press = Callable[[Update, Context, str], Awaitable[None]]
"""Does what a button promises; gets what the button sends back after its kind. Raises `NotYours` for nonsense."""


@dataclass(slots=True)
class Presses:
    """What is done for each kind of button."""

    _by_kind: dict[str, Press] = field(default_factory=dict)

    def on(self, kind: str, press: Press) -> None:
        """Do this for buttons of this kind."""
        if kind in self._by_kind:
            raise ValueError(f"there are two meanings for the button {kind}")
        self._by_kind[kind] = press

    @property
    def kinds(self) -> tuple[str, ...]:
        """Return each kind of button that something is done for."""
        return tuple(self._by_kind)

    async def do(self, update: Update, context: Context, data: str) -> None:
        """Do what the button promises. Raises `NotYours` for anything no button of ours sends."""
        kind, rest = kind_and_rest(data)
        press = self._by_kind.get(kind)
        # What cannot be written is of no button of ours, and a database takes neither NUL nor a lone surrogate.
        if press is None or not data.isprintable():
            raise NotYours(data)
        await press(update, context, rest)


async def pressed(update: Update, context: Context) -> None:
    """Do what a pressed button promises, and stop its waiting circle."""
    query = _query(update)
    if update.effective_chat is None:
        raise NotYours("in no chat")
    await context.presses.do(update, context, query.data or "")
    await context.answer_press(query)


def _query(update: Update) -> CallbackQuery:
    if update.callback_query is None:
        raise ValueError("this update is no press")
    return update.callback_query
