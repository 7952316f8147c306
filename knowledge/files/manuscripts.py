"""A content file's text, in which one thing is changed and everything else stays as an editor wrote it."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from itertools import pairwise
from pathlib import Path
from typing import Any

import yaml

from core.language import Sentence, say
from core.refusal import Refusal
from core.sheets import Sheet
from knowledge.files.documents import HEADING, PHRASINGS, section_id, split
from knowledge.files.yaml_text import block

ORDER = ("id", "question", "phrasings", "topic", "sources", "checked", "proofread", "review_by", "related", "fields")
_REMARKS = re.compile(r"(?:^[ \t]*(?:#.*)?\n)+\Z", re.MULTILINE)


class Unwritable(Refusal):
    """A text has no place where it should go; the sentence says why."""

    def __init__(self, sentence: str) -> None:
        super().__init__(sentence)
        self.sentence = sentence


@dataclass(frozen=True, slots=True)
class Manuscript:
    """The lines of each key in the front matter, and the Markdown below it."""

    front: Mapping[str, str]
    body: str

    @classmethod
    def of(cls, text: str) -> "Manuscript":
        """Take a file's text apart. Raises `Unwritable` for one whose front matter cannot be."""
        sheet = Sheet(Path(), written=text.removeprefix("\ufeff").replace("\r\n", "\n"))
        front, body, _ = split(sheet, sheet.text())
        try:
            node = yaml.compose(front, Loader=yaml.BaseLoader)
        except (yaml.YAMLError, RecursionError):
            node = None
        if not isinstance(node, yaml.MappingNode) or node.flow_style:
            raise Unwritable(
                Sentence.of(say("The file of this entry is broken, so nothing can be changed in it here."))
            )
        return cls(_blocks(front, node), body)

    @classmethod
    def new(cls, id_: str) -> "Manuscript":
        """Begin a file."""
        return cls({"id": block("id", id_)}, "")

    @property
    def text(self) -> str:
        """The whole file."""
        return f"---\n{''.join(self.front.values())}---\n\n{self.body}\n"

    def value(self, key: str) -> Any:
        """Return what a key says: texts, lists and keys with values; None where it is not there."""
        try:
            read = yaml.load(self.front.get(key, ""), Loader=yaml.BaseLoader)  # noqa: S506  it makes no other objects
        except yaml.YAMLError:
            words = say("What the file of this entry says of `{key}` cannot be changed here.")
            raise Unwritable(Sentence.of(words, key=key)) from None
        return read[key] or None if read else None

    def with_value(self, key: str, value: Any) -> "Manuscript":
        """Return the same with another value of a key; without the key where the value is empty."""
        lines, before = block(key, value), self.front.get(key)
        if before is not None:
            remarks = _REMARKS.search(before)
            return replace(self, front={**self.front, key: lines + (remarks[0] if remarks else "")})
        places = {each: ORDER.index(each) if each in ORDER else -1 for each in self.front}
        later = [each for each in self.front if places[each] > ORDER.index(key)]
        first = {each: self.front[each] for each in self.front if each not in later}
        return replace(self, front={**first, key: lines, **{each: self.front[each] for each in later}})

    def with_body(self, text: str) -> "Manuscript":
        """Return the same with another text below the front matter."""
        return replace(self, body=text.strip())

    # --- the sections of a guide

    def sections(self) -> dict[str, tuple[int, int]]:
        """Return the lines of each section in the body, from its heading to before the next."""
        lines = self.body.split("\n")
        heads = [number for number, line in enumerate(lines) if HEADING.match(line)]
        return {section_id(lines[start]): (start, end) for start, end in pairwise([*heads, len(lines)])}

    def introduction(self) -> str:
        """Return the Markdown before the first section."""
        lines = self.body.split("\n")
        return "\n".join(lines[: min((start for start, _ in self.sections().values()), default=len(lines))]).strip()

    def with_introduction(self, text: str) -> "Manuscript":
        """Return the same with another text before the first section."""
        sections = self.body.removeprefix(self.introduction()).strip()
        return replace(self, body=f"{text}\n\n{sections}".strip())

    def section(self, id_: str) -> tuple[str, Any]:
        """Return the Markdown of a section and its phrasings, a list or lists by language. Raises `Unwritable`."""
        _, below = self._section(id_)
        listed = PHRASINGS.match(below)
        read = yaml.load(listed["list"], Loader=yaml.BaseLoader) if listed else None  # noqa: S506  no other objects
        return PHRASINGS.sub("", below).strip(), read

    def with_section(self, id_: str, text: str, phrasings: Any) -> "Manuscript":
        """Return the same with another text and other phrasings of a section. Raises `Unwritable`."""
        heading, below = self._section(id_)
        listed = PHRASINGS.match(below)
        same = listed is not None and phrasings == self.section(id_)[1]
        written = listed[0].strip() if listed and same else _listed(phrasings)
        start, end = self.sections()[id_]
        lines = self.body.split("\n")
        whole = "\n\n".join(part for part in (heading, written, text) if part)
        rest = "\n".join(lines[end:])
        return replace(self, body="\n".join([*lines[:start], whole, *(["", rest] if rest else [])]))

    def _section(self, id_: str) -> tuple[str, str]:
        if id_ not in self.sections():
            raise Unwritable(Sentence.of(say("There is no section {id} any more."), id=id_))
        start, end = self.sections()[id_]
        lines = self.body.split("\n")
        return lines[start], "\n".join(lines[start + 1 : end])


def _blocks(front: str, node: yaml.MappingNode) -> dict[str, str]:
    """Return the lines of each key; what stands before the first is under no name."""
    lines = front.split("\n")
    starts = {str(key.value): key.start_mark.line for key, _ in node.value}
    names = ["", *starts]
    ends = [*starts.values(), len(lines)]
    spans = zip(names, pairwise([0, *ends]), strict=True)
    found = {name: "".join(f"{line}\n" for line in lines[start:end]) for name, (start, end) in spans}
    return {name: text for name, text in found.items() if name or text}


def _listed(phrasings: Any) -> str:
    # The lines below a key of its own, without their first indent.
    lines = block("phrasings", phrasings).split("\n")[1:-1]
    return "\n".join(["<!-- phrasings", *(line.removeprefix("  ") for line in lines), "-->"]) if lines else ""
