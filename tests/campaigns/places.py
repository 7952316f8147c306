"""The named places at which the code lets a test kill it."""

import re
from pathlib import Path

ROOT = Path(__file__).parents[2]
CODE = ("core", "delivery", "handlers", "bot")
_PLACE = re.compile(r"failpoint\(\"([a-z.]+)\"\)")
# These are passed where something happens that a campaign does not make happen.
RARE = frozenset(
    {
        *("event.expanded", "keeping.tidy", "lanes.bury", "request.topic"),
        *("storage.copied", "storage.upgrade", "storage.upgraded"),
    }
)
AT_START = ("serve.", "shift.", "sender.beg")
POLLING, WEBHOOK = frozenset({"poller.asks", "poller.fetched", "shift.polls"}), frozenset({"shift.listens"})


def places() -> list[str]:
    """Return the places that are in the code."""
    files = [path for folder in CODE for path in sorted((ROOT / folder).rglob("*.py"))]
    return sorted({name for path in files for name in _PLACE.findall(path.read_text())})


def within_reach(*, webhook: bool) -> tuple[list[str], list[str]]:
    """Return those that a running helpdesk passes once at each start, and those that it passes again and again."""
    left_out = RARE | (POLLING if webhook else WEBHOOK)
    names = [name for name in places() if name not in left_out]
    once = [name for name in names if name.startswith(AT_START)]
    return once, [name for name in names if name not in once]
