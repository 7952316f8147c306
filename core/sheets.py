"""YAML in which every value is text and knows its line, so that each problem can be shown where it stands."""

import contextlib
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

import yaml

from core.language import Sentence, Words, say
from core.problems import Place, Problem, Severity

# Letters that nobody sees, and that databases and Telegram refuse.
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x84\x86-\x9f\ufffe\uffff]")


_LANGUAGE = re.compile(r"[a-z]{2,3}")

# The composer in C is several times as fast, and overruns its stack where thousands of lists lie in each other.
_DEEP = re.compile(r"^[-?: ]{200}", re.MULTILINE)
_MOST_OPENED = 200
_QUICK: Any = getattr(yaml, "CBaseLoader", yaml.BaseLoader)


@dataclass(frozen=True, slots=True)
class Scalar:
    """A value as it was typed, and where."""

    text: str
    place: Place


@dataclass(slots=True)
class Sheet:
    """A file that is being read, and the problems found in it so far; `written` is read in the place of its text."""

    file: Path
    problems: list[Problem] = field(default_factory=list)
    written: str | None = None
    _given_up: bool = False

    def error(self, line: int, sentence: str) -> None:
        """Note what an editor has to mend before the file can be used."""
        if not self._given_up:
            self.problems.append(Problem(self.file, line, Severity.ERROR, sentence))

    def warning(self, line: int, sentence: str) -> None:
        """Note what an editor should look at; the file can be used as it is."""
        if not self._given_up:
            self.problems.append(Problem(self.file, line, Severity.WARNING, sentence))

    def give_up(self, line: int, sentence: str) -> None:
        """Note what keeps the rest from being understood; what would follow from it is not noted as well."""
        self.error(line, sentence)
        self._given_up = True

    def text(self) -> str:
        """Return the file's text; empty, with a problem noted, where it cannot be read."""
        if self.written is not None:
            return self._without_controls(self.written)
        try:
            text = self.file.read_bytes().decode("utf-8-sig").replace("\r\n", "\n")
        except UnicodeDecodeError as error:
            line = error.object[: error.start].count(b"\n") + 1
            self.give_up(line, "this is not UTF-8; save the file again with the encoding UTF-8")
        except OSError as error:
            self.give_up(1, f"the file cannot be read: {error.strerror}")
        else:
            return self._without_controls(text)
        return ""

    def keys(self, text: str, first_line: int = 1) -> "Keys":
        """Return the keys and values of a YAML text that begins at this line of the file."""
        node = self._node(text, first_line)
        if isinstance(node, yaml.MappingNode):
            return Keys(self, node, first_line)
        self.give_up(first_line, "there must be keys with values here, such as `id: opening-hours`")
        return Keys(self, yaml.MappingNode("", []), first_line)

    def _node(self, text: str, first_line: int) -> yaml.Node | None:
        try:
            return _composed(text)
        except yaml.MarkedYAMLError as error:
            mark = error.problem_mark or error.context_mark
            self.give_up(first_line + (mark.line if mark else 0), _explained(error))
        except (yaml.YAMLError, RecursionError):
            self.give_up(first_line, "this is no valid YAML; compare it with another file")
        return None

    def _without_controls(self, text: str) -> str:
        found = _CONTROL.search(text)
        if found is None:
            return text
        line = text.count("\n", 0, found.start()) + 1
        words = say("an invisible character U+{code} stands here; remove it")
        self.give_up(line, Sentence.of(words, code=f"{ord(found[0]):04X}"))
        return ""


