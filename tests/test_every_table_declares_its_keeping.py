"""A data protection officer can ask of every table why it is kept, how long, and who sees it."""

import ast
from collections.abc import Iterator
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path

import pytest
from sqlalchemy import MetaData
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

from core.tables import Base, Keeping

ROOT = Path(__file__).parent.parent
SENTENCES = ("purpose", "until", "seen_by")
PARTS = ("delivery", "people", "knowledge", "tickets", "events")


def all_models() -> type[Base]:
    for part in PARTS:
        if find_spec(f"{part}.models"):
            import_module(f"{part}.models")
    return Base


def lacking(base: type[DeclarativeBase]) -> Iterator[str]:
    """The tables that say nothing, or not enough, of how they are kept."""
    keepings = {mapper.local_table: getattr(mapper.class_, "keeping", None) for mapper in base.registry.mappers}
    return (table.name for table in base.metadata.sorted_tables if not says_enough(keepings.get(table)))


def says_enough(keeping: object) -> bool:
    if not isinstance(keeping, Keeping):
        return False
    return all((keeping.purpose, keeping.until, keeping.seen_by)) and (keeping.days is None or keeping.days > 0)


def test_every_table_declares_why_it_is_kept_how_long_and_who_sees_it() -> None:
    base = all_models()

    assert not list(lacking(base))
    assert {"member", "role"} <= set(base.metadata.tables)


def test_every_part_with_tables_is_looked_at() -> None:
    all_models()
    modules = {mapper.class_.__module__ for mapper in Base.registry.mappers}

    assert {module.partition(".")[0] for module in modules if not module.startswith("tests.")} <= set(PARTS)


def test_a_table_without_its_keeping_is_found() -> None:
    class Other(DeclarativeBase):
        metadata = MetaData()

    class Unsaid(Other):
        __tablename__ = "unsaid"
        id: Mapped[int] = mapped_column(primary_key=True)

    assert list(lacking(Other)) == ["unsaid"]


@pytest.mark.parametrize(
    "keeping", [Keeping("", 1, "then", "nobody"), Keeping("why", 1, "", "nobody"), Keeping("why", 0, "then", "nobody")]
)
def test_a_keeping_that_leaves_something_open_is_not_enough(keeping: Keeping) -> None:
    assert not says_enough(keeping)


def test_what_members_are_told_of_a_table_is_marked_for_translation() -> None:
    parts = [part for part in PARTS if (ROOT / part).is_dir()]
    unmarked = [place for part in parts for file in (ROOT / part).glob("*.py") for place in unsaid(file)]

    assert unmarked == []


def unsaid(file: Path) -> Iterator[str]:
    """The keepings of a file that are about people and hold a sentence that `say` does not mark."""
    for node in ast.walk(ast.parse(file.read_text())):
        if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "Keeping":
            given = {each.arg: each.value for each in node.keywords}
            if "personal" not in given and any(isinstance(given.get(name), ast.Constant) for name in SENTENCES):
                yield f"{file.name}:{node.lineno}"
