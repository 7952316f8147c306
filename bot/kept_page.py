"""The page that lists what is kept, why, how long and who sees it: made from what the tables themselves declare.

`python -m bot.kept_page` prints it; a test holds it against `docs/what-is-kept.md`.
"""

from collections.abc import Iterator, Sequence

import typer

from core.language import Language
from core.tables import Base, Effect, Keeping
from migrations.schema import METADATA
from people.belonging import Belonging
from people.erased import BACKUPS_KEPT, KEPT
from people.privacy import how_long

FIRST = """\
# What is kept

<!-- Made by `python -m bot.kept_page > docs/what-is-kept.md`; do not edit it by hand. -->

For the data protection officer and the record of processing activities. Every table of the database is listed here.
The periods are enforced every hour; members see those that concern them with `/privacy`, and can have a copy of their
data or erase them there.
"""
OPERATORS = "those who run the service"
BESIDE = (
    (
        "`backups/` in the data folder",
        "to go back to, if an update or a restore goes wrong",
        f"{BACKUPS_KEPT.days} days",
    ),
    (
        "`erasures.txt` and `erasures.key` in the data folder",
        "to erase again who was erased after a backup: keyed hashes, no names",
        f"{KEPT.days} days",
    ),
    ("the log", "to see what goes wrong; no names, no words and no numbers of people", "as the operator sets it"),
)
LAST = f"""\
Backups that the operator makes with `helpdesk backup` must not be kept longer than {BACKUPS_KEPT.days} days: that is
what people are told who erase their data. What people write is also kept by Telegram, under its own terms.
"""


def page() -> str:
    """Return the page as Markdown."""
    keepings = {each.class_.__tablename__: each.class_.keeping for each in Base.registry.mappers}
    keepings = {name: keepings[name] for name in METADATA.tables}
    personal = sorted(name for name, keeping in keepings.items() if keeping.personal)
    others = sorted(name for name, keeping in keepings.items() if not keeping.personal)
    parts = [
        FIRST,
        "## What concerns a person\n\n" + _table(personal, keepings),
        "## What concerns nobody in particular\n\n" + _table(others, keepings),
        "## Beside the database\n\n" + _beside(),
        LAST,
    ]
    return "\n".join(parts)


def _table(names: list[str], keepings: dict[str, Keeping]) -> str:
    rows = [(f"`{name}`", *_cells(name, keepings[name])) for name in names]
    return _lines(("table", "why", "how long", "who sees it", "when a person is erased"), rows)


def _beside() -> str:
    return _lines(("what", "why", "how long", "who sees it"), [(*row, OPERATORS) for row in BESIDE])


def _lines(titles: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    written = [titles, ["---"] * len(titles), *rows]
    return "".join(f"| {' | '.join(row)} |\n" for row in written)


def _cells(name: str, keeping: Keeping) -> Iterator[str]:
    yield keeping.purpose
    yield how_long(keeping, Language("en"))
    yield keeping.seen_by
    yield _erasure(name)


def _erasure(name: str) -> str:
    effects = {link.effect for link in Belonging().of(name)}
    words = {
        Effect.GOES: "their rows go",
        Effect.EMPTIED: "rows of others that name them lose the name",
        Effect.LOOSENED: "nothing in it leads to them any more",
    }
    return "; ".join(words[effect] for effect in Effect if effect in effects) or "–"


if __name__ == "__main__":
    typer.echo(page(), nl=False)
