"""The survey after an event: three questions, one tap each, and what coordinators read of the answers."""

from collections.abc import Mapping, Sequence

from core.language import Language
from core.saying import Saying
from core.text import Text, bold, fill, join, text
from events import buttons
from events.models import Event

QUESTIONS = {"useful": 4, "organised": 4, "recommend": 3}
"""Each question, and how many answers it has; answers are numbered from 0, the best one first."""
FEWEST = 5
"""Of fewer answers no count is shown: one could guess whose they are."""


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


def results(counted: Mapping[str, Mapping[str, int]], language: Language) -> Text:
    """Return how often each answer was given; a count below `FEWEST` is not shown."""
    total = sum(counted.get("useful", {}).values())
    if total < FEWEST:
        line = language.gettext("Survey: fewer than {n} people have answered so far, so nothing is shown.")
        return fill(line, n=FEWEST)
    first = fill(language.ngettext("Survey: {n} person answered.", "Survey: {n} people answered.", total), n=total)
    return join("\n", [first, *(_result(question, counted.get(question, {}), language) for question in QUESTIONS)])


def _result(question: str, counts: Mapping[str, int], language: Language) -> Text:
    line = language.gettext("{answer}: {count}")
    numbers = [counts.get(str(number), 0) for number in range(QUESTIONS[question])]
    under, hidden = language.pgettext("instead of a small number", "few"), hidden_of(numbers)
    cells = [
        fill(line, answer=_answer(question, place, language), count=under if place in hidden else count)
        for place, count in enumerate(numbers)
    ]
    return join("\n", [_question(question, language), join(" · ", cells)])


def hidden_of(counts: Sequence[int]) -> set[int]:
    """Return the places of counts that are not shown: small ones, and one more where the sum would tell one alone."""
    hidden = {place for place, count in enumerate(counts) if 0 < count < FEWEST}
    others = [(count, place) for place, count in enumerate(counts) if count >= FEWEST]
    return hidden | {min(others)[1]} if len(hidden) == 1 and others else hidden


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
