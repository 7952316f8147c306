"""What is said about the language and the time zone that somebody has chosen."""

from collections.abc import Sequence
from datetime import datetime

from babel import Locale

from core.language import Language
from core.press import press
from core.saying import Button, Rows, Saying
from core.text import Text, bold, fill, join, text
from people.reader import Reader
from people.times import said_city, said_time

SETTINGS, LANGUAGES, SPEAK, ZONE, PLACE, CANCEL = "settings", "languages", "speak", "zone", "place", "cancel"
AS_TELEGRAM = "-"
A_ROW = 3


def settings(reader: Reader, now: datetime, member: int, *, chosen: bool) -> Saying:
    """Show what is set and what can be changed; and the number by which an operator knows this person."""
    language = reader.language
    name = own_name(language.code)
    other = chosen or language.own is not language
    said = language.gettext("Language: {name}") if other else language.gettext("Language: {name}, as your Telegram")
    lines = [
        bold(language.gettext("Your settings")),
        fill(said, name=name),
        fill(language.gettext("Your time: {time}"), time=said_time(now, language, reader.zone)),
        fill(language.gettext("Your number at Telegram: {number}"), number=Text(str(member)).marked("code")),
    ]
    rows = (
        (
            Button(language.pgettext("button", "Language"), press(LANGUAGES)),
            Button(language.pgettext("button", "Time zone"), press(ZONE)),
        ),
    )
    return Saying(join("\n", lines), rows)


def languages(reader: Reader, codes: Sequence[str]) -> Saying:
    """List the languages that there are, by their own names."""
    language = reader.language
    each = [Button(own_name(code), press(SPEAK, code)) for code in codes]
    rows = tuple(tuple(each[start : start + A_ROW]) for start in range(0, len(each), A_ROW))
    own = Button(language.pgettext("button", "As my Telegram"), press(SPEAK, AS_TELEGRAM))
    back = Button(language.pgettext("button", "Back"), press(SETTINGS))
    words = language.gettext("In which language do you want to read this assistant?")
    return Saying(text(words), (*rows, (own, back)))


def speaks_now(language: Language) -> Text:
    """Say, in the new language, which it is."""
    return fill(language.gettext("From now on this assistant speaks {name} to you."), name=own_name(language.code))


def which_zone(language: Language, offered: Sequence[str]) -> Saying:
    """Ask for the time zone."""
    lines = [
        language.gettext("Where are you? Times are then shown as your clock has them."),
        language.gettext("Type a city or a country, or press one of these."),
    ]
    return Saying(join("\n", lines), _places(language, offered))


def which_of_these_zones(language: Language, offered: Sequence[str]) -> Saying:
    """Ask which of several zones was meant."""
    return Saying(
        text(language.gettext("Which of these is it? Press it, or type another city.")), _places(language, offered)
    )


def no_such_zone(language: Language, typed: str) -> Saying:
    """Say that no time zone is known under this name."""
    lines: list[Text | str] = [
        fill(language.gettext("No time zone is known here as “{name}”."), name=text(typed).cut(60)),
        language.gettext("Type a big city nearby, such as the capital, or your country."),
    ]
    return Saying(join("\n", lines), _places(language, ()))


def lives_now(reader: Reader, now: datetime) -> Text:
    """Say which time is shown from now on."""
    language = reader.language
    return fill(
        language.gettext("Times are shown as your clock has them from now on. It is {time}."),
        time=said_time(now, language, reader.zone),
    )


def cancel(language: Language) -> Button:
    """Return the button that ends what somebody is in the middle of."""
    return Button(language.pgettext("button", "Cancel"), press(CANCEL))


def own_name(code: str) -> str:
    """Return a language's name as its speakers write it, such as Français."""
    name = Locale.parse(code, sep="-").get_display_name() or code
    return name[:1].upper() + name[1:]


def _places(language: Language, zones: Sequence[str]) -> Rows:
    each = [Button(said_city(zone, language), press(PLACE, zone)) for zone in zones]
    rows = tuple(tuple(each[start : start + A_ROW]) for start in range(0, len(each), A_ROW))
    return (*rows, (cancel(language),))
