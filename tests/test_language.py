"""The service speaks a person's language, and no sentence is left out of the catalogs."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from babel.messages.pofile import PoFileError

from core.language import Language, Languages, Sentence
from tests.catalogs import PACKAGES, ROOT

TRANSLATED = {
    "first_gettext": (0,),
    "first_ngettext": (0, 1),
    "gettext": (0,),
    "ngettext": (0, 1),
    "pgettext": (0, 1),
    "say": (0,),
    "plural": (0, 1),
    "_": (0,),
}
SHOWN = {"Button", "Saying", "Text", "bold", "fill", "italic", "link", "text"}  # whatever they are given, people read
SAYING = ("texts", "cards", "words", "buttons", "lists", "news")  # how modules end that make what people read
METRICS = {"Counter", "Gauge", "Histogram"}
LOG_LEVELS = {"debug", "info", "warning", "error", "critical", "exception"}
PORTUGUESE = r"""
msgid ""
msgstr ""
"Content-Type: text/plain; charset=utf-8\n"
"Plural-Forms: nplurals=3; plural=(n == 1 ? 0 : n == 0 ? 2 : 1);\n"

msgid "Good morning, {name}."
msgstr "Bom dia, {name}."

msgid "{n} request"
msgid_plural "{n} requests"
msgstr[0] "{n} pedido"
msgstr[1] "{n} pedidos"
msgstr[2] "nenhum pedido"

msgctxt "button"
msgid "Close"
msgstr "Fechar"

