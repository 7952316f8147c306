"""`make torture`: the whole, kills, broken builds, poison, forging, owners, clocks, events, requests; see `--help`."""

import argparse
import json
import logging
import os
import sys

os.environ.setdefault("PTB_TIMEDELTA", "1")  # read when telegram is imported

from bot.logs import configure
from tests.campaigns import (
    breaking,
    changing_hands,
    clocks,
    disk,
    firing,
    floods,
    forging,
    killing,
    mangling,
    muddling,
    perishing,
    racing,
    replicas,
    rushing,
    spoiling,
    taking,
    telling,
)
from tests.campaigns.choice import Choice, Part, Report
from tests.campaigns.together import run_together

PARTS: dict[str, Part] = {
    "whole": firing.run,
    "kills": killing.run,
    "broken": breaking.run,
    "owners": changing_hands.run,
    "poison": spoiling.run,
    "floods": floods.run,
    "texts": mangling.run,
    "forging": forging.run,
    "clocks": clocks.run,
    "events": telling.run,
    "races": racing.run,
    "rush": rushing.run,
    "takes": taking.run,
    "requests": perishing.run,
    "muddle": muddling.run,
    "replicas": replicas.run,
    "disk": disk.run,
}


def choice(words: list[str] | None = None) -> tuple[Choice, list[str], bool]:
    """Read the command line: what to do how hard, which parts, and whether to print JSON."""
    parser = argparse.ArgumentParser(prog="python -m tests.campaigns")
    parser.add_argument("parts", nargs="*", metavar="PART", help=f"which of {', '.join(PARTS)}; all without")
    parser.add_argument("--long", action="store_true", help="the full goals: hours")
    parser.add_argument("--kills", type=int, help="kills on each database by each intake")
    parser.add_argument("--seconds", type=float, help="how long a campaign over the whole lasts in each seed")
    parser.add_argument("--updates", type=int, help="poisoned updates")
    parser.add_argument("--seed", type=int, default=1, help="the first seed, to go on where a former run ended")
    parser.add_argument("--database", choices=["sqlite", "postgresql", "both"], default="both")
    parser.add_argument("--intake", choices=["webhook", "polling", "both"], default="both")
    parser.add_argument("--latency", type=float, default=0.05, help="seconds the local Telegram takes for a call")
    parser.add_argument("--cold", action="store_true", help="start a new interpreter each time, as `helpdesk run` does")
    parser.add_argument("--json", action="store_true", help="print a line of JSON for each campaign")
    given = vars(parser.parse_args(words))
    parts, as_json = given.pop("parts") or list(PARTS), given.pop("json")
    if unknown := set(parts) - PARTS.keys():
        parser.error(f"there is no part {', '.join(sorted(unknown))}")
    return Choice(**given), parts, as_json


def main() -> int:
    """Run what was chosen, several parts side by side; 1 if a promise was not kept."""
    configure("text", ())
    sys.excepthook = sys.__excepthook__
    logging.disable(logging.CRITICAL)  # thousands of updates fail here on purpose, each with its traceback
    chosen, parts, as_json = choice()
    if len(parts) > 1:
        return run_together(parts, [word for word in sys.argv[1:] if word not in parts])
    kept = True
    for part in parts:
        for report in PARTS[part](chosen):
            sys.stdout.write(line(report, as_json=as_json) + "\n")
            sys.stdout.flush()
            kept = kept and not report.faults
    return 0 if kept else 1


def line(report: Report, *, as_json: bool) -> str:
    """Return what is printed of a campaign."""
    if as_json:
        return json.dumps({"campaign": report.name, **report.figures, "faults": report.faults})
    figures = ", ".join(f"{name} {value}" for name, value in report.figures.items())
    return "\n  FAULT ".join([f"{report.name}: {figures}", *report.faults])


if __name__ == "__main__":
    sys.exit(main())
