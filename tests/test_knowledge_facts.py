"""What stands in several texts is the same in each of them, and what nobody has filled in is shown as open."""

import shutil
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.problems import Place
from knowledge.checking.checks import checked
from knowledge.checking.facts import Said
from knowledge.checking.wording import Wording, Words, words_of
from knowledge.entries import Entry, Field
from knowledge.files.reading import read_content

LIBRARY = Path(__file__).parent / "second_profile"
TODAY = date(2026, 11, 23)
HOURS = "faq/asiointi/aukioloajat.md"
FEE = "faq/lainaus/myohastymismaksu.md"
WISH = "faq/lainaus/hankintaehdotus.md"
ENGLISH = """---
id: myohastymismaksu
question: What does it cost to be late?
checked: 2026-11-01
proofread: 2026-11-02
---

You pay 25 cents for each day.
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A content folder without a fault."""
    return Path(shutil.copytree(LIBRARY, tmp_path / "content"))


def change(folder: Path, name: str, old: str, new: str) -> None:
    text = (folder / name).read_text("utf-8")
    assert old in text
    (folder / name).write_text(text.replace(old, new, 1), "utf-8")


def told(folder: Path, *further: Said) -> list[str]:
    problems = checked(read_content(folder), TODAY, further)
    return [f"{each.file.name}:{each.line}: {each.severity}: {each.sentence}" for each in problems]


def entry(folder: Path, id_: str) -> Entry:
    return next(each for each in read_content(folder).entries if each.id == id_)


# Facts


def test_another_value_than_the_facts_is_told_where_it_stands(folder: Path) -> None:
    change(folder, FEE, "Maksu on 20 senttiä", "Näin se on.\n\nMaksu on\n**25**  senttiä")

    fee = "montako senttiä myöhästyminen maksaa päivässä: 20 / kaksikymmentä"
    sentence = f"this says 25, but {fee} (`fee` in facts.yaml); mend one of the two"
    assert f"myohastymismaksu.md:22: error: {sentence}" in told(folder)


@pytest.mark.parametrize(
    "written", ["kaksikymmentä senttiä", "20 SENTTIÄ", "20\nsenttiä", "*20* [senttiä](https://a.fi)"]
)
def test_a_fact_may_be_written_in_each_of_its_ways(folder: Path, written: str) -> None:
    change(folder, FEE, "20 senttiä", written)

    assert told(folder) == []


@pytest.mark.parametrize("written", ["viisi senttiä", "2-3 senttiä", "0,20 senttiä", "20 % senttiä", "200 senttiä"])
def test_a_number_is_another_value_however_it_is_written(folder: Path, written: str) -> None:
    change(folder, FEE, "Lasten aineistosta", f"Ei {written}. Lasten aineistosta")

    value = written.removesuffix(" senttiä").replace(" ", "").replace(",", ".")
    assert [line.partition(", but")[0] for line in told(folder)] == [
        f"myohastymismaksu.md:19: error: this says {value}"
    ]


@pytest.mark.parametrize(
    "written", ["monta senttiä", "20. Senttiä", "sentti", "https://a.fi/25-senttiä", "(25) senttiä"]
)
def test_what_names_no_number_is_no_value_of_a_number(folder: Path, written: str) -> None:
    change(folder, FEE, "Lasten aineistosta", f"Ei {written}. Lasten aineistosta")

    assert told(folder) == []


def test_a_value_that_is_a_word_must_be_that_word(folder: Path) -> None:
    change(folder, "facts.yaml", "    value: 15\n    said_as:\n      - lauantaisin kello 10–{}", WORD)
    change(folder, FEE, "Lasten", "Sunnuntaisin se on auki. Lasten")

    assert [line.partition(", but")[0] for line in told(folder)] == [
        "myohastymismaksu.md:19: error: this says auki",
    ]


WORD = "    value: kiinni\n    said_as:\n      - sunnuntaisin se on {}"


def test_a_wording_that_no_text_has_is_told_before_it_rots(folder: Path) -> None:
    change(folder, "facts.yaml", "{} senttiä", "{} killinkiä")

    assert told(folder) == [
        "facts.yaml:14: warning: no text says “{} killinkiä” with the value of `fee`; mend or remove it"
    ]


def test_translations_and_further_texts_are_held_to_the_facts_of_their_language(folder: Path) -> None:
    change(folder, "facts.yaml", '        - "{} senttiä"', '        - "{} senttiä"\n      en:\n        - "{} cents"')
    (folder / "faq/lainaus/myohastymismaksu.en.md").write_text(ENGLISH, "utf-8")
    talk = Said("talk", "Only 30 cents", "en", Place(folder / "events.yaml", 7))
    finnish = Said("talk", "Vain 30 cents", "fi", Place(folder / "events.yaml", 8))

    assert [line.partition(", but")[0] for line in told(folder, talk, finnish)] == [
        "events.yaml:7: error: this says 30",
        "facts.yaml:16: warning: no text says “{} cents” with the value of `fee`; mend or remove it",
        "myohastymismaksu.en.md:8: error: this says 25",
    ]


