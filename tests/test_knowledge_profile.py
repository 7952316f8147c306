"""What belongs to a service stands in its profile, not in the code."""

import shutil
from datetime import timedelta
from pathlib import Path

import pytest

import knowledge
from core.language import Languages
from knowledge.files.reading import read_content
from knowledge.profile import KindOfHelp, Profile, Times, Topic
from tests.catalogs import ROOT

LIBRARY = Path(__file__).parent / "second_profile"
CONTENT = Path(knowledge.__file__).parent / "content"


def test_a_profile_says_who_the_service_is_and_how_it_works() -> None:
    assert read_content(LIBRARY).profile == Profile(
        name="Lintuharjun kirjasto",
        about="Vastauksia Lintuharjun kirjaston palveluista.",
        language="fi",
        timezone="Europe/Helsinki",
        holidays="FI",
        working_hours="Mon-Fri 10:00-18:00",
        times=Times(nudge=timedelta(hours=4), escalate=timedelta(days=2), idle=timedelta(days=10)),
        reply_days=3,
        topics=(Topic("lainaus", "Lainaaminen"), Topic("asiointi", "Asiointi kirjastossa")),
        help=(KindOfHelp("written", "Kirjallinen vastaus", ("Kirjastonhoitaja vastaa kysymykseesi.",)),),
        contact="Tule käymään tai lähetä viesti kirjaston postilaatikkoon.",
    )


def test_what_is_not_known_of_the_packaged_service_is_left_open() -> None:
    profile = read_content(CONTENT).profile

    assert {kind.id: bool(kind.form) for kind in profile.help} == {
        "written": False,
        "matchmaking": True,
        "peer-review": True,
    }
    assert (profile.contact, profile.privacy, profile.reply_days) == ("", "", None)
    assert {topic.id for topic in profile.policy_topics} == {
        "smart",
        "green",
        "connected",
        "social",
        "citizens",
        "governance",
    }


def test_what_members_read_of_a_profile_may_be_given_by_language(tmp_path: Path) -> None:
    folder = Path(shutil.copytree(LIBRARY, tmp_path / "library"))
    profile = folder / "profile.yaml"
    written = profile.read_text().replace("title: Lainaaminen", "title: {fi: Lainaaminen, de: Ausleihen}")
    fact = "Kirjastonhoitaja vastaa kysymykseesi."
    profile.write_text(written.replace(f"- {fact}", f"- {{fi: {fact}, pl: Odpowiada bibliotekarz.}}"))

    read, languages = read_content(folder).profile, Languages.load(ROOT / "locales")

    assert read == read_content(LIBRARY).profile
    assert [languages.best(code).said(read.topics[0].title) for code in ("de", "pl")] == ["Ausleihen", "Lainaaminen"]
    assert languages.best("pl").said(read.help[0].facts[0]) == "Odpowiada bibliotekarz."


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("name: Lintuharjun kirjasto\n", "", "3: `name` is missing; add it"),
        ("language: fi", "language: suomi", "5: `language` must be a language's code, such as en, not suomi"),
        ("timezone: Europe/Helsinki", "timezone: Europe", "6: there is no time zone Europe; write one such as"),
        ("timezone: Europe/Helsinki", "timezone: Mars/Base", "6: there is no time zone Mars/Base; write one such as"),
        ("timezone: Europe/Helsinki", "timezone: ../etc", "6: there is no time zone ../etc; write one such as"),
        (
            "title: Lainaaminen",
            "title: {en: Lending}",
            "17: `title` has no text in `fi`, the language of this file; add it",
        ),
        (
            "title: Lainaaminen",
            "title: {fi: Lainaaminen, German: Ausleihen}",
            "17: `German` is no language; write its code of two letters, such as `en`",
        ),
        ("holidays: FI", "holidays: Finland", "7: `holidays` must be a country's code of two capitals, such as FR"),
        ("Mon-Fri 10:00-18:00", "always", "8: `working_hours` must be like Mon-Fri 09:00-17:00, not always"),
        ("reply_days: 3", "reply_days: soon", "9: `reply_days` must be a number of working days from 1 to 99"),
        ("nudge: 4h", "nudge: 4 weeks", "12: `nudge` must be a time such as 4h or 2d, not 4 weeks"),
        (
            "nudge: 4h",
            "nugde: 4h",
            "12: `nugde` is not a key that is known here; there are `escalate`, `idle`, `nudge`",
        ),
        ("id: asiointi", "id: lainaus", "18: the topic `lainaus` stands here twice; keep one"),
        ("  - id: lainaus\n", "  - lainaus\n  - id: lainaus\n", "16: each item of `topics` must have keys"),
        ("times:\n  nudge: 4h\n  idle: 10d", "times: often", "11: `times` must have further keys below it"),
        (
            "contact: Tule",
            "    needs: [{id: x, title: X, ask: X?}, {id: x, title: X, ask: X?}]\ncontact: Tule",
            "27: the need `x` stands here twice; keep one",
        ),
        ("contact: Tule", "    needs: [{id: card, ask: X?}]\ncontact: Tule", "27: `title` is missing; add it"),
        (
            "contact: Tule",
            (
                "    needs: [{id: by}, {id: topic}, {id: tried}, {id: policy}, {id: country}, "
                "{id: a, title: A, ask: A?}]\n"
                "contact: Tule"
            ),
            "27: these are 6 needs; nobody answers more than 5 questions first",
        ),
        ("contact: Tule", "contacts: Tule", "27: `contacts` is not a key that is known here"),
    ],
)
def test_a_mistake_in_a_profile_is_told_with_its_line(tmp_path: Path, old: str, new: str, expected: str) -> None:
    folder = Path(shutil.copytree(LIBRARY, tmp_path / "content"))
    text = (folder / "profile.yaml").read_text("utf-8")
    assert old in text
    (folder / "profile.yaml").write_text(text.replace(old, new, 1), "utf-8")

    problems = read_content(folder).errors

    found = [f"{each.line}: {each.sentence}" for each in problems if each.file.name == "profile.yaml"]
    assert len(found) == 1
    assert found[0].startswith(expected)
