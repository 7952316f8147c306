"""Tables in Markdown, and looking a figure up by its way through the JSON."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

Row = Sequence[object]
NOTHING = "–"


def table(head: Row, rows: Iterable[Row]) -> Iterator[str]:
    """Return a table, and an empty line after it."""
    yield f"| {' | '.join(map(str, head))} |"
    yield f"|{'---|' * len(head)}"
    for row in rows:
        yield f"| {' | '.join(map(str, row))} |"
    yield ""


def look(figures: Any, way: str) -> Any:
    """Return what stands at the end of a way such as `floods/figures/sqlite`; `None` where it was not measured."""
    for step in way.split("/"):
        figures = figures.get(step) if isinstance(figures, dict) else None
    return figures


def number(value: float | None) -> str:
    """Return a figure with as many digits as it is worth."""
    if value is None:
        return NOTHING
    if value == int(value) or abs(value) >= 100:
        return f"{value:,.0f}"
    return f"{value:.1f}" if abs(value) >= 10 else f"{value:.2f}"


def share(value: float | None) -> str:
    """Return a share from 0 to 1 in percent."""
    return NOTHING if value is None else f"{100 * value:.1f}"
