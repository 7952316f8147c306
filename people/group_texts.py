"""What is said in groups about the assistant itself."""

from core.language import Language
from core.saying import Button, Rows, Saying
from core.text import Text, fill, join
from people.groups import Turn
from people.reader import Reader
from people.times import said_time


def asked_too_much(turn: Turn, reader: Reader, username: str) -> Saying | None:
    """Say how much is answered in a group, until when the pause is, and where to go on at once; None: no pause."""
    if turn.until is None:
        return None
    language, count = reader.language, turn.limit.messages
    minutes = int(turn.limit.window.total_seconds() // 60)
    first = fill(_all_asked(language, count) if turn.of_all else _one_asked(language, count), n=count, minutes=minutes)
    second = language.gettext("Until {time}, further questions are not answered here.")
    third = language.gettext("In a private chat you can go on now.")
    lines: list[Text | str] = [first, fill(second, time=said_time(turn.until, language, reader.zone)), third]
    return Saying(join("\n", lines), to_private(language, username, "ask"))


def to_private(language: Language, username: str, payload: str) -> Rows:
    """Return the one button of a group: the link that goes on in a private chat."""
    label = language.pgettext("button", "Go on in private")
    return ((Button(label, url=f"https://t.me/{username}?start={payload}"),),)


def welcome(language: Language, notice: Text, how: Text) -> Text:
    """Say, when the bot is added to a group, what it is and does there, and how to be rid of it."""
    lines = [
        language.gettext("Talk that is not meant for it is not kept."),
        language.gettext("An administrator of the group can switch it off with /quiet."),
    ]
    return join("\n\n", [notice, how, join("\n", lines)])


def how_to_ask(language: Language, username: str, *, mentions: bool) -> Text:
    """Say what can be done in a group; `mentions`: whether the bot is shown those."""
    how = (
        language.gettext("Type /ask@{name} and your question, mention @{name}, or reply to it.")
        if mentions
        else language.gettext("Type /ask@{name} and your question, or reply to what it said.")
    )
    lines: list[Text | str] = [
        language.gettext("In a group this assistant speaks only when it is asked."),
        fill(how, name=username),
        language.gettext("Everything else is for a private chat."),
    ]
    return join("\n", lines)


def hushed(language: Language) -> Text:
    """Say that an administrator has switched the bot off."""
    lines = [
        language.gettext("An administrator has switched this assistant off in this group."),
        language.gettext("It answers nobody here until an administrator types /speak."),
        language.gettext("In a private chat it answers as before."),
    ]
    return join("\n", lines)


def speaks_again(language: Language, how: Text) -> Text:
    """Say that an administrator has switched the bot on again."""
    return join("\n", [language.gettext("This assistant answers in this group again."), how])


def for_administrators(language: Language) -> Text:
    """Say that only administrators switch the bot off and on."""
    lines = [
        language.gettext("Nothing was changed: only an administrator of this group can do that."),
        language.gettext("Please ask one of them."),
    ]
    return join("\n", lines)


def could_not_see(language: Language) -> Text:
    """Say that it could not be found out whether somebody is an administrator."""
    lines = [
        language.gettext("Nothing was changed: Telegram does not say just now who is an administrator here."),
        language.gettext("Please try again in a minute."),
    ]
    return join("\n", lines)


def not_among_experts(language: Language) -> Text:
    """Say that the experts' group needs the bot."""
    lines = [
        language.gettext("Nothing was changed: the experts work in this group, and that needs the assistant."),
        language.gettext("It speaks here of requests, and when it is mentioned."),
    ]
    return join("\n", lines)


def _one_asked(language: Language, count: int) -> str:
    return language.ngettext(
        "In this group, one person gets {n} answer within {minutes} minutes.",
        "In this group, one person gets {n} answers within {minutes} minutes.",
        count,
    )


def _all_asked(language: Language, count: int) -> str:
    return language.ngettext(
        "In this group, all together get {n} answer within a minute.",
        "In this group, all together get {n} answers within a minute.",
        count,
    )
