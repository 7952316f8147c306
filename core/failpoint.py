"""Named places where a test can make the process die."""

import os
import signal
from collections import Counter
from functools import cache

_VARIABLE = "HELPDESK_FAILPOINT"
_passed: Counter[str] = Counter()


@cache
def _armed() -> tuple[str, int] | None:
    """Return the place that kills and at which passing, as in `outbox.claimed:3`; None in ordinary life."""
    name, _, passing = os.environ.get(_VARIABLE, "").partition(":")
    return (name, int(passing or 1)) if name else None


def failpoint(name: str) -> None:
    """Kill this process without warning, if the environment names this place and this is the passing it names."""
    armed = _armed()
    if armed is None or armed[0] != name:
        return
    _passed[name] += 1
    if _passed[name] == armed[1]:
        os.kill(os.getpid(), signal.SIGKILL)
