"""Reminders and calendar files through every change of the clocks, by the thousand: each against what clocks show."""

from collections.abc import Iterator
from random import Random

from tests import calendar_clocks
from tests.campaigns.choice import Choice, Report, say
from tests.wall_clocks import NAMES, hold

SHORT, LONG, PER_SEED = 10_000, 100_000, 10_000
FILES = 1000
"""Calendar files in a seed."""


def run(choice: Choice) -> Iterator[Report]:
    """Hold cases in seed ranges; the first that is wrong ends its seed."""
    for seed in range(choice.seed, choice.seed + (LONG if choice.long else SHORT) // PER_SEED):
        report = Report(f"clocks, seed {seed}", {"zones": len(NAMES), "cases": PER_SEED})
        try:
            report.figures |= {str(name): count for name, count in sorted(hold(seed, PER_SEED).items())}
        except AssertionError as error:
            report.faults.append(f"seed {seed}: a reminder comes at another time than clocks say: {error}")
        report.figures["calendar files"] = FILES
        moved = calendar_clocks.wrong(Random(seed), FILES)
        report.faults += [f"seed {seed}: a calendar file says another moment: {each}" for each in moved]
        say(f"{report.name} is over: {len(report.faults)} faults")
        yield report
