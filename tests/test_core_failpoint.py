"""A place with a name can be made to kill the process, at the passing that is asked for."""

import os
import signal
import subprocess
import sys

import pytest

PROGRAM = """
from core.failpoint import failpoint
for number in range(3):
    print(number, flush=True)
    failpoint("elsewhere")
    failpoint("here")
"""


def run(armed: str | None) -> "tuple[int, str]":
    """Run a program that passes a place three times; its exit code and what it said."""
    environment = {key: value for key, value in os.environ.items() if key != "HELPDESK_FAILPOINT"}
    if armed is not None:
        environment["HELPDESK_FAILPOINT"] = armed
    done = subprocess.run([sys.executable, "-c", PROGRAM], env=environment, capture_output=True, text=True, check=False)
    return done.returncode, done.stdout


@pytest.mark.parametrize(
    ("armed", "code", "said"),
    [
        (None, 0, "0\n1\n2\n"),
        ("nowhere", 0, "0\n1\n2\n"),
        ("here:9", 0, "0\n1\n2\n"),
        ("here", -signal.SIGKILL, "0\n"),
        ("here:2", -signal.SIGKILL, "0\n1\n"),
        ("here:9,elsewhere:3", -signal.SIGKILL, "0\n1\n2\n"),
        ("elsewhere>here:2", -signal.SIGKILL, "0\n1\n"),
        ("here>elsewhere", -signal.SIGKILL, "0\n1\n"),
        ("nowhere>here", 0, "0\n1\n2\n"),
    ],
)
def test_a_place_kills_only_when_it_is_named_and_at_the_passing_that_is_named(
    armed: str | None, code: int, said: str
) -> None:
    assert run(armed) == (code, said)
