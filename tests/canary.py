"""Listens to the logs and metrics of a story for what must never be in them."""

import logging
from collections.abc import Iterator
from typing import Self

from prometheus_client import CollectorRegistry, generate_latest

from bot.logs import formatter
from sandbox.server import Sandbox

LONG_ENOUGH = 10  # shorter words of people's occur in honest logs, too


class Eavesdropper(logging.Handler):
    """Hears every record that is logged as long as the block lasts."""

    def __init__(self) -> None:
        super().__init__(logging.INFO)
        self._records: list[logging.LogRecord] = []

    def emit(self, record: logging.LogRecord) -> None:
        """Remember a record."""
        self._records.append(record)

    def __enter__(self) -> Self:
        logging.getLogger().addHandler(self)
        return self

    def __exit__(self, *_: object) -> None:
        logging.getLogger().removeHandler(self)

    def everything(self, telegram: Sandbox, registry: CollectorRegistry | None) -> str:
        """Return all that was heard, formatted as in production."""
        line = formatter("text", [bot.token for bot in telegram.bots])
        heard = "\n".join(line.format(record) for record in self._records)
        return heard + (generate_latest(registry).decode() if registry else "")

    def heard_nothing_of(self, telegram: Sandbox, registry: CollectorRegistry | None) -> None:
        """Fail if a token, a name or something typed was heard."""
        heard = self.everything(telegram, registry)
        leaked = [secret for secret in _secrets(telegram) if secret in heard]
        assert not leaked, f"in a log or metric: {leaked}"


def _secrets(telegram: Sandbox) -> Iterator[str]:
    for bot in telegram.bots:
        yield bot.token
        yield bot.token.partition(":")[2]
    for chat in (*telegram.world.privates.values(), *telegram.world.groups.values()):
        for post in chat.posts.values():
            words = str(post.raw.get("text") or post.raw.get("caption") or "")
            typed = not post.raw.get("from", {}).get("is_bot")
            if typed and len(words) >= LONG_ENOUGH and not words.startswith("/"):
                yield words