#, fuzzy
msgid "Good evening."
msgstr "Bom dia."
"""


@pytest.fixture
def locales(tmp_path: Path) -> Path:
    for code in ("pt", "pt_BR", "sr_Latn"):
        file = tmp_path / code / "LC_MESSAGES" / "helpdesk.po"
        file.parent.mkdir(parents=True)
        file.write_text(PORTUGUESE)
    return tmp_path


def test_a_sentence_that_was_made_in_english_is_said_in_another_language(locales: Path) -> None:
    portuguese = Languages.load(locales).best("pt")
    inner = Sentence.of("Good morning, {name}.", name="Ana {n}")
    sentence = Sentence.of("Good morning, {name}.", name=inner)

    assert sentence == "Good morning, Good morning, Ana {n}.."
    assert portuguese.said(sentence) == "Bom dia, Bom dia, Ana {n}.."
    assert Language("en").said(sentence) == sentence
    assert portuguese.said("Good morning, {name}.") == "Good morning, {name}."


# Speaking


def test_a_catalog_is_spoken_as_translators_keep_it(locales: Path) -> None:
    portuguese = Languages.load(locales).best("pt")

    assert portuguese.gettext("Good morning, {name}.") == "Bom dia, {name}."
    assert [portuguese.ngettext("{n} request", "{n} requests", n) for n in (0, 1, 2)] == [
        "nenhum pedido",
        "{n} pedido",
        "{n} pedidos",
    ]
    assert portuguese.pgettext("button", "Close") == "Fechar"


def test_what_a_catalog_lacks_or_is_unsure_of_is_said_in_english(locales: Path) -> None:
    portuguese = Languages.load(locales).best("pt")

    assert portuguese.gettext("Good evening.") == "Good evening."
    assert portuguese.ngettext("{n} event", "{n} events", 0) == "{n} events"
    assert portuguese.pgettext("menu", "Close") == "Close"


@pytest.mark.parametrize(
    ("wanted", "code"),
    [
        (("pt",), "pt"),
        (("pt-ao",), "pt"),
        (("pt-br",), "pt-br"),
        (("PT_BR",), "pt-br"),
        (("sr-Latn-RS",), "sr-latn"),
        (("sr",), "en"),
        (("xx", "pt-pt", "en"), "pt"),
        (("en-gb", "pt"), "en"),
        ((None, "", "pt"), "pt"),
        ((None,), "en"),
        ((), "en"),
        (("-", "../pt"), "en"),
    ],
)
def test_the_first_wanted_language_that_there_is_is_spoken(
    wanted: tuple[str | None, ...], code: str, locales: Path
) -> None:
    assert Languages.load(locales).best(*wanted).code == code


def test_english_needs_no_catalog(tmp_path: Path) -> None:
    languages = Languages.load(tmp_path)

    assert languages.codes == ("en",)
    assert languages.best("pt").gettext("Good morning.") == "Good morning."


def test_the_languages_are_named_by_their_tags(locales: Path) -> None:
    assert Languages.load(locales).codes == ("en", "pt", "pt-br", "sr-latn")


def test_a_language_is_its_code(locales: Path) -> None:
    assert Languages.load(locales).best("pt") == Language("pt")


def test_a_broken_catalog_is_an_error(locales: Path) -> None:
    (locales / "pt" / "LC_MESSAGES" / "helpdesk.po").write_text('msgid "unfinished\n')

    with pytest.raises(PoFileError):
        Languages.load(locales)


# Sentences outside


def untranslated(source: str) -> list[str]:
    """Return the literals that a person would read untranslated: several words anywhere, or any word that is shown."""
    tree = ast.parse(source)
    parents = {child: node for node in ast.walk(tree) for child in ast.iter_child_nodes(node)}
    literals = [(node, node.value) for node in ast.walk(tree) if isinstance(node, ast.Constant)]
    return [said for node, said in literals if isinstance(said, str) and reaches_a_person(node, said, parents)]


def reaches_a_person(literal: ast.Constant, said: str, parents: dict[ast.AST, ast.AST]) -> bool:
    around, words = parents[literal], re.sub(r"{\w*}", "", said)
    if isinstance(around, ast.Dict) and literal in around.keys:
        return False
    if isinstance(around, ast.Call) and literal in [around.args[at] for at in positions(around)]:
        return False
    if isinstance(around, ast.Call) and name_of(around) in SHOWN and literal in around.args[:1]:
        return re.search(r"[^\W\d_]", words) is not None
    several = re.search(r"[^\W\d_]\W*\s\W*[^\W\d_]", words) is not None
    return several and not isinstance(around, ast.Expr) and not any(map(is_for_us, above(literal, parents)))


def positions(call: ast.Call) -> list[int]:
    return [at for at in TRANSLATED.get(name_of(call), ()) if at < len(call.args)]


def name_of(call: ast.Call) -> str:
    return call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")


def above(node: ast.AST, parents: dict[ast.AST, ast.AST]) -> Iterator[ast.AST]:
    while node in parents:
        node = parents[node]
        yield node


def is_for_us(node: ast.AST) -> bool:
    """Tell what only we and operators read: errors, log records, patterns, what is looked for, what a metric means."""
    if isinstance(node, ast.Raise | ast.Compare | ast.MatchValue) or (
        isinstance(node, ast.Call) and name_of(node) in METRICS
    ):
        return True
    if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Attribute):
        return False
    owner = getattr(node.func.value, "id", "")
    return (owner in {"log", "logger"} and node.func.attr in LOG_LEVELS) or (owner == "re")


def test_no_sentence_stands_outside_the_catalogs() -> None:
    files = [file for package in PACKAGES for file in (ROOT / package).rglob("*.py") if speaks(file)]
    found = {str(file.relative_to(ROOT)): untranslated(file.read_text()) for file in files}

    assert {file: sentences for file, sentences in found.items() if sentences} == {}


def speaks(file: Path) -> bool:
    return (
        "texts" in (file.stem, file.parent.name)
        or (file.stem.endswith(SAYING) and file.stem != "number_words")
        or file.is_relative_to(ROOT / "handlers")
        or file.name == "application.py"
    )


@pytest.mark.parametrize(
    "source",
    [
        "work.say(chat, 'Nothing fits.')",
        "GREETING = 'Good morning'",
        "f'You have {n} open requests'",
        "t.gettext(f'You have {n} requests')",
        "t.gettext('You have ' + 'some requests')",
        "t.ngettext('one thing', 'two things', 'three things')",
        "fill('Good morning, {name}.', name=name)",
        "Button('Send', data='send')",
        "bold('Oops')",
        "LABELS = {'send': 'Send it now'}",
        "def reply() -> str:\n    'A docstring of many words.'\n    return 'Bom\\ndia'",
        "log(error, 'went wrong')",
        "return_ = 'Tell us (and nobody else)'",
    ],
)
def test_the_check_finds_a_sentence_outside(source: str) -> None:
    assert len(untranslated(source)) >= 1


@pytest.mark.parametrize(
    "source",
    [
        "'''A docstring of many words.'''",
        "class A:\n    '''A docstring of many words.'''",
        "t.gettext('Good ' 'morning')",
        "say('Good morning')",
        "t.ngettext('{n} open request', '{n} open requests', n)",
        "t.pgettext('button of a card', 'Send it now')",
        "Button(t.gettext('Send'), data='send')",
        "log.warning('a handler failed: %s', name)",
        "raise RuntimeError(f'no such handler as {name}')",
        "re.compile('one (two) three')",
        "Counter('answers', 'Questions by decision', registry=registry)",
        "join(', ', names)",
        "fill('{a} · {b}', a=a, b=b)",
        "Button(label, data='send:12')",
    ],
)
def test_the_check_lets_pass_what_no_person_reads_and_what_is_translated(source: str) -> None:
    assert untranslated(source) == []
