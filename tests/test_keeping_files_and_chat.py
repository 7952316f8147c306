"""The files and what was written in the chat make one knowledge, while the helpdesk runs and on the command line."""

import asyncio
import os
import shutil
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest
import typer
from sqlalchemy.orm import Session
from typer.testing import CliRunner, Result

from bot.commands.knowledge import register
from bot.serve import Service
from bot.settings import load_settings
from core.database import Database
from core.databases import open_database
from knowledge.editing.edits import Change, Edits
from knowledge.editing.spots import Spot
from knowledge.files.reading import read_content
from knowledge.models import Edit
from people.members import Members
from sandbox.people import Person
from sandbox.server import Sandbox
from tests.clocks import MovedClock
from tests.museum import museum

ADA = 5_900_000_001
ANSWER = Spot("dogs", "answer")
NEW = {
    "question": "Is there a café?",
    "topic": "visit",
    "answer": "Yes, there is one.",
    "sources": ["https://museum.example.org/cafe"],
    "checked": "2026-11-23",
    "review_by": "2099-11-23",
}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return museum(tmp_path)


@pytest.fixture
def helpdesk_settings(helpdesk_settings: dict[str, Any], folder: Path) -> dict[str, Any]:
    return helpdesk_settings | {"content_dir": folder, "admin_ids": (ADA,)}


