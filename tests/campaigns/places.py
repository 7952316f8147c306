"""The named places at which the code lets a test kill it."""

import re
from collections.abc import Sequence
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
EVERYWHERE = (*CODE, "events", "knowledge", "people", "tickets")
# Not passed by a helpdesk that runs with its tables made; the stories about these kill it there.
ELSEWHERE = ("backups.", "copying.", "keeping.", "storage.")
POLLING, WEBHOOK = frozenset({"poller.asks", "poller.fetched", "shift.polls"}), frozenset({"shift.listens"})


def places(folders: Sequence[str] = CODE) -> list[str]:
    """Return the places that are in the code of these folders."""
    files = [path for folder in folders for path in sorted((ROOT / folder).rglob("*.py"))]
    return sorted({name for path in files for name in _PLACE.findall(path.read_text())})


def within_reach(*, webhook: bool) -> tuple[list[str], list[str]]:
    """Return those that a running helpdesk passes once at each start, and those that it passes again and again."""
    left_out = RARE | (POLLING if webhook else WEBHOOK)
    names = [name for name in places() if name not in left_out]
    once = [name for name in names if name.startswith(AT_START)]
    return once, [name for name in names if name not in once]


def named(*, webhook: bool) -> list[str]:
    """Return every place that a running helpdesk passes in which everything is used."""
    left_out = POLLING if webhook else WEBHOOK
    return [name for name in places(EVERYWHERE) if name not in left_out and not name.startswith(ELSEWHERE)]
