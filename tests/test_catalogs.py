"""A translation is whole and of one piece with the code, or it is named what is wrong with it."""

import re
from io import BytesIO
from pathlib import Path

import pytest
from babel.messages import Catalog
from babel.messages.pofile import read_po

from core.language import DOMAIN, Languages
from tests.catalogs import ROOT, all_sentences, files, sentences, shortcomings

COMPLETE = ("de", "es", "fr", "it", "pl")
QUOTED = re.compile(r"“([^”{]+)”")
EXCLAIMED = re.compile("!(?!-)")
# Quotation marks of others, and in French a space at which a line would break before a sign.
FOREIGN = {
    "de": re.compile("[«»”]"),
    "es": re.compile("[“”„]"),
    "fr": re.compile("[“”„]| [:;?»%]|« "),
    "it": re.compile("[“”„]"),
    "pl": re.compile("[«»“]"),
}
HEADER = """
msgid ""
msgstr ""
"Content-Type: text/plain; charset=utf-8\\n"
"Plural-Forms: nplurals=3; plural=(n==1 ? 0 : n%10>=2 && n%10<=4 && (n%100<10 || n%100>=20) ? 1 : 2);\\n"
"""
WHOLE = """
msgid "Good morning, {name}."
msgstr "Dzień dobry, {name}."

msgid "{n} request"
msgid_plural "{n} requests"
msgstr[0] "{n} sprawa"
msgstr[1] "{n} sprawy"
msgstr[2] "{n} spraw"

msgid "One of {all} requests."
msgid_plural "{n} of {all} requests."
msgstr[0] "Jedna z {all} spraw."
msgstr[1] "{n} z {all} spraw."
msgstr[2] "{n} z {all} spraw."

msgctxt "button"
msgid "Close"
msgstr "Zamknij"

msgctxt "menu"
msgid "Close"
msgstr "Zamknięcie"

msgid "Type /help to see more:\\n• what you can do"
msgstr "Wpisz /help, aby zobaczyć więcej:\\n• co można zrobić"

msgid "Where?"
msgstr "Gdzie?"
"""
CODE = r"""
t.first_gettext('Good morning, {name}.')
t.ngettext('{n} request', '{n} requests', n)
t.first_ngettext('One of {all} requests.', '{n} of {all} requests.', n)
t.pgettext('button', 'Close')
t.pgettext('menu', 'Close')
t.gettext('Type /help to see more:\n• what you can do')
t.gettext('Where?')
"""


@pytest.fixture
def said(tmp_path: Path) -> Catalog:
    """The sentences of a little code."""
    (tmp_path / "texts.py").write_text(CODE)
    return sentences([tmp_path])


@pytest.mark.parametrize("code", files(DOMAIN))
def test_every_catalog_has_just_the_sentences_of_the_code(code: str) -> None:
    found = shortcomings(all_sentences(), files(DOMAIN)[code].read_bytes(), code)

    assert not found, "\n".join(found)


@pytest.mark.parametrize("code", COMPLETE)
def test_all_is_said_in_the_six_languages(code: str) -> None:
    assert Languages.load(ROOT / "locales").best(code).code == code


@pytest.mark.parametrize("code", COMPLETE)
def test_a_sentence_calls_a_button_what_its_label_says(code: str) -> None:
    catalog = read_po(BytesIO(files(DOMAIN)[code].read_bytes()), locale=code)
    labels = {str(each.id): str(each.string) for each in catalog if each.context == "button"}
    named = [(each, label) for each in catalog if isinstance(each.id, str) for label in QUOTED.findall(each.id)]

    assert [each.string for each, label in named if label in labels and labels[label] not in str(each.string)] == []


@pytest.mark.parametrize("code", COMPLETE)
def test_a_language_has_the_signs_of_its_own(code: str) -> None:
    catalog = read_po(BytesIO(files(DOMAIN)[code].read_bytes()), locale=code)
    strings = [each.string or "" for each in catalog if each.id]
    said = [form for each in strings for form in ((each,) if isinstance(each, str) else each)]

    assert len(said) > 500
    assert [each for each in said if FOREIGN[code].search(each) or EXCLAIMED.search(each)] == []


def test_a_whole_catalog_has_no_shortcomings(said: Catalog) -> None:
    assert shortcomings(said, (HEADER + WHOLE).encode(), "pl") == []


