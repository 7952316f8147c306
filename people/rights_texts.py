"""What people are told who want a copy of what is kept about them, or have it erased."""

from datetime import date

from core.language import Language
from core.press import press
from core.saying import Button, Saying
from core.text import Text, bold, fill, join, text
from people.settings_texts import CANCEL
from people.times import said_day

LETTERS = "ERASE"
"""What is typed to confirm an erasure, in English; each language has its own word."""


def copy_made(language: Language) -> Text:
    """Say what the two files are."""
    lines = [
        language.gettext("The two files above hold everything that is kept about you."),
        language.gettext("One is a page to read. The other one, JSON, is for a computer."),
    ]
    return join("\n", lines)


def word_for(language: Language) -> str:
    """Return the word that is typed to confirm an erasure."""
    return language.pgettext("typed to confirm that everything is erased", "ERASE")


def confirms(language: Language, typed: str) -> bool:
    """Whether this confirms it: the word in the reader's language or in English."""
    said = typed.strip(" \t\n.!\"'“”„«»").casefold()
    return said in {word_for(language).casefold(), LETTERS.casefold()}


def ask_erase(language: Language, backups_until: date, *, has_role: bool) -> Saying:
    """Say what an erasure removes and what it cannot, and ask for the word that confirms it."""
    goes = [
        language.gettext("• who you are, your settings and your messages to this assistant"),
        language.gettext("• your questions and requests, with their topics in the experts' group"),
        language.gettext("• your registrations; your places are given to others"),
        *([language.gettext("• your role here")] if has_role else []),
    ]
    parts: list[Text | str] = [
        bold(language.gettext("Erase everything about you?")),
        language.gettext("This goes at once and cannot be brought back:"),
        join("\n", goes),
        language.gettext("This assistant cannot remove:"),
        join("\n", _stays(language, backups_until)),
        fill(language.gettext("To erase everything, type the word {word}."), word=bold(word_for(language))),
    ]
    cancel = Button(language.pgettext("button", "Cancel"), press(CANCEL))
    return Saying(join("\n\n", parts), ((cancel,),))


def not_the_word(language: Language) -> Saying:
    """Say that nothing was erased, and what to type."""
    lines = [
        text(language.gettext("Nothing has been erased.")),
        fill(language.gettext("To erase everything, type the word {word}."), word=bold(word_for(language))),
        text(language.gettext("To keep everything as it is, press Cancel.")),
    ]
    cancel = Button(language.pgettext("button", "Cancel"), press(CANCEL))
    return Saying(join("\n", lines), ((cancel,),))


def erased(language: Language, backups_until: date) -> Text:
    """Say, for the last time, that everything is erased and what is not in our hands."""
    parts: list[Text | str] = [
        language.gettext("Everything that this assistant kept about you is erased."),
        language.gettext("This assistant cannot remove:"),
        join("\n", _stays(language, backups_until)),
        language.gettext("You will hear nothing more from it. If you write again, you begin anew."),
    ]
    return join("\n\n", parts)


def _stays(language: Language, backups_until: date) -> list[Text | str]:
    copies = language.gettext("• backup copies, which are deleted by {date}; nothing about you is put back from them")
    return [
        language.gettext("• what Telegram keeps: delete this chat in Telegram, for both sides"),
        fill(copies, date=said_day(backups_until, language)),
        language.gettext("• answers and counts in which nobody can find you"),
    ]
