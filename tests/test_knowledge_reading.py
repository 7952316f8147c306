"""An editor's files are read, and each mistake in them is shown where it stands and how to mend it."""

import shutil
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from knowledge.entries import Content, Source
from knowledge.files.reading import NoContent, read_content
from knowledge.library import Library

LIBRARY = Path(__file__).parent / "second_profile"
HOURS = "faq/asiointi/aukioloajat.md"
ENGLISH = """---
id: aukioloajat
question: When is the library open?
phrasings:
  - opening hours
checked: 2026-11-02
---

It is open from 10 to 18.
"""
GUIDE = """---
id: vierailu
question: Vierailuopas
phrasings:
  fi:
    - ohjeita vierailulle
  en:
    - visitors' guide
topic: asiointi
sources:
  - https://kirjasto.example.org/
checked: 2026-11-01
review_by: 2036-11-01
---

Tervetuloa.

## Miten pääset perille {#travel}

<!-- phrasings
- bussi kirjastolle
- missä voi pysäköidä
-->

Bussi 5 pysähtyy oven edessä.

## Esteettömyys

Ovella on luiska.
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A content folder without a fault."""
    return Path(shutil.copytree(LIBRARY, tmp_path / "content"))


def change(folder: Path, name: str, old: str, new: str) -> None:
    file = folder / name
    text = file.read_text("utf-8")
    assert old in text
    file.write_text(text.replace(old, new, 1), "utf-8")


def write(folder: Path, name: str, text: str) -> None:
    (folder / name).parent.mkdir(parents=True, exist_ok=True)
    (folder / name).write_text(text, "utf-8")


def told(content: Content) -> list[str]:
    return [f"{problem.file.name}:{problem.line}: {problem.sentence}" for problem in content.problems]


def ids(content: Content) -> set[str]:
    return {entry.id for entry in content.entries}


def test_an_entry_is_read_with_all_that_its_file_says(folder: Path) -> None:
    content = read_content(folder)

    entry = next(entry for entry in content.entries if entry.id == "aukioloajat")
    assert content.problems == ()
    assert len(content.entries) == 5
    assert entry.question == "Milloin kirjasto on auki?"
    assert entry.answer.startswith("Kirjasto on auki arkisin")
    assert (entry.topic, entry.related) == ("asiointi", ("kirjastokortti",))
    assert (entry.checked, entry.review_by) == (date(2026, 11, 1), date(2036, 11, 1))
    assert entry.sources == (Source("https://kirjasto.example.org/ohjeet", "Kirjaston ohjeet"),)
    assert [phrasing.text for phrasing in entry.phrasings[:2]] == ["Milloin kirjasto on auki?", "aukioloajat"]
    assert [phrasing.place.line for phrasing in entry.phrasings[:2]] == [3, 5]


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("  - aukioloajat", "\t- aukioloajat", "aukioloajat.md:5: a tab stands here; use spaces instead"),
        ("id: aukioloajat\n", "", "aukioloajat.md:2: `id` is missing; add it"),
        ("id: aukioloajat", "id: Auki Olo", "aukioloajat.md:2: `Auki Olo` is no id; use small letters"),
        ("id: aukioloajat", "id: auki", "aukioloajat.md:2: the id is `auki`, but the file's name says `aukioloajat`"),
        ("question: Milloin kirjasto on auki?", "question:", "aukioloajat.md:3: `question` is empty; fill it in"),
        ("question: Milloin", "question: a: Milloin", "aukioloajat.md:3: a colon stands inside a value"),
        ("question: Milloin", "question: *Milloin", "aukioloajat.md:3: a value begins with `*` or `&`"),
        ("question: M", "question: [M]\nquestion: M", "aukioloajat.md:4: `question` stands here twice; keep one"),
        ("question: M", "question: [M]\nvanha: M", "aukioloajat.md:3: `question` must be one value, not a list"),
        ("question: M", "? [a]\n: b\nquestion: M", "aukioloajat.md:3: a key must be a single word"),
        (
            "topic: asiointi",
            "topic: lainaus",
            "aukioloajat.md:10: the topic is `lainaus`, but the folder is `asiointi`",
        ),
        ("topic: asiointi", "topic: hyvinvointi", "aukioloajat.md:10: there is no topic `hyvinvointi` in profile.yaml"),
        ("topic: asiointi", "topik: asiointi", "aukioloajat.md:10: `topik` is not a key that is known here; there are"),
        ("checked: 2026-11-01", "checked: 1.11.2026", "aukioloajat.md:13: `checked` must be a date such as 2027-03-09"),
        ("checked: 2026-11-01", "checked: 2026-02-30", "aukioloajat.md:13: `checked` must be a date"),
        ("checked: 2026-11-01", "checked: 20261101", "aukioloajat.md:13: `checked` must be a date"),
        (
            "  - kirjastokortti",
            "  - kirjastokissa",
            "aukioloajat.md:16: `related` names `kirjastokissa`, which does not",
        ),
        ("related:\n  - kirj", "related: kirj", "aukioloajat.md:15: `related` must be a list, each item on a line"),
        ("  - aukioloajat", "  - [aukioloajat]", "aukioloajat.md:5: an item of `phrasings` is no text"),
        ("  - Kirjaston ohjeet https:", "  - Ohjeet ", "aukioloajat.md:12: a source must end with an address"),
        (
            "sources:\n  - Kirj",
            "sources: []\nrelated:\n  - Kirj",
            "aukioloajat.md:11: `sources` must name at least one",
        ),
        ("---\n\nKirjasto", "\nKirjasto", "aukioloajat.md:1: the file must begin with a line `---`"),
        ("---\nid", "id", "aukioloajat.md:1: the file must begin with a line `---`"),
        ("auki arkisin", "auki \0 arkisin", "aukioloajat.md:19: an invisible character U+0000 stands here; remove it"),
        ("Kirjasto on auki arkisin", "Kirjasto " + "on auki " * 480, "aukioloajat.md:19: this does not fit into one"),
    ],
)
def test_a_mistake_is_told_with_its_line_and_the_rest_still_serves(
    folder: Path, old: str, new: str, expected: str
) -> None:
    change(folder, HOURS, old, new)

    content = read_content(folder)

    assert any(line.startswith(expected) for line in told(content)), told(content)
    assert ids(content) == {"kirjastokortti", "lainan-uusiminen", "myohastymismaksu", "hankintaehdotus"}