def test_the_texts_of_the_profile_are_held_to_the_facts_as_well(folder: Path) -> None:
    change(folder, "profile.yaml", "contact: Tule", "contact: Maksat 30 senttiä. Tule")

    assert [line.partition(", but")[0] for line in told(folder)] == ["profile.yaml:27: error: this says 30"]


def test_what_speaks_of_another_time_is_left_alone(folder: Path) -> None:
    change(folder, HOURS, "Kirjasto on", "Vuonna 1990 maksu oli 5 senttiä. Kirjasto on")
    change(folder, "facts.yaml", "    value: [20", "    except: [aukioloajat]\n    value: [20")

    assert told(folder) == []


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("value: 15", "value:", "facts.yaml:5: error: `value` is empty; fill it in"),
        ("value: 15", "value: klo 15", "facts.yaml:5: error: a value is one word, such as 36 or 80 %, not `klo 15`"),
        ("value: 15", "valeu: 15", "facts.yaml:5: error: `valeu` is not a key that is known here"),
        ("10–{}", "10", "facts.yaml:7: error: `lauantaisin kello 10` must have other words and once `{}`"),
        ("10–{}", "{}–{}", "facts.yaml:7: error: `lauantaisin kello {}–{}` must have other words and once `{}`"),
        ("lauantaisin kello 10–{}", '"{}"', "facts.yaml:7: error: `{}` must have other words"),
        ("id: fee", "id: saturday", "facts.yaml:8: error: the fact `saturday` stands here twice; keep one"),
        (
            "https://kirjasto.example.org/ohjeet\n    value: 15",
            "x\n    value: 15",
            "facts.yaml:4: error: `source` must end",
        ),
        ("value: 15", "value: 15\n    except: [kissa]", "facts.yaml:6: error: `except` names `kissa`, which does not"),
        ("facts:", "fact:", "facts.yaml:1: error: `fact` is not a key that is known here"),
    ],
)
def test_a_mistake_among_the_facts_is_told_with_its_line(folder: Path, old: str, new: str, expected: str) -> None:
    change(folder, "facts.yaml", old, new)

    assert any(line.startswith(expected) for line in told(folder)), told(folder)


def test_numbers_signs_and_words_are_read_in_one_way() -> None:
    text = "The **80 %** of 394,5 million;\na two-hour `talk` <!-- 36\n --> l’**été** 1.400"

    assert [word.text for word in words_of(text)] == [
        *("the", "80%", "of", "394.5", "million", ";", "a", "two-hour", "talk", "l", "'", "été", "1.400")
    ]
    assert [word.line for word in words_of(text)][-2:] == [2, 2]


def test_a_gap_may_be_a_part_of_a_word() -> None:
    wording = Wording.of("a {}-day meeting")

    assert wording is not None
    assert [(word.text, word.line) for word in wording.found_in(Words("A two-day meeting or a\n3-day meeting"))] == [
        ("two", 0),
        ("3", 1),
    ]


@settings(max_examples=300, deadline=None)
@given(st.text(max_size=60), st.text(max_size=300))
def test_no_wording_and_no_text_whatever_make_it_fail(written: str, text: str) -> None:
    wording = Wording.of(written + "{}")

    for found in wording.found_in(Words(text)) if wording else ():
        assert 0 <= found.line <= text.count("\n")


# Open fields


def test_a_field_that_nobody_filled_in_is_open_and_shown_as_such(folder: Path) -> None:
    wish = entry(folder, "hankintaehdotus")

    assert [(each.id, each.name, each.value) for each in wish.open_fields(wish.answer)] == [
        ("contact", "Kuka ehdotukset lukee", None)
    ]
    assert wish.filled(wish.answer, "ei tiedossa").endswith("Ehdotukset lukee: ei tiedossa.")
    assert wish.open_fields("Ilman kenttää") == ()


def test_a_field_that_is_filled_in_is_its_value(folder: Path) -> None:
    change(folder, WISH, "Kuka ehdotukset lukee\n", "Kuka ehdotukset lukee\n    value: '**Kirjastonhoitaja**'\n")

    wish = entry(folder, "hankintaehdotus")
    assert isinstance(wish.fields[0], Field)
    assert wish.open_fields(wish.answer) == ()
    assert wish.filled(wish.answer, "ei tiedossa").endswith("Ehdotukset lukee: **Kirjastonhoitaja**.")


