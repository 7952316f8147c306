"""What people are told about the assistant itself: what it is, what it keeps, what they can type."""

from collections.abc import Sequence
from datetime import datetime

from core.language import Language
from core.text import Text, fill, join, text
from people.flood import MESSAGES
from people.models import KEPT
from people.reader import Reader
from people.times import name_of, said_time


def notice(
    language: Language,
    *,
    service: str,
    contact: str,
    words_kept_days: int,
    requests_kept_days: int,
    experts: bool = False,
) -> Text:
    """Say that this is an automatic assistant, what it keeps, and how to reach a human."""
    assistant = language.first_gettext(
        "This is the automatic assistant of {service}. It answers with texts that people have written and checked."
    )
    kept = language.first_ngettext(
        "It keeps your name, username and language, as Telegram gives them, until {days} day after your last message.",
        "It keeps your name, username and language, as Telegram gives them, until {days} days after your last message.",
        KEPT.days,
    )
    words = language.first_ngettext(
        "It keeps your messages and its answers for up to {days} day.",
        "It keeps your messages and its answers for up to {days} days.",
        words_kept_days,
    )
    requests = language.first_ngettext(
        "It keeps requests to experts, with their messages, until {days} day after they are closed.",
        "It keeps requests to experts, with their messages, until {days} days after they are closed.",
        requests_kept_days,
    )
    said = [
        fill(kept, days=KEPT.days),
        fill(words, days=words_kept_days),
        fill(requests, days=requests_kept_days),
    ]
    lines = [
        fill(assistant, service=service),
        join(" ", said),
        human(language, contact, experts=experts),
        *_goes_on_in(language),
    ]
    return join("\n", lines)


def human(language: Language, contact: str, *, experts: bool = False) -> Text:
    """Say how to reach a human, or that no way is published; `experts` says whether requests reach anybody."""
    ways = [*(["/expert"] if experts else []), *([language.said(contact)] if contact else [])]
    if ways:
        return fill(language.first_gettext("To reach a human: {contact}"), contact=" · ".join(ways))
    return text(language.first_gettext("No way to reach a human is published here."))


def help_(language: Language, commands: Sequence[str], contact: str, *, experts: bool = False) -> Text:
    """List what this person can type."""
    first = language.gettext("Type your question in your own words, as you would ask a colleague.")
    lines = [fill("{command} – {what}", command=_typed(language, each), what=does(language, each)) for each in commands]
    return join("\n\n", [first, join("\n", lines), human(language, contact, experts=experts)])


def _typed(language: Language, command: str) -> str:
    words = {
        "ask": language.gettext("/ask TEXT"),
        "add": language.gettext("/add 12 TEXT"),
        "withdraw": "/withdraw 12",
        "reopen": "/reopen 12",
        "event": language.gettext("/event NAME"),
        "register": language.gettext("/register NAME"),
        "unregister": language.gettext("/unregister NAME"),
        "remind": language.gettext("/remind NAME 2h"),
        "take": language.gettext("/take 12"),
        "handover": language.gettext("/handover 12 @name"),
        "reply": language.gettext("/reply 12 TEXT"),
        "askback": language.gettext("/askback 12 TEXT"),
        "close": language.gettext("/close 12"),
        "history": language.gettext("/history 12"),
        "away": language.gettext("/away 2027-01-07"),
        "grant": language.gettext("/grant ID ROLE"),
        "revoke": language.gettext("/revoke ID"),
        "report": language.gettext("/report 2026-Q3"),
    }
    return words.get(command, f"/{command}")


def does(language: Language, command: str) -> str:
    """Return what a command does, in few words."""
    return {
        "start": language.gettext("what this assistant is and what it keeps"),
        "help": language.gettext("this list"),
        "ask": language.gettext("ask a question"),
        "topics": language.gettext("look through the answers by topic"),
        "guides": language.gettext("read a guide step by step"),
        "expert": language.gettext("turn to an expert"),
        "requests": language.gettext("your requests to the experts"),
        "add": language.gettext("add something to a request"),
        "withdraw": language.gettext("withdraw a request"),
        "reopen": language.gettext("reopen a closed request"),
        "events": language.gettext("events to come and past ones"),
        "event": language.gettext("see one event"),
        "register": language.gettext("take part in an event"),
        "unregister": language.gettext("say that you cannot come"),
        "remind": language.gettext("be reminded of an event when you like"),
        "myevents": language.gettext("your events"),
        "settings": language.gettext("choose language and time zone"),
        "privacy": language.gettext("what is kept about you, and how to have it deleted"),
        "cancel": language.gettext("stop what you are in the middle of"),
        "queue": language.gettext("see which requests wait for an expert"),
        "mine": language.gettext("see your own open requests as an expert"),
        "take": language.gettext("take a request"),
        "handover": language.gettext("hand a request to a colleague or a topic"),
        "reply": language.gettext("write an answer, which you see before it is sent"),
        "askback": language.gettext("ask the requester something, in the same way"),
        "close": language.gettext("close a request, with its reason"),
        "history": language.gettext("see who did what with a request"),
        "away": language.gettext("say until when you are away"),
        "quiet": language.gettext("switch the assistant off in this group"),
        "speak": language.gettext("switch the assistant on again"),
        "stats": language.gettext("see what is open now, and the figures of this month"),
        "report": language.gettext("get a report for a year, quarter or month"),
        "gaps": language.gettext("see what was asked and not answered"),
        "edit": language.gettext("see and change what members are told"),
        "newevent": language.gettext("announce a new event, or go on with a draft"),
        "reschedule": language.gettext("move an event, and tell those who come"),
        "cancelevent": language.gettext("cancel an event, and tell those who come"),
        "followup": language.gettext("publish what came of an event"),
        "attendees": language.gettext("see who comes to an event"),
        "announce": language.gettext("write to those who come, or who follow a topic"),
        "grant": language.gettext("make somebody an expert or a coordinator"),
        "revoke": language.gettext("take somebody's role away"),
    }[command]


def too_many(reader: Reader, until: datetime) -> Text:
    """Say that somebody wrote too much at once, and until when nothing is answered."""
    language = reader.language
    first = language.first_ngettext(
        "You have sent more than {n} message within a minute, so the assistant pauses.",
        "You have sent more than {n} messages within a minute, so the assistant pauses.",
        MESSAGES,
    )
    second = language.first_gettext("This message, and what you send before the pause ends, will not be answered.")
    third = language.first_gettext("You can write again at {time}; please send then what still matters.")
    time = said_time(until, language.own, reader.zone)
    return join("\n", [fill(first, n=MESSAGES), second, fill(third, time=time)])


def _goes_on_in(language: Language) -> list[Text]:
    """Return a line for who is spoken to in another language after these first words."""
    if language.own is language:
        return []
    said = language.first_gettext("From here on this assistant speaks {language}; you may write in your own language.")
    return [fill(said, language=name_of(language.code, language.own))]
