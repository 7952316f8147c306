"""Who asks in one of the languages of the service is answered in it, whatever their Telegram speaks."""

from core.language import Languages
from sandbox.people import Person
from sandbox.server import Sandbox
from tests.catalogs import ROOT

POLISH = Languages.load(ROOT / "locales").best("pl")
FORGOTTEN = "Zapomniałam hasła do mojego konta"
IN_POLISH, IN_ENGLISH = "Nie pamiętam hasła. Co teraz?", "I forgot my password. What now?"
WHY = "This is in the language that you wrote in."
UNREAD = "This translation has not been read by a native speaker yet."


async def member(telegram: Sandbox, language: str) -> Person:
    person = telegram.new_person("Maria", language=language)
    await person.starts()
    await person.hears()
    return person


async def test_the_language_of_a_question_goes_before_telegrams_and_the_one_chosen_here_before_both(
    telegram: Sandbox, helpdesk: object
) -> None:
    maria = await member(telegram, "en")

    await maria.says(FORGOTTEN)
    card = await maria.hears()
    assert card.text.startswith(IN_POLISH)
    assert POLISH.gettext(UNREAD) in card.text
    assert card.text.splitlines()[-1].endswith("/settings")
    assert WHY not in card.text
    await maria.presses(card, POLISH.pgettext("button", "Not quite"))
    assert (await maria.hears()).text == POLISH.gettext("Thank you for saying so. What was not right with this answer?")

    await maria.says(FORGOTTEN)
    card = await maria.hears()
    assert card.text.startswith(IN_POLISH)
    assert "/settings" not in card.text  # it was said a moment ago

    await maria.says("I forgot my password")
    card = await maria.hears()
    assert card.text.startswith(IN_ENGLISH)
    assert "/settings" not in card.text

    await maria.says("/settings")
    await maria.presses(await maria.hears(), "Language")
    await maria.presses(await maria.sees("In which language"), "English")
    await maria.hears()
    await maria.says(FORGOTTEN)
    assert (await maria.hears()).text.startswith(IN_ENGLISH)


async def test_who_asks_in_english_is_answered_in_english_and_told_how_to_have_it_always(
    telegram: Sandbox, helpdesk: object
) -> None:
    maria = await member(telegram, "pl")

    await maria.says("I forgot my password, what can I do now?")
    card = await maria.hears()
    assert card.text.startswith(IN_ENGLISH)
    assert WHY in card.text.splitlines()[-1]

    await maria.says("Where is the nearest bakery with fresh bread?")
    missed = await maria.hears()
    assert "None of the checked answers fits your question." in missed.text
    await maria.presses(missed, "Rephrase")
    assert (await maria.hears()).text.startswith("Type your question again in other words.")
