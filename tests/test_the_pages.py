"""The documentation points to what is there, promises no command that is not, and fits on a page each."""

import re
from pathlib import Path

import pytest

from bot.__main__ import command_line
from people.access import COMMANDS, FOR_ADMINISTRATORS

ROOT = Path(__file__).parent.parent
PAGES = [ROOT / "SECURITY.md", *sorted((ROOT / "docs").glob("*.md"))]
NAMES = [page.name for page in PAGES]


@pytest.mark.parametrize("page", PAGES, ids=NAMES)
def test_every_link_of_a_page_leads_somewhere(page: Path) -> None:
    links = [link.partition("#") for link in re.findall(r"\]\(([^):\s…]+)\)", page.read_text("utf-8"))]
    missing = [path for path, _, _ in links if path and not (page.parent / path).exists()]
    headings = {(page.parent / path if path else page): part for path, _, part in links if part}

    assert missing == []
    assert [part for file, part in headings.items() if part not in anchors(file)] == []


def anchors(page: Path) -> set[str]:
    """Return what a code host names the headings of a page."""
    headings = re.findall(r"(?m)^#+ (.+)$", page.read_text("utf-8"))
    return {re.sub(r"[^\w -]", "", heading.lower()).replace(" ", "-") for heading in headings}


@pytest.mark.parametrize("page", PAGES, ids=NAMES)
def test_every_command_that_a_page_names_can_be_typed(page: Path) -> None:
    typed = set(re.findall(r"`/([a-z]+)(?:[ `])", page.read_text("utf-8")))

    assert typed - COMMANDS.keys() - set(FOR_ADMINISTRATORS) - {"healthz", "readyz", "revoke"} == set()


def test_the_runbook_names_only_commands_that_there_are() -> None:
    app = command_line()
    known = {command.name for command in app.registered_commands} | {group.name for group in app.registered_groups}
    text = (ROOT / "docs" / "running.md").read_text("utf-8")
    named = set(re.findall(r"(?m)(?:^|`)helpdesk ([a-z]+)", text))

    assert {"doctor", "backup", "restore", "db", "person", "report"} <= named <= known


def test_every_page_is_in_the_index() -> None:
    index = (ROOT / "docs" / "README.md").read_text("utf-8")

    assert [page.name for page in PAGES[1:] if page.name != "README.md" and f"({page.name})" not in index] == []


def test_what_is_started_is_what_is_installed() -> None:
    for unit in (ROOT / "deploy").glob("*.service"):
        assert "/opt/helpdesk/.venv/bin/helpdesk" in unit.read_text("utf-8")
    assert "HELPDESK_" in (ROOT / "deploy" / "compose.yaml").read_text("utf-8")
