"""What the knowledge lacks, on the command line: grouped, with what comes near, and nobody's name."""

import json
import os
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import typer
from sqlalchemy import select
from sqlalchemy.orm import Session
from typer.testing import CliRunner, Result

from bot.commands import gaps as gap_commands
from core.clock import SystemClock
from core.sqlite import sqlite_engine
from core.tables import Base
from knowledge.feedback import Feedback
from knowledge.gaps.editors_list import EditorsList
from knowledge.models import Gap, Outcome
from tests.museum import museum

SEEN = date(2026, 3, 2)
MISSED = [
    ("Coach parking nearby?", Outcome.UNKNOWN, None),
    ("coach PARKING nearby", Outcome.UNKNOWN, None),
    ("Where is coach parking nearby?", Outcome.UNKNOWN, None),
    ("a puppy", Outcome.NOT_MY_CASE, "dogs"),
]


@pytest.fixture
def file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for name in [name for name in os.environ if name.startswith("HELPDESK_")]:
        monkeypatch.delenv(name)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("HELPDESK_DATABASE_URL", f"sqlite+aiosqlite:///{tmp_path}/helpdesk.db")
    monkeypatch.setenv("HELPDESK_CONTENT_DIR", str(museum(tmp_path)))
    monkeypatch.setenv("HELPDESK_DATA_DIR", str(tmp_path))
    engine = sqlite_engine(tmp_path / "helpdesk.db", writes=True, creates=True)
    Base.metadata.create_all(engine)
    with Session(engine) as session, session.begin():
        for text, reason, shown in MISSED:
            session.add(Gap(text=text, language="en", reason=reason, shown=shown, asked_on=SEEN))
        for entry in ("dogs", "dogs", "tickets-child"):
            Feedback(session, SystemClock()).shown(entry)
    engine.dispose()
    return tmp_path / "helpdesk.db"


def helpdesk(*words: str) -> Result:
    app = typer.Typer()
    gap_commands.register(app)
    return CliRunner().invoke(app, words)


def listed(*words: str) -> list[dict[str, Any]]:
    result = helpdesk(*words, "--json")
    assert result.exit_code == 0
    found: list[dict[str, Any]] = json.loads(result.stdout)
    return found


def test_the_list_has_for_each_group_what_an_editor_needs(file: Path) -> None:
    bus, puppy = listed("gaps")

    assert (bus["number"], bus["text"], bus["asked"], bus["waiting"]) == (1, "Coach parking nearby?", 3, 0)
    assert (bus["first"], bus["last"], bus["language"]) == ("2026-03-02", "2026-03-02", "en")
    assert (bus["reasons"], bus["shown"]) == ({"unknown": 3}, {})
    assert bus["wordings"] == [
        {"text": "Coach parking nearby?", "asked": 2},
        {"text": "Where is coach parking nearby?", "asked": 1},
    ]
    assert all(set(each) == {"id", "title", "score"} for each in bus["nearest"])
    assert (bus["do"], bus["entry"]) == ("new entry", None)
    assert (puppy["do"], puppy["entry"], puppy["shown"]) == ("review", "dogs", {"dogs": 1})


def test_as_text_it_can_be_read(file: Path) -> None:
    shown = helpdesk("gaps").stdout

    assert shown.startswith("1. Coach parking nearby? (en)\n   asked 3 times on 2026-03-02\n   unknown 3\n")
    assert "\n   also: Where is coach parking nearby? (1)\n" in shown
    assert "look at dogs again: it was shown and did not fit" in shown


def test_what_the_knowledge_answers_by_now_is_named(file: Path) -> None:
    engine = sqlite_engine(file, writes=True)
    with Session(engine) as session, session.begin():
        for gap in session.scalars(select(Gap)):
            session.delete(gap)
        session.add(Gap(text="Are dogs allowed", language="en", reason="unknown", asked_on=SEEN))
    engine.dispose()

    (dogs,) = listed("gaps")
    assert (dogs["do"], dogs["entry"]) == ("answered now", "dogs")


def test_an_entry_that_did_not_fit_is_not_advised_again(file: Path) -> None:
    engine = sqlite_engine(file, writes=True)
    with Session(engine) as session, session.begin():
        for gap in session.scalars(select(Gap)):
            session.delete(gap)
        for reason, shown in ((Outcome.NOT_MY_TOPIC, "dogs"), (Outcome.UNKNOWN, None)):
            session.add(Gap(text="Are dogs allowed", language="en", reason=reason, shown=shown, asked_on=SEEN))
    engine.dispose()

    (dogs,) = listed("gaps")
    assert dogs["nearest"][0]["id"] == "dogs"
    assert dogs["entry"] != "dogs"


def test_what_is_settled_is_not_shown_and_an_empty_list_says_so(file: Path) -> None:
    engine = sqlite_engine(file, writes=True)
    with Session(engine) as session, session.begin():
        EditorsList(session, SystemClock()).settle(1, [1, 2, 3, 4])
    engine.dispose()

    assert listed("gaps") == []
    assert helpdesk("gaps").stdout == "Nothing is on the list.\n"


def test_feedback_counts_by_entry(file: Path) -> None:
    assert listed("feedback") == [
        {"id": "dogs", "shown": 2, "solved": 0, "not_quite": {}},
        {"id": "tickets-child", "shown": 1, "solved": 0, "not_quite": {}},
    ]
    assert helpdesk("feedback").stdout.splitlines()[1].split() == ["dogs", "2", "0"]


def test_a_database_that_is_not_there_ends_with_two(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HELPDESK_DATABASE_URL", f"sqlite+aiosqlite:///{file.parent}/nowhere/helpdesk.db")

    assert helpdesk("gaps").exit_code == helpdesk("feedback").exit_code == 2
    assert helpdesk("gaps").stderr.startswith(f"There is no {file.parent}/nowhere/helpdesk.db yet")


def test_a_database_that_cannot_be_used_ends_with_two(file: Path) -> None:
    file.write_text("This is no database, but words that somebody has put where it should be.")

    assert helpdesk("gaps").exit_code == helpdesk("feedback").exit_code == 2
    assert "The database cannot be used" in helpdesk("gaps").stderr
