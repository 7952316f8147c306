"""The floods of `make torture` as figures, each beside its goal."""

import json
import re
import signal
import subprocess
import sys
from typing import Any

from bench.tries import FAILED
from tests.campaigns.choice import say

DATABASES = ("sqlite", "postgresql")


def measure(seconds: float | None, most: float) -> dict[str, Any]:
    """Return by database what each flood showed; with seconds given, 10,000 updates wait at a start, else 2,000."""
    return {kind: _on(kind, seconds, most) for kind in DATABASES}


def _on(kind: str, seconds: float | None, most: float) -> dict[str, Any]:
    command = [sys.executable, "-m", "tests.campaigns", "floods", "--json", "--database", kind]
    command += ["--seconds", str(seconds)] if seconds else []
    say(f"floods on {kind}")
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as campaign:
        try:
            output, _ = campaign.communicate(timeout=most)
            late = None
        except subprocess.TimeoutExpired:
            campaign.send_signal(signal.SIGINT)  # so that it leaves no process behind
            output, _ = campaign.communicate()
            late = f"not done after {most:g} s"
    found = {_part(each): each for each in map(json.loads, re.findall(r"(?m)^\{.*\}$", output))}
    missing = late or f"ended with {campaign.returncode}"
    return {part: found.get(part, {FAILED: missing}) for part in ("flood", "abuse", "backlog")}


def _part(report: dict[str, Any]) -> str:
    return "backlog" if "waiting" in report else "abuse" if "abuser_rate" in report else "flood"
