"""Dialogues of several steps: who answers what is typed while somebody is in the middle of one."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field

from telegram import Update

from handlers.context import Context
from people.models import Dialogue

GoOn = Callable[[Update, Context, Dialogue, str], Awaitable[None]]
"""Takes a dialogue further with what was typed (empty for a message without words); the update has the rest."""


@dataclass(slots=True)
class Stories:
    """Which dialogue is gone on with by what."""

    _by_kind: dict[str, GoOn] = field(default_factory=dict)

    def on(self, kind: str, go_on: GoOn) -> None:
        """Go on like this with dialogues of this kind."""
        if kind in self._by_kind:
            raise ValueError(f"there are two ways to go on with the dialogue {kind}")
        self._by_kind[kind] = go_on

    def of(self, dialogue: Dialogue | None) -> GoOn | None:
        """Return how to go on; None for a kind that this version does not know any more."""
        return self._by_kind.get(dialogue.kind) if dialogue else None