def test_translations_ask_for_the_fields_of_the_original(folder: Path) -> None:
    english = ENGLISH.replace("myohastymismaksu", "hankintaehdotus").replace("25 cents", "{{contact}} or {{fee}}")
    (folder / "faq/lainaus/hankintaehdotus.en.md").write_text(english, "utf-8")

    missing = "there is no field `fee`; add it to `fields` above, or take out `{{fee}}`"
    assert told(folder) == [f"hankintaehdotus.en.md:8: error: {missing}"]


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("{{contact}}", "{{contct}}", "hankintaehdotus.md:22: error: there is no field `contct`; add it to `fields`"),
        ("{{contact}}", "nobody", "hankintaehdotus.md:18: warning: no text asks for this field; write `{{contact}}`"),
        ("id: contact", "id: Contact", "hankintaehdotus.md:18: error: `Contact` is no id; use small letters, digits"),
        ("    name: K", "    nmae: K", "hankintaehdotus.md:19: error: `nmae` is not a key that is known here"),
        (
            "---\n\nKyllä",
            "  - id: contact\n    name: A\n---\n\nKyllä",
            "hankintaehdotus.md:20: error: the field `contact` s",
        ),
    ],
)
def test_a_mistake_among_the_fields_is_told_with_its_line(folder: Path, old: str, new: str, expected: str) -> None:
    change(folder, WISH, old, new)

    assert any(line.startswith(expected) for line in told(folder)), told(folder)


# Translations


@pytest.mark.parametrize(
    ("written", "expected"),
    [("proofread: no\n", None), ("", None), ("proofread: 2026-11-02\n", date(2026, 11, 2))],
)
def test_a_translation_says_whether_a_native_speaker_has_read_it(
    folder: Path, written: str, expected: date | None
) -> None:
    english = ENGLISH.replace("proofread: 2026-11-02\n", written)
    (folder / "faq/lainaus/myohastymismaksu.en.md").write_text(english, "utf-8")

    assert entry(folder, "myohastymismaksu").translations["en"].proofread == expected


def test_a_day_of_proofreading_must_be_a_day_and_stand_in_a_translation(folder: Path) -> None:
    (folder / "faq/lainaus/myohastymismaksu.en.md").write_text(ENGLISH.replace("2026-11-02", "yes"), "utf-8")
    change(folder, HOURS, "checked:", "proofread: no\nchecked:")

    assert [line.partition(";")[0] for line in told(folder)] == [
        "aukioloajat.md:13: error: `proofread` is not a key that is known here",
        "myohastymismaksu.en.md:5: error: `proofread` must be a date such as 2027-03-09, not yes",
    ]


# Links


@pytest.mark.parametrize(
    ("link", "fault"),
    [
        ("[ohjeet](http:/kirjasto.fi)", "`http:/kirjasto.fi` must begin with https://"),
        ("[ohjeet](ohjeet.html)", "`ohjeet.html` must begin with https://"),
        ("[ohjeet](https://kirjasto/ohjeet)", "`https://kirjasto/ohjeet` has no proper host, such as www.example.org"),
        ("[ohjeet](https://kirjasto.fi/.)", "`https://kirjasto.fi/.` ends with `.`, which hardly belongs to it"),
        ("[ohjeet](<https://kirjasto.fi/(a>)", "`https://kirjasto.fi/(a` has `(` and `)` that do not belong together"),
        ("[ohjeet] (https://kirjasto.fi/a)", "`https://kirjasto.fi/a)` has `(` and `)` that do not belong together"),
        (
            "https://me:you@kirjasto.fi",
            "`https://me:you@kirjasto.fi` must not have a name or a password before its host",
        ),
    ],
)
def test_a_link_that_cannot_be_opened_is_told(folder: Path, link: str, fault: str) -> None:
    change(folder, HOURS, "Kirjasto on auki", f"Hei.\n\nKatso {link}, kirjasto on auki")

    assert told(folder) == [f"aukioloajat.md:21: error: the address {fault}"]


@pytest.mark.parametrize(
    "link", ["https://kirjasto.fi/a.", "[a](https://kirjasto.fi/a_(b))", "[me](mailto:a@b.fi)", "<https://kirjasto.fi>"]
)
def test_a_link_that_can_be_opened_is_no_mistake(folder: Path, link: str) -> None:
    change(folder, HOURS, "Kirjasto on auki", f"Katso {link} Kirjasto on auki")

    assert told(folder) == []


def test_an_id_has_at_most_forty_characters(folder: Path) -> None:
    long = "a" * 41
    shutil.move(folder / FEE, folder / f"faq/lainaus/{long}.md")
    change(folder, f"faq/lainaus/{long}.md", "id: myohastymismaksu", f"id: {long}")
    change(folder, "faq/lainaus/lainan-uusiminen.md", "myohastymismaksu", long)

    rule = "small letters, digits and hyphens, 40 at most"
    assert told(folder) == [f"{long}.md:2: error: `{long}` is no id; use {rule}"]
