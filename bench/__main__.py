"""`python -m bench`: measures and prints one JSON."""

import argparse
import asyncio
import json
import subprocess
import sys
from pathlib import Path
from typing import Any

from bench import durable, rights, sending


def main() -> None:
    """Measure what the command line asks for."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--long", action="store_true", help="measure for a minute each")
    parser.add_argument("--sets", type=Path, help="a folder of question sets; without, matching is not compared")
    parser.add_argument("--peers", default=sys.executable, help="the Python that has the peers installed")
    given = parser.parse_args()
    figures = {
        "durable": asyncio.run(durable.measure(seconds=60 if given.long else 10)),
        "sending": asyncio.run(sending.measure(10_000 if given.long else 600)),
        "rights": rights.rights(),
        "matching": _matching(given.peers, given.sets, long=given.long) if given.sets else None,
    }
    print(json.dumps(figures, indent=2))


def _matching(python: str, sets: Path, *, long: bool) -> Any:
    command = [python, "-m", "bench.matching", str(sets), *(["--long"] if long else [])]
    return json.loads(subprocess.run(command, check=True, stdout=subprocess.PIPE).stdout)


if __name__ == "__main__":
    main()
