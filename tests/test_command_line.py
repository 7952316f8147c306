"""The command line brings what a command needs, and no more."""

import subprocess
import sys

import pytest
from typer.main import get_command

from bot.__main__ import _ONLY, command_line

HEAVY = ("fpdf", "numpy", "telegram", "aiohttp", "alembic")


def names(command: str = "") -> set[str]:
    return set(get_command(command_line(command)).commands)  # type: ignore[attr-defined]  # a group has these


def test_every_command_that_comes_alone_is_one_of_all() -> None:
    assert set(_ONLY) < names()
    assert all(command in names(command) <= names() for command in _ONLY)


@pytest.mark.parametrize("command", ["roles"])
def test_a_command_does_not_wait_for_what_it_does_not_need(command: str) -> None:
    asked = f"import sys; from bot.__main__ import command_line; command_line({command!r}); print(*sys.modules)"
    loaded = subprocess.run([sys.executable, "-c", asked], capture_output=True, text=True, check=True).stdout.split()

    assert "typer" in loaded
    assert not set(HEAVY) & set(loaded)
