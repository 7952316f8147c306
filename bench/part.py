"""One part of the measuring, alone: `python -m bench.part NAME` leaves its figures as JSON; see `--help`."""

import argparse
import asyncio
import json
import logging
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bench import beside, flooded, growing, limiter, own_set, reminding, rights
from bench.tries import tried


@dataclass(frozen=True, slots=True)
class Part:
    """A part: what it measures, in words, how to, and the minutes after which it is given up, short and long.

    What a part does one after the other is given up earlier, each by itself, so that the rest of its figures is kept.
    """

    words: str
    measure: Callable[[argparse.Namespace], Any]
    minutes: tuple[float, float]


def _beside(given: argparse.Namespace) -> Any:
    return asyncio.run(beside.measure(given.bots, seconds=60 if given.long else 5))


def _floods(given: argparse.Namespace) -> Any:
    return flooded.measure(60, most=1500) if given.long else flooded.measure(None, most=330)


def _reminders(given: argparse.Namespace) -> Any:
    people, asks = (10_000, 20) if given.long else (200, 4)
    return asyncio.run(_reminded(given.bots, people, asks))


async def _reminded(bots: str, people: int, asks: int) -> Any:
    ours = await tried(reminding.measure(people, asks), 180 + people / 10)
    return {"helpdesk": ours, "stock": await limiter.measure(bots, min(people, 1_500), asks)}


def _growing(given: argparse.Namespace) -> Any:
    return asyncio.run(growing.measure(500 if given.long else 60))


def _matching(given: argparse.Namespace) -> Any:
    with own_set.folder() as own:
        options = ["--long"] if given.long else []
        command = [given.peers, "-m", "bench.matching", str(given.sets or own), *options]
        return json.loads(subprocess.run(command, check=True, stdout=subprocess.PIPE).stdout)


PARTS = {
    "beside": Part("the whole way of a question, beside other frameworks", _beside, (18, 35)),
    "floods": Part("floods, a writer who does not stop, and many updates at a start", _floods, (12, 60)),
    "reminders": Part("reminders against Telegram's limits, beside the stock rate limiter", _reminders, (20, 60)),
    "growing": Part("what an update costs as the tables grow", _growing, (32, 60)),
    "rights": Part("a person's copy and erasure", lambda _: rights.rights(), (8, 8)),
    "matching": Part("finding an answer, beside other matchers", _matching, (10, 60)),
}


def options() -> argparse.ArgumentParser:
    """Return what every part may be told."""
    parser = argparse.ArgumentParser(add_help=False)
    parser.add_argument("--long", action="store_true", help="the full goals: about an hour and a half")
    parser.add_argument("--sets", type=Path, help="a folder of question sets; without, one made of our knowledge")
    parser.add_argument("--peers", default=sys.executable, help="the Python that has the other matchers installed")
    parser.add_argument("--bots", default=sys.executable, help="the Python that has the other frameworks installed")
    return parser


def main() -> None:
    """Measure one part."""
    parser = argparse.ArgumentParser(description=__doc__, parents=[options()])
    parser.add_argument("name", choices=PARTS)
    parser.add_argument("--to", type=Path, default=Path("/dev/stdout"), help="where the figures go")
    given = parser.parse_args()
    logging.disable(logging.CRITICAL)  # bots are killed amidst their calls, of which the local Telegram tells each time
    given.to.write_text(json.dumps(PARTS[given.name].measure(given)), "utf-8")


if __name__ == "__main__":
    main()
