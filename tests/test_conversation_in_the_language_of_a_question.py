"""Who asks in one of the languages of the service is answered in it, whatever their Telegram speaks."""

from itertools import product
from pathlib import Path
from typing import Any

import pytest

from core.language import Languages
from sandbox.people import Person
from sandbox.server import Sandbox
from tests.catalogs import ROOT
from tests.museum import museum

POLISH = Languages.load(ROOT / "locales").best("pl")
PHRASINGS = {
    "en": (
        ("May I bring", "Can we take", "Is it fine to have", "Who allows"),
        ("my dog", "a puppy", "our pets", "this little animal"),
        ("inside", "to the museum", "into the garden", "for the tour"),
    ),
    "pl": (
        ("Czy mogę wziąć", "Czy wolno zabrać", "Czy można mieć", "Kto pozwala na"),
        ("mojego psa", "szczeniaka", "nasze zwierzęta", "małego pieska"),
        ("do środka", "do muzeum", "do ogrodu", "na zwiedzanie"),
    ),
}
"""Of three parts each; enough of them to tell a language."""
IN_POLISH, IN_ENGLISH = "Czy mogę przyjść z psem?", "May I bring my dog?"
TRANSLATED = f"""\
---
id: dogs
question: {IN_POLISH}
checked: 2026-03-02
proofread: no
---

Nie, ale psy przewodnicy mogą wejść.
"""
ASKED = "Czy moge zabrac mojego psa do ogrodu"
WHY = "This is in the language that you wrote in."


@pytest.fixture
def helpdesk_settings(helpdesk_settings: dict[str, Any], tmp_path: Path) -> dict[str, Any]:
    content = museum(tmp_path)
    dogs = content / "faq" / "visit" / "dogs.md"
    before, _, rest = dogs.read_text().partition("phrasings:\n")
    said = {code: [f"    - {' '.join(each)}" for each in product(*parts)] for code, parts in PHRASINGS.items()}
    listed = "\n".join(line for code, lines in said.items() for line in (f"  {code}:", *lines))
    dogs.write_text(f"{before}phrasings:\n{listed}\n{rest[rest.index('topic:') :]}")
    dogs.with_name("dogs.pl.md").write_text(TRANSLATED)
    return helpdesk_settings | {"content_dir": content}


async def member(telegram: Sandbox, language: str) -> Person:
    person = telegram.new_person("Maria", language=language)
    await person.starts()
    await person.hears()
    return person


async def test_the_language_of_a_question_goes_before_telegrams_and_the_one_chosen_here_before_both(
    telegram: Sandbox, helpdesk: object
) -> None:
    maria = await member(telegram, "en")

    await maria.says(ASKED)
    card = await maria.hears()
    assert card.text.startswith(IN_POLISH)
    assert POLISH.gettext("This translation has not been read by a native speaker yet.") in card.text
    assert card.text.splitlines()[-1].endswith("/settings")
    assert WHY not in card.text
    await maria.presses(card, POLISH.pgettext("button", "Not quite"))
    assert (await maria.hears()).text == POLISH.gettext("Thank you for saying so. What was not right with this answer?")

    await maria.says(ASKED)
    card = await maria.hears()
    assert card.text.startswith(IN_POLISH)
    assert "/settings" not in card.text  # it was said a moment ago

    await maria.says("Can we take a puppy to the museum?")
    card = await maria.hears()
    assert card.text.startswith(IN_ENGLISH)
    assert "/settings" not in card.text

    await maria.says("/settings")
    await maria.presses(await maria.hears(), "Language")
    await maria.presses(await maria.sees("In which language"), "English")
    await maria.hears()
    await maria.says(ASKED)
    assert (await maria.hears()).text.startswith(IN_ENGLISH)


async def test_who_asks_in_english_is_answered_in_english_and_told_how_to_have_it_always(
    telegram: Sandbox, helpdesk: object
) -> None:
    maria = await member(telegram, "pl")

    await maria.says("Can we take a puppy to the museum?")
    card = await maria.hears()
    assert card.text.startswith(IN_ENGLISH)
    assert WHY in card.text.splitlines()[-1]

    for press in ("Not quite", "Out of date", "Rephrase"):
        await maria.presses(card, press)
        card = await maria.hears()
    assert card.text.startswith("Type your question again in other words.")
