"""The whole helpdesk under fire on both databases at once, seed after seed."""

import asyncio
import shutil
import tempfile
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor, as_completed
from contextlib import ExitStack
from pathlib import Path

from tests import databases
from tests.campaigns.choice import Choice, Report, say
from tests.campaigns.places import named
from tests.campaigns.seeds import fresh_database
from tests.campaigns.whole import Outcome, under_fire

SHORT, LONG = 60.0, 600.0  # seconds of kills in each seed
SEEDS = 45  # of the long version: about a thousand kills on each database


def run(choice: Choice) -> Iterator[Report]:
    """Run all, the databases side by side; then say which named places were never reached."""
    outcomes: list[Outcome] = []
    with ThreadPoolExecutor(len(choice.databases)) as threads:
        for job in as_completed([threads.submit(_on, kind, choice) for kind in choice.databases]):
            for report, outcome in job.result():
                outcomes.append(outcome)
                yield report
    yield _places(outcomes, choice)


def _on(kind: str, choice: Choice) -> list[tuple[Report, Outcome]]:
    """Run on one database; the intakes take turns."""
    with ExitStack() as stack:
        server = stack.enter_context(databases.postgres_server()) if kind == "postgresql" else None
        count, webhook_first = SEEDS if choice.long else 1, kind == "sqlite"
        seeds = range(choice.seed, choice.seed + count)
        return [_one(server, seed, choice, webhook=_is_webhook(choice, seed, webhook_first)) for seed in seeds]


def _is_webhook(choice: Choice, seed: int, first: bool) -> bool:  # noqa: FBT001  a word would not make it clearer
    return (seed % 2 == 1) == first if choice.intake == "both" else choice.intake == "webhook"


def _one(server: str | None, seed: int, choice: Choice, *, webhook: bool) -> tuple[Report, Outcome]:
    seconds = choice.seconds or (LONG if choice.long else SHORT)
    kind, intake = "postgresql" if server else "sqlite", "webhook" if webhook else "polling"
    with fresh_database(server) as (url, folder):
        outcome = asyncio.run(under_fire(url, folder, seed, webhook=webhook, seconds=seconds))
        faults = outcome.judged.faults
        if faults:
            keep = Path(tempfile.gettempdir()) / f"whole-{kind}-{seed}.log"
            shutil.copy(folder / "run.log", keep)
            keep.with_suffix(".screens").write_text(outcome.screens)
            again = f"python -m tests.campaigns whole --seed {seed} --database {kind} --intake {intake}"
            faults.append(f"to see it again: {again} --seconds {seconds:g}; what everybody saw is beside {keep}")
    report = Report(f"whole, {kind}, {intake}, seed {seed}", outcome.figures, faults)
    say(f"{report.name} is over: {report.figures}, {len(faults)} faults")
    return report, outcome


def _places(outcomes: list[Outcome], choice: Choice) -> Report:
    """Return how often it died at each named place; those at which it never did are a fault of a long run only."""
    aimed: Counter[str] = sum((each.aimed for each in outcomes), Counter())
    reached: Counter[str] = sum((each.reached for each in outcomes), Counter())
    everywhere = set(named(webhook=True)) | set(named(webhook=False))
    missed = sorted(place for place in everywhere if not reached[place])
    figures = {place: f"{reached[place]} of {aimed[place]}" for place in sorted(aimed)}
    faults = [f"it never died at {place}" for place in missed] if choice.long else []
    return Report("whole, deaths at named places", {**figures, "never": missed}, faults)
