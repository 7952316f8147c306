"""What people are told about the assistant itself: what it is, what it keeps, what they can type."""

from collections.abc import Sequence
from datetime import datetime

from core.language import Language
from core.text import Text, fill, join, text
from people.flood import MESSAGES
from people.models import KEPT
from people.reader import Reader
from people.times import said_time


def notice(language: Language, *, service: str, contact: str, words_kept_days: int) -> Text:
    """Say that this is an automatic assistant, what it keeps, and how to reach a human."""
    assistant = language.gettext(
        "This is the automatic assistant of {service}. It answers with texts that people have written and checked."
    )
    kept = language.ngettext(
        "It keeps your name, username and language, as Telegram gives them, until {days} day after your last message.",
        "It keeps your name, username and language, as Telegram gives them, until {days} days after your last message.",
        KEPT.days,
    )
    words = language.ngettext(
        "It keeps your messages and its answers for up to {days} day.",
        "It keeps your messages and its answers for up to {days} days.",
        words_kept_days,
    )
    lines = [
        fill(assistant, service=service),
        fill(kept, days=KEPT.days) + " " + fill(words, days=words_kept_days),
        human(language, contact),
    ]
    return join("\n", lines)


def human(language: Language, contact: str) -> Text:
    """Say how to reach a human, or that no way is published."""
    if contact:
        return fill(language.gettext("To reach a human: {contact}"), contact=contact)
    return text(language.gettext("No way to reach a human is published here."))


def help_(language: Language, commands: Sequence[str], contact: str) -> Text:
    """List what this person can type."""
    first = language.gettext("Type your question in your own words, as you would ask a colleague.")
    lines = [
        fill("{command} – {what}", command=_typed(language, each), what=_does(language, each)) for each in commands
    ]
    return join("\n\n", [first, join("\n", lines), human(language, contact)])


def _typed(language: Language, command: str) -> str:
    return language.gettext("/ask TEXT") if command == "ask" else f"/{command}"


def _does(language: Language, command: str) -> str:
    return {
        "start": language.gettext("what this assistant is and what it keeps"),
        "help": language.gettext("this list"),
        "ask": language.gettext("ask a question"),
        "topics": language.gettext("look through the answers by topic"),
        "guides": language.gettext("read a guide step by step"),
        "expert": language.gettext("turn to an expert"),
        "settings": language.gettext("choose language and time zone"),
        "privacy": language.gettext("what is kept about you, and how to have it deleted"),
        "cancel": language.gettext("stop what you are in the middle of"),
        "gaps": language.gettext("see what was asked and not answered"),
    }[command]


def too_many(reader: Reader, until: datetime) -> Text:
    """Say that somebody wrote too much at once, and until when nothing is answered."""
    language = reader.language
    first = language.ngettext(
        "You have sent more than {n} message within a minute, so the assistant pauses.",
        "You have sent more than {n} messages within a minute, so the assistant pauses.",
        MESSAGES,
    )
    second = language.gettext("This message, and what you send before the pause ends, will not be answered.")
    third = language.gettext("You can write again at {time}; please send then what still matters.")
    time = said_time(until, language, reader.zone)
    return join("\n", [fill(first, n=MESSAGES), second, fill(third, time=time)])
