"""Daily counts that name nobody: each day is counted once, and whoever is erased before that is counted first."""

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from sqlalchemy import Select, func, select
from sqlalchemy.dialects.postgresql import insert as postgres_insert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert
from sqlalchemy.orm import Session

from core.clock import Clock
from core.tables import Base
from people.ledger import Tally

FAR_BACK = 31  # days that a first count looks back on: what is counted is kept as long
RESTS = dt.timedelta(days=1)
"""How long a day rests before it is counted: what was asked in the evening may be solved in the morning."""
COUNTED = ""
"""The label that says of a day that it was counted, and every day before it."""


@dataclass(frozen=True, slots=True)
class Span:
    """From one moment to another, without the last; of one person alone, if one is named."""

    since: dt.datetime
    until: dt.datetime
    member: int | None = None


Counts = Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Figure:
    """Something that is counted by the day and by a label; its title, definition and labels are marked for translation.

    `count` returns how often each label occurred in a span; of what leads to nobody it returns nothing for a member.
    """

    id: str
    title: str
    definition: str
    count: Callable[[Session, Span], Counts]
    labels: Mapping[str, str] = field(default_factory=dict)
    kind: str = ""
    """What other labels are, such as `language` or `country`, so that their names are found."""


def counted(session: Session, statement: Select[str, int]) -> Counts:
    """Return what a statement of labels and counts finds."""
    return {str(label): count for label, count in session.execute(statement) if label and count}


@dataclass(frozen=True, slots=True)
class Tallies:
    """Counts days, in the transaction of the session, and returns what was counted."""

    session: Session
    clock: Clock
    figures: Sequence[Figure]

    def count_up(self) -> int:
        """Count every day that is over long enough and was not counted; returns how many, over all figures."""
        return sum(map(self._count_figure, self.figures))

    def count_person(self, member: int) -> None:
        """Count what somebody did on days that were not counted yet; after that they can be erased."""
        for figure in self.figures:
            for day in self._open_days(figure):
                self._add(figure, day, figure.count(self.session, _of(day, member)))

    def between(self, first: dt.date, last: dt.date) -> dict[str, dict[str, int]]:
        """Return for each figure how often each label occurred from one day to another, today's counts included."""
        return {figure.id: self._between(figure, first, last) for figure in self.figures}

    def _between(self, figure: Figure, first: dt.date, last: dt.date) -> dict[str, int]:
        found = {row[0]: row[1] for row in self.session.execute(_sums(figure.id, first, last))}
        for day in self._open_days(figure):
            if first <= day <= last:
                for label, count in figure.count(self.session, _of(day)).items():
                    found[label] = found.get(label, 0) + count
        return {label: int(count) for label, count in found.items() if count}

    def _count_figure(self, figure: Figure) -> int:
        rested = (self.clock.now() - RESTS).date()
        days = [day for day in self._open_days(figure) if day < rested]
        for day in days:
            self._add(figure, day, figure.count(self.session, _of(day)))
        if days:
            self._add(figure, days[-1], {COUNTED: 0})
        return len(days)

    def _open_days(self, figure: Figure) -> list[dt.date]:
        """Return the days up to today that were not counted yet."""
        today = self.clock.now().date()
        last = self.session.scalar(select(func.max(Tally.day)).where(Tally.figure == figure.id, Tally.label == COUNTED))
        first = last + dt.timedelta(days=1) if last is not None else today - dt.timedelta(days=FAR_BACK)
        return [first + dt.timedelta(days=day) for day in range((today - first).days + 1)]

    def _add(self, figure: Figure, day: dt.date, counts: Counts) -> None:
        insert = sqlite_insert if self.session.get_bind().dialect.name == "sqlite" else postgres_insert
        table = Base.metadata.tables["tally"]
        for label, count in counts.items():
            if not count and label != COUNTED:
                continue
            put = insert(table).values(day=day, figure=figure.id, label=label, count=count)
            more = {"count": table.c.count + put.excluded.count}
            keys = list(table.primary_key.columns)
            self.session.execute(put.on_conflict_do_update(index_elements=keys, set_=more))


def _of(day: dt.date, member: int | None = None) -> Span:
    midnight = dt.datetime.combine(day, dt.time(), dt.UTC)
    return Span(midnight, midnight + dt.timedelta(days=1), member)


def _sums(figure: str, first: dt.date, last: dt.date) -> Select[str, int]:
    within = Tally.day.between(first, last)
    named = select(Tally.label, func.sum(Tally.count)).where(Tally.figure == figure, within, Tally.label != COUNTED)
    return named.group_by(Tally.label)
