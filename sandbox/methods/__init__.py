"""Telegram's methods, by family; each takes what was asked and returns the result or raises ApiError."""

from collections.abc import Awaitable, Callable
from typing import Any

from sandbox.asked import Asked
from sandbox.methods import answering, chatting, editing, media, moving, profile, receiving, sending, topics

Method = Callable[[Asked], Awaitable[Any] | Any]


def methods() -> dict[str, Method]:
    """Every method by its lower-case name."""
    families = (answering, chatting, editing, media, moving, profile, receiving, sending, topics)
    return {name.lower(): method for family in families for name, method in family.METHODS.items()}
