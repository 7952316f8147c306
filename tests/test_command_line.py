"""The command line brings what a command needs, and no more."""

import subprocess
import sys
from collections.abc import Mapping
from typing import Any

import pytest
from typer.main import get_command
from typer.testing import CliRunner

from bot.__main__ import COMMANDS, command_line, overview

HEAVY = {"fpdf", "numpy", "telegram", "aiohttp", "alembic", "holidays", "icalendar", "sandbox", "bot.demo"}


def commands(command: str = "") -> Mapping[str, Any]:
    group: Any = get_command(command_line(command))
    return dict(group.commands)


def loaded(asked: str) -> set[str]:
    """Return the modules that a fresh process has imported after this."""
    asked = f"import sys; {asked}; print(*sys.modules)"
    run = subprocess.run([sys.executable, "-c", asked], capture_output=True, text=True, check=True)
    return set(run.stdout.split())


def test_every_command_comes_alone_and_the_overview_says_of_each_what_it_says_itself() -> None:
    assert set(commands()) == set(COMMANDS)
    for name, command in COMMANDS.items():
        assert commands(name)[name].help == command.help


def test_the_overview_names_every_command_and_knows_when_there_is_none() -> None:
    shown = CliRunner().invoke(overview(), ["--help"])
    unknown = CliRunner().invoke(overview(), ["rnu"])

    assert shown.exit_code == 0
    assert all(f" {name} " in shown.output for name in COMMANDS)
    assert unknown.exit_code == 2
    assert "No such command 'rnu'" in unknown.output


def test_the_overview_waits_for_no_part_of_the_helpdesk() -> None:
    found = loaded("from bot.__main__ import overview; overview()")

    assert "typer" in found
    assert not found & (HEAVY | {"sqlalchemy", "pydantic", "yaml", "knowledge", "core"})


@pytest.mark.parametrize(("command", "needs"), [("roles", set()), ("run", {"telegram", "aiohttp", "numpy"})])
def test_a_command_does_not_wait_for_what_it_does_not_need(command: str, needs: set[str]) -> None:
    found = loaded(f"from bot.__main__ import command_line; command_line({command!r})")

    assert found & HEAVY == needs
