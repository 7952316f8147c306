"""Everybody chooses the language they are spoken to in, and whose clock is shown."""

from pathlib import Path
from typing import Any

import pytest

from bot.serve import Service
from core.language import Language, Languages
from people.models import Member
from people.zones import zones_meant
from sandbox.people import Person
from sandbox.screen import Message
from sandbox.server import Sandbox
from tests.museum import museum

CATALOG = 'msgid ""\nmsgstr "Content-Type: text/plain; charset=utf-8\\n"\n\nmsgid "{said}"\nmsgstr "{translated}"\n'
SPEAKS = "From now on this assistant speaks {name} to you."


@pytest.fixture
def helpdesk_settings(helpdesk_settings: dict[str, Any], tmp_path: Path) -> dict[str, Any]:
    return helpdesk_settings | {"content_dir": museum(tmp_path)}


@pytest.fixture
async def maria(maria: Person, helpdesk: Service, tmp_path: Path) -> Person:
    file = tmp_path / "locales" / "fi" / "LC_MESSAGES" / "helpdesk.po"
    file.parent.mkdir(parents=True)
    file.write_text(CATALOG.format(said=SPEAKS, translated="Tästä lähtien puhun kieltä {name}."))
    helpdesk.house.languages = Languages.load(tmp_path / "locales")
    await maria.starts()
    await maria.hears()
    return maria


async def says(person: Person, words: str) -> Message:
    await person.says(words)
    return await person.hears()


async def presses(person: Person, message: Message, label: str) -> Message:
    await person.presses(message, label)
    return await person.hears()


async def kept(helpdesk: Service, person: Person) -> tuple[str | None, str | None]:
    member = await helpdesk.database.read(lambda session: session.get_one(Member, person.id))
    return member.chosen, member.zone


async def test_settings_say_what_is_set(maria: Person) -> None:
    menu = await says(maria, "/settings")

    lines = menu.text.splitlines()
    assert lines[:2] == ["Your settings", "Language: English, as your Telegram"]
    assert lines[2].startswith("Your time: ")
    assert lines[2].endswith("(Lisbon)")
    assert lines[3] == f"Your number at Telegram: {maria.id}"
    assert menu.buttons == [["Language", "Time zone"], ["Quiet hours", "Topics to follow"]]


async def test_a_language_is_chosen_by_its_own_name_and_spoken_at_once(maria: Person, helpdesk: Service) -> None:
    menu = await says(maria, "/settings")
    await maria.presses(menu, "Language")
    languages = await maria.sees("In which language")
    assert languages.id == menu.id
    assert languages.buttons == [["English", "Suomi"], ["As my Telegram", "Back"]]

    assert (await presses(maria, languages, "Suomi")).text == "Tästä lähtien puhun kieltä Suomi."
    assert await kept(helpdesk, maria) == ("fi", None)
    assert (await presses(maria, languages, "As my Telegram")).text == SPEAKS.format(name="English")
    assert await kept(helpdesk, maria) == (None, None)


async def test_back_leads_to_the_menu_in_the_same_message(maria: Person) -> None:
    menu = await says(maria, "/settings")
    await maria.presses(menu, "Language")
    await maria.presses(await maria.sees("In which language"), "Back")

    assert (await maria.sees("Your settings")).id == menu.id


async def test_a_time_zone_is_chosen_with_a_button(maria: Person, helpdesk: Service) -> None:
    ask = await presses(maria, await says(maria, "/settings"), "Time zone")
    assert ask.buttons[-1] == ["Cancel"]
    assert (await presses(maria, ask, "Athens")).text.endswith("(Athens).")

    assert await kept(helpdesk, maria) == (None, "Europe/Athens")
    assert (await says(maria, "Are dogs allowed?")).text.startswith("May I bring my dog?")


async def test_a_city_can_be_typed_and_a_slip_is_asked_about(maria: Person, helpdesk: Service) -> None:
    await presses(maria, await says(maria, "/settings"), "Time zone")
    assert (await says(maria, "Atlantis")).text.startswith("No time zone is known here as “Atlantis”.")
    slip = await says(maria, "Brusels")
    assert slip.text.startswith("Which of these is it?")
    assert slip.buttons == [["Brussels"], ["Cancel"]]
    assert (await says(maria, "brussels")).text.endswith("(Brussels).")

    assert await kept(helpdesk, maria) == (None, "Europe/Brussels")


async def test_a_picture_instead_of_a_city_asks_again(maria: Person) -> None:
    await presses(maria, await says(maria, "/settings"), "Time zone")
    await maria.sends_photo()

    assert (await maria.hears()).text.startswith("Where are you?")


async def test_cancel_leaves_everything_as_it_was(maria: Person, helpdesk: Service) -> None:
    for way in ("Cancel", "/cancel"):
        ask = await presses(maria, await says(maria, "/settings"), "Time zone")
        said = await says(maria, "/cancel") if way == "/cancel" else await presses(maria, ask, "Cancel")
        assert said.text.startswith("This has been cancelled")

    assert await kept(helpdesk, maria) == (None, None)
    assert (await says(maria, "Are dogs allowed?")).text.startswith("May I bring my dog?")


async def test_a_button_of_long_ago_still_works(maria: Person, helpdesk: Service) -> None:
    ask = await presses(maria, await says(maria, "/settings"), "Time zone")
    await says(maria, "/cancel")
    await presses(maria, ask, "Warsaw")

    assert await kept(helpdesk, maria) == (None, "Europe/Warsaw")


@pytest.mark.parametrize(
    ("typed", "code", "zones", "sure"),
    [
        ("Bruxelles", "fr", ("Europe/Brussels",), True),
        ("brussels", "fr", ("Europe/Brussels",), True),
        ("Europe/Vilnius", "en", ("Europe/Vilnius",), True),
        ("europe/vilnius", "en", ("Europe/Vilnius",), True),
        ("Athen", "de", ("Europe/Athens",), True),
        ("UTC", "en", ("UTC",), True),
        ("Portugal", "en", ("Europe/Lisbon", "Atlantic/Azores", "Atlantic/Madeira"), False),
        ("Polska", "pl", ("Europe/Warsaw",), True),
        ("Berln", "de", ("Europe/Berlin",), False),
        ("", "en", (), False),
        ("qwrtz", "en", (), False),
        ("x" * 5000, "en", (), False),
    ],
)
def test_a_zone_is_meant_by_a_city_a_country_or_its_name(
    typed: str,
    code: str,
    zones: tuple[str, ...],
    sure: bool,  # noqa: FBT001  a column of the table
) -> None:
    meant = zones_meant(typed, Language(code))

    assert (meant.zones, meant.sure) == (zones, sure)


async def test_telegrams_language_is_followed_until_one_is_chosen(telegram: Sandbox, maria: Person) -> None:
    blanka = telegram.new_person("Blanka", language="fi")
    await blanka.starts()
    await blanka.hears()
    menu = await says(blanka, "/settings")

    assert "Language: Suomi, as your Telegram" in menu.text
