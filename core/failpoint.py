"""Named places where a test can make the process die."""

import os
import signal
from dataclasses import dataclass
from functools import cache

_VARIABLE = "HELPDESK_FAILPOINT"
_ERRORS = 2  # the file that is always open


@dataclass(slots=True)
class _Blow:
    """A place that kills, at which passing; if it comes `after` another one, passings before that do not count."""

    words: str
    after: str
    place: str
    left: int

    def falls(self, name: str) -> bool:
        """Whether the passing of this place is the one that kills."""
        if self.after:
            self.after = "" if name == self.after else self.after
            return False
        self.left -= name == self.place
        return name == self.place and self.left == 0


@cache
def _armed() -> list[_Blow]:
    """Return the blows of the environment, as in `outbox.claimed:3,request.taken>sender.called`; none in real life."""
    return [_read(words) for words in os.environ.get(_VARIABLE, "").split(",") if words]


def _read(words: str) -> _Blow:
    name, _, passing = words.partition(":")
    after, _, place = name.rpartition(">")
    return _Blow(words, after, place, int(passing or 1))


def failpoint(name: str) -> None:
    """Kill this process without warning, if the environment names this place and this is the passing it names."""
    for blow in _armed():
        if blow.falls(name):
            os.write(_ERRORS, f"killed at {blow.words}\n".encode())
            os.kill(os.getpid(), signal.SIGKILL)
