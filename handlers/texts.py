"""What is said about the conversation itself, rather than about an entry, a request or an event."""

from core.language import Language
from core.text import Text, fill, join, text


def greeting(language: Language) -> Text:
    """Say how to ask, after the notice."""
    return text(
        language.gettext("Type your question in your own words, as you would ask a colleague. /help shows the rest.")
    )


def with_notice(notice: Text, answer: Text) -> Text:
    """Return the first answer somebody gets, in one message with the notice."""
    return join("\n\n", [answer, notice])


def unknown_command(command: str, language: Language) -> Text:
    """Say that there is no such command."""
    first = fill(language.gettext("There is no command {command} here, so nothing was done."), command=command)
    return join("\n", [first, _instead(language)])


def not_words(language: Language) -> Text:
    """Say that only words are understood."""
    first = language.gettext("This assistant understands written words only; it has not kept what you sent.")
    return join("\n", [first, _instead(language)])


def words_only(language: Language) -> Text:
    """Say, before the answer to a caption, that the rest of the message was not looked at."""
    return text(language.gettext("This assistant has read the words below your attachment, not the attachment."))


def not_answered(language: Language) -> Text:
    """Apologise for a message on which the service failed."""
    lines = [
        language.gettext("Sorry, something is wrong here, and your last message was not answered."),
        language.gettext("It was set aside, and those who run this assistant are told."),
        language.gettext("You can go on writing, and ask again in other words."),
    ]
    return join("\n", lines)


def in_private(language: Language) -> str:
    """Return the label of the link that takes a question from a group to a private chat."""
    return language.pgettext("button", "Go on in private")


def _instead(language: Language) -> Text:
    return text(language.gettext("Type a question in your own words, or /help to see what else you can type."))
