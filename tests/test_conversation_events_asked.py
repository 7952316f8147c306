"""Who comes to an event asks when it starts, where it is and how to get there, and need not name it."""

import tomllib
from datetime import date, time
from pathlib import Path
from typing import Any

import pytest

from bot.serve import Service
from events.asked import About, Phrases
from events.moments import Moment
from events.programme import Programme
from sandbox.people import Person
from tests.clinic import clinic, greeted, presses, says
from tests.clocks import MovedClock

ROOT = Path(__file__).parents[1]
PHRASES = Phrases.load()
FACTS = "About the event that you come to:\n\n"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return clinic(tmp_path)


@pytest.fixture
def helpdesk_settings(helpdesk_settings: dict[str, Any], folder: Path) -> dict[str, Any]:
    return helpdesk_settings | {"content_dir": folder}


@pytest.fixture
def clock() -> MovedClock:
    return MovedClock()


@pytest.fixture
async def maria(maria: Person, helpdesk: Service) -> Person:
    return await greeted(maria)


async def test_the_record_and_the_guide_of_ones_own_event_answer(maria: Person) -> None:
    before = await says(maria, "When does it start?")
    await says(maria, "/register clinic")
    when = await says(maria, "When does it start?")
    way = await says(maria, "how do I get there")

    assert not before.text.startswith(FACTS)
    assert when.text.startswith(f"{FACTS}Green Deal clinic\nWednesday, 9 December 2026, 09:30–17:00 (Brussels)\n")
    assert when.buttons == [["Practical guide", "See the event"], ["Ask an expert"]]
    assert way.text.startswith(f"{FACTS}Green Deal clinic\n")
    assert "Venue and way\n\nVenue: House of Cities, Main street 3" in way.text
    assert ["Solved", "Not quite"] in way.buttons


async def test_what_is_open_is_said_and_can_be_asked_of_the_organiser(
    maria: Person, folder: Path, helpdesk: Service
) -> None:
    guide, events = folder / "guides" / "clinic-guide.md", folder / "events.yaml"
    guide.write_text(guide.read_text().replace("    value: House of Cities, Main street 3\n", ""))
    written = events.read_text().replace("    place: House of Cities, Brussels\n", "")
    events.write_text(written.replace("2026-12-09 09:30", "2026-12-09").replace("2026-12-09 17:00", "2026-12-09"))
    await helpdesk.renewal.look()
    await helpdesk.renewal.programme.look()
    await says(maria, "/register clinic")
    where, when = await says(maria, "what is the address?"), await says(maria, "when does it start?")

    assert "Venue: not published here" in where.text
    assert "The hour is not published." in when.text
    assert ["Ask the organiser"] in where.buttons
    assert when.buttons == [["Practical guide", "See the event"], ["Ask the organiser"], ["Ask an expert"]]


async def test_of_several_events_the_next_is_meant_unless_another_is_named(maria: Person) -> None:
    await says(maria, "/register clinic")
    await presses(maria, await says(maria, "/event webinar"), "Remind me")
    next_ = await says(maria, "What time does it begin?")
    named = await says(maria, "when does the smart webinar start")

    assert next_.text.startswith(f"{FACTS}Green Deal clinic\n")
    assert named.text.startswith(f"{FACTS}Smart webinar\n")


async def test_an_event_that_one_does_not_come_to_is_asked_for_by_its_title(maria: Person) -> None:
    named = await says(maria, "where is the Green Deal clinic?")
    other = await says(maria, "I cannot come")

    assert named.text.startswith("About this event:\n\nGreen Deal clinic\n")
    assert "Green Deal clinic" not in other.text


async def test_what_a_guide_has_as_a_field_alone_is_said_too(maria: Person) -> None:
    await says(maria, "/register clinic")
    bring, stay = await says(maria, "What should I bring?"), await says(maria, "Which hotels are recommended?")

    assert bring.text.endswith("What to bring: An identity card")
    assert "Green Deal clinic" not in stay.text


async def test_who_cannot_come_is_shown_the_button_and_who_asks_what_has_changed(
    maria: Person, helpdesk: Service
) -> None:
    await says(maria, "/register clinic")
    leave, same = await says(maria, "I cannot come any more"), await says(maria, "has it been moved?")
    clock = helpdesk.clock
    await helpdesk.database.write(
        lambda session: Programme(session, clock).reschedule("clinic", Moment(date(2026, 12, 11), time(10)))
    )
    changed = await says(maria, "When does it start?")
    if "has changed." in changed.text:  # the notice of it may come first
        changed = await maria.hears()

    assert leave.text.endswith("If you cannot come, press the last button below.")
    assert leave.buttons[-1] == ["I cannot come"]
    assert same.text.endswith("Its time and place have not changed.")
    assert "Friday, 11 December 2026, 10:00" in changed.text
    assert "before: Wednesday, 9 December 2026, 09:30" in changed.text


async def test_in_every_language_of_the_service_and_only_until_it_is_over(
    maria: Person, helpdesk: Service, clock: MovedClock
) -> None:
    await says(maria, "/register clinic")
    asked = await says(maria, "Wann beginnt der Workshop?")
    clock.moves(days=17)
    after = await says(maria, "When does it start?")

    assert asked.text.startswith(f"{FACTS}Green Deal clinic\n")
    assert "Green Deal clinic" not in after.text


@pytest.mark.parametrize(
    ("words", "about"),
    [
        ("When does it start?", About.WHEN),
        ("Hello, can you tell me at what time the workshop starts, please?", None),
        ("Hello, can you tell me what time the workshop is?", None),
        ("hi, where is the venue please", About.WHERE),
        ("what is the adress", About.WHERE),
        ("À quelle heure commence l’atelier ?", About.WHEN),
        ("Wie lautet die Adresse?", About.WHERE),
        ("¿Cómo llego?", About.WAY),
        ("Dov’è?", About.WHERE),
        ("A che ora inizia domani?", About.WHEN),
        ("Hola, ¿a qué hora empieza hoy, por favor?", About.WHEN),
        ("O której się zaczyna?", About.WHEN),
        ("Which hotels are recommended?", About.STAY),
        ("what should I bring", About.BRING),
        ("When does the call start?", None),
        ("What is matchmaking?", None),
        ("where", None),
        ("?", None),
        ("when does it start " * 20, None),
    ],
)
def test_a_question_is_about_the_event_or_it_is_none(words: str, about: About | None) -> None:
    found = PHRASES.asking(words)

    assert (found[0].about if found else None) == about


def test_an_event_may_be_called_by_a_part_of_its_title() -> None:
    titles = ["Smart webinar", "Green Deal clinic"]

    for words in ("where is the Green Deal clinic?", "where is the clinic", "when does the green deal start"):
        found = PHRASES.asking(words, titles)
        assert found
        assert found[1] == 1
    assert PHRASES.asking("where is the green museum", titles) is None


def test_every_language_of_the_service_asks_for_everything() -> None:
    spoken = {file.parts[-3] for file in (ROOT / "locales").glob("*/LC_MESSAGES/helpdesk.po")} | {"en"}
    files = {file.stem: tomllib.loads(file.read_text()) for file in (ROOT / "events" / "phrases").glob("*.toml")}

    assert set(files) == spoken
    for file in files.values():
        assert set(file) == {*About, "it", "beside", "guide"}
        assert set(file["guide"]) == set(About)
        assert all(PHRASES.asking(phrase) for about in About for phrase in file["guide"][about][:1])