def test_a_file_that_cannot_be_understood_gives_one_problem_and_not_ten(folder: Path) -> None:
    change(folder, HOURS, "  - aukioloajat", "\t- aukioloajat")

    assert len(read_content(folder).problems) == 1


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        (b"---\nid: aukioloajat\nquestion: \xff\n---\n", "aukioloajat.md:3: this is not UTF-8"),
        ("---\nid: aukioloajat\n".encode("utf-16"), "aukioloajat.md:1: this is not UTF-8"),
        (b"", "aukioloajat.md:1: the file must begin"),
        (b"---\n---\nText", "aukioloajat.md:2: there must be keys with values here"),
        (b"---\n- a list\n---\nText", "aukioloajat.md:2: there must be keys with values here"),
        (b"---\na: " + b"[" * 1500 + b"]" * 1500 + b"\n---\nText", "aukioloajat.md:2: this is no valid YAML; compare"),
        (b"---\na: &b [*b]\nsources: &c\n  - *c\n---\nText", "aukioloajat.md:2: `id` is missing"),
    ],
)
def test_an_odd_file_is_told_and_breaks_nothing(folder: Path, raw: bytes, expected: str) -> None:
    (folder / HOURS).write_bytes(raw)

    assert told(read_content(folder))[0].startswith(expected)


def test_a_folder_called_like_an_entry_is_told(folder: Path) -> None:
    (folder / "faq/lainaus/kansio.md").mkdir()

    assert "kansio.md:1: the file cannot be read: Is a directory" in told(read_content(folder))


@settings(max_examples=150, deadline=None)
@given(front=st.text(max_size=200), body=st.text(max_size=100))
def test_no_text_whatever_makes_reading_fail(tmp_path_factory: pytest.TempPathFactory, front: str, body: str) -> None:
    folder = tmp_path_factory.mktemp("content")
    shutil.copy(LIBRARY / "profile.yaml", folder)
    for name in ("faq/asiointi/a.md", "guides/b.md"):
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(f"---\n{front}\n---\n## A\n{body}".encode("utf-8", "replace"))

    content = read_content(folder)

    assert all(problem.line >= 1 and problem.sentence for problem in content.problems)


def test_an_id_used_twice_is_told_and_the_first_one_stays(folder: Path) -> None:
    write(folder, "faq/lainaus/aukioloajat.md", (folder / HOURS).read_text("utf-8").replace(": asiointi", ": lainaus"))

    content = read_content(folder)

    assert told(content) == [
        f"aukioloajat.md:2: the id `aukioloajat` is used already in {folder / HOURS}; choose another"
    ]
    assert [entry.topic for entry in content.entries if entry.id == "aukioloajat"] == ["asiointi"]


def test_without_a_folder_it_is_said_which_one_was_looked_for(tmp_path: Path) -> None:
    with pytest.raises(NoContent, match=r"nowhere/profile\.yaml; check the name of the content folder"):
        read_content(tmp_path / "nowhere")


