"""`helpdesk roles`: what an operator types, sees and gets as exit code."""

import json
import os
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
import typer
from sqlalchemy.orm import Session
from typer.testing import CliRunner, Result

from bot.commands import people as people_commands
from core.sqlite import sqlite_engine
from core.tables import Base
from people.members import Members

NOON = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)
Helpdesk = Callable[..., Result]


class Noon:
    def now(self) -> datetime:
        return NOON


@pytest.fixture
def file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for name in [name for name in os.environ if name.startswith("HELPDESK_")]:
        monkeypatch.delenv(name)
    monkeypatch.chdir(tmp_path)
    file = tmp_path / "helpdesk.db"
    monkeypatch.setenv("HELPDESK_DATABASE_URL", f"sqlite+aiosqlite:///{file}")
    monkeypatch.setenv("HELPDESK_ADMIN_IDS", "7")
    return file


@pytest.fixture
def with_jonas(file: Path) -> None:
    engine = sqlite_engine(file, writes=True, creates=True)
    Base.metadata.create_all(engine)
    with Session(engine) as session, session.begin():
        Members(session, Noon()).met(12, "Jonas", "jonas")
        Members(session, Noon()).met(13, "Blanka")
        Members(session, Noon()).blocked(13)
        Members(session, Noon()).met(14, "Rui", private=False)
    engine.dispose()


@pytest.fixture
def helpdesk() -> Helpdesk:
    app = typer.Typer()
    people_commands.register(app)
    app.command("nothing")(lambda: None)
    return lambda *words: CliRunner().invoke(app, ["roles", *words])


def listed(helpdesk: Helpdesk) -> dict[int, dict[str, Any]]:
    return {one["id"]: one for one in json.loads(helpdesk("list", "--json").stdout)}


@pytest.mark.usefixtures("with_jonas")
def test_an_expert_is_granted_with_everything_the_contract_names(helpdesk: Helpdesk) -> None:
    options = ["--topics", "a,b", "--languages", "en,fr", "--countries", "PT,FR"]
    times = ["--hours", "Mon-Fri 09:00-17:00", "--timezone", "Europe/Lisbon"]

    granted = helpdesk("grant", "12", "expert", *options, *times)

    assert (granted.exit_code, granted.stdout) == (0, "12 is now an expert.\n")
    jonas = listed(helpdesk)[12]
    assert jonas.pop("granted_at").endswith("+00:00")
    assert jonas == {
        "id": 12,
        "role": "expert",
        "name": "Jonas",
        "username": "jonas",
        "opened_chat": True,
        "reachable": True,
        "topics": ["a", "b"],
        "languages": ["en", "fr"],
        "countries": ["PT", "FR"],
        "hours": "Mon-Fri 09:00-17:00",
        "timezone": "Europe/Lisbon",
        "granted_by": None,
        "by_settings": False,
    }


@pytest.mark.usefixtures("with_jonas")
def test_a_topic_that_the_profile_does_not_have_is_taken_with_a_note(helpdesk: Helpdesk) -> None:
    granted = helpdesk("grant", "12", "expert", "--topics", "astrology")

    assert (granted.exit_code, granted.stderr) == (0, "Note: profile.yaml has no topic astrology.\n")


@pytest.mark.usefixtures("with_jonas")
@pytest.mark.parametrize("person", ["4503599627370496", "14"])
def test_who_has_not_opened_a_chat_is_told_on_granting(person: str, helpdesk: Helpdesk) -> None:
    granted = helpdesk("grant", person, "coordinator")

    assert granted.exit_code == 0
    assert f"{person} is now a coordinator." in granted.stdout
    assert f"{person} has not opened a chat with the bot yet" in granted.stdout


@pytest.mark.usefixtures("with_jonas")
def test_the_list_names_each_with_role_and_reach(helpdesk: Helpdesk) -> None:
    helpdesk("grant", "12", "expert", "--topics", "a,b", "--hours", "Mon 09:00-12:00")
    helpdesk("grant", "13", "coordinator")

    assert helpdesk("list").stdout.splitlines() == [
        "7 · coordinator · by HELPDESK_ADMIN_IDS · has not opened a chat with the bot yet",
        "12 · expert · Jonas · topics a,b · Mon 09:00-12:00",
        "13 · coordinator · Blanka · has blocked the bot",
    ]


@pytest.mark.usefixtures("with_jonas")
def test_where_nobody_has_a_role_the_list_says_so(helpdesk: Helpdesk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("HELPDESK_ADMIN_IDS")

    assert helpdesk("list").stdout == "Nobody has a role yet.\n"
    assert helpdesk("list", "--json").stdout == "[]\n"


@pytest.mark.usefixtures("with_jonas")
def test_a_role_is_revoked_and_revoking_nothing_is_no_failure(helpdesk: Helpdesk) -> None:
    helpdesk("grant", "12", "expert")
    first, second = helpdesk("revoke", "12"), helpdesk("revoke", "12")

    assert (first.exit_code, first.stdout) == (0, "12 has no role any more.\n")
    assert (second.exit_code, second.stdout) == (0, "12 had no role; nothing was changed.\n")
    assert list(listed(helpdesk)) == [7]


@pytest.mark.usefixtures("with_jonas")
def test_an_administrator_of_the_settings_cannot_be_revoked_here(helpdesk: Helpdesk) -> None:
    revoked = helpdesk("revoke", "7")

    assert revoked.exit_code == 2
    assert "HELPDESK_ADMIN_IDS" in revoked.stderr


@pytest.mark.usefixtures("with_jonas")
@pytest.mark.parametrize(
    "words",
    [
        ["grant", "jonas", "expert"],
        ["grant", "0", "expert"],
        ["grant", "-100", "expert"],
        ["grant", str(2**63), "expert"],
        ["grant", "12", "member"],
        ["grant", "12"],
        ["grant", "12", "expert", "--timezone", "Lisbon"],
        ["revoke"],
    ],
)
def test_wrong_usage_ends_with_2_and_changes_nothing(helpdesk: Helpdesk, words: list[str]) -> None:
    refused = helpdesk(*words)

    assert (refused.exit_code, refused.stdout) == (2, "")
    assert refused.stderr
    assert "Traceback" not in refused.stderr
    assert list(listed(helpdesk)) == [7]


@pytest.mark.usefixtures("file")
def test_without_a_database_the_command_says_what_to_do(helpdesk: Helpdesk) -> None:
    refused = helpdesk("grant", "12", "expert")

    assert refused.exit_code == 2
    assert "helpdesk doctor" in refused.stderr


def test_a_database_without_tables_is_no_traceback(helpdesk: Helpdesk, file: Path) -> None:
    engine = sqlite_engine(file, writes=True, creates=True)
    engine.connect().close()
    engine.dispose()
    refused = helpdesk("list")

    assert refused.exit_code == 2
    assert "helpdesk doctor" in refused.stderr


@pytest.mark.usefixtures("with_jonas")
def test_wrong_settings_are_explained(helpdesk: Helpdesk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HELPDESK_ADMIN_IDS", "maria")
    refused = helpdesk("list")

    assert refused.exit_code == 2
    assert "HELPDESK_ADMIN_IDS" in refused.stderr
