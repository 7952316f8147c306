"""What was promised, beside what was measured: met or not."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from bench.tables import NOTHING, look, number, table

MET, MISSED = "met", "**not\N{NO-BREAK SPACE}met**"
DATABASES = {"sqlite": "SQLite", "postgresql": "PostgreSQL"}


@dataclass(frozen=True, slots=True)
class Goal:
    """A promise in words, where its figure stands, and the bound that it is held to."""

    words: str
    way: str
    bound: float
    unit: str = ""
    least: bool = False  # the bound is the least, not the most

    def met(self, value: float) -> bool:
        """Tell whether the figure keeps the promise."""
        return value >= self.bound if self.least else value <= self.bound

    def told(self, value: float) -> str:
        """Return a figure with its unit, on one line."""
        return f"{number(value)}\N{NO-BREAK SPACE}{self.unit}".strip()

    def asked(self) -> str:
        """Return the bound in words."""
        if not self.bound:
            return "none"
        return f"{'at least' if self.least else 'at most'} {self.told(self.bound)}"


FLOOD, ABUSE, BACKLOG = (f"floods/figures/{{kind}}/{part}" for part in ("flood", "abuse", "backlog"))
ON_EACH = (
    Goal("Messages that were taken in and then lost, of 500 a second", f"{FLOOD}/lost", 0),
    Goal("Taking a message in, 99 of 100, at 500 a second", f"{FLOOD}/ack_ms/p99", 250, "ms"),
    Goal("The program is held up, 99 of 100 times", f"{FLOOD}/lag_ms/p99", 50, "ms"),
    Goal("Memory after the flood", f"{FLOOD}/after_mb", 300, "MB"),
    Goal(
        "Somebody writes 100 a second: others' answers, 95 of 100",
        f"{ABUSE}/others_beside_ms/p95",
        2000,
        "ms",
    ),
    Goal("Somebody writes 100 a second: others without an answer", f"{ABUSE}/unanswered", 0),
    Goal("From the start to the first message handled", f"{BACKLOG}/first_handled_s", 3, "s"),
    Goal("10,000 waiting messages are handled", f"{BACKLOG}/all_after_ready_s", 30, "s"),
)
"""From the goals of the floods in tests/campaigns/floods.py, on each database."""
REMINDERS = "reminders/figures/helpdesk"
ONCE = (
    Goal("Reminders a second", f"{REMINDERS}/reminders_per_s", 27, least=True),
    Goal("Reminders that Telegram refuses as too fast", f"{REMINDERS}/too_fast", 0),
    Goal("People who get a reminder twice", f"{REMINDERS}/twice", 0),
    Goal(
        "How much later an answer comes while reminders go out",
        f"{REMINDERS}/reply_later_s",
        0.25,
        "s",
    ),
    Goal("Messages lost when the program is killed", "beside/figures/bots/helpdesk, SQLite/killed/never_answered", 0),
)


def verdicts(parts: dict[str, Any]) -> Iterator[str]:
    """Return the table of all goals."""
    rows = [[goal.words, goal.asked(), *_cells(goal, parts, list(DATABASES))] for goal in ON_EACH]
    rows += [[goal.words, goal.asked(), *_cells(goal, parts, ["sqlite"]), NOTHING] for goal in ONCE]
    cells = [cell for _, _, *cells in rows for cell in cells if cell != NOTHING]
    kept = sum(MISSED not in cell for cell in cells)
    yield f"**Of {len(cells)} promises that were tried, {kept} were met**; those that were not are set in bold.\n"
    yield from table(["What is promised", "Goal", *DATABASES.values()], rows)
    yield "“99 of 100” leaves out the slowest one of a hundred. A message is “taken in” when it is safely on the disk"
    yield "and Telegram is told so; from then on it cannot be lost. SQLite keeps everything in one file; PostgreSQL is"
    yield "for more than one machine. “–”: not measured in this run, or the same on both.\n"
    waiting = look(parts, "floods/figures/sqlite/backlog/waiting")
    if waiting and waiting < 10_000:
        yield f"This was the short run: {waiting:,} messages waited instead of 10,000, and what they took is"
        yield "reckoned up to 10,000. `LONG=1` tries them all.\n"


def _cells(goal: Goal, parts: dict[str, Any], kinds: list[str]) -> list[str]:
    return [_cell(goal, _value(goal, parts, kind)) for kind in kinds]


def _value(goal: Goal, parts: dict[str, Any], kind: str) -> float | None:
    value: float | None = look(parts, goal.way.format(kind=kind))
    if value is not None and goal.way.endswith("all_after_ready_s"):
        value *= 10_000 / look(parts, f"{BACKLOG.format(kind=kind)}/waiting")
    if goal.way.endswith("never_answered") and not look(parts, goal.way.replace("never_answered", "acknowledged")):
        return None  # where nothing was taken in, nothing could be lost
    return value


def _cell(goal: Goal, value: float | None) -> str:
    if value is None:
        return NOTHING
    return f"{goal.told(value)}: {MET if goal.met(value) else MISSED}"
