"""Time zones by their IANA names, and what clocks do in them."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

LONGEST = 64  # letters; the longest name of a zone has 32


def zone_named(name: str) -> ZoneInfo | None:
    """Return the zone of this name, such as Europe/Brussels; `None` where there is none."""
    if len(name) > LONGEST:  # it is looked for as a path, part by part
        return None
    try:
        return ZoneInfo(name)
    except (KeyError, ValueError, OSError):  # what it raises for no such zone, odd letters, and a folder of zones
        return None


def skipped(wall: datetime, zone: ZoneInfo) -> bool:
    """Whether clocks in this zone never show this time, because they are put forward over it."""
    return wall.replace(tzinfo=zone).astimezone(UTC).astimezone(zone).replace(tzinfo=None) != wall


def shown_twice(wall: datetime, zone: ZoneInfo) -> bool:
    """Whether clocks in this zone show this time a second time, because they are put back over it."""
    first, second = (wall.replace(tzinfo=zone, fold=fold).utcoffset() for fold in (0, 1))
    return first != second and not skipped(wall, zone)
