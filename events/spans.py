"""When an event is, in a reader's words: on the clock of its place with its city, and on the reader's own."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from core.language import Language
from core.text import Text, fill, join, text
from core.zones import zone_named
from events.models import Event
from events.moments import Moment, moment_in
from people.reader import Reader
from people.times import said_city, said_day, said_days, said_weekday


@dataclass(frozen=True, slots=True)
class Span:
    """From when to when something is, on the clock of a zone."""

    starts: Moment | None
    ends: Moment | None
    zone: ZoneInfo

    @classmethod
    def of(cls, event: Event) -> "Span":
        """Return when an event is now."""
        return cls(event.starts, event.ends, event.zone)

    @classmethod
    def said(cls, says: Mapping[str, Any]) -> "Span":
        """Return when an event was, as a version of it says."""
        starts, ends = (moment_in(says[name]) if says.get(name) else None for name in ("starts", "ends"))
        return cls(starts, ends, zone_named(says.get("timezone", "")) or ZoneInfo("UTC"))

    @property
    def exact(self) -> bool:
        """Whether the hour at which it starts is published."""
        return self.starts is not None and self.starts.clock is not None

    def on_clock(self, zone: ZoneInfo) -> "Span":
        """Return the same on the clock of another zone; of days without an hour nothing can be said there."""
        starts, ends = (_moved(each, self.zone, zone) for each in (self.starts, self.ends))
        return Span(starts, ends, zone)


def when(event: Event, reader: Reader) -> Text:
    """Return when an event is: in person on its place's clock first, online on the reader's, the other below."""
    own_first = bool(event.online) and not in_person(event)
    return span_lines(Span.of(event), reader, own_first=own_first)


def span_lines(span: Span, reader: Reader, *, own_first: bool = False) -> Text:
    """Return a span in one line, or two where the reader's clock shows something else than that of the place."""
    language, home = reader.language, ZoneInfo(reader.zone)
    if not span.exact or not _differs(span, home):
        return whole(span, language)
    own = span.on_clock(home)
    first, second = (own, span) if own_first else (span, own)
    names = language.gettext("Your time ({city}): {hours}"), language.gettext("Time of the event ({city}): {hours}")
    hours = _hours(second, language, beside=first)
    below = fill(names[int(own_first)], city=said_city(second.zone.key, language), hours=hours)
    return join("\n", [whole(first, language), below])


def whole(span: Span, language: Language) -> Text:
    """Return a span in one line, with the city of its zone where it has an hour."""
    if span.starts is None:
        return text(language.gettext("The date is not published."))
    if not span.exact:
        return text(_days(span, language))
    said = fill(
        language.gettext("{when} ({city})"),
        when=_with_hours(span, language),
        city=said_city(span.zone.key, language),
    )
    begins = span.starts.first(span.zone)
    return said.marked("date_time", int(begins.timestamp()))


def day_in_list(event: Event, language: Language) -> str:
    """Return the day of an event, or its first and last one, as a list shows it."""
    if event.starts is None:
        return language.gettext("no date published")
    last = event.ends.day if event.ends else event.starts.day
    return said_days(event.starts.day, max(event.starts.day, last), language)


def in_person(event: Event) -> bool:
    """Whether people meet at a place; files of events write Online there where no room is published."""
    return bool(event.place) and event.place.casefold() != "online"


def _moved(moment: Moment | None, zone: ZoneInfo, to: ZoneInfo) -> Moment | None:
    utc = moment.utc(zone) if moment else None
    local = utc.astimezone(to) if utc else None
    return Moment(local.date(), local.time().replace(tzinfo=None)) if local else moment


def _differs(span: Span, home: ZoneInfo) -> bool:
    """Whether somebody's clock shows something else when it starts."""
    return span.on_clock(home).starts != span.starts


def _days(span: Span, language: Language) -> str:
    first, last = _ends_of(span)
    return said_weekday(first.day, language) if last is None else said_days(first.day, last.day, language)


def _with_hours(span: Span, language: Language) -> Text:
    first, last = _ends_of(span)
    facts = {"day": said_weekday(first.day, language), "start": _clock(first)}
    if last is None:
        ends = span.ends and span.ends.clock
        if not ends:
            return fill(language.gettext("{day}, {start}"), **facts)
        return fill(language.gettext("{day}, {start}–{end}"), **facts, end=f"{ends:%H:%M}")
    return fill(
        language.gettext("{day}, {start} to {last_day}, {end}")
        if last.clock
        else language.gettext("{day}, {start} to {last_day}"),
        **facts,
        last_day=said_weekday(last.day, language),
        end=_clock(last),
    )


def _hours(span: Span, language: Language, beside: Span) -> Text:
    """Return the hours alone where the day is that of another line, else the day with them."""
    first, last = _ends_of(span)
    same_days = beside.starts is not None and beside.starts.day == first.day and last is None
    if not same_days:
        return _with_hours(span, language)
    ends = span.ends and span.ends.clock
    return text(_clock(first) if not ends else f"{_clock(first)}–{ends:%H:%M}")


def _ends_of(span: Span) -> tuple[Moment, Moment | None]:
    """Return the start, and the end if it is on another day."""
    if span.starts is None:
        raise ValueError("there is no start")
    later = span.ends is not None and span.ends.day > span.starts.day
    return span.starts, span.ends if later else None


def _clock(moment: Moment) -> str:
    return f"{moment.clock:%H:%M}" if moment.clock else ""


def said_moment(moment: datetime, reader: Reader, zone: ZoneInfo) -> Text:
    """Return a day and its hour on a zone's clock, such as 8 December 2026, 09:30 (Brussels)."""
    local = moment.astimezone(zone)
    line = reader.language.gettext("{day}, {hour} ({city})")
    day, city = said_day(local.date(), reader.language), said_city(zone.key, reader.language)
    return fill(line, day=day, hour=f"{local:%H:%M}", city=city).marked("date_time", int(moment.timestamp()))
