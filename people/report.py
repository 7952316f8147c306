"""A report for a period: figures with their definitions, in which no small count can be read."""

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from core.language import Language
from people.periods import Period
from people.tally import Figure

FEWEST = 5
"""A count below this is not shown: a few people may know each other."""

Name = Callable[[str, str], str]
"""Returns how a label of a kind, such as a language's code, is called."""


@dataclass(frozen=True, slots=True)
class Row:
    """A label and how often it occurred; None where that is not shown."""

    label: str
    count: int | None


@dataclass(frozen=True, slots=True)
class Section:
    """A figure: what it means, its rows, and their sum; None where that is not shown."""

    id: str
    title: str
    definition: str
    rows: tuple[Row, ...]
    total: int | None


@dataclass(frozen=True, slots=True)
class Report:
    """What is told of a period."""

    service: str
    period: Period
    made_on: dt.date
    headlines: tuple[str, ...]
    sections: tuple[Section, ...]


def section(figure: Figure, counts: Mapping[str, int], language: Language, name: Name) -> Section:
    """Return a figure as it may be shown, the most frequent label first, or in the figure's own order."""
    shown = hide_small(counts)
    order = _in_order(figure, shown)
    rows = tuple(Row(_called(figure, label, language, name), shown[label]) for label in order)
    total = sum(counts.values())
    hidden_total = None if 0 < total < FEWEST else total
    return Section(figure.id, language.gettext(figure.title), language.gettext(figure.definition), rows, hidden_total)


def hide_small(counts: Mapping[str, int]) -> dict[str, int | None]:
    """Hide the counts from one to four, and as many larger ones, the smallest first, that the sum does not tell them.

    The sum tells what is hidden if that is one count alone, or little in all; so at least ten are hidden together.
    """
    hidden = {label: count for label, count in counts.items() if 0 < count < FEWEST}
    others = sorted(((count, label) for label, count in counts.items() if count >= FEWEST), reverse=True)
    while hidden and others and sum(hidden.values()) < 2 * FEWEST:
        count, label = others.pop()
        hidden[label] = count
    return {label: None if label in hidden else count for label, count in counts.items()}


def share(counts: Mapping[str, int], labels: Sequence[str]) -> int | None:
    """Return in whole percent how much of all these labels are; None where a small count would show."""
    total, part = sum(counts.values()), sum(counts.get(label, 0) for label in labels)
    if min(part, total - part) < FEWEST:
        return None
    return round(100 * part / total)


def _in_order(figure: Figure, shown: Mapping[str, int | None]) -> list[str]:
    """Return the labels, without telling by their order what is hidden."""
    if figure.kind:
        return sorted(shown, key=lambda label: (-(shown[label] or 0), label))
    known = [label for label in figure.labels if label in shown]
    return [*known, *sorted(shown.keys() - figure.labels.keys())]


def _called(figure: Figure, label: str, language: Language, name: Name) -> str:
    if label in figure.labels:
        return language.gettext(figure.labels[label])
    return name(figure.kind, label) if figure.kind else label
