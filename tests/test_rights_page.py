"""The readable copy of one's data: in the reader's language, and nothing in it that only a computer wants."""

from datetime import UTC, datetime

import pytest

from core.language import Language, Languages
from core.tables import Base
from migrations.schema import METADATA
from people.export import Copy, Kept
from people.export_page import page
from people.export_words import SHOWN, labels, said
from tests.catalogs import ROOT

TECHNICAL = {"alias", "introduction", "outbox_file", "request_copy", "request_rated"}
"""Tables of which a person can read nothing; they are counted, and stand in the other file."""
KEEPINGS = {each.class_.__tablename__: each.class_.keeping for each in Base.registry.mappers}


def copied(**rows: dict[str, object]) -> Copy:
    return Copy(
        5,
        datetime(2026, 11, 23, tzinfo=UTC),
        tuple(Kept(table, KEEPINGS[table], (row,)) for table, row in rows.items()),
    )


def test_of_every_table_about_people_it_is_decided_what_can_be_read() -> None:
    personal = {name for name in METADATA.tables if KEEPINGS[name].personal}

    assert SHOWN.keys() | TECHNICAL == personal
    assert not SHOWN.keys() & TECHNICAL


@pytest.mark.parametrize("table", SHOWN)
def test_what_is_shown_is_there_and_has_a_name(table: str) -> None:
    called = labels(Language("en"))

    assert set(SHOWN[table]) <= set(METADATA.tables[table].columns.keys())
    if table not in ("inbox", "outbox", "audit"):  # of these only when and what, without a name
        assert set(SHOWN[table]) <= called.keys()


def test_the_page_speaks_its_readers_language() -> None:
    german = Languages.load(ROOT / "locales").best("de")
    copy = copied(
        member={"id": 5, "name": "Expert", "spoken": "pl", "reachable": True, "window_count": 3},
        role={"member_id": 5, "name": "expert", "topics": ["green", "digital"]},
        request={"id": 12, "subject": "Dogs?", "state": "with an expert", "consent": "private", "nudged": 1},
        alias={"member_id": 5, "name": "0f3a"},
    )
    made = page(copy, german, "Museum desk", {})

    for words in (
        "Sprache von Telegram</th><td>Polnisch",
        "kommen an</th><td>ja",
        "Rolle</th><td>Expertin oder Experte",
    ):
        assert words in made
    for words in ("Name</th><td>Expert<", "green, digital", "Stand</th><td>bei einer Fachperson", "bleibt privat"):
        assert words in made
    assert "1 technischer Vermerk" in made
    assert not any(words in made for words in ("window", "nudged", "0f3a", "reachable", "with an expert"))


def test_what_has_a_title_is_told_by_it_with_its_id_beside() -> None:
    copy = copied(
        registration={"event_id": "clinic", "state": "registered"},
        question={"text": "Dogs?", "offered": ["dogs", "gone"]},
        follow={"topic": "green", "pace": "weekly"},
        publication={"target": "visit#hours"},
    )
    titles = {
        "event": {"clinic": "Sprechstunde <Grün>"},
        "entry": {"dogs": "Darf mein Hund mit?", "visit#hours": "Öffnungszeiten"},
        "topic": {"green": "Grüner Wandel"},
    }
    made = page(copy, Language("en"), "Museum desk", titles)

    assert "<td>Sprechstunde &lt;Grün&gt; (clinic)</td>" in made
    assert "<td>Darf mein Hund mit? (dogs), gone</td>" in made
    assert "<td>Grüner Wandel (green)</td>" in made
    assert "<td>Öffnungszeiten (visit#hours)</td>" in made


def test_what_somebody_typed_stays_as_it_was_typed() -> None:
    assert said("request_part", "text", "expert", Languages.load(ROOT / "locales").best("de")) == "expert"
