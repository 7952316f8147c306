"""Whose language is not one of the six reads the first words in it, and everything else in English."""

import re
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from babel import Locale

from bot.serve import Service
from core.language import FIRST as DOMAIN
from core.language import Language, Languages
from core.refusal import NotYours
from handlers.refusals import WORDS
from handlers.texts import not_answered
from knowledge.texts import nothing_fits
from people.reader import Reader, read_languages
from people.settings_texts import settings
from people.texts import notice, too_many
from sandbox.server import Sandbox
from tests.catalogs import ROOT, files, first_words, shortcomings
from tests.museum import museum
from tests.test_catalogs import COMPLETE

MOMENT = datetime(2026, 7, 2, 12, 5, tzinfo=UTC)
READ = re.compile(r"^# (Not yet read|Read) by a native speaker", re.MULTILINE)
LANGUAGES = Languages.load(ROOT / "locales")
ALL = Language("en")


def all_first_words(language: Language) -> list[str]:
    said = [
        notice(language, service="Desk", contact="desk@example.org", words_kept_days=30, requests_kept_days=400),
        nothing_fits(language, ""),
        WORDS[NotYours](language),
        not_answered(language),
        too_many(Reader(language, (language.code,)), MOMENT),
    ]
    return [line for each in said for line in each.plain.split("\n")]


@pytest.mark.parametrize("code", files(DOMAIN))
def test_the_first_words_are_all_there_and_no_more(code: str) -> None:
    found = shortcomings(first_words(), files(DOMAIN)[code].read_bytes(), code)

    assert not found, "\n".join(found)


@pytest.mark.parametrize("code", files(DOMAIN))
def test_each_file_says_whether_a_native_speaker_has_read_it(code: str) -> None:
    assert READ.search(files(DOMAIN)[code].read_text())


@pytest.mark.parametrize("code", files(DOMAIN))
def test_no_line_of_the_first_words_is_in_english(code: str) -> None:
    language = LANGUAGES.best(code)
    english = set(all_first_words(ALL))
    said = all_first_words(language)

    assert language.code == "en"
    assert len(said) == len(all_first_words(ALL)) + 1  # which language comes next
    assert english.isdisjoint(said)


@pytest.mark.parametrize("code", files(DOMAIN))
def test_the_first_words_call_the_next_language_by_its_name(code: str) -> None:
    language = LANGUAGES.best(code)
    said = notice(language, service="Desk", contact="", words_kept_days=30, requests_kept_days=400).plain

    assert Locale.parse(code).languages["en"] in said.split("\n")[-1]


def test_every_language_that_is_recognised_has_at_least_the_first_words() -> None:
    recognised = {file.stem for file in (ROOT / "knowledge" / "phrases").glob("*.toml")}

    assert recognised - {"en", *COMPLETE} <= set(files(DOMAIN))


@pytest.mark.parametrize(
    ("code", "own"),
    [
        ("fi", "fi"),
        ("fi-FI", "fi"),
        ("nb", "nb"),
        ("no", "nb"),
        ("nn_NO", "nb"),
        ("pt-br", "pt"),
        ("sr", "sr"),
        ("sr-Latn-RS", "sr-latn"),
        ("sr-Latn-ME", "sr-latn-me"),
        ("sr-ME", "sr-latn-me"),
        ("sr-cyrl-me", "sr"),
        ("cnr", "sr-latn-me"),
        ("sh", "sr-latn"),
        ("mo", "ro"),
        ("en", "en"),
        ("zh-hans", "en"),
        ("i-klingon", "en"),
        ("x", "en"),
        ("-", "en"),
    ],
)
def test_a_language_is_known_by_each_of_its_names(code: str, own: str) -> None:
    assert LANGUAGES.best(code).own.code == own


def test_english_chosen_here_goes_before_another_language_in_telegram() -> None:
    assert LANGUAGES.best("en", "fi").own.code == "en"


def test_a_language_of_first_words_goes_on_in_the_next_that_is_complete(tmp_path: Path) -> None:
    for code, domain in (("fi", "first"), ("pt", "helpdesk")):
        file = tmp_path / code / "LC_MESSAGES" / f"{domain}.po"
        file.parent.mkdir(parents=True)
        file.write_text('msgid ""\nmsgstr "Content-Type: text/plain; charset=utf-8\\n"\n')
    languages = Languages.load(tmp_path)

    assert languages.best("fi", "pt", "en").code == "pt"
    assert languages.best("fi", "pt", "en").own.code == "fi"
    assert languages.best("pt", "fi").own.code == "pt"
    assert languages.codes == ("en", "pt")


@pytest.mark.parametrize(
    ("tags", "read"),
    [
        (["nb"], ("nb", "no")),
        (["no"], ("no", "nb", "nn")),
        (["cnr"], ("cnr", "sr")),
        (["sr-Latn", "en"], ("sr", "en")),
        (["zh-hans"], ("zh",)),
        (["-", "en"], ("en",)),
    ],
)
def test_who_reads_a_language_reads_what_is_written_under_its_other_names(
    tags: list[str], read: tuple[str, ...]
) -> None:
    assert read_languages(tags) == read


def test_the_settings_do_not_call_english_the_language_of_a_finnish_telegram() -> None:
    shown = [
        settings(Reader(LANGUAGES.best(code), (code,)), MOMENT, 7, chosen=False).text.plain for code in ("en", "fi")
    ]

    assert ["as your Telegram" in each for each in shown] == [True, False]


# In the conversation


@pytest.fixture
def helpdesk_settings(helpdesk_settings: dict[str, Any], tmp_path: Path) -> dict[str, Any]:
    return helpdesk_settings | {"content_dir": museum(tmp_path)}


async def test_the_first_answer_says_once_in_which_language_it_goes_on(telegram: Sandbox, helpdesk: Service) -> None:
    aino = telegram.new_person("Aino", language="fi")
    await aino.says("How do I fly to the moon?")
    first = (await aino.hears()).text
    await aino.says("How do I fly to the moon?")
    second = (await aino.hears()).text

    assert first.startswith("Tämä on palvelun Museum desk automaattinen avustaja.")
    assert "Tästä eteenpäin avustajan kieli on englanti; voit kirjoittaa omalla kielelläsi." in first
    assert second.startswith("Mikään tarkistetuista vastauksista ei sovi kysymykseesi.")
    assert "englanti" not in second


async def test_an_answer_in_english_is_announced_in_the_readers_language(telegram: Sandbox, helpdesk: Service) -> None:
    aino = telegram.new_person("Aino", language="fi")
    await aino.says("Are dogs allowed?")

    assert "Tämä vastaus on olemassa vain tällä kielellä: englanti." in (await aino.hears()).text
