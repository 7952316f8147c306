"""Every call that reached the server and what became of it: the oracle of tests that kill the bot."""

from dataclasses import dataclass, field
from typing import Any


@dataclass(slots=True)
class Call:
    """One call: when (unix seconds), what it asked, and what Telegram decided about it.

    `ok`, `code`, `description`, `result` say what was done; `fault` says what kept the caller from learning it,
    so a call with `ok` and `fault` was performed. `ignored` are parameters the method does not have.
    The result of getUpdates is the list of update ids.
    """

    at: float
    bot_id: int
    method: str
    params: dict[str, Any]
    ok: bool = False
    code: int = 0
    description: str = ""
    result: Any = None
    fault: str = ""
    ignored: tuple[str, ...] = ()

    @property
    def chat_id(self) -> int | str | None:
        """Whom it was for, as the caller wrote it."""
        return self.params.get("chat_id")


@dataclass(slots=True)
class Journal:
    """The calls, oldest first; of more than `keep` the oldest tenth is let go and counted."""

    keep: int = 200_000
    calls: list[Call] = field(default_factory=list)
    forgotten: int = 0

    def write(self, call: Call) -> None:
        """Add a call that is over."""
        self.calls.append(call)
        if len(self.calls) > self.keep:
            old = max(1, self.keep // 10)
            del self.calls[:old]
            self.forgotten += old
