"""What is said about the conversation itself, rather than about an entry, a request or an event."""

from core.language import Language
from core.reasons import Reason
from core.text import Text, fill, join, text


def greeting(language: Language) -> Text:
    """Say how to ask, after the notice."""
    return text(
        language.gettext("Type your question in your own words, as you would ask a colleague. /help shows the rest.")
    )


def hello(language: Language) -> Text:
    """Greet back, and say how to ask."""
    return text(language.gettext("Hello. Type your question in your own words, as you would ask a colleague."))


def welcome(language: Language) -> Text:
    """Answer thanks."""
    return text(language.gettext("You are welcome. Type your next question whenever you like."))


def fine(language: Language) -> Text:
    """Answer somebody who is content."""
    return text(language.gettext("Good. Type your next question whenever you like."))


def goodbye(language: Language) -> Text:
    """Answer a good-bye."""
    return text(language.gettext("Goodbye. You can come back with a question at any time."))


def unknown_command(command: str, language: Language, near: str | None = None) -> Text:
    """Say that there is no such command, and which one may have been meant."""
    first = fill(language.gettext("There is no command {command} here, so nothing was done."), command=command)
    meant = fill(language.gettext("Did you mean {command}?"), command=f"/{near}") if near is not None else None
    return join("\n", [first, *([meant] if meant is not None else []), _instead(language)])


def cancelled(language: Language) -> Text:
    """Say that what somebody was in the middle of has ended."""
    first = language.gettext("This has been cancelled, and nothing was changed.")
    return join("\n", [first, _instead(language)])


def nothing_to_cancel(language: Language) -> Text:
    """Say that there is nothing to cancel."""
    first = language.gettext("There is nothing to cancel: you are in the middle of nothing.")
    return join("\n", [first, _instead(language)])


def not_words(language: Language) -> Text:
    """Say that only words are understood."""
    first = language.gettext("This assistant understands written words only and can do nothing with what you sent.")
    return join("\n", [first, _instead(language)])


def words_only(language: Language) -> Text:
    """Say, before the answer to a caption, that the rest of the message was not looked at."""
    return text(language.gettext("This assistant has read the words below your attachment, not the attachment."))


def not_answered(language: Language) -> Text:
    """Apologise for a message on which the service failed."""
    lines = [
        language.first_gettext("Sorry, something is wrong here, and your last message was not answered."),
        language.first_gettext("It was set aside, and those who run this assistant are told."),
        language.first_gettext("You can go on writing, and ask again in other words."),
    ]
    return join("\n", lines)


def in_private(language: Language) -> str:
    """Return the label of the link that takes a question from a group to a private chat."""
    return language.pgettext("button", "Go on in private")


def set_aside(language: Language, count: int, detail: str) -> Text:
    """Tell coordinators of updates that could not be handled."""
    first = language.ngettext(
        "{n} message could not be handled and was set aside; the latest: {detail}.",
        "{n} messages could not be handled and were set aside; the latest: {detail}.",
        count,
    )
    lines: list[Text | str] = [
        fill(first, n=count, detail=detail),
        language.gettext("Whoever wrote in private was asked to try again."),
        language.gettext("The log says more. You hear of this at most once an hour."),
    ]
    return join("\n", lines)


def right_missing(language: Language, count: int, detail: str) -> Text:
    """Tell coordinators that Telegram does not let the bot do something."""
    first = language.ngettext(
        "Telegram does not allow the bot {n} thing in a group; the latest: {detail}.",
        "Telegram does not allow the bot {n} things in a group; the latest: {detail}.",
        count,
    )
    lines: list[Text | str] = [
        fill(first, n=count, detail=detail),
        language.gettext("What was to be said there waits until the bot has the right."),
        language.gettext("Please make the bot an administrator of that group with this right."),
    ]
    return join("\n", lines)


def token_refused(language: Language, count: int, detail: str) -> Text:  # noqa: ARG001  alarms are all told alike
    """Tell coordinators, when Telegram listens again, that it had refused the token for a while."""
    lines = [
        language.gettext("Telegram refused the bot's token for a while, and nothing could be sent."),
        language.gettext("What was to be said meanwhile is said now, unless it came too late."),
        language.gettext("If nobody changed the token on purpose, please have it renewed."),
    ]
    return join("\n", lines)


def database_away(language: Language, count: int, detail: str) -> Text:  # noqa: ARG001  alarms are all told alike
    """Tell coordinators, when it works again, that the database did not; the detail is seconds and a `Reason`."""
    seconds, _, reason = detail.partition(" ")
    minutes = max(1, round(int(seconds) / 60))
    first = language.ngettext(
        "The database did not work for {n} minute, and nobody was answered.",
        "The database did not work for {n} minutes, and nobody was answered.",
        minutes,
    )
    lines: list[Text | str] = [
        fill(first, n=minutes),
        language.gettext("What people wrote meanwhile is answered now; nothing that had arrived is lost."),
        fill(language.gettext("Please tell whoever runs the bot. The log says: {reason}."), reason=Reason[reason]),
    ]
    return join("\n", lines)


def uncertain(language: Language, count: int, detail: str) -> Text:
    """Tell coordinators of messages that may not have arrived."""
    first = language.ngettext(
        "Of {n} message nobody knows whether it arrived; the latest: {detail}.",
        "Of {n} messages nobody knows whether they arrived; the latest: {detail}.",
        count,
    )
    second = language.gettext("Each is said again when its reader next writes.")
    return fill(first, n=count, detail=detail) + f"\n{second}"


def run_stopped(language: Language, count: int, detail: str) -> Text:
    """Tell coordinators that a message to many people was stopped."""
    first = language.ngettext(
        "{n} message to many people was stopped: Telegram refused it five times for the same reason.",
        "{n} messages to many people were stopped: Telegram refused each five times for the same reason.",
        count,
    )
    second = language.gettext("The latest: {detail}")
    third = language.gettext("Who had not got it yet does not get it. Please mend what is wrong, and send it anew.")
    return join("\n", [fill(first, n=count), fill(second, detail=detail), third])


def _instead(language: Language) -> Text:
    return text(language.gettext("Type a question in your own words, or /help to see what else you can type."))
