"""The survey after an event: three questions, one tap each, and what coordinators read of the answers."""

from collections.abc import Mapping
from datetime import datetime

from core.language import Language
from core.saying import Saying
from core.text import Text, bold, fill, join, text
from events import buttons
from events.models import Event
from events.surveys import taken_until
from people.hiding import FEWEST, told
from people.times import said_day

QUESTIONS = {"useful": 4, "organised": 4, "recommend": 3}
"""Each question, and how many answers it has; answers are numbered from 0, the best one first."""


def asks(event: Event, answers: str, language: Language) -> Saying:
    """Ask the next question; `answers` has a digit for each one that was answered before."""
    question = [*QUESTIONS][len(answers)]
    parts = [bold(_question(question, language))]
    if not answers:
        first = fill(language.gettext("“{title}” is over. Three short questions:"), title=event.title)
        parts = [first, *parts, text(language.gettext("Your answers are kept without your name."))]
    labels = [_answer(question, number, language) for number in range(QUESTIONS[question])]
    below = [buttons.survey(label, event.id, f"{answers}{number}") for number, label in enumerate(labels)]
    rows = (tuple(below[:2]), tuple(below[2:])) if len(below) > 3 else (tuple(below),)
    return Saying(join("\n\n", parts), rows)


def read_answers(written: str) -> dict[str, str] | None:
    """Return the answers by question, as far as there are any; None for what no button of ours sends."""
    if not 1 <= len(written) <= len(QUESTIONS):
        return None
    pairs = dict(zip(QUESTIONS, written, strict=False))
    known = all(answer in "0123456789"[: QUESTIONS[question]] for question, answer in pairs.items())
    return pairs if known else None


def thanks(language: Language) -> Text:
    """Thank for the last answer."""
    lines = [language.gettext("Thank you for your answers."), language.gettext("They help to plan the next events.")]
    return join("\n", lines)


def closed(event: Event, language: Language) -> Text:
    """Say that no answer is taken any more."""
    lines = [
        language.gettext("The questions about “{title}” are closed: answers were taken until {day}."),
        language.gettext("Thank you all the same. Nothing was kept."),
    ]
    return join("\n", [fill(lines[0], title=event.title, day=_last_day(event, language)), lines[1]])


def so_far(event: Event, counted: Mapping[str, Mapping[str, int]], now: datetime, language: Language) -> Text:
    """Return the results, or from which day on they are shown."""
    until = taken_until(event)
    if until is not None and now < until:
        line = language.gettext("Survey: answers are taken until {day}. After that the results stand here.")
        return fill(line, day=_last_day(event, language))
    return results(counted, language)


def results(counted: Mapping[str, Mapping[str, int]], language: Language) -> Text:
    """Return how often each answer was given, as far as `people.hiding` lets it be told."""
    total = sum(counted.get("useful", {}).values())
    if total < FEWEST:
        line = language.gettext("Survey: fewer than {n} people have answered, so nothing is shown.")
        return fill(line, n=FEWEST)
    first = fill(language.ngettext("Survey: {n} person answered.", "Survey: {n} people answered.", total), n=total)
    return join("\n", [first, *(_result(question, counted.get(question, {}), language) for question in QUESTIONS)])


def _result(question: str, counts: Mapping[str, int], language: Language) -> Text:
    figure = told({str(number): counts.get(str(number), 0) for number in range(QUESTIONS[question])})
    if figure.total is None:  # how many answered is known: with any of these counts it would tell too much
        return join("\n", [_question(question, language), language.gettext("not shown")])
    line, few = language.gettext("{answer}: {count}"), language.pgettext("instead of a small number", "few")
    cells = [
        fill(line, answer=_answer(question, int(number), language), count=few if count is None else count)
        for number, count in figure.rows.items()
    ]
    return join("\n", [_question(question, language), join(" · ", cells)])


def _last_day(event: Event, language: Language) -> str:
    until = taken_until(event)
    return said_day(until.astimezone(event.zone).date(), language) if until is not None else ""


def _question(question: str, language: Language) -> str:
    return {
        "useful": language.gettext("How useful was it for your work?"),
        "organised": language.gettext("How well was it organised?"),
        "recommend": language.gettext("Would you recommend it to a colleague?"),
    }[question]


def _answer(question: str, number: int, language: Language) -> str:
    return {
        "useful": (
            language.pgettext("button", "Very useful"),
            language.pgettext("button", "Useful"),
            language.pgettext("button", "A little useful"),
            language.pgettext("button", "Not useful"),
        ),
        "organised": (
            language.pgettext("button", "Very well"),
            language.pgettext("button", "Well"),
            language.pgettext("button", "Not so well"),
            language.pgettext("button", "Badly"),
        ),
        "recommend": (
            language.pgettext("button", "Yes"),
            language.pgettext("button", "Perhaps"),
            language.pgettext("button", "No"),
        ),
    }[question][number]
