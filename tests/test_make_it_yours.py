"""Whoever follows the page on making the helpdesk theirs gets what it says."""

import re
from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner, Result

from bot.commands.knowledge import register

PAGE = (Path(__file__).parent.parent / "docs" / "make-it-yours.md").read_text("utf-8")
FILES: dict[str, str] = dict(re.findall(r"\*\*`([^`]+)`\*\*\n\n```\w+\n(.*?\n)```", PAGE, re.DOTALL))


@pytest.fixture
def written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with every file of the page."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("HELPDESK_CONTENT_DIR", "library")
    for name, text in FILES.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text, "utf-8")
    return tmp_path


def typed(command: str) -> Result:
    app = typer.Typer()
    register(app)
    return CliRunner().invoke(app, [part.strip('"') for part in re.findall(r'"[^"]*"|\S+', command)][1:])


def test_the_page_shows_every_kind_of_file() -> None:
    assert [name.split("/", 1)[1] for name in FILES] == [
        "profile.yaml",
        "faq/visits/opening-hours.md",
        "guides/first-visit.md",
        "facts.yaml",
        "events.yaml",
    ]


def test_its_files_are_without_a_fault_and_its_commands_work(written: Path) -> None:
    commands = re.findall(r"^helpdesk .*$", PAGE, re.MULTILINE)
    said = {command: typed(command) for command in commands}

    assert len(said) == 4
    assert {command: result.exit_code for command, result in said.items()} == dict.fromkeys(said, 0)
    checked = said["helpdesk kb check library"].stdout.strip()
    assert f"`{checked}`" in PAGE
    assert "open until 20:00" in said['helpdesk ask "Until when is the library open?"'].stdout
    assert "not published here" in said['helpdesk ask "which papers do I need for a new card" --explain'].stdout
    assert "first-visit: bring, What to bring" in said["helpdesk kb report library"].stdout


def test_a_text_that_drifts_from_the_facts_is_found_as_it_says(written: Path) -> None:
    file = written / "library/faq/visits/opening-hours.md"
    file.write_text(file.read_text("utf-8").rstrip() + " On Fridays we are open until 21:00.\n", "utf-8")

    assert "opening-hours.md:19: error: this says 21" in typed("helpdesk kb check library").stdout
