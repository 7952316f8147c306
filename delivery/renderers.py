"""Texts made at the last moment: in the reader's language and zone, and only if still true."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from sqlalchemy.orm import Session

from core.clock import Clock
from delivery.models import OutboxRow


@dataclass(frozen=True, slots=True)
class Claimed:
    """What a renderer is told: of what, in which version, for whom."""

    subject: str
    version: int | None
    chat: int | None
    key: str


# Returns the parameters of the call, or None where it is no longer true or wanted: then it is dropped.
Renderer = Callable[[Session, Claimed, Clock], dict[str, Any] | None]


class Renderers:
    """The registered renderers by kind."""

    def __init__(self) -> None:
        self._by_kind: dict[str, Renderer] = {}

    def register(self, kind: str, renderer: Renderer) -> None:
        """Let this renderer make the texts of a kind."""
        if kind in self._by_kind:
            raise ValueError(f"{kind} has a renderer already")
        self._by_kind[kind] = renderer

    def render(self, session: Session, row: OutboxRow, clock: Clock) -> dict[str, Any] | None:
        """Return a row's parameters, None if it is to be dropped; a kind that nobody registered is an error."""
        renderer = self._by_kind[row.kind or ""]
        return renderer(session, Claimed(row.subject or "", row.version, row.lane, row.key), clock)
