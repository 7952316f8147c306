"""Poison by the hundred, seed after seed, on the chosen databases."""

from collections.abc import Iterator

from tests.campaigns.choice import Choice, Report
from tests.campaigns.poisoning import poisoned
from tests.campaigns.seeds import run_in_parts

SHORT, LONG, PER_SEED = 600, 20_000, 600


def run(choice: Choice) -> Iterator[Report]:
    """Run all, each seed with a helpdesk of its own."""
    return run_in_parts(poisoned, choice, choice.updates or (LONG if choice.long else SHORT), PER_SEED)
