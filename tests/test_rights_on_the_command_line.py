"""`helpdesk person`: a copy and an erasure for who asks by letter."""

import asyncio
import json
import os
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import TypeVar

import pytest
import typer
from sqlalchemy.orm import Session
from typer.testing import CliRunner, Result

from bot.commands import rights
from core.databases import open_database
from core.language import Language
from core.tables import Keeping
from people import export_page
from people.erased import ErasedPeople
from people.export import Copy, Kept
from tests.everything import Someone, everything, fill, written

T = TypeVar("T")
Helpdesk = Callable[..., Result]
AGNIESZKA = 5_000_000_077


def on(url: str, work: Callable[[Session], T]) -> T:
    """Run a transaction."""

    async def run() -> T:
        database = open_database(url)
        try:
            return await database.write(work)
        finally:
            await database.close()

    return asyncio.run(run())


@pytest.fixture
def url(database_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """The address of a database in which somebody is kept."""
    for name in [name for name in os.environ if name.startswith("HELPDESK_")]:
        monkeypatch.delenv(name)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("HELPDESK_DATABASE_URL", database_url)
    agnieszka = Someone(AGNIESZKA, "Agnieszka", 1, "xylophonist apprenticeships")
    on(database_url, lambda session: fill(session, agnieszka, Someone(5_000_000_088, "Jonas", 2, "lighthouses")))
    return database_url


@pytest.fixture
def helpdesk() -> Helpdesk:
    """The command line."""
    app = typer.Typer()
    rights.register(app)
    app.command("nothing")(lambda: None)
    return lambda *words: CliRunner().invoke(app, ["person", *words])


def test_an_export_is_json_and_a_page_to_read(url: str, helpdesk: Helpdesk, tmp_path: Path) -> None:
    said = helpdesk("export", str(AGNIESZKA), "--page", str(tmp_path / "page.html"))

    facts = json.loads(said.stdout)
    questions = next(part for part in facts["kept"] if part["table"] == "question")
    assert (said.exit_code, facts["person"]) == (0, AGNIESZKA)
    assert questions["rows"][0]["text"] == "xylophonist apprenticeships"
    assert "xylophonist apprenticeships" in (tmp_path / "page.html").read_text()
    assert "lighthouses" not in (tmp_path / "page.html").read_text()


def test_an_erasure_says_what_it_removed_and_what_it_cannot(url: str, helpdesk: Helpdesk, tmp_path: Path) -> None:
    said = helpdesk("erase", str(AGNIESZKA))

    assert said.exit_code == 0
    assert "- 1 of question" in said.stdout
    assert "what Telegram keeps of the chat" in said.stdout
    assert "- copies in data/backups: they go by themselves by " in said.stdout
    assert "HELPDESK_TELEGRAM_TOKEN is not set" in said.stdout
    assert "Agnieszka" not in on(url, lambda session: written(everything(session)))
    assert ErasedPeople(tmp_path / "data").when(AGNIESZKA) is not None


def test_of_a_person_whom_nobody_knows_nothing_is_said_but_that(url: str, helpdesk: Helpdesk) -> None:
    assert json.loads(helpdesk("export", "5").stdout)["kept"] == []
    assert helpdesk("erase", "5").stdout.startswith("Nothing was kept about this person")


def test_both_are_in_the_record_of_what_was_done_without_the_number(url: str, helpdesk: Helpdesk) -> None:
    helpdesk("export", str(AGNIESZKA))
    helpdesk("erase", str(AGNIESZKA))
    rows = on(url, everything)["audit"]

    assert [row["did"] for row in rows][-2:] == ["exported a person's data", "erased a person"]
    assert str(AGNIESZKA) not in written({"audit": rows})


def test_a_database_that_is_not_there_is_a_plain_sentence(
    helpdesk: Helpdesk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HELPDESK_DATABASE_URL", f"sqlite+aiosqlite:///{tmp_path}/none.db")
    said = helpdesk("export", "5")

    assert said.exit_code == 2
    assert said.stderr.startswith("The database cannot be used")


def test_the_page_says_in_short_what_was_written_and_leaves_the_rest_to_the_other_file() -> None:
    keeping = Keeping("so that nothing is lost", 7, "after it arrived", "nobody")
    body = {"update_id": 12, "message": {"chat": {"id": 5, "type": "private"}, "text": "Are <dogs> allowed?"}}
    row = {"id": 1, "lane": 5, "received_at": "2026-11-23T09:00:12.5+00:00", "body": body}
    member = Kept("member", keeping, ({"id": 5, "name": "Maria", "zone": None},))
    copy = Copy(5, datetime(2026, 11, 23, tzinfo=UTC), (Kept("inbox", keeping, (row,)), member))
    page = export_page.page(copy, Language("en"), "Museum & desk", {})

    assert '<th scope="row">2026-11-23 09:00 UTC</th><td>Are &lt;dogs&gt; allowed?</td>' in page
    assert "update_id" not in page
    assert "Museum &amp; desk" in page
    assert page.index('id="member"') < page.index('id="inbox"')
    assert "<h2>So that nothing is lost</h2>" in page
