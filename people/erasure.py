"""Takes a person out of the whole database, and says what was removed."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Table, delete, func, select, update
from sqlalchemy.orm import Session

from core.clock import Clock
from core.tables import Effect
from delivery import erasing
from people.belonging import Belonging, Link
from people.mentions import forget_mentions
from people.models import Member


@dataclass(frozen=True, slots=True)
class Erased:
    """What an erasure did: how many rows of which table went, and from how many others the person was taken out."""

    removed: dict[str, int]
    loosened: dict[str, int]

    @property
    def anything(self) -> bool:
        """Whether there was anything of this person."""
        return bool(self.removed or self.loosened)


@dataclass(frozen=True, slots=True)
class Erasure:
    """Erases people, in the transaction of the session."""

    session: Session
    clock: Clock

    def found(self, member: int) -> Erased:
        """Return what an erasure would do now."""
        belonging = Belonging()
        loosened = (self._counted(belonging, member, effect) for effect in (Effect.EMPTIED, Effect.LOOSENED))
        return Erased(self._counted(belonging, member, Effect.GOES), next(loosened) | next(loosened))

    def erase(self, member: int, *, waiting: bool = False) -> None:
        """Remove everything that concerns this person; with `waiting`, also what they sent and nobody has handled.

        What was counted stays, and nothing leads from it to them. Done again, it removes what has come since.
        """
        words = self._words(member)
        self._remove(Belonging(), member)
        erasing.forget_arrived(self.session, member, waiting=waiting)
        erasing.forget_words(self.session, words)
        forget_mentions(self.session, member)
        self.session.expire_all()

    def forget_farewells(self) -> int:
        """Remove the last messages to those who were erased, once they were said; returns how many."""
        said = erasing.farewells_said(self.session)
        for farewell in said:
            back = farewell.lane is not None and self.session.get(Member, farewell.lane) is not None
            erasing.forget_farewell(self.session, farewell, came_back=back)
            if not back:  # what others did meanwhile may name them
                erasing.forget_words(self.session, [str(farewell.lane)])
        return len(said)

    def first_seen(self, member: int) -> datetime | None:
        """Return when somebody was first met; None for who is not known."""
        return self.session.scalar(select(Member.first_seen_at).where(Member.id == member))

    def people(self) -> set[int]:
        """Return everybody whose number stands in a column of its own, met or not."""
        found: set[int] = set()
        for link in Belonging().links:
            if link.holds_id and link.written == "{id}":
                column = link.table.c[link.column]
                found.update(self.session.scalars(select(column).where(column > 0).distinct()))
        return found

    def _words(self, member: int) -> list[str]:
        """Return what a person is known by: the number, the name, the username."""
        known = self.session.get(Member, member)
        names = [known.name, known.username] if known is not None else []
        return [str(member), *(name for name in names if name)]

    def _counted(self, belonging: Belonging, member: int, effect: Effect) -> dict[str, int]:
        counted = {}
        for table in belonging.tables(effect):
            rows = select(func.count()).select_from(table).where(belonging.rows(table.name, member, effect))
            counted[table.name] = self.session.scalar(rows) or 0
        return {name: count for name, count in counted.items() if count}

    def _remove(self, belonging: Belonging, member: int) -> None:
        going = [link for link in belonging.links if link.effect is Effect.GOES]
        # What is found through other rows goes before them; of the rest, what refers goes before what it refers to.
        for table in _unique([link.table for link in going if link.through] + [link.table for link in going][::-1]):
            self.session.execute(delete(table).where(belonging.rows(table.name, member)))
        for link in belonging.links:
            if link.effect is Effect.EMPTIED:
                self._empty(belonging, link, member)

    def _empty(self, belonging: Belonging, link: Link, member: int) -> None:
        condition, column = belonging.condition(link, member), link.table.c[link.column]
        # Where somebody must stand, the row's own number below nought does: it is nobody's, and no two are the same.
        nobody = None if column.nullable else -next(iter(link.table.primary_key.columns))
        self.session.execute(update(link.table).where(condition).values({link.column: nobody}))


def _unique(tables: Sequence[Table]) -> list[Table]:
    return list(dict.fromkeys(tables))
