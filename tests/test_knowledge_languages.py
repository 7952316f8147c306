"""A question is understood in the language it is written in, whatever language the person's Telegram speaks."""

from collections.abc import Callable
from functools import cache

import pytest

from knowledge.library import Library
from knowledge.matching.languages import Languages
from tests.things import packaged

PHRASES = {
    "en": ["How do I {} it?", "Where can I {} that?", "Who may {} this thing?", "What happens when we {} them?"],
    "fr": [
        "Comment puis-je le {} ?",
        "Où peut-on {} cela ?",
        "Qui doit {} cette chose ?",
        "Que se passe-t-il si on {} ?",
    ],
    "de": ["Wie kann ich es {}?", "Wo darf man das {}?", "Wer muss diese Sache {}?", "Was passiert, wenn wir sie {}?"],
}
VERBS = (
    *("register", "ask", "open", "write", "send", "transmettre", "lancer", "fermer", "ouvrir"),
    *("besprechen", "finden", "lesen", "holen"),
)


@cache
def known() -> Languages:
    return Languages({code: [text.format(verb) for text in said for verb in VERBS] for code, said in PHRASES.items()})


@pytest.mark.parametrize(
    ("text", "read", "expected"),
    [
        ("Comment peut-on fermer cette chose ?", ["en"], "fr"),
        ("Wo kann man diese Sache lesen?", ["en", "fr"], "de"),
        ("Wo kann man diese Sache lesen?", ["de"], None),
        ("Wo kann man diese Sache lesen?", ["sv"], "de"),
        ("ok", ["en"], None),
        ("forgt qwertz", ["en"], None),
        ("Where can I open this thing?", ["en"], None),
    ],
)
def test_a_language_is_told_only_if_it_is_clearly_none_that_the_person_reads(
    text: str, read: list[str], expected: str | None
) -> None:
    assert known().of(text, read) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Comment peut-on fermer cette chose ?", "fr"),
        ("Comnent peut on fermer cete chose", "fr"),
        ("Wo kann man diese Sache lesen?", "de"),
        ("Where can I open this thing?", "en"),
        ("Wie mag dit ding openen, en wat gebeurt er dan?", None),
        ("lancer", None),
        ("שלום, מה קורה?", None),
        ("", None),
    ],
)
def test_the_language_of_a_text_is_told_only_if_it_is_clearly_that_one_and_none_that_is_like_it(
    text: str, expected: str | None
) -> None:
    assert known().told(text) == expected


@pytest.mark.parametrize("text", ["", "👍", "???", "שלום, מה קורה?", "\ud800", "1234"])
def test_what_is_in_none_of_the_languages_or_in_no_words_is_taken_for_what_the_person_reads(text: str) -> None:
    assert known().of(text, ["en"]) is None


def test_a_language_of_a_few_phrasings_is_not_told() -> None:
    assert Languages({"en": ["one"], "fr": ["deux"]}).of("deux", ["en"]) is None
    assert Languages({}).of("deux", ["en"]) is None


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("J'ai oublié mon mot de passe", "acc-password"),
        ("Ich habe mein Passwort vergessen", "acc-password"),
        ("He olvidado mi contraseña", "acc-password"),
    ],
)
@pytest.mark.parametrize("library", [packaged])
def test_somebody_whose_telegram_speaks_english_may_ask_in_another_language(
    library: Callable[[], Library], question: str, expected: str
) -> None:
    assert library().find(question, ["en"]).matches[0].id == expected
