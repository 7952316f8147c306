"""`make bench`: measures part by part, leaves one JSON and one readable page, and prints where; see `--help`."""

import argparse
import json
import os
import platform
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

import psutil

from bench.part import PARTS, options
from bench.tries import FAILED
from tests.campaigns.choice import say

PART = [sys.executable, "-m", "bench.part"]
CLEANING = 60.0  # seconds for a part that is given up to end what it has started


def main() -> None:
    """Measure what the command line asks for; what fails is told on the page, and the others are still measured."""
    given = _asked()
    file = given.out / "figures.json"
    figures: dict[str, Any] = json.loads(file.read_text("utf-8")) if given.add and file.exists() else {"parts": {}}
    given.out.mkdir(parents=True, exist_ok=True)
    for name in given.parts or PARTS:
        say(f"measuring {PARTS[name].words} ({name})")
        figures["parts"][name] = _part(name, given)
        # After each, since the next may be interrupted.
        file.write_text(json.dumps({**figures, "machine": _machine()}, indent=1), "utf-8")
    subprocess.run([given.peers, "-m", "bench.page", str(file), str(given.out)], check=True)
    print(f"{file}\n{given.out / 'index.html'}\n{given.out / 'measured.md'}")
    failed = [name for name in figures["parts"] if FAILED in figures["parts"][name]["figures"]]
    sys.exit(f"not measured: {', '.join(failed)}" if failed else 0)


def _asked() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, parents=[options()])
    parser.add_argument("parts", nargs="*", metavar="PART", help=f"{', '.join(PARTS)}; all without")
    parser.add_argument("--add", action="store_true", help="to the figures that are there already")
    parser.add_argument("--out", type=Path, default=Path("build/bench"), help="where the JSON and the page go")
    given = parser.parse_args()
    if unknown := set(given.parts) - PARTS.keys():
        parser.error(f"there is no part {', '.join(sorted(unknown))}")
    return given


def _part(name: str, given: argparse.Namespace) -> dict[str, Any]:
    """Measure a part in a process of its own; return its figures with how long it took at which load."""
    others = psutil.cpu_percent(interval=2)
    begun, load = time.monotonic(), os.getloadavg()[0]
    figures = alone(name, given)
    if FAILED in figures:
        say(f"{name}: {figures[FAILED]}")
    return {
        "figures": figures,
        "long": given.long,
        "at": time.strftime("%Y-%m-%d %H:%M %Z"),
        "took_s": round(time.monotonic() - begun, 1),
        "others_percent": others,  # what else the machine did just before
        "load_before": round(load, 1),
        "load_after": round(os.getloadavg()[0], 1),
    }


def alone(name: str, given: argparse.Namespace) -> dict[str, Any]:
    """Return a part's figures, or why there are none."""
    most = 60 * PARTS[name].minutes[given.long]
    told = ["--peers", given.peers, "--bots", given.bots, *(["--long"] if given.long else [])]
    told += ["--sets", str(given.sets)] if given.sets else []
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder, "figures.json")  # what is measured writes to the screen as well
        with subprocess.Popen([*PART, name, "--to", str(file), *told], start_new_session=True) as part:
            try:
                part.wait(timeout=most)
            except subprocess.TimeoutExpired:
                _end(part)
                return {FAILED: f"not done after {most / 60:g} minutes"}
            except BaseException:
                _end(part)
                raise
        if not file.exists():
            return {FAILED: f"ended with {part.returncode}; what it said stands above"}
        figures: dict[str, Any] = json.loads(file.read_text("utf-8"))
        return figures


def _end(part: subprocess.Popen[bytes]) -> None:
    """Ask the part to end, then end all that it has started."""
    os.killpg(part.pid, signal.SIGINT)
    try:
        part.wait(timeout=CLEANING)
    except subprocess.TimeoutExpired:
        os.killpg(part.pid, signal.SIGKILL)


def _machine() -> dict[str, Any]:
    return {
        "cores": os.cpu_count(),
        "memory_gb": round(psutil.virtual_memory().total / 1e9),
        "python": platform.python_version(),
    }


if __name__ == "__main__":
    main()
