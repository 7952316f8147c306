"""Reading `profile.yaml`."""

import re
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

from core.sheets import Keys, Sheet
from core.zones import zone_named
from knowledge.profile import KNOWN, MOST_NEEDS, KindOfHelp, Need, Profile, Times, Topic

_DURATION = re.compile(r"(?P<number>[1-9][0-9]{0,3}) ?(?P<unit>[hd])")
_COUNTRY = re.compile(r"[A-Z]{2}")
_NEED = re.compile(r"[a-z][a-z-]{0,19}")
_LANGUAGE = re.compile(r"[a-z]{2,3}")
_HOURS = re.compile(r"(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun)(?:-(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun))? \d\d:\d\d-\d\d:\d\d")


def read_profile(sheet: Sheet) -> Profile:
    """Return the profile in this file; what is wrong is noted on the sheet and stays at its default."""
    keys = sheet.keys(sheet.text())
    language = _like(keys, "language", _LANGUAGE, "a language's code, such as en")
    profile = Profile(
        name=keys.text("name"),
        about=keys.words("about", language, ""),
        language=language,
        timezone=_timezone(keys),
        holidays=_like(keys, "holidays", _COUNTRY, "a country's code of two capitals, such as FR", ""),
        working_hours=_like(keys, "working_hours", _HOURS, "like Mon-Fri 09:00-17:00"),
        times=_times(keys.group("times")),
        reply_days=_days(keys, "reply_days"),
        topics=_topics(keys, "topics", language),
        policy_topics=_topics(keys, "policy_topics", language) if "policy_topics" in keys else (),
        roles=_topics(keys, "roles", language) if "roles" in keys else (),
        help=tuple(_help(each, language) for each in keys.groups("help")) if "help" in keys else (),
        contact=keys.words("contact", language, ""),
        privacy=keys.words("privacy", language, ""),
    )
    keys.finish()
    return profile


def profile_of(directory: Path) -> tuple[Profile, Sheet]:
    """Return the profile of a content folder, with its sheet."""
    sheet = Sheet(directory / "profile.yaml")
    return read_profile(sheet), sheet


def _topics(keys: Keys, key: str, language: str) -> tuple[Topic, ...]:
    topics = []
    for each in keys.groups(key):
        topics.append(Topic(each.text("id"), each.words("title", language), each.words("about", language, "")))
        each.finish()
        if [topic.id for topic in topics].count(topics[-1].id) > 1:
            what = "role" if key == "roles" else "topic"
            each.error("id", f"the {what} `{topics[-1].id}` stands here twice; keep one")
    return tuple(topics)


def _help(keys: Keys, language: str) -> KindOfHelp:
    facts = tuple(keys.all_words("facts", language))
    kind = KindOfHelp(keys.text("id"), keys.words("title", language), facts, keys.text("form", ""))
    if "needs" in keys:
        kind = replace(kind, needs=_needs(keys, language))
    keys.finish()
    return kind


def _needs(keys: Keys, language: str) -> tuple[Need, ...]:
    needs: list[Need] = []
    for each in keys.groups("needs"):
        id_ = _like(each, "id", _NEED, "a short name in small letters")
        optional = "" if id_ in KNOWN else None
        title, ask = (each.words(key, language, optional) for key in ("title", "ask"))
        needs.append(Need(id_, title, ask))
        each.finish()
        if [need.id for need in needs].count(id_) > 1:
            each.error("id", f"the need `{id_}` stands here twice; keep one")
    if len(needs) > MOST_NEEDS:
        keys.error("needs", f"these are {len(needs)} needs; nobody answers more than {MOST_NEEDS} questions first")
    return tuple(needs)


def _times(keys: Keys) -> Times:
    usual = Times()
    times = Times(
        nudge=_duration(keys, "nudge", usual.nudge),
        escalate=_duration(keys, "escalate", usual.escalate),
        idle=_duration(keys, "idle", usual.idle),
    )
    keys.finish()
    return times


def _duration(keys: Keys, key: str, usual: timedelta) -> timedelta:
    written = keys.text(key, "")
    found = _DURATION.fullmatch(written)
    if found:
        number = int(found["number"])
        return timedelta(hours=number) if found["unit"] == "h" else timedelta(days=number)
    if written:
        keys.error(key, f"`{key}` must be a time such as 4h or 2d, not {written}")
    return usual


def _days(keys: Keys, key: str) -> int | None:
    written = keys.text(key, "")
    if written and not re.fullmatch("[1-9][0-9]?", written):
        keys.error(key, f"`{key}` must be a number of working days from 1 to 99, not {written}; leave it out for none")
        return None
    return int(written) if written else None


def _timezone(keys: Keys) -> str:
    written = keys.text("timezone")
    if written and zone_named(written) is None:
        keys.error("timezone", f"there is no time zone {written}; write one such as Europe/Brussels")
        return Profile().timezone
    return written or Profile().timezone


def _like(keys: Keys, key: str, pattern: re.Pattern[str], what: str, default: str | None = None) -> str:
    """Return a value that has this form; the profile's own default for one that has not."""
    written = keys.text(key, default)
    if pattern.fullmatch(written):
        return written
    if written:
        keys.error(key, f"`{key}` must be {what}, not {written}")
    return str(getattr(Profile(), key, ""))
