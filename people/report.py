"""A report for a period: figures with their definitions, in which no small count can be read."""

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from core.language import Language
from people.hiding import Told
from people.periods import Period
from people.tally import Figure

Name = Callable[[str, str], str]
"""Returns how a label of a kind, such as a language's code, is called."""


@dataclass(frozen=True, slots=True)
class Row:
    """A label and how often it occurred, or at least occurred if it is rounded; None where that is not shown."""

    label: str
    count: int | None
    rounded: bool = False


@dataclass(frozen=True, slots=True)
class Section:
    """A figure: what it means, its rows, and their sum; None where that is not shown."""

    id: str
    title: str
    definition: str
    rows: tuple[Row, ...]
    total: int | None
    rounded: bool = False


@dataclass(frozen=True, slots=True)
class Report:
    """What is told of a period; the cautions say what to know first, such as that the period is not over."""

    service: str
    period: Period
    made_on: dt.date
    headlines: tuple[str, ...]
    sections: tuple[Section, ...]
    cautions: tuple[str, ...] = ()


def section(figure: Figure, told: Told, language: Language, name: Name, *, rounded: bool = False) -> Section:
    """Return a figure as it may be shown, the most frequent label first, or in the figure's own order."""
    shown, order = told.rows, _in_order(figure, told.rows)
    rows = tuple(Row(_called(figure, label, language, name), shown[label], rounded) for label in order)
    title, definition = language.gettext(figure.title), language.gettext(figure.definition)
    return Section(figure.id, title, definition, rows, told.total, rounded)


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
