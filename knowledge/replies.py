"""What is said after an answer: thanks, what was not right, what comes next."""

from collections.abc import Sequence
from datetime import date

from core.language import Language
from core.text import Text, fill, join, link, text
from knowledge.profile import KindOfHelp
from people.texts import human
from people.times import said_day


def glad(language: Language) -> Text:
    """Thank for saying that an answer helped."""
    lines = [
        language.gettext("Good to know, thank you."),
        language.gettext("Type your next question whenever you like."),
    ]
    return join("\n", lines)


def what_was_not_right(language: Language) -> Text:
    """Ask for the one reason why an answer is not quite right."""
    return text(language.gettext("Thank you for saying so. What was not right with this answer?"))


def reason_noted(language: Language) -> Text:
    """Say who sees the reason, and ask what to do next."""
    lines = [
        language.gettext("Thank you. The editors will see your question and the reason, without your name."),
        language.gettext("How do you want to go on?"),
    ]
    return join("\n", lines)


def in_other_words(language: Language) -> Text:
    """Ask for the question once more."""
    lines = [
        language.gettext("Type your question again in other words."),
        language.gettext("Short sentences with one question each are found best."),
    ]
    return join("\n", lines)


def will_be_told(language: Language, until: date) -> Text:
    """Say that a message will come when there is an answer, and until when this is kept."""
    second = language.gettext("This wish is kept until {day}; after that, or when you have been told, it is deleted.")
    lines = [
        text(language.gettext("You will get a message here when there is an answer to your question.")),
        fill(second, day=said_day(until, language)),
    ]
    return join("\n", lines)


def told_already_noted(language: Language) -> Text:
    """Say that this wish is known."""
    return text(language.gettext("This is noted already: you will get a message here when there is an answer."))


def off_the_list(language: Language) -> Text:
    """Say that a question does not wait for an answer any more."""
    lines = [
        language.gettext("This question is not waiting for an answer any more."),
        language.gettext("Please ask it again to see what fits it today."),
    ]
    return join("\n", lines)


def for_the_edited(language: Language) -> Text:
    """Say, before an answer, that it is for a question that was edited."""
    return text(language.gettext("You have edited your question. This is the answer to the new words:"))


def as_you_wrote(language: Language) -> Text:
    """Say, after an answer in another language than before, why it is in it, and how one is chosen."""
    return text(language.gettext("This is in the language that you wrote in. To choose one for everything: /settings"))


def no_expert_here(language: Language, contact: str, help_: Sequence[KindOfHelp], *, noted: bool) -> Text:
    """Say honestly that no expert is reached from here, what happens to the question, and where people can be."""
    seen = language.gettext("The editors will see your question, without your name. They do not reply to it here.")
    forms = [link(language.said(each.title), each.form) for each in help_ if each.form]
    lines: list[Text | str] = [
        language.gettext("This assistant cannot pass a question on to an expert yet."),
        *([seen] if noted else []),
        *([fill(language.gettext("Official forms: {forms}"), forms=join(" · ", forms))] if forms else []),
        human(language, contact),
    ]
    return join("\n", lines)


def dead_link(language: Language) -> Text:
    """Say that the link which led here leads to nothing."""
    lines = [
        language.gettext("The link that brought you here is broken, or what it led to is gone."),
        language.gettext("Type your question in your own words, or browse the topics."),
    ]
    return join("\n", lines)