@pytest.fixture(autouse=True)
def settled(folder: Path, sqlite_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The command line uses the same folder and database."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("HELPDESK_CONTENT_DIR", str(folder))
    monkeypatch.setenv("HELPDESK_DATABASE_URL", sqlite_url)


def publishing(changes: Mapping[Spot, Any]) -> Callable[[Session], None]:
    def work(session: Session) -> None:
        Members(session, MovedClock()).met(ADA, "Ada")
        edits = Edits(session, MovedClock())
        for target in {spot.target for spot in changes}:
            own = {spot: Change(value, None, edits.version(spot)) for spot, value in changes.items()}
            edits.publish(target, {spot: each for spot, each in own.items() if spot.target == target}, ADA)

    return work


def published(url: str, changes: Mapping[Spot, Any]) -> None:
    async def run() -> None:
        database: Database = open_database(url)
        await database.write(publishing(changes))
        await database.close()

    asyncio.run(run())


def in_chat(**fields: Any) -> dict[Spot, Any]:
    return {Spot("cafe", field): value for field, value in fields.items()}


def helpdesk_command(*arguments: str | Path) -> Result:
    app = typer.Typer()
    register(app)
    return CliRunner().invoke(app, [str(argument) for argument in arguments])


def file_of(folder: Path, id_: str) -> Path:
    return folder / "faq" / "visit" / f"{id_}.md"


async def answer(person: Person) -> str:
    await person.says("Are dogs allowed?")
    return (await person.hears()).text


@pytest.fixture(autouse=True)
def nothing_by_itself(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.chores.Chores.ticks", lambda _: {})


@pytest.fixture
async def watched(maria: Person, helpdesk: Service) -> Person:
    """A member of a helpdesk that looks only when the story says so."""
    await maria.starts()
    await maria.hears()
    return maria


# --- while it runs


async def test_a_file_that_changes_is_read_while_the_helpdesk_runs(
    watched: Person, helpdesk: Service, folder: Path
) -> None:
    rewrite(file_of(folder, "dogs"), "No, but *guide dogs* may.", "Yes, they are.")
    await helpdesk.renewal.watch(owns=True)

    assert "Yes, they are." in await answer(watched)


async def test_an_edit_of_another_process_is_in_force_after_a_look(watched: Person, helpdesk: Service) -> None:
    await helpdesk.database.write(publishing({ANSWER: "Yes, from elsewhere."}))
    await helpdesk.renewal.watch(owns=True)

    assert "Yes, from elsewhere." in await answer(watched)


async def test_where_nothing_changed_nothing_is_built(helpdesk: Service) -> None:
    before = helpdesk.house.library
    await helpdesk.renewal.watch(owns=True)

    assert helpdesk.house.library is before


async def test_a_broken_file_keeps_what_was_there_and_coordinators_hear_of_it_once(
    watched: Person, helpdesk: Service, folder: Path, telegram: Sandbox
) -> None:
    ada = telegram.new_person("Ada", id=ADA)
    await ada.starts()
    await ada.hears()
    whole = file_of(folder, "dogs").read_text("utf-8")
    rewrite(file_of(folder, "dogs"), "  - pets inside", "\t- pets inside")
    await helpdesk.renewal.watch(owns=True)
    assert "guide dogs" in await answer(watched)
    await ada.hears_nothing()
    await helpdesk.renewal.watch(owns=True)
    told = await ada.hears()
    await helpdesk.renewal.watch(owns=True)
    await ada.hears_nothing()

    assert "dogs.md:6: a tab stands here" in told.text
    file_of(folder, "dogs").write_text(whole.replace("No, but *guide dogs* may.", "Mended."), "utf-8")
    await helpdesk.renewal.watch(owns=True)
    assert "Mended." in await answer(watched)


async def test_a_folder_that_is_gone_keeps_everything(watched: Person, helpdesk: Service, folder: Path) -> None:
    shutil.move(folder, f"{folder}-elsewhere")
    await helpdesk.renewal.watch(owns=True)

    assert "guide dogs" in await answer(watched)


async def test_a_file_that_is_removed_is_gone(watched: Person, helpdesk: Service, folder: Path) -> None:
    file_of(folder, "dogs").unlink()
    await helpdesk.renewal.watch(owns=True)

    assert "guide dogs" not in await answer(watched)


async def test_an_edit_hides_nothing_else_of_its_file(watched: Person, helpdesk: Service, folder: Path) -> None:
    await helpdesk.database.write(publishing({ANSWER: "Yes."}))
    rewrite(file_of(folder, "dogs"), "May I bring my dog?", "Are dogs welcome here?")
    await helpdesk.renewal.watch(owns=True)

    said = await answer(watched)
    assert "Are dogs welcome here?" in said
    assert "Yes." in said


async def test_an_edit_whose_entry_lost_its_file_is_told_and_breaks_nothing(
    watched: Person, helpdesk: Service, folder: Path
) -> None:
    await helpdesk.database.write(publishing({ANSWER: "Yes."}))
    file_of(folder, "dogs").unlink()
    await helpdesk.renewal.watch(owns=True)
    await watched.says("is entry free for kids")

    assert "children come in free" in (await watched.hears()).text


async def test_once_the_file_says_it_the_file_may_say_something_new(
    watched: Person, helpdesk: Service, folder: Path
) -> None:
    await helpdesk.database.write(publishing({ANSWER: "Yes."}))
    rewrite(file_of(folder, "dogs"), "No, but *guide dogs* may.", "Yes.")
    await helpdesk.renewal.watch(owns=True)
    rewrite(file_of(folder, "dogs"), "\nYes.\n", "\nOnly on Mondays.\n")
    await helpdesk.renewal.watch(owns=True)

    assert "Only on Mondays." in await answer(watched)


# --- on the command line


def test_exporting_writes_what_is_in_force_and_leaves_the_rest_byte_for_byte(
    folder: Path, sqlite_url: str, tmp_path: Path
) -> None:
    published(sqlite_url, {ANSWER: "Yes.", **in_chat(**NEW)})
    result = helpdesk_command("kb", "export", tmp_path / "out")

    out = tmp_path / "out"
    assert result.exit_code == 0, result.output
    assert file_of(out, "dogs").read_text("utf-8").endswith("---\n\nYes.\n")
    assert file_of(out, "tickets-child").read_bytes() == file_of(folder, "tickets-child").read_bytes()
    assert (out / "profile.yaml").read_bytes() == (folder / "profile.yaml").read_bytes()
    assert [entry.id for entry in read_content(out).entries] == ["cafe", "dogs", "tickets-child", "tickets-group"]
    assert read_content(out).errors == ()


async def test_exporting_into_the_content_itself_makes_the_edits_the_files(
    helpdesk: Service, folder: Path, watched: Person
) -> None:
    await helpdesk.database.write(publishing({ANSWER: "Yes.", **in_chat(**NEW)}))
    result = await asyncio.to_thread(helpdesk_command, "kb", "export", folder)
    await helpdesk.renewal.watch(owns=True)

    assert result.exit_code == 0, result.output
    assert await helpdesk.database.read(lambda session: session.query(Edit).filter(Edit.holds).count()) == 0
    assert "Yes." in await answer(watched)
    assert {name for _, _, names in os.walk(folder) for name in names if not name.endswith((".md", ".yaml"))} == set()


def test_a_change_of_topic_moves_the_file_with_its_translations(folder: Path, sqlite_url: str) -> None:
    profile = folder / "profile.yaml"
    profile.write_text(profile.read_text() + "  - id: rules\n    title: House rules\n")
    french = file_of(folder, "dogs").with_name("dogs.fr.md")
    french.write_text("---\nid: dogs\nquestion: Les chiens ?\nchecked: 2026-03-02\n---\n\nNon.\n")
    published(sqlite_url, {Spot("dogs", "topic"): "rules"})
    result = helpdesk_command("kb", "export", folder)

    assert result.exit_code == 0, result.output
    assert not file_of(folder, "dogs").exists()
    assert not french.exists()
    (moved,) = (entry for entry in read_content(folder).entries if entry.id == "dogs")
    assert (moved.topic, [*moved.translations]) == ("rules", ["fr"])


def test_exporting_refuses_a_folder_with_something_else_in_it(tmp_path: Path, sqlite_url: str) -> None:
    (tmp_path / "letters").mkdir()
    (tmp_path / "letters" / "draft.txt").write_text("Dear Sir")
    result = helpdesk_command("kb", "export", tmp_path / "letters")

    assert result.exit_code == 2
    assert "is no content folder" in result.stderr
    assert [file.name for file in (tmp_path / "letters").iterdir()] == ["draft.txt"]


def test_exporting_over_another_content_folder_leaves_what_is_not_in_force(
    folder: Path, tmp_path: Path, sqlite_url: str
) -> None:
    other = Path(shutil.copytree(folder, tmp_path / "other"))
    file_of(other, "dogs").rename(file_of(other, "cats"))
    result = helpdesk_command("kb", "export", other)

    assert "left alone" in result.stdout
    assert file_of(other, "cats").exists()
    assert file_of(other, "dogs").exists()


def test_an_edit_that_no_longer_fits_is_named_and_the_rest_is_written(
    folder: Path, sqlite_url: str, tmp_path: Path
) -> None:
    published(sqlite_url, {ANSWER: "Yes.", Spot("tickets-child", "related"): ["dogs"]})
    file_of(folder, "dogs").unlink()
    result = helpdesk_command("kb", "export", tmp_path / "out")

    assert result.exit_code == 1
    assert "not written: dogs, answer: It has been removed from the files." in result.stderr
    assert file_of(tmp_path / "out", "tickets-group").exists()


def test_asking_on_the_command_line_knows_what_was_written_in_the_chat(sqlite_url: str) -> None:
    published(sqlite_url, {ANSWER: "Yes, from the chat."})

    assert "Yes, from the chat." in helpdesk_command("ask", "Are dogs allowed?").stdout


def test_asking_goes_by_the_files_where_the_database_cannot_be_read(tmp_path: Path) -> None:
    (tmp_path / "helpdesk.db").write_bytes(b"no database at all" * 100)
    result = helpdesk_command("ask", "Are dogs allowed?")

    assert "guide dogs" in result.stdout
    assert "the files alone" in result.stderr
    assert helpdesk_command("kb", "export", tmp_path / "out").exit_code == 2


def test_before_there_is_a_database_the_files_are_all(
    tmp_path: Path, sqlite_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HELPDESK_DATABASE_URL", f"sqlite+aiosqlite:///{tmp_path}/none.db")

    assert helpdesk_command("kb", "export", tmp_path / "out").exit_code == 0
    assert not (tmp_path / "none.db").exists()


def rewrite(file: Path, old: str, new: str) -> None:
    text = file.read_text("utf-8")
    assert old in text
    file.write_text(text.replace(old, new), "utf-8")


# --- what is learned


async def test_what_was_learned_of_unchanged_phrasings_is_kept_and_of_changed_ones_learned_anew(
    helpdesk: Service,
) -> None:
    await helpdesk.renewal.learn()
    learned = helpdesk.house.library.learned
    await helpdesk.database.write(publishing({ANSWER: "Yes."}))
    await helpdesk.renewal.watch(owns=True)
    kept = helpdesk.house.library.learned
    await helpdesk.database.write(publishing({Spot("dogs", "phrasings"): {"en": ["my four-legged friend"]}}))
    await helpdesk.renewal.watch(owns=True)
    dropped = helpdesk.house.library.learned
    await helpdesk.renewal.learn()

    assert learned.keys() == {"en"}
    assert kept == learned
    assert dropped == {}
    assert helpdesk.house.library.learned.keys() == {"en"}


async def test_what_was_learned_before_a_restart_is_remembered(
    helpdesk: Service, helpdesk_settings: dict[str, Any]
) -> None:
    await helpdesk.renewal.learn()
    again = Service(load_settings(env_file=None, **helpdesk_settings))

    assert again.house.library.learned.keys() == {"en"}
    await again.database.close()
