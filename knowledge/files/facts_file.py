"""Reading `facts.yaml`."""

from collections.abc import Iterator
from pathlib import Path

from core.links import fault_in
from core.sheets import Keys, Scalar, Sheet
from knowledge.checking.facts import Fact, Statement
from knowledge.checking.wording import Wording, words_of


def facts_of(directory: Path, language: str) -> tuple[tuple[Fact, ...], Sheet]:
    """Return the facts of a content folder, none where there is no such file, with its sheet."""
    sheet = Sheet(directory / "facts.yaml")
    if not sheet.file.exists():
        return (), sheet
    keys = sheet.keys(sheet.text())
    facts: dict[str, Fact] = {}
    for each in keys.groups("facts"):
        fact = _fact(each, language)
        if fact.id in facts:
            each.error("id", f"the fact `{fact.id}` stands here twice; keep one")
        facts[fact.id] = fact
    keys.finish()
    return tuple(facts.values()), sheet


def _fact(keys: Keys, language: str) -> Fact:
    fact = Fact(
        id=keys.text("id"),
        about=keys.text("about"),
        source=_source(keys),
        values=tuple(_values(keys)),
        said_as=tuple(_statements(keys, language)),
        elsewhere={each.text: each.place for each in keys.texts("except")},
    )
    keys.finish()
    return fact


def _source(keys: Keys) -> str:
    written = keys.text("source")
    fault = fault_in(written.rpartition(" ")[2]) if written else None
    if fault:
        keys.error("source", f"`source` must end with an address, and this {fault}")
    return written


def _values(keys: Keys) -> Iterator[str]:
    for written in keys.texts_or_one("value"):
        words = words_of(written.text)
        if len(words) == 1:
            yield words[0].text
        else:
            sentence = f"a value is one word, such as 36 or 80 %, not `{written.text}`; put the rest into `said_as`"
            keys.sheet.error(written.place.line, sentence)


def _statements(keys: Keys, default: str) -> Iterator[Statement]:
    if "said_as" not in keys:
        keys.text("said_as")
    for language, written in keys.texts_by_language("said_as", default):
        wording = Wording.of(written.text)
        if wording:
            yield Statement(written.text, wording, language, written.place)
        else:
            _wants_gap(keys, written)


def _wants_gap(keys: Keys, written: Scalar) -> None:
    sentence = f"`{written.text}` must have other words and once `{{}}` for the value, such as `{{}} rooms`"
    keys.sheet.error(written.place.line, sentence)
