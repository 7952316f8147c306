"""What the stories of catalogs share: the code's sentences, and what can be wrong with a translation of them."""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from functools import cache
from gettext import c2py
from io import BytesIO
from pathlib import Path
from string import Formatter
from typing import Any

from babel.messages import Catalog, Message
from babel.messages.extract import extract_from_dir
from babel.messages.plurals import get_plural
from babel.messages.pofile import PoFileError, read_po

ROOT = Path(__file__).parent.parent
PACKAGES = ("bot", "core", "delivery", "events", "handlers", "knowledge", "people", "tickets")
FIRST = {"first_gettext": None, "first_ngettext": (1, 2)}
ALL = FIRST | {"gettext": None, "ngettext": (1, 2), "pgettext": ((1, "c"), 2), "say": None, "plural": (1, 2)}
LABEL = 24  # characters of a button, unless the English ones are more
ENDS = ".…:;?!,"
PERCENT = re.compile(r"%(\(\w+\)|[sdifr]\b)")
COMMAND = re.compile(r"(?<![\w:/<])/[a-z]+")
PLACE = re.compile(r"{\w*}")
WORD = re.compile(r"[^\W\d_]+")


def sentences(folders: Iterable[Path], keywords: Any = None) -> Catalog:
    """Return what the code of these folders says."""
    catalog = Catalog()
    for folder in folders:
        for _, _, message, _, context in extract_from_dir(folder, keywords=keywords or ALL):
            catalog.add(message, context=context)
    return catalog


@cache
def all_sentences() -> Catalog:
    """Return whatever the service says."""
    return sentences(ROOT / package for package in PACKAGES)


@cache
def first_words() -> Catalog:
    """Return the few sentences of it that are said in a reader's own language."""
    return sentences((ROOT / package for package in PACKAGES), FIRST)


def shortcomings(source: Catalog, po: bytes, code: str) -> list[str]:
    """Return what is wrong with a catalog, as its file has it, beside the sentences of the code."""
    try:
        catalog = read_po(BytesIO(po), locale=code, abort_invalid=True)
    except PoFileError as error:
        return [f"broken: {error}"]
    found = [*_of_the_whole(source, catalog, code)]
    for message in filter(_is_said, source):
        translated = catalog.get(message.id, message.context)
        found += [f"missing: {_named(message)}"] if translated is None else _of(message, translated, catalog)
    return found


def _of_the_whole(source: Catalog, catalog: Catalog, code: str) -> Iterator[str]:
    if catalog.plural_forms != get_plural(code).plural_forms:
        yield f"other plural forms than the language's: {catalog.plural_forms}"
    for message in filter(_is_said, catalog):
        if source.get(message.id, message.context) is None:
            yield f"not in the code: {_named(message)}"


def _of(message: Message, translated: Message, catalog: Catalog) -> list[str]:
    forms = [translated.string] if isinstance(translated.string, str) else list(translated.string or ())
    if isinstance(message.id, str) != isinstance(translated.id, str) or not all(forms):
        return [f"missing: {_named(message)}"]
    wrong = ["fuzzy"] if translated.fuzzy else []
    for number, form in enumerate(forms):
        wrong += _of_a_form(message, form, _numbers_of(number, catalog))
    return [f"{each}: {_named(message)}" for each in dict.fromkeys(wrong)]


def _of_a_form(message: Message, form: str, numbers: int) -> Iterator[str]:
    english = [message.id] if isinstance(message.id, str) else list(message.id)
    try:
        if not _keeps_the_places(english, form, numbers):
            yield "loses or invents a {place}"
    except ValueError:
        yield "a brace that is not closed"
    if message.context == "button" and len(form) > max(LABEL, *map(len, english)):
        yield f"a label of {len(form)} characters"
    if not any(_shape(each) == _shape(form) for each in english):
        yield "other lines, or other ends of lines"
    if PERCENT.search(form):
        yield "a %-format"
    if not any(_commands(each) == _commands(form) for each in english):
        yield "another command"
    if form in english and len(WORD.findall(COMMAND.sub("", PLACE.sub("", form)))) > 2:
        yield "English"
    if unicodedata.normalize("NFC", form) != form or any(map(_mixes_scripts, WORD.findall(form))):
        yield "a letter that only looks like the right one"


def _keeps_the_places(english: list[str], form: str, numbers: int) -> bool:
    """Tell whether a form has the places; only one for a single number may leave out what the English "one" does."""
    one, many = _places(english[0]), _places(english[-1])
    needed = one & many if numbers == 1 else many
    return needed <= _places(form) <= one | many


def _numbers_of(form: int, catalog: Catalog) -> int:
    """Return for how many numbers this form stands."""
    chosen = c2py(catalog.plural_expr)
    return sum(chosen(n) == form for n in range(200))


def _places(sentence: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(sentence) if name is not None}


def _commands(sentence: str) -> list[str]:
    return sorted(COMMAND.findall(sentence))


def _shape(sentence: str) -> list[tuple[str, str, str]]:
    """Return for each line the space around it and the kind of its end, in whatever script."""
    return [_shape_of_a_line(line) for line in sentence.split("\n")]


def _shape_of_a_line(line: str) -> tuple[str, str, str]:
    bare = line.strip()
    last = bare.rstrip("”»“\"' ")[-1:]
    start = line[: len(line) - len(line.lstrip())]
    return start, line[len(start) + len(bare) :], last if last in ENDS else ""


def _mixes_scripts(word: str) -> bool:
    return len({unicodedata.name(letter, "?").split()[0] for letter in word}) > 1


def _is_said(message: Message) -> bool:
    return bool(message.id)


def _named(message: Message) -> str:
    name = message.id if isinstance(message.id, str) else message.id[0]
    return f"{name} ({message.context})" if message.context else name


def files(domain: str) -> dict[str, Path]:
    """Return the catalogs of this kind by their language's code."""
    return {file.parts[-3]: file for file in sorted((ROOT / "locales").glob(f"*/LC_MESSAGES/{domain}.po"))}
