"""The software serves another body in another language, and knows nothing of the one it was made for."""

import json
import re
import shutil
from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner, Result

import knowledge
from bot.commands.knowledge import register
from knowledge.library import Library

LIBRARY = Path(__file__).parent / "second_profile"
ROOT = Path(knowledge.__file__).parent.parent
PACKAGES = sorted(file.parent for file in ROOT.glob("*/__init__.py") if file.parent.name not in {"bench", "tests"})
ENGLISH = """---
id: aukioloajat
question: When?
phrasings:
  - opening hours
checked: 2026-10-30
---

From 10 to 18.
"""
OF_THE_PLATFORM = re.compile(
    r"interreg|policy[ _-]?learning|policylearning|\bPLP\b|vilnius|lille\b|hauts-de-france|matchmaking|peer[ _-]review"
    r"|good[ _-]practice|partner[ _-]state|394[.,]5",
    re.IGNORECASE,
)


@pytest.fixture(autouse=True)
def alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """No settings of whoever runs the tests."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("HELPDESK_CONTENT_DIR", raising=False)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The content of a town's library."""
    return Path(shutil.copytree(LIBRARY, tmp_path / "content"))


def helpdesk(*arguments: str | Path) -> Result:
    app = typer.Typer()
    register(app)
    return CliRunner().invoke(app, [str(argument) for argument in arguments])


def test_it_is_found_and_answered_in_its_own_language(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HELPDESK_CONTENT_DIR", str(folder))

    assert "20 senttiä päivässä" in helpdesk("ask", "paljonko myöhästymismaksu on?").stdout
    assert "lukee: not published here." in helpdesk("ask", "hankintaehdotus").stdout
    assert Library.read(folder).content.profile.reply_days == 3


def test_its_facts_are_checked(folder: Path) -> None:
    file = folder / "faq/lainaus/myohastymismaksu.md"
    file.write_text(file.read_text("utf-8").replace("20 senttiä", "30 senttiä"), "utf-8")

    result = helpdesk("kb", "check", folder)

    assert result.exit_code == 1
    assert f"{file}:19: error: this says 30, but montako senttiä" in result.stdout


def test_its_events_are_checked_with_their_topics_guides_and_facts(folder: Path) -> None:
    file = folder / "events.yaml"
    event = (
        "  - id: satutunti\n    title: Satutunti\n    timezone: Europe/Helsinki\n    summary: Myöhässä? 30 senttiä.\n"
    )
    file.write_text(f"events:\n{event}    topic: runot\n    guide: satu\n    starts: 2027-13-01\n", "utf-8")

    result = helpdesk("kb", "check", folder)

    assert result.exit_code == 1
    assert [line.partition(";")[0].partition(", ")[0] for line in result.stdout.splitlines()[:-1]] == [
        f"{file}:5: error: this says 30",
        f"{file}:6: error: there is no topic `runot`",
        f"{file}:7: error: there is no guide `satu`",
        f"{file}:8: error: `starts` must be a day and a time such as 2027-03-09 09:30",
    ]


def test_an_event_may_be_what_speaks_of_another_time(folder: Path) -> None:
    event = "  - id: satutunti\n    title: Satutunti\n    timezone: Europe/Helsinki\n    summary: Ennen 30 senttiä.\n"
    (folder / "events.yaml").write_text(f"events:\n{event}", "utf-8")
    facts = (folder / "facts.yaml").read_text("utf-8")
    (folder / "facts.yaml").write_text(
        facts.replace("    value: [20", "    except: [satutunti]\n    value: [20"), "utf-8"
    )

    assert helpdesk("kb", "check", folder, "--strict").exit_code == 0


def test_a_report_says_what_it_consists_of(folder: Path) -> None:
    (folder / "faq/asiointi/aukioloajat.en.md").write_text(ENGLISH, "utf-8")

    said = json.loads(helpdesk("kb", "report", folder, "--json").stdout)

    assert (said["entries"], said["guides"], said["sections"]) == (5, 0, 0)
    assert said["topics"] == [
        {"id": "lainaus", "entries": 3, "guides": 0, "sections": 0},
        {"id": "asiointi", "entries": 2, "guides": 0, "sections": 0},
    ]
    assert said["phrasings"] == {
        "en": {"phrasings": 1, "ids": 1, "fewest": 1, "fewest_of": "aukioloajat"},
        "fi": {"phrasings": 25, "ids": 5, "fewest": 5, "fewest_of": "aukioloajat"},
    }
    assert {code: (each["texts"], each["proofread"]) for code, each in said["languages"].items()} == {
        "en": (1, 0),
        "fi": (5, 5),
    }
    assert said["languages"]["en"]["lix"] == 2.0  # two words, both short, in one sentence
    assert said["oldest_check"] == ["2026-10-30", "aukioloajat"]
    assert said["next_reviews"] == {"2036-11-01": 5}
    assert said["open_fields"] == [{"id": "hankintaehdotus", "field": "contact", "name": "Kuka ehdotukset lukee"}]
    assert said["longest"][1] == "hankintaehdotus"


def test_a_report_can_be_read(folder: Path) -> None:
    said = helpdesk("kb", "report", folder).stdout

    assert said.startswith("5 entries, 0 guides with 0 sections\nlongest text: ")
    assert "open fields: 1\nhankintaehdotus: contact, Kuka ehdotukset lukee\n" in said
    assert "LIX, by Björnsson" in said


def test_nothing_of_the_platform_stands_in_code_or_catalogs() -> None:
    files = [file for package in PACKAGES for file in package.rglob("*") if _ours(file)]
    named = [f"{file}: {found[0]}" for file in files if (found := OF_THE_PLATFORM.search(file.read_text("utf-8")))]

    assert {file.suffix for file in files} >= {".py", ".html"}
    assert _ours(ROOT / "locales/fr/LC_MESSAGES/helpdesk.po")
    assert named == []


def _ours(file: Path) -> bool:
    return file.suffix in {".py", ".po", ".pot", ".html", ".js", ".css", ".mako"} and "content" not in file.parts
