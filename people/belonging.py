"""How the rows of every table belong to a person: by foreign keys to `member`, and by what a table declares beside."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from sqlalchemy import ColumnElement, ForeignKeyConstraint, MetaData, Table, false, or_, select, tuple_
from sqlalchemy.orm import DeclarativeBase

from core.tables import Base, Belongs, Effect

MEMBER = "member"


class Unclear(Exception):
    """A table does not say what becomes of its rows when a person is erased."""


@dataclass(frozen=True, slots=True)
class Link:
    """One way in which rows of a table concern a person."""

    table: Table
    column: str
    effect: Effect
    written: str = "{id}"
    through: str = ""
    parent: ForeignKeyConstraint | None = None
    """The rows belong to rows of another table, which belong to the person."""

    @property
    def holds_id(self) -> bool:
        """Whether a person's id stands in the column."""
        return not self.through and self.parent is None


class Belonging:
    """Finds a person's rows in all tables of a schema."""

    def __init__(self, base: type[DeclarativeBase] = Base) -> None:
        self._metadata: MetaData = base.metadata
        self._declared = {
            each.class_.__tablename__: tuple(getattr(each.class_, "belongs", ())) for each in base.registry.mappers
        }

    @cached_property
    def links(self) -> tuple[Link, ...]:
        """Every way in which anything belongs to a person; a table stands after those that it refers to.

        Raises `Unclear`.
        """
        found: list[Link] = []
        for table in self._metadata.sorted_tables:
            going = {link.table.name for link in found if link.effect is Effect.GOES}
            found += [*_by_key(table), *_declared(table, self._declared.get(table.name, ())), *_with(table, going)]
        return tuple(found)

    def of(self, table: str, effect: Effect | None = None) -> list[Link]:
        """Return the links of a table, all or those of one effect."""
        return [link for link in self.links if link.table.name == table and effect in (None, link.effect)]

    def tables(self, effect: Effect) -> list[Table]:
        """Return the tables with such links, each after those that it refers to."""
        return [table for table in self._metadata.sorted_tables if self.of(table.name, effect)]

    def rows(self, table: str, member: int, effect: Effect = Effect.GOES) -> ColumnElement[bool]:
        """Return the condition that a row of this table concerns this person so."""
        return or_(false(), *(self.condition(link, member) for link in self.of(table, effect)))

    def condition(self, link: Link, member: int) -> ColumnElement[bool]:
        """Return the condition that a row concerns this person by this link."""
        if link.parent is not None:
            return self._with_parent(link.parent, member)
        column = link.table.c[link.column]
        if link.through:
            table, _, named = link.through.partition(".")
            there = self._metadata.tables[table]
            return column.in_(select(there.c[named]).where(self.rows(table, member), there.c[named].is_not(None)))
        if link.written == "{id}":
            return column == member
        return column.like(link.written.format(id=member))

    def _with_parent(self, key: ForeignKeyConstraint, member: int) -> ColumnElement[bool]:
        own = [element.parent for element in key.elements]
        theirs = [element.column for element in key.elements]
        parents = select(*theirs).where(self.rows(key.referred_table.name, member))
        return own[0].in_(parents) if len(own) == 1 else tuple_(*own).in_(parents)


def _by_key(table: Table) -> Iterator[Link]:
    if table.name == MEMBER:
        yield Link(table, "id", Effect.GOES)
    for key in _keys(table):
        if key.referred_table.name != MEMBER:
            continue
        effect = {"CASCADE": Effect.GOES, "SET NULL": Effect.EMPTIED}.get(key.ondelete or "")
        if effect is None:
            raise Unclear(f"{table.name}.{key.column_keys[0]} refers to a person: what happens when they are erased?")
        yield Link(table, key.column_keys[0], effect)


def _declared(table: Table, declared: tuple[Belongs, ...]) -> Iterator[Link]:
    for each in declared:
        yield Link(table, each.column, each.effect, each.written, each.through)


def _with(table: Table, going: set[str]) -> Iterator[Link]:
    """Return the links of rows that go with a row of another table, which is not `member` itself."""
    for key in _keys(table):
        parent = key.referred_table.name
        if parent in going - {MEMBER, table.name} and key.ondelete == "CASCADE":
            yield Link(table, key.column_keys[0], Effect.GOES, parent=key)


def _keys(table: Table) -> list[ForeignKeyConstraint]:
    return sorted(table.foreign_key_constraints, key=lambda key: list(key.column_keys))
