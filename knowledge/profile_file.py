"""Reading `profile.yaml`."""

import re
from datetime import timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from knowledge.fields import Fields, Sheet
from knowledge.profile import KindOfHelp, Profile, Times, Topic

_DURATION = re.compile(r"(?P<number>[1-9][0-9]{0,3}) ?(?P<unit>[hd])")
_COUNTRY = re.compile(r"[A-Z]{2}")
_LANGUAGE = re.compile(r"[a-z]{2,3}")
_HOURS = re.compile(r"(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun)(?:-(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun))? \d\d:\d\d-\d\d:\d\d")


def read_profile(sheet: Sheet) -> Profile:
    """Return the profile in this file; what is wrong is noted on the sheet and stays at its default."""
    fields = sheet.fields(sheet.text())
    profile = Profile(
        name=fields.text("name"),
        about=fields.text("about", ""),
        language=_like(fields, "language", _LANGUAGE, "a language's code, such as en"),
        timezone=_timezone(fields),
        holidays=_like(fields, "holidays", _COUNTRY, "a country's code of two capitals, such as FR", ""),
        working_hours=_like(fields, "working_hours", _HOURS, "like Mon-Fri 09:00-17:00"),
        times=_times(fields.group("times")),
        reply_days=_days(fields, "reply_days"),
        topics=_topics(fields, "topics"),
        policy_topics=_topics(fields, "policy_topics") if "policy_topics" in fields else (),
        help=tuple(_help(each) for each in fields.groups("help")) if "help" in fields else (),
        contact=fields.text("contact", ""),
        privacy=fields.text("privacy", ""),
    )
    fields.finish()
    return profile


def profile_of(directory: Path) -> tuple[Profile, Sheet]:
    """Return the profile of a content folder, with its sheet."""
    sheet = Sheet(directory / "profile.yaml")
    return read_profile(sheet), sheet


def _topics(fields: Fields, key: str) -> tuple[Topic, ...]:
    topics = []
    for each in fields.groups(key):
        topics.append(Topic(each.text("id"), each.text("title"), each.text("about", "")))
        each.finish()
        if [topic.id for topic in topics].count(topics[-1].id) > 1:
            each.error("id", f"the topic `{topics[-1].id}` stands here twice; keep one")
    return tuple(topics)


def _help(fields: Fields) -> KindOfHelp:
    facts = tuple(fact.text for fact in fields.texts("facts"))
    kind = KindOfHelp(fields.text("id"), fields.text("title"), facts, fields.text("form", ""))
    fields.finish()
    return kind


def _times(fields: Fields) -> Times:
    usual = Times()
    times = Times(
        nudge=_duration(fields, "nudge", usual.nudge),
        escalate=_duration(fields, "escalate", usual.escalate),
        idle=_duration(fields, "idle", usual.idle),
    )
    fields.finish()
    return times


def _duration(fields: Fields, key: str, usual: timedelta) -> timedelta:
    written = fields.text(key, "")
    found = _DURATION.fullmatch(written)
    if found:
        number = int(found["number"])
        return timedelta(hours=number) if found["unit"] == "h" else timedelta(days=number)
    if written:
        fields.error(key, f"`{key}` must be a time such as 4h or 2d, not {written}")
    return usual


def _days(fields: Fields, key: str) -> int | None:
    written = fields.text(key, "")
    if written and not re.fullmatch("[1-9][0-9]?", written):
        fields.error(
            key, f"`{key}` must be a number of working days from 1 to 99, not {written}; leave it out for none"
        )
        return None
    return int(written) if written else None


def _timezone(fields: Fields) -> str:
    written = fields.text("timezone")
    try:
        return ZoneInfo(written).key if written else Profile().timezone
    except (KeyError, ValueError, OSError):  # what it raises for no such zone, odd letters, and a folder of zones
        fields.error("timezone", f"there is no time zone {written}; write one such as Europe/Brussels")
        return Profile().timezone


def _like(fields: Fields, key: str, pattern: re.Pattern[str], what: str, default: str | None = None) -> str:
    """Return a value that has this form; the profile's own default for one that has not."""
    written = fields.text(key, default)
    if pattern.fullmatch(written):
        return written
    if written:
        fields.error(key, f"`{key}` must be {what}, not {written}")
    return str(getattr(Profile(), key))
