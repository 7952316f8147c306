"""`python -m bench`: measures, leaves one JSON and one readable page, and prints where; see `--help`."""

import argparse
import asyncio
import json
import os
import platform
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import psutil

from bench import beside, durable, growing, limiter, own_set, rights, sending
from tests.campaigns.choice import say
from tests.databases import empty_postgres, postgres_server


def main() -> None:
    """Measure what the command line asks for."""
    given = _asked()
    parts: dict[str, Callable[[], Any]] = {
        "durable": lambda: _durable(long=given.long),
        "beside": lambda: asyncio.run(beside.measure(given.bots, seconds=60 if given.long else 5)),
        "sending": lambda: asyncio.run(sending.measure(10_000 if given.long else 600)),
        "limiter": lambda: asyncio.run(limiter.measure(given.bots, 1_500 if given.long else 300)),
        "growing": lambda: asyncio.run(growing.measure(500 if given.long else 60)),
        "rights": rights.rights,
        "matching": lambda: _matching(given.peers, given.sets, long=given.long),
    }
    chosen = given.parts or list(parts)
    begun, load_before = time.monotonic(), os.getloadavg()[0]
    file = given.out / "figures.json"
    figures = json.loads(file.read_text("utf-8")) if given.add else {}
    before = figures.get("took_s", 0)
    given.out.mkdir(parents=True, exist_ok=True)
    for name in chosen:
        say(f"measuring: {name}")
        figures[name] = parts[name]()
        figures |= {"took_s": before + time.monotonic() - begun, "machine": _machine(load_before)}
        file.write_text(json.dumps(figures, indent=1), "utf-8")  # after each, since the next may be interrupted
    subprocess.run([given.peers, "-m", "bench.page", str(file), str(given.out)], check=True)
    print(f"{file}\n{given.out / 'index.html'}\n{given.out / 'measured.md'}")


def _asked() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("parts", nargs="*", metavar="PART", help="durable, beside, sending, limiter, …; all without")
    parser.add_argument("--add", action="store_true", help="to the figures that are there already")
    parser.add_argument("--long", action="store_true", help="the full goals: about an hour")
    parser.add_argument("--sets", type=Path, help="a folder of question sets; without, one made of our knowledge")
    parser.add_argument("--peers", default=sys.executable, help="the Python that has the other matchers installed")
    parser.add_argument("--bots", default=sys.executable, help="the Python that has the other frameworks installed")
    parser.add_argument("--out", type=Path, default=Path("build/bench"), help="where the JSON and the page go")
    return parser.parse_args()


def _durable(*, long: bool) -> dict[str, Any]:
    seconds, backlog = (60, 10_000) if long else (3, 1_000)
    with postgres_server(durable=True) as server:
        return {
            "SQLite": asyncio.run(durable.measure(seconds=seconds, backlog=backlog)),
            "PostgreSQL": asyncio.run(durable.measure(database=empty_postgres(server), seconds=seconds)),
        }


def _matching(python: str, sets: Path | None, *, long: bool) -> Any:
    with own_set.folder() as own:
        options = ["--long"] if long else []
        command = [python, "-m", "bench.matching", str(sets or own), *options]
        return json.loads(subprocess.run(command, check=True, stdout=subprocess.PIPE).stdout)


def _machine(load_before: float) -> dict[str, Any]:
    return {
        "cores": os.cpu_count(),
        "memory_gb": round(psutil.virtual_memory().total / 1e9),
        "python": platform.python_version(),
        "load_before": round(load_before, 1),
        "load_after": round(os.getloadavg()[0], 1),
    }


if __name__ == "__main__":
    main()
