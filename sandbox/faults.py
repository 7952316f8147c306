"""Trouble on demand."""

import random
from dataclasses import dataclass, field
from typing import Any

from sandbox.errors import ApiError

HTML = "<html>\r\n<head><title>{code} {reason}</title></head>\r\n<body><h1>{code} {reason}</h1></body>\r\n</html>\r\n"
REASONS = {
    200: "OK",
    400: "Bad Request",
    401: "Unauthorized",
    403: "Forbidden",
    404: "Not Found",
    409: "Conflict",
    429: "Too Many Requests",
    500: "Internal Server Error",
    502: "Bad Gateway",
    504: "Gateway Timeout",
}


@dataclass(slots=True)
class Fault:
    """What goes wrong with calls of `method` ("*": any) for `chat` (None: any), the next `times` (None: always).

    One of `status` (with `description`, `parameters`, or `html`), `silent` (no answer ever), `dropped` (the connection
    is cut), or only `latency` (seconds). With `done` the call is performed before that. `skip` lets so many pass first.
    """

    method: str = "*"
    chat: int | None = None
    times: int | None = 1
    probability: float = 1.0
    skip: int = 0
    status: int | None = None
    description: str | None = None
    parameters: dict[str, Any] | None = None
    html: bool = False
    body: bytes | None = None
    silent: bool = False
    dropped: bool = False
    done: bool = False
    latency: float = 0.0
    hits: int = 0

    @property
    def name(self) -> str:
        """In one word, for the journal."""
        outcome = "silent" if self.silent else "dropped" if self.dropped else str(self.status or "slow")
        return f"{outcome} after it was done" if self.done else outcome

    @property
    def answers(self) -> bool:
        """Whether the caller gets to see the true answer (a fault that only takes time)."""
        return self.status is None and not self.silent and not self.dropped

    @property
    def error(self) -> ApiError:
        """What the caller is told instead of the truth."""
        code = self.status or 500
        return ApiError(code, self.description or REASONS.get(code, "Error"), self.parameters)

    @property
    def page(self) -> bytes | None:
        """What is answered instead of JSON, if anything."""
        if self.html:
            return HTML.format(code=self.status, reason=REASONS.get(self.status or 0, "Error")).encode()
        return self.body

    def fits(self, method: str, chat: int | str | None) -> bool:
        """Whether the call is one of its kind."""
        spent = self.times is not None and self.hits >= self.times
        return not spent and self.method.lower() in ("*", method.lower()) and self.chat in (None, chat)


@dataclass(slots=True)
class Faults:
    """The faults in force, in the order they were added; the first that fits a call strikes it."""

    latency: float = 0.0
    seed: int = 0
    waiting: list[Fault] = field(default_factory=list)
    dice: random.Random = field(init=False)

    def __post_init__(self) -> None:
        self.dice = random.Random(self.seed)  # noqa: S311  # faults must be repeatable, not secret

    def add(  # noqa: PLR0913  # each of these is one kind of trouble, named by its keyword
        self,
        method: str = "*",
        *,
        status: int | None = None,
        times: int | None = 1,
        chat: Any = None,
        probability: float = 1.0,
        skip: int = 0,
        description: str | None = None,
        parameters: dict[str, Any] | None = None,
        retry_after: int | None = None,
        html: bool = False,
        body: bytes | None = None,
        silent: bool = False,
        dropped: bool = False,
        lost: bool = False,
        blocked: bool = False,
        done: bool = False,
        latency: float = 0.0,
    ) -> Fault:
        """Put a fault in force; `chat` may be an id, a person or a group.

        `retry_after` means 429, `html` alone 502, `blocked` Telegram's 403, `lost` "done, but the answer is lost".
        """
        if retry_after is not None:
            status, description = 429, description or f"Too Many Requests: retry after {retry_after}"
            parameters = {"retry_after": retry_after, **(parameters or {})}
        if blocked:
            status, description = 403, "Forbidden: bot was blocked by the user"
        if (html or body is not None) and status is None:
            status = 502 if html else 200
        chat_id = getattr(chat, "id", chat)
        fault = Fault(method, chat_id, times, probability, skip, status, description, parameters, html, body, silent)
        fault.dropped, fault.done, fault.latency = dropped or lost, done or lost, latency
        self.waiting.append(fault)
        return fault

    def clear(self) -> None:
        """No more trouble, and no latency."""
        self.waiting.clear()
        self.latency = 0.0

    def strike(self, method: str, chat: int | str | None) -> Fault | None:
        """Return the fault that hits this call, if any, counted as used."""
        return next((fault for fault in self.waiting if fault.fits(method, chat) and self._hits(fault)), None)

    def _hits(self, fault: Fault) -> bool:
        if fault.skip > 0:
            fault.skip -= 1
            return False
        if fault.probability < 1.0 and self.dice.random() >= fault.probability:
            return False
        fault.hits += 1
        return True
