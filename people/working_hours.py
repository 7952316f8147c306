"""Whether people are at work, by hours such as `Mon-Fri 09:00-17:00`."""

import re
from datetime import datetime, time

_DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_HOURS = re.compile(r"(?P<first>\w{3})(?:-(?P<last>\w{3}))? (?P<begin>\d\d:\d\d)-(?P<end>\d\d:\d\d)")


def at_work(hours: str, local: datetime) -> bool:
    """Whether a local time is within these hours; hours that cannot be read are never."""
    found = _HOURS.fullmatch(hours)
    if found is None:
        return False
    first, last = _DAYS.index(found["first"]), _DAYS.index(found["last"] or found["first"])
    days = (local.weekday() - first) % 7 <= (last - first) % 7
    return days and time.fromisoformat(found["begin"]) <= local.time() < time.fromisoformat(found["end"])