@pytest.mark.parametrize(
    ("right", "wrong", "found"),
    [
        ("Dzień dobry, {name}.", "", "missing: Good morning, {name}."),
        ('msgid "Good morning, {name}."', '#, fuzzy\nmsgid "Good morning, {name}."', "fuzzy: Good morning, {name}."),
        ("Dzień dobry, {name}.", "Dzień dobry.", "loses or invents a {place}: Good morning, {name}."),
        ("Dzień dobry, {name}.", "Dzień dobry, {nazwa}.", "loses or invents a {place}: Good morning, {name}."),
        ("Dzień dobry, {name}.", "Dzień dobry, {name} {n}.", "loses or invents a {place}: Good morning, {name}."),
        ("Dzień dobry, {name}.", "Dzień dobry, {name.", "a brace that is not closed: Good morning, {name}."),
        ("Dzień dobry, {name}.", "Dzień dobry, {}.", "loses or invents a {place}: Good morning, {name}."),
        ("Dzień dobry, {name}.", "Dzień dobry, {name} %(x)s.", "a %-format: Good morning, {name}."),
        ("Dzień dobry, {name}.", "Dzień dobry, {name}", "other lines, or other ends of lines: Good morning, {name}."),
        ("Dzień dobry, {name}.", "Dzień dobry, {name}. ", "other lines, or other ends of lines: Good morning, {name}."),
        ("Dzień dobry, {name}.", " Dzień dobry, {name}.", "other lines, or other ends of lines: Good morning, {name}."),
        ("Dzień dobry", "Dzień dоbry", "a letter that only looks like the right one: Good morning, {name}."),
        ("{n} sprawy", "sprawy", "loses or invents a {place}: {n} request"),
        ('"{n} spraw"', '""', "missing: {n} request"),
        ("{n} spraw", "{m} spraw", "loses or invents a {place}: {n} request"),
        ('msgstr[2] "{n} spraw"', "", "missing: {n} request"),
        ('msgstr[2] "{n} spraw"', 'msgstr[3] "{n} spraw"', "broken: msg has more translations"),
        ("Jedna z {all} spraw.", "Jedna sprawa.", "loses or invents a {place}: One of {all} requests."),
        ("{n} z {all} spraw.", "Kilka z {all} spraw.", "loses or invents a {place}: One of {all} requests."),
        ("Zamknij", "Zamknij tę sprawę na zawsze", "a label of 27 characters: Close (button)"),
        ('msgctxt "menu"', 'msgctxt "list"', "missing: Close (menu)"),
        ('msgctxt "menu"', 'msgctxt "list"', "not in the code: Close (list)"),
        ("Gdzie?", "Gdzie.", "other lines, or other ends of lines: Where?"),
        ('msgid "Where?"', 'msgid "Where now?"', "not in the code: Where now?"),
        ('msgid "Where?"', 'msgid "Where now?"', "missing: Where?"),
        ("Wpisz /help,", "Wpisz /pomoc,", "another command: Type /help to see more:\n• what you can do"),
        ("więcej:\\n•", "więcej: •", "other lines, or other ends of lines: Type /help to see more:\n• what you can do"),
        (
            "Wpisz /help, aby zobaczyć więcej:\\n• co można zrobić",
            "Type /help to see more:\\n• what you can do",
            "English",
        ),
        ("nplurals=3", "nplurals=4", "other plural forms than the language's: nplurals=4"),
        ('msgstr "Gdzie?"', "Gdzie?", "broken: "),
    ],
)
def test_each_shortcoming_is_found_and_named(right: str, wrong: str, found: str, said: Catalog) -> None:
    catalog = HEADER + WHOLE
    assert right in catalog
    shown = shortcomings(said, catalog.replace(right, wrong, 1).encode(), "pl")

    assert [each for each in shown if each.startswith(found)]


def test_a_word_may_be_the_same_in_both_languages(said: Catalog) -> None:
    catalog = WHOLE.replace("Dzień dobry", "Good morning").replace("Zamknij", "Close")

    assert shortcomings(said, (HEADER + catalog).encode(), "pl") == []


def test_a_form_that_stands_for_several_numbers_names_the_number(said: Catalog) -> None:
    """French says one form for none and one."""
    header = HEADER.replace(HEADER[HEADER.index("nplurals") : HEADER.index(";\\n")], "nplurals=2; plural=(n > 1)")
    catalog = WHOLE.replace('msgstr[2] "{n} spraw"\n', "").replace('msgstr[2] "{n} z {all} spraw."\n', "")

    assert "loses or invents a {place}: One of {all} requests." in shortcomings(said, (header + catalog).encode(), "fr")