class Keys:
    """The keys of a YAML mapping; what is asked for is checked, and `finish` names what nobody asked for."""

    def __init__(self, sheet: Sheet, node: yaml.MappingNode, first_line: int) -> None:
        self.sheet = sheet
        self._first_line = first_line
        self.line = self._line(node)
        self._values: dict[str, yaml.Node] = {}
        self._key_lines: dict[str, int] = {}
        self._asked: set[str] = set()
        for key, value in node.value:
            self._keep(key, value)

    def __contains__(self, key: str) -> bool:
        return key in self._values

    def line_of(self, key: str) -> int:
        """Return the line on which this key's value begins; the mapping's own where there is no such key."""
        return self._line(self._values[key]) if key in self._values else self.line

    def error(self, key: str, sentence: str) -> None:
        """Note a problem with this key's value."""
        self.sheet.error(self.line_of(key), sentence)

    def text(self, key: str, default: str | None = None) -> str:
        """Return a value as text; without a default a missing or empty one is a problem."""
        value = self._value(key)
        if value is None:
            found = ""
        elif isinstance(value, yaml.ScalarNode):
            found = str(value.value).strip()
        else:
            return self._wrong(key, "must be one value, not a list or further keys")
        return found or (self._missing(key) if default is None else default)

    def words(self, key: str, language: str, default: str | None = None) -> Words:
        """Return a value as text, which may be given by language, in this one at least."""
        value = self._value(key)
        if isinstance(value, yaml.MappingNode):
            return self._by_language(key, value, language)
        return Words.of(self.text(key, default), {})

    def all_words(self, key: str, language: str) -> list[Words]:
        """Return a list of such values, empty where the key is missing."""
        value = self._value(key)
        if not isinstance(value, yaml.SequenceNode):
            return [Words.of(each.text, {}) for each in self.texts(key)]
        return [found for item in value.value if (found := self._item(key, item, language))]

    def day(self, key: str) -> date:
        """Return a required date, written year-month-day."""
        written = self.text(key)
        try:
            return date.fromisoformat(written) if len(written) == len("2027-03-09") else date.fromisoformat("")
        except ValueError:
            if written:
                self._wrong(key, f"must be a date such as 2027-03-09, not {written}")
            return date.min

    def texts(self, key: str) -> list[Scalar]:
        """Return a list of values, empty where the key is missing."""
        value = self._value(key)
        return [] if value is None else self._scalars(key, value)

    def texts_or_one(self, key: str) -> list[Scalar]:
        """Return a required list of values, or one value as such a list."""
        value = self._value(key)
        if isinstance(value, yaml.ScalarNode) and str(value.value).strip():
            return [Scalar(str(value.value).strip(), Place(self.sheet.file, self._line(value)))]
        if not isinstance(value, yaml.SequenceNode) or not value.value:
            self._missing(key)
            return []
        return self._scalars(key, value)

    def texts_by_language(self, key: str, default: str) -> Iterator[tuple[str, Scalar]]:
        """Return a list of values in the default language, or lists of them by language."""
        value = self._value(key)
        if isinstance(value, yaml.MappingNode):
            for language, values in value.value:
                yield from ((str(language.value), each) for each in self._scalars(key, values))
        elif value is not None:
            yield from ((default, each) for each in self._scalars(key, value))

    def group(self, key: str) -> "Keys":
        """Return the keys below a key; none where it is missing."""
        value = self._value(key)
        if isinstance(value, yaml.MappingNode):
            return Keys(self.sheet, value, self._first_line)
        if value is not None:
            self._wrong(key, "must have further keys below it")
        return Keys(self.sheet, yaml.MappingNode("", []), self.line_of(key))

    def groups(self, key: str) -> Iterator["Keys"]:
        """Return the items of a list whose every item has keys of its own."""
        value = self._value(key)
        items = value.value if isinstance(value, yaml.SequenceNode) else []
        if value is not None and not isinstance(value, yaml.SequenceNode):
            self._wrong(key, "must be a list, each item on a line that begins with a hyphen")
        for item in items:
            if isinstance(item, yaml.MappingNode):
                yield Keys(self.sheet, item, self._first_line)
            else:
                self.sheet.error(self._line(item), f"each item of `{key}` must have keys, such as `id` and `title`")

    def finish(self) -> None:
        """Note each key that nobody asked for."""
        for key in self._values.keys() - self._asked:
            known = ", ".join(f"`{each}`" for each in sorted(self._asked))
            self.sheet.error(self._key_lines[key], f"`{key}` is not a key that is known here; there are {known}")

    def _keep(self, key: yaml.Node, value: yaml.Node) -> None:
        if not isinstance(key, yaml.ScalarNode):
            self.sheet.error(
                self._line(key), "a key must be a single word; put quotation marks around this line's text"
            )
        elif key.value in self._values:
            self.sheet.error(self._line(key), f"`{key.value}` stands here twice; keep one")
        else:
            self._values[key.value] = value
            self._key_lines[key.value] = self._line(key)

    def _value(self, key: str) -> yaml.Node | None:
        self._asked.add(key)
        return self._values.get(key)

    def _scalars(self, key: str, node: yaml.Node) -> list[Scalar]:
        if not isinstance(node, yaml.SequenceNode):
            self._wrong(key, "must be a list, each item on a line that begins with a hyphen")
            return []
        return [each for item in node.value if (each := self._scalar(key, item))]

    def _scalar(self, key: str, node: yaml.Node) -> Scalar | None:
        if isinstance(node, yaml.ScalarNode) and str(node.value).strip():
            return Scalar(str(node.value).strip(), Place(self.sheet.file, self._line(node)))
        self.sheet.error(self._line(node), f"an item of `{key}` is no text; put quotation marks around it")
        return None

    def _item(self, key: str, node: yaml.Node, language: str) -> Words | None:
        if isinstance(node, yaml.MappingNode):
            return self._by_language(key, node, language)
        scalar = self._scalar(key, node)
        return Words.of(scalar.text, {}) if scalar else None

    def _by_language(self, key: str, node: yaml.MappingNode, language: str) -> Words:
        found = {str(code.value): self._scalar(key, value) for code, value in node.value}
        texts = {code: scalar.text for code, scalar in found.items() if scalar}
        for code in texts:
            if not _LANGUAGE.fullmatch(code):
                self.sheet.error(
                    self._line(node), f"`{code}` is no language; write its code of two letters, such as `en`"
                )
        if language not in texts:
            self.sheet.error(
                self._line(node), f"`{key}` has no text in `{language}`, the language of this file; add it"
            )
        return Words.of(texts.pop(language, ""), texts)

    def _missing(self, key: str) -> str:
        words = say("`{key}` is empty; fill it in") if key in self else say("`{key}` is missing; add it")
        self.error(key, Sentence.of(words, key=key))
        return ""

    def _wrong(self, key: str, sentence: str) -> str:
        self.error(key, f"`{key}` {sentence}")
        return ""

    def _line(self, node: yaml.Node) -> int:
        return self._first_line + (node.start_mark.line if node.start_mark else 0)


def _composed(text: str) -> yaml.Node | None:
    """Return the nodes of a YAML text, found in C where that is safe; what is wrong is put into words without it."""
    if not _DEEP.search(text) and text.count("[") + text.count("{") <= _MOST_OPENED:
        with contextlib.suppress(yaml.YAMLError):
            return yaml.compose(text, Loader=_QUICK)
    return yaml.compose(text, Loader=yaml.BaseLoader)


def _explained(error: yaml.MarkedYAMLError) -> str:
    """Return what YAML found wrong, in words an editor can use."""
    problem = str(error.problem)
    if "'\\t'" in problem:
        return "a tab stands here; use spaces instead"
    if "mapping values are not allowed" in problem:
        return "a colon stands inside a value; put quotation marks around the whole value"
    if "undefined alias" in problem or "expected alphabetic or numeric character" in problem:
        return "a value begins with `*` or `&`; put quotation marks around it"
    return f"this is no valid YAML ({problem}); compare it with another file"
