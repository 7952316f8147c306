"""Whoever keeps the knowledge is told what makes it hard to find or out of date."""

import shutil
from datetime import date
from pathlib import Path

import pytest

from knowledge.checking.checks import checked
from knowledge.files.reading import read_content

LIBRARY = Path(__file__).parent / "second_profile"
TODAY = date(2026, 11, 23)
HOURS = "faq/asiointi/aukioloajat.md"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A content folder without a fault."""
    return Path(shutil.copytree(LIBRARY, tmp_path / "content"))


def change(folder: Path, name: str, old: str, new: str) -> None:
    text = (folder / name).read_text("utf-8")
    assert old in text
    (folder / name).write_text(text.replace(old, new, 1), "utf-8")


def told(folder: Path, today: date = TODAY) -> list[str]:
    problems = checked(read_content(folder), today)
    return [f"{each.file.name}:{each.line}: {each.severity}: {each.sentence}" for each in problems]


def test_content_without_a_fault_gives_nothing_to_say(folder: Path) -> None:
    assert told(folder) == []


def test_two_phrasings_with_the_same_stems_are_an_error_where_the_second_one_stands(folder: Path) -> None:
    change(folder, HOURS, "  - monelta te suljette", "  - Kirjasto on milloin auki!")

    same = "this has the same words as “Milloin kirjasto on auki?”, so it adds nothing; say it differently"
    assert told(folder) == [f"aukioloajat.md:9: error: {same}"]


def test_the_same_words_in_two_languages_are_no_error(folder: Path) -> None:
    change(folder, HOURS, "phrasings:\n", "phrasings:\n  en:\n  - wifi\n  fi:\n  - wifi\n")

    assert told(folder) == []


def test_a_review_date_gone_by_is_a_warning_from_the_day_after(folder: Path) -> None:
    change(folder, HOURS, "review_by: 2036-11-01", "review_by: 2026-11-22")

    assert told(folder, date(2026, 11, 22)) == []
    assert told(folder) == [
        "aukioloajat.md:1: warning: this was to be reviewed by 2026-11-22; check the facts and set both dates anew"
    ]


def test_fewer_than_five_phrasings_are_a_warning(folder: Path) -> None:
    change(folder, HOURS, "  - monelta te suljette\n", "")

    assert told(folder) == [
        "aukioloajat.md:1: warning: there are 4 phrasings; with 5 or more it is found far more often"
    ]


def test_a_phrasing_that_is_nearly_another_entrys_is_a_warning_where_it_stands(folder: Path) -> None:
    change(folder, HOURS, "  - monelta te suljette", "  - mistä saan uuden kirjastokortin")
    change(folder, "faq/asiointi/kirjastokortti.md", "  - uusi kirjastokortti", "  - mistä saan uudet kirjastokortit")

    def nearly(text: str, id_: str) -> str:
        return f"warning: this is nearly “{text}” of `{id_}`, so one is taken for the other; say it differently"

    assert told(folder) == [
        f"aukioloajat.md:9: {nearly('mistä saan uudet kirjastokortit', 'kirjastokortti')}",
        f"kirjastokortti.md:5: {nearly('mistä saan uuden kirjastokortin', 'aukioloajat')}",
    ]


def test_what_keeps_a_file_from_being_read_is_told_as_well(folder: Path) -> None:
    change(folder, HOURS, "checked: 2026-11-01", "checked: soon")

    assert told(folder) == [
        "aukioloajat.md:13: error: `checked` must be a date such as 2027-03-09, not soon",
    ]
