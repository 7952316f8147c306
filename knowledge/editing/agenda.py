"""What in the knowledge needs somebody's hand."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from knowledge.entries import Content, Entry, Field
from knowledge.library import Library

SOON = timedelta(days=14)


@dataclass(frozen=True, slots=True)
class OpenField:
    """Something of an entry or guide that nobody has filled in."""

    id: str
    field: Field


@dataclass(frozen=True, slots=True)
class Agenda:
    """Reviews that are overdue and those due soon, the oldest date first; and what is still to be filled in."""

    overdue: tuple[Entry, ...]
    soon: tuple[Entry, ...]
    open_fields: tuple[OpenField, ...]

    def __bool__(self) -> bool:
        return bool(self.overdue or self.soon or self.open_fields)

    @classmethod
    def of(cls, content: Content, today: date) -> "Agenda":
        """Return what a content needs today."""
        every = sorted((*content.entries, *content.guides), key=lambda each: (each.review_by, each.id))
        return cls(
            tuple(each for each in every if each.review_by < today),
            tuple(each for each in every if today <= each.review_by <= today + SOON),
            tuple(OpenField(each.id, field) for each in every for field in each.fields if field.value is None),
        )


def review_after(entry: Entry, today: date) -> date:
    """Return when to review again what was checked today: after as long as the last time, at least a month."""
    return today + max(entry.review_by - entry.checked, timedelta(days=30))


def whole(library: Library, id_: str) -> Entry | None:
    """Return the entry or guide of this id, or the guide that this section belongs to."""
    return library.entry(id_) or library.guide(id_.partition("#")[0])


def today_in(zone: str, now: datetime) -> date:
    """Return the day that it is in this zone."""
    return now.astimezone(ZoneInfo(zone)).date()