def test_windows_line_ends_and_a_byte_order_mark_change_nothing(folder: Path) -> None:
    before = read_content(folder).entries
    text = (folder / HOURS).read_text("utf-8")
    (folder / HOURS).write_bytes(b"\xef\xbb\xbf" + text.replace("\n", "\r\n").encode())

    assert read_content(folder).entries == before


def test_an_answer_in_another_language_stands_beside_the_original(folder: Path) -> None:
    write(folder, "faq/asiointi/aukioloajat.en.md", ENGLISH)

    library = Library.read(folder)

    entry = library.entry("aukioloajat")
    assert entry is not None
    assert library.content.problems == ()
    assert entry.in_language(["en"], "fi").text == "It is open from 10 to 18."
    assert entry.in_language(["sv"], "fi").title == "Milloin kirjasto on auki?"
    assert entry.in_language(["fi", "en"], "fi").language == "fi"
    assert library.find("opening hours", ["en"]).matches[0].title == "When is the library open?"


def test_a_broken_translation_does_not_take_the_original_with_it(folder: Path) -> None:
    write(folder, "faq/asiointi/aukioloajat.en.md", ENGLISH.replace("checked", "cheked"))

    content = read_content(folder)

    entry = next(entry for entry in content.entries if entry.id == "aukioloajat")
    assert len(content.errors) == 2
    assert entry.translations == {}
    assert {phrasing.language for phrasing in entry.phrasings} == {"fi"}


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("aukio.en.md", "aukio.en.md:1: this translates aukio.md, which is not beside it"),
        ("aukioloajat.English.md", "aukioloajat.English.md:1: `English` in the file's name is no language"),
    ],
)
def test_a_translation_of_nothing_is_told(folder: Path, name: str, expected: str) -> None:
    write(folder, f"faq/asiointi/{name}", ENGLISH)

    assert any(line.startswith(expected) for line in told(read_content(folder)))


def test_a_guide_is_found_by_its_sections(folder: Path) -> None:
    write(folder, "guides/vierailu.md", GUIDE)

    library = Library.read(folder)

    assert library.content.problems == ()
    section = library.section("vierailu#travel")
    assert section is not None
    assert section.text == "Bussi 5 pysähtyy oven edessä."
    assert [phrasing.place.line for phrasing in section.phrasings] == [18, 21, 22]
    assert library.find("missä voin pysäköidä", ["fi"]).matches[0].id == "vierailu#travel"
    assert library.find("visitors guide", ["en"]).matches[0].id == "vierailu"
    assert [each.id for guide in library.guides() for each in guide.sections] == ["travel", "esteettomyys"]


def test_a_guides_sections_are_translated_by_their_ids(folder: Path) -> None:
    write(folder, "guides/vierailu.md", GUIDE)
    english = ENGLISH.replace("aukioloajat", "vierailu") + "\n## Getting there {#travel}\n\nTake bus 5.\n"
    write(folder, "guides/vierailu.en.md", english + "\n## Café {#cafe}\n\nNone.\n")

    content = read_content(folder)

    assert told(content) == [
        "vierailu.en.md:15: the original has no section `cafe`; write its id behind the heading, `{#travel}`"
    ]
    write(folder, "guides/vierailu.en.md", english)
    section = Library.read(folder).section("vierailu#travel")
    assert section is not None
    assert section.in_language(["en"], "fi").text == "Take bus 5."


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("## Miten pääset perille {#travel}", "## ？？", "vierailu.md:18: the heading needs an id"),
        ("- bussi kirjastolle", "- bussi: kirjastolle", "vierailu.md:21: an item of `phrasings` is no text"),
        ("- bussi kirjastolle", "\t- bussi", "vierailu.md:21: a tab stands here"),
        ("  en:\n", "  English:\n", "vierailu.md:8: `English` is no language"),
        ("Bussi 5", "Bussi 5 " * 600, "vierailu.md:18: this does not fit into one message; shorten it by"),
        ("## Esteettömyys", "## Esteettömyys {#travel}", "vierailu.md:27: the heading's id `travel` is used already"),
    ],
)
def test_a_mistake_in_a_guide_is_told_with_its_line(folder: Path, old: str, new: str, expected: str) -> None:
    write(folder, "guides/vierailu.md", GUIDE)
    change(folder, "guides/vierailu.md", old, new)

    assert any(line.startswith(expected) for line in told(read_content(folder))), told(read_content(folder))


def test_a_guide_without_sections_is_told(folder: Path) -> None:
    write(folder, "guides/vierailu.md", GUIDE.partition("## Miten")[0])

    assert told(read_content(folder)) == [
        "vierailu.md:16: a guide needs sections; begin each with a line `## Its heading`"
    ]
