"""Floods on the chosen databases, each figure beside its goal; on a busy machine goals of time are not judged."""

import asyncio
import os
from collections.abc import Callable, Coroutine, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

from tests import databases
from tests.campaigns.choice import Choice, Report, say
from tests.campaigns.flooding import abused, backlog, flood
from tests.campaigns.seeds import fresh_database

RATE, SHORT, LONG = 500.0, 3.0, 600.0
ABUSE, ABUSED = 100.0, 10.0
WAITING, ALL = 500, 10_000  # updates at a start; the figures themselves are those of `make bench`
GOALS: dict[str, float] = {
    "ack_ms.p99": 250,
    "after_mb": 300,
    "lag_ms.p99": 50,
    "others_beside_ms.p95": 2000,
    "all_after_ready_s": 30,
    "first_handled_s": 3,
}
EXACT: dict[str, float] = {"lost": 0, "unanswered": 0, "left": 0}
Flood = Callable[[str, Path], Coroutine[Any, Any, dict[str, Any]]]


def run(choice: Choice) -> Iterator[Report]:
    """Run one after the other: a flood is to have the machine for itself."""
    seconds = choice.seconds or (LONG if choice.long else SHORT)
    waiting = ALL if choice.long or choice.seconds else WAITING
    floods: dict[str, Flood] = {
        f"{RATE:g} a second for {seconds:g} s": lambda url, folder: flood(url, folder, RATE, seconds),
        f"one writes {ABUSE:g} a second": lambda url, folder: abused(url, folder, ABUSE, ABUSED),
        f"{waiting} wait": lambda url, folder: backlog(url, folder, waiting),
    }
    with ExitStack() as stack:
        for kind in choice.databases:
            server = stack.enter_context(databases.postgres_server(durable=True)) if kind == "postgresql" else None
            for name, each in floods.items():
                yield _one(f"floods, {kind}, {name}", server, each)


def _one(name: str, server: str | None, flooding: Flood) -> Report:
    before = os.getloadavg()[0]
    with fresh_database(server) as (url, folder):
        figures = asyncio.run(flooding(url, folder))
    cores = os.cpu_count() or 1
    figures |= {"load_before": round(before, 1), "cores": cores}
    busy = before > cores / 2
    faults = [*missed(figures, EXACT), *([] if busy else missed(figures, GOALS))]
    if busy:
        figures["not_judged"] = missed(figures, GOALS)
    say(f"{name} is over: {figures}, {len(faults)} faults")
    return Report(name, figures, faults)


def missed(figures: dict[str, Any], goals: dict[str, float]) -> list[str]:
    """Return the figures that are above their goal."""
    found = {name: _figure(figures, name) for name in goals}
    return [
        f"{name} is {value:g} instead of {goals[name]:g} at most"
        for name, value in found.items()
        if value is not None and value > goals[name]
    ]


def _figure(figures: dict[str, Any], name: str) -> float | None:
    first, _, second = name.partition(".")
    value = figures.get(first)
    return value.get(second) if isinstance(value, dict) else value
