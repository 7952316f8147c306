"""Who owns the data, on both databases: refused, standing by, taking over, ending when asked."""

import asyncio
from collections.abc import Iterator
from typing import Any

from tests import databases
from tests.campaigns.choice import Choice, Report
from tests.campaigns.hearing import Verdict
from tests.campaigns.kills import STOP
from tests.campaigns.owners import TAKE_OVER, refused, stopped, taken_over
from tests.campaigns.seeds import fresh_database


def run(choice: Choice) -> Iterator[Report]:
    """Run what fits the chosen databases."""
    if "sqlite" in choice.databases:
        yield _refused()
        yield _stopped(None, choice.seed)
    if "postgresql" in choice.databases:
        with databases.postgres_server() as server:
            yield _stopped(server, choice.seed)
            for frozen in (False, True):
                yield _taken_over(server, choice.seed, frozen=frozen)


def _refused() -> Report:
    with fresh_database(None) as (url, folder):
        code, words = asyncio.run(refused(url, folder))
    said = "Another helpdesk already runs" in words
    faults = [] if code == 78 and said else [f"the second ended with {code} and said {words[-200:]!r}"]
    return Report("owners, sqlite, a second one", {"exit code": code}, faults)


def _stopped(server: str | None, seed: int) -> Report:
    with fresh_database(server) as (url, folder):
        code, seconds, verdict = asyncio.run(stopped(url, folder, seed))
    faults = [*verdict.faults]
    if code != 0 or seconds > STOP:
        faults.append(f"it ended with {code} after {seconds:.1f} s")
    if verdict.repeated or verdict.uncertain:
        faults.append(f"{verdict.repeated} messages were said twice")
    figures = {"exit code": code, "seconds": round(seconds, 2), **_counted(verdict)}
    return Report(f"owners, {'postgresql' if server else 'sqlite'}, asked to end", figures, faults)


def _taken_over(server: str, seed: int, *, frozen: bool) -> Report:
    with fresh_database(server) as (url, folder):
        took, verdict = asyncio.run(taken_over(url, folder, frozen=frozen, seed=seed))
    faults = [*verdict.faults] if took < TAKE_OVER else [*verdict.faults, f"nobody took over within {TAKE_OVER} s"]
    name = "the owner freezes for a while" if frozen else "the owner is killed"
    return Report(f"owners, postgresql, {name}", {"taken over after s": round(took, 2), **_counted(verdict)}, faults)


def _counted(verdict: Verdict) -> dict[str, Any]:
    return {"updates": verdict.updates, "lost": verdict.lost, "repeated": verdict.repeated, "dead": verdict.dead}
