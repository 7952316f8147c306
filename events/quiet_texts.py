"""What is said about quiet hours."""

import re
from datetime import time

from core.language import Language
from core.press import press
from core.saying import Button, Saying
from core.text import Text, bold, fill, join, text
from events import buttons
from events.quiet import Quiet
from people.reader import Reader
from people.settings_texts import SETTINGS, cancel
from people.times import said_city

OFFERED = (Quiet(time(22), time(7)), Quiet(time(21), time(8)), Quiet(time(18), time(9)))
NONE = Quiet(time(), time())
_TYPED = re.compile(r"(\d{1,2})(?:[:.h](\d{2}))?\s*(?:-|–|—|to|/|\s)\s*(\d{1,2})(?:[:.h](\d{2}))?", re.ASCII)


def page(quiet: Quiet, reader: Reader) -> Saying:
    """Show somebody's quiet hours, and offer others."""
    language = reader.language
    parts = [
        bold(language.gettext("Quiet hours")),
        _now(quiet, reader),
        text(
            language.gettext("Changes and cancellations come at once. On the way to an event its place's clock counts.")
        ),
    ]
    each = [Button(said(hours), press(buttons.HOURS, written(hours))) for hours in OFFERED]
    none = Button(language.pgettext("button", "No quiet hours"), press(buttons.HOURS, written(NONE)))
    back = Button(language.pgettext("button", "Settings"), press(SETTINGS))
    return Saying(join("\n\n", parts), (tuple(each), (_other(language), none), (back,)))


def asks(language: Language) -> Saying:
    """Ask for hours to be typed."""
    return Saying(text(_how(language)), ((cancel(language),),))


def set_(quiet: Quiet, reader: Reader) -> Saying:
    """Say which quiet hours there are from now on."""
    return Saying(_now(quiet, reader), ((buttons.quiet(reader.language),),))


def unreadable(typed: str, language: Language) -> Saying:
    """Say that these are no hours."""
    lines = [
        fill(language.gettext("“{typed}” is no time from and to."), typed=text(typed).cut(40)),
        text(_how(language)),
    ]
    return Saying(join("\n", lines), ((cancel(language),),))


def said(quiet: Quiet) -> str:
    """Return hours as a button shows them."""
    return f"{quiet.begins:%H:%M}–{quiet.ends:%H:%M}"


def written(quiet: Quiet) -> str:
    """Return hours as a button carries them, such as 2200-0700."""
    return f"{quiet.begins:%H%M}-{quiet.ends:%H%M}"


def read_written(data: str) -> Quiet | None:
    """Return the hours that a button carries; None for nonsense."""
    found = re.fullmatch(r"(\d\d)(\d\d)-(\d\d)(\d\d)", data, re.ASCII)
    return _hours(*found.groups()) if found else None


def read_typed(typed: str) -> Quiet | None:
    """Return the hours that somebody typed, such as 22-7; None where these are none."""
    found = _TYPED.fullmatch(typed.strip()[:40].casefold())
    return _hours(*found.groups()) if found else None


def _hours(first: str, first_minute: str | None, last: str, last_minute: str | None) -> Quiet | None:
    try:
        return Quiet(_time(first, first_minute), _time(last, last_minute))
    except ValueError:
        return None


def _now(quiet: Quiet, reader: Reader) -> Text:
    language = reader.language
    if quiet.begins == quiet.ends:
        return text(language.gettext("You have no quiet hours: reminders come at any time of the day."))
    line = language.gettext("Between {begins} and {ends} ({city}) no reminder and no news of events reaches you.")
    city = said_city(reader.zone, language)
    return fill(line, begins=f"{quiet.begins:%H:%M}", ends=f"{quiet.ends:%H:%M}", city=city)


def _time(hour: str, minute: str | None) -> time:
    return time(0 if hour == "24" else int(hour), int(minute or 0))


def _how(language: Language) -> str:
    return language.gettext("Type both hours with a dash between them, such as 21:30-06:30.")


def _other(language: Language) -> Button:
    return Button(language.pgettext("button", "Other hours"), press(buttons.HOURS))
