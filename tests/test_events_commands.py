"""`helpdesk events`: what an operator types, sees and gets as exit code, beside a running bot as well."""

import asyncio
import json
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select
from typer.testing import CliRunner, Result

from bot.__main__ import command_line
from bot.serve import Service
from events.file import read_events
from events.models import Event
from events.writing import KEYS
from tests.icalendar_reader import read

CONTENT = Path(__file__).parent.parent / "knowledge" / "content"
SMALL = Path(__file__).parent / "second_profile"
FILE = """events:
  - id: clinic
    title: Green Deal clinic
    starts: 2027-03-09 09:30
    timezone: Europe/Brussels
    place: Brussels, Belgium
    registration: here
    capacity: 120
    reminders: [7d@09:00, 1h]
  - id: talk
    title: A talk
    starts: 2027-02-01
    timezone: Europe/Vilnius
"""
Helpdesk = Callable[..., Result]


@pytest.fixture
def helpdesk_command(sqlite_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Helpdesk:
    """The command line on a fresh database, with a small content."""
    for name in [name for name in os.environ if name.startswith("HELPDESK_")]:
        monkeypatch.delenv(name)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("HELPDESK_DATABASE_URL", sqlite_url)
    monkeypatch.setenv("HELPDESK_CONTENT_DIR", str(SMALL))
    app = command_line()
    return lambda *words: CliRunner().invoke(app, ["events", *map(str, words)])


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """A file of two events."""
    written = tmp_path / "two.yaml"
    written.write_text(FILE, "utf-8")
    return written


def listed(helpdesk: Helpdesk) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads(helpdesk("list", "--json").stdout)
    return found


def test_a_file_is_imported_and_importing_again_updates(helpdesk_command: Helpdesk, file: Path) -> None:
    first, second = helpdesk_command("import", file), helpdesk_command("import", file)
    file.write_text(FILE.replace("capacity: 120", "capacity: 80"), "utf-8")
    third = helpdesk_command("import", file)

    assert [each.exit_code for each in (first, second, third)] == [0, 0, 0]
    assert first.stdout == "2 events: 2 added, 0 changed, 0 unchanged\n"
    assert second.stdout == "2 events: 0 added, 0 changed, 2 unchanged\n"
    assert third.stdout == "2 events: 0 added, 1 changed, 1 unchanged\n"
    assert [each["capacity"] for each in listed(helpdesk_command)] == [None, 80]


def test_the_list_has_the_keys_of_the_file(helpdesk_command: Helpdesk, file: Path) -> None:
    helpdesk_command("import", file)
    talk, clinic = listed(helpdesk_command)

    assert tuple(talk) == tuple(clinic) == KEYS
    assert clinic == dict.fromkeys(KEYS) | {
        "id": "clinic",
        "title": "Green Deal clinic",
        "starts": "2027-03-09 09:30",
        "timezone": "Europe/Brussels",
        "place": "Brussels, Belgium",
        "registration": "here",
        "capacity": 120,
        "reminders": ["7d@09:00", "1h"],
    }
    assert (talk["starts"], talk["reminders"]) == ("2027-02-01", None)
    assert helpdesk_command("list").stdout.splitlines() == [
        "talk · A talk · 2027-02-01 Europe/Vilnius · published",
        "clinic · Green Deal clinic · 2027-03-09 09:30 Europe/Brussels · Brussels, Belgium · published",
    ]


def test_a_broken_file_names_every_problem_with_its_line_and_changes_nothing(
    helpdesk_command: Helpdesk, file: Path
) -> None:
    helpdesk_command("import", file)
    broken = FILE.replace("A talk", "Changed").replace("Europe/Vilnius", "Europe/Nowhere").replace("place", "plaice")
    file.write_text(broken, "utf-8")
    refused = helpdesk_command("import", file)

    assert refused.exit_code == 1
    assert [line.partition(": error: ")[0] for line in refused.stdout.splitlines()] == [f"{file}:6", f"{file}:13"]
    assert "Europe/Nowhere" in refused.stdout
    assert "`plaice` is not a key" in refused.stdout
    assert [each["title"] for each in listed(helpdesk_command)] == ["A talk", "Green Deal clinic"]


def test_a_topic_or_guide_that_there_is_not_is_a_problem(helpdesk_command: Helpdesk, file: Path) -> None:
    file.write_text(FILE + "    topic: astrology\n    guide: nowhere\n", "utf-8")
    refused = helpdesk_command("import", file)

    assert refused.exit_code == 1
    assert "there is no topic `astrology`" in refused.stdout
    assert "there is no guide `nowhere`" in refused.stdout


def test_a_file_that_is_not_there_is_a_problem_and_no_traceback(helpdesk_command: Helpdesk, tmp_path: Path) -> None:
    refused = helpdesk_command("import", tmp_path / "none.yaml")

    assert refused.exit_code == 1
    assert "cannot be read" in refused.stdout
    assert "Traceback" not in refused.output


def test_what_is_exported_imports_as_nothing_new(
    helpdesk_command: Helpdesk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("HELPDESK_CONTENT_DIR")
    helpdesk_command("import", CONTENT / "events.yaml")
    count = len(read_events(CONTENT / "events.yaml").events)
    written = helpdesk_command("export", tmp_path / "out.yaml")
    again = helpdesk_command("import", tmp_path / "out.yaml")

    assert (written.exit_code, again.exit_code) == (0, 0)
    assert written.stdout == f"{tmp_path / 'out.yaml'}: {count} events\n"
    assert again.stdout == f"{count} events: 0 added, 0 changed, {count} unchanged\n"


def test_a_calendar_is_written_where_the_name_or_the_operator_says_so(
    helpdesk_command: Helpdesk, file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file.write_text(FILE + "  - id: later\n    title: A later talk\n    timezone: UTC\n", "utf-8")
    helpdesk_command("import", file)
    refused = helpdesk_command("export", tmp_path / "all.ics")
    monkeypatch.setenv("HELPDESK_TELEGRAM_TOKEN", "42:x")
    by_name = helpdesk_command("export", tmp_path / "all.ics")
    asked = helpdesk_command("export", tmp_path / "all.txt", "--ics")
    found = read((tmp_path / "all.ics").read_bytes()).all("VEVENT")

    assert (refused.exit_code, "HELPDESK_TELEGRAM_TOKEN" in refused.stderr) == (2, True)
    assert by_name.stdout == f"{tmp_path / 'all.ics'}: 2 events; 1 without a date are in no calendar\n"
    assert [each["UID"] for each in found] == ["talk@42.helpdesk", "clinic@42.helpdesk"]
    assert (asked.exit_code, (tmp_path / "all.txt").read_bytes()[:15]) == (0, b"BEGIN:VCALENDAR")


def test_a_calendar_that_everybody_may_have_holds_nobodys_room(
    helpdesk_command: Helpdesk, file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HELPDESK_TELEGRAM_TOKEN", "42:x")
    file.write_text(FILE.replace("place: Brussels, Belgium", "online: https://room.example.org/1"), "utf-8")
    helpdesk_command("import", file)
    helpdesk_command("export", tmp_path / "all.ics")

    assert b"room.example.org" not in (tmp_path / "all.ics").read_bytes()


def test_a_file_that_cannot_be_written_is_said(helpdesk_command: Helpdesk, tmp_path: Path) -> None:
    refused = helpdesk_command("export", tmp_path / "no" / "folder.yaml")

    assert refused.exit_code == 2
    assert "cannot be written" in refused.stderr


def test_where_there_is_nothing_the_list_says_so(helpdesk_command: Helpdesk) -> None:
    assert helpdesk_command("list").stdout == "There are no events yet.\n"
    assert helpdesk_command("list", "--json").stdout == "[]\n"


async def test_it_works_beside_a_running_bot(
    helpdesk: Service, sqlite_url: str, file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HELPDESK_DATABASE_URL", sqlite_url)
    imported = await asyncio.to_thread(lambda: CliRunner().invoke(command_line(), ["events", "import", str(file)]))
    ids = await helpdesk.database.read(lambda session: session.scalars(select(Event.id).order_by(Event.id)).all())

    assert imported.exit_code == 0
    assert {"clinic", "talk"} <= set(ids)
