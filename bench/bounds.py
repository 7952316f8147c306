"""The table of docs/bounds.md, filled with what was measured: the one place where its figures come from."""

from typing import Any

from bench.goals import DATABASES
from bench.tables import look, number, table

BEGIN, END = "<!-- measured: begin -->\n", "<!-- measured: end -->"
ON_EACH = {
    "disk: one commit, half of the time / 99 of 100, ms": ("flood/commit_ms/p50", "flood/commit_ms/p99"),
    "taking a message in at 500 a second, the same, ms": ("flood/ack_ms/p50", "flood/ack_ms/p99"),
    "processor for a message, taken in and handled, ms": ("flood/cpu_ms_an_update",),
    "the loop is late, 99 of 100, ms": ("flood/lag_ms/p99",),
    "memory at rest / after the flood, MB": ("flood/rest_mb", "flood/after_mb"),
    "start to first message handled, s": ("backlog/first_handled_s",),
    "updates that waited at a start / all handled after, s": ("backlog/waiting", "backlog/all_after_ready_s"),
}
"""What is measured on each database, with where it stands."""
ROWS = (100, 10_000, 1_000_000)
SIZES = (1_000, 10_000, 100_000)


def filled(text: str, figures: dict[str, Any]) -> str:
    """Return the page with its table written anew."""
    before, _, rest = text.partition(BEGIN)
    _, _, after = rest.partition(END)
    written = "\n".join(_table(figures["parts"]))
    return f"{before}{BEGIN}\n{written}\n{END}{after}"


def _table(parts: dict[str, Any]) -> list[str]:
    floods, growing = "floods/figures", "growing/figures"
    rows = [
        [words, *(_figures(parts, [f"{floods}/{kind}/{way}" for way in ways]) for kind in DATABASES)]
        for words, ways in ON_EACH.items()
    ]
    rows += [
        [f"processor for an answer, {size:,} rows in each table, ms"]
        + [_figures(parts, [f"{growing}/{kind}/{size}/processor_ms"]) for kind in DATABASES]
        for size in ROWS
    ]
    rows.append(["so one core answers, a second", *(_a_second(parts, kind) for kind in DATABASES)])
    beside = "beside/figures/bots/helpdesk, SQLite/at_once"
    rows.append(["answers a second, all asked at once", _figures(parts, [f"{beside}/answered_per_s"]), ""])
    rows.append(["reminders a second", _figures(parts, ["reminders/figures/helpdesk/reminders_per_s"]), ""])
    rows += [
        [f"finding an answer among {size:,} wordings, ms", number(_found_among(parts, size)), ""] for size in SIZES
    ]
    return [*table(["", *DATABASES.values()], rows), *_when(parts)]


def _figures(parts: dict[str, Any], ways: list[str]) -> str:
    return " / ".join(number(look(parts, way)) for way in ways)


def _a_second(parts: dict[str, Any], kind: str) -> str:
    milliseconds = look(parts, f"growing/figures/{kind}/{ROWS[0]}/processor_ms")
    return number(1000 / milliseconds if milliseconds else None)


def _found_among(parts: dict[str, Any], size: int) -> float | None:
    """Return the milliseconds in which half of the answers are found among so many wordings."""
    results = look(parts, "matching/figures/results") or []
    times = [each["p50_ms"] for each in results if each["matcher"] == "ours" and each["set"].startswith(f"{size} ")]
    return times[0] if times else None


def _when(parts: dict[str, Any]) -> list[str]:
    """Tell when this was measured, how much else the machine had to do, and what was tried at length."""
    moments = sorted(part["at"] for part in parts.values())
    others = max(part["others_percent"] for part in parts.values())
    at_length = [name for name, part in parts.items() if part["long"]]
    told = [f"Measured from {moments[0]} to {moments[-1]}", f"other work took at most {others:.0f} % of the machine"]
    told += [f"at length: {', '.join(at_length)}"] if at_length else []
    return [f"{'; '.join(told)}.\n"]
