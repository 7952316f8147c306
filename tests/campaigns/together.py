"""Several parts of a campaign side by side, each a process of its own: most of what they do is wait."""

import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed

from tests.campaigns.choice import say

ALONE = ("floods", "replicas")  # one measures how fast something is; the others lose their place where they are starved
SIDE_BY_SIDE = 3
LONGEST_FIRST = ("whole", "kills", "broken", "muddle", "requests")


def run_together(parts: Sequence[str], options: Sequence[str]) -> int:
    """Run all parts; 1 if one of them has not kept a promise, or has come to no end."""
    begun, codes = time.monotonic(), list[int]()
    for part, code, seconds in _run(parts, options):
        codes.append(code)
        say(f"{part} took {seconds:.0f} s{', and has faults' if code else ''}")
    faulty, seconds = sum(map(bool, codes)), time.monotonic() - begun
    sys.stdout.write(f"{len(parts)} parts, {faulty} of them with faults, in {seconds:.0f} s\n")
    return int(any(codes))


def _run(parts: Sequence[str], options: Sequence[str]) -> Iterator[tuple[str, int, float]]:
    """Run all, and say of each how it ended and how many seconds it took."""
    alone = [part for part in parts if part in ALONE]
    for part in alone:
        yield _one(part, options)
    ranked = sorted((part for part in parts if part not in alone), key=_rank)
    with ThreadPoolExecutor(SIDE_BY_SIDE) as threads:
        for job in as_completed([threads.submit(_one, part, options) for part in ranked]):
            yield job.result()


def _rank(part: str) -> int:
    return LONGEST_FIRST.index(part) if part in LONGEST_FIRST else len(LONGEST_FIRST)


def _one(part: str, options: Sequence[str]) -> tuple[str, int, float]:
    begun = time.monotonic()
    ended = subprocess.run([sys.executable, "-m", "tests.campaigns", part, *options], check=False)
    return part, ended.returncode, time.monotonic() - begun
