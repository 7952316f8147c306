"""People who wait for an answer as people do: for a while, then they write again, and in the end they complain."""

import re
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field

from sandbox.groups import Group
from sandbox.hearing import until
from sandbox.people import Person
from sandbox.screen import Message

A_WHILE = 15.0  # seconds until somebody tries again
AT_MOST = 6  # times


class Unheard(Exception):
    """Somebody has waited in vain."""


@dataclass(slots=True)
class Waiting:
    """What all of them together have waited for: how often they had to write again, and who waited in vain."""

    calm: bool = False
    """Whether nobody kills the helpdesk any more: until then everybody waits as long as it takes."""
    again: int = 0
    longest: float = 0.0
    complaints: list[str] = field(default_factory=list)

    async def sees(
        self,
        person: Person,
        words: str,
        button: str = "",
        *,
        in_: Group | None = None,
        thread: int | None = None,
        after: int = 0,
        again: Callable[[], Awaitable[object]] | None = None,
        times: int = AT_MOST,
    ) -> Message:
        """Wait for a message of the bot that fits this pattern and has this button; `again` is what is done meanwhile.

        Without that they write something in private: then what may not have reached them is shown once more.
        """
        fits, begun = _fitting(words, button, thread, after), time.monotonic()
        chat = person.chat(in_)
        for _ in range(times):
            found = await until(
                chat, lambda: next((m for m in reversed(person.screen(chat)) if fits(m)), None), A_WHILE
            )
            if found is not None:
                self.longest = max(self.longest, time.monotonic() - begun)
                return found
            self.again += 1
            await (again() if again else person.says("/help"))
        raise Unheard(f"{person.name} waited {time.monotonic() - begun:.0f} s for {words!r} {button!r}")


def _fitting(words: str, button: str, thread: int | None, after: int) -> Callable[[Message], bool]:
    pattern = re.compile(words)

    def fits(message: Message) -> bool:
        if not message.from_bot or message.service or message.id <= after or thread not in (None, message.thread):
            return False
        if button and not any(button in row for row in message.buttons):
            return False
        return pattern.search(message.text) is not None

    return fits
