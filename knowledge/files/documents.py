"""A content file: YAML front matter between two lines `---`, then Markdown, perhaps in sections."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import chain
from pathlib import Path

from core.language import Sentence, say
from core.links import fault_in
from core.problems import Place
from core.sheets import Keys, Scalar, Sheet
from knowledge.checking.facts import Said
from knowledge.checking.links import faults_in_links
from knowledge.entries import Field, Phrasing, Source, fields_in
from knowledge.matching.words import normalised

_FENCE = "---"
HEADING = re.compile(r"^##\s+(?P<title>.+?)\s*(?:\{#(?P<id>[^}]*)\})?\s*$")
PHRASINGS = re.compile(r"\A\s*<!--[ \t]*phrasings:?[ \t]*\n(?P<list>.*?)-->", re.DOTALL)
ID_LENGTH = 40
NO_ID = say("`{id}` is no id; use small letters, digits and hyphens, {n} at most")
_ID = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
_LANGUAGE = re.compile(r"[a-z]{2,3}")


@dataclass(frozen=True, slots=True)
class Part:
    """A `##` heading and what stands below it."""

    id: str
    title: str
    text: str
    phrasings: tuple[Phrasing, ...]
    place: Place


@dataclass(frozen=True, slots=True)
class Document:
    """A file `<id>.md` or `<id>.<language>.md`, taken apart."""

    sheet: Sheet
    keys: Keys
    body: str
    body_line: int

    @property
    def name(self) -> str:
        """The id that the file's name says."""
        return self.sheet.file.name.split(".")[0]

    @property
    def language(self) -> str:
        """The language that the file's name says, empty for the original."""
        return self.sheet.file.name.removesuffix(".md").partition(".")[2]

    @property
    def place(self) -> Place:
        """Where the file begins."""
        return Place(self.sheet.file)

    def id(self) -> str:
        """Return the id in the front matter, which must be the one in the file's name."""
        written = self.keys.text("id")
        if written and not is_id(written):
            self.keys.error("id", Sentence.of(NO_ID, id=written, n=ID_LENGTH))
        elif written and written != self.name:
            words = say("the id is `{id}`, but the file's name says `{name}`; make them the same")
            self.keys.error("id", Sentence.of(words, id=written, name=self.name))
        return written

    def text(self) -> str:
        """Return the Markdown, which must not be empty, and whose links must lead somewhere."""
        if not self.body:
            self.sheet.error(
                self.body_line, Sentence.of(say("the text is missing; write it below the second line `---`"))
            )
        for line, address, fault in faults_in_links(self.body):
            sentence = Sentence.of(say("the address `{address}` {fault}"), address=address, fault=fault)
            self.sheet.error(self.body_line + line, sentence)
        return self.body

    def said(self, default: str) -> Iterator[Said]:
        """Return what people read of it: the title and the text."""
        title = Place(self.sheet.file, self.keys.line_of("question"))
        yield Said(self.name, self.keys.text("question", ""), self.language or default, title)
        yield Said(self.name, self.body, self.language or default, Place(self.sheet.file, self.body_line))

    def phrasings(self, default: str) -> tuple[Phrasing, ...]:
        """Return the question itself and the phrasings; in `default` where no language is given."""
        where = Place(self.sheet.file, self.keys.line_of("question"))
        first = Phrasing(self.keys.text("question"), default, where)
        listed = self.keys.texts_by_language("phrasings", default)
        return (first, *(_phrasing(self.sheet, language, each) for language, each in listed))

    def sources(self) -> tuple[Source, ...]:
        """Return the sources: addresses, each after a name or alone; at least one."""
        listed = self.keys.texts("sources")
        if not listed:
            words = say("`sources` must name at least one public address that the facts come from")
            self.keys.error("sources", Sentence.of(words))
        return tuple(source for each in listed if (source := self._source(each)))

    def open_or_filled(self) -> tuple[Field, ...]:
        """Return what stands in the front matter to be filled in, each with an id of its own."""
        fields: dict[str, Field] = {}
        for each in self.keys.groups("fields"):
            field = _field(each)
            if field.id in fields:
                each.error("id", Sentence.of(say("the field `{id}` stands here twice; keep one"), id=field.id))
            fields[field.id] = field
        return tuple(fields.values())

    def asks_for(self, fields: Iterable[Field]) -> set[str]:
        """Return the ids of the fields that the text asks for; one that is not among these is a problem."""
        known = [each.id for each in fields]
        asked = {line: fields_in(text) for line, text in enumerate(self.body.split("\n"), start=self.body_line)}
        for line, id_ in ((line, id_) for line, ids in asked.items() for id_ in ids if id_ not in known):
            words = say("there is no field `{id}`; add it to `fields` above, or take out `{{{{{id}}}}}`")
            self.sheet.error(line, Sentence.of(words, id=id_))
        return set(chain.from_iterable(asked.values()))

    def parts(self, language: str) -> tuple[str, tuple[Part, ...]]:
        """Return the Markdown before the first `##` heading, and the part below each."""
        lines = self.body.split("\n")
        heads = [number for number, line in enumerate(lines) if HEADING.match(line)]
        ends = [*heads, len(lines)][1:]
        before = "\n".join(lines[: heads[0]] if heads else lines).strip()
        return before, tuple(self._part(lines, *span, language) for span in zip(heads, ends, strict=True))

    def _part(self, lines: list[str], start: int, end: int, language: str) -> Part:
        heading = HEADING.match(lines[start])
        title = heading["title"] if heading else ""
        line = self.body_line + start
        text = "\n".join(lines[start + 1 : end])
        first = Phrasing(title, language, Place(self.sheet.file, line))
        listed = tuple(self._below_heading(text, line + 1, language))
        id_ = section_id(lines[start])
        if not is_id(id_):
            words = say(
                "the heading needs an id of small letters, digits and hyphens, {n} at most, "
                "such as `## {title} {{#travel}}`"
            )
            self.sheet.error(line, Sentence.of(words, title=title, n=ID_LENGTH))
        return Part(id_, title, PHRASINGS.sub("", text).strip(), (first, *listed), first.place)

    def _below_heading(self, text: str, line: int, language: str) -> Iterator[Phrasing]:
        found = PHRASINGS.match(text)
        if found:
            above = text[: found.start("list")].count("\n")
            # A key of our own, so that a list and lists by language are read as in the front matter.
            keys = self.sheet.keys("phrasings:\n" + _indented(found["list"]), line + above - 1)
            listed = keys.texts_by_language("phrasings", language)
            yield from (_phrasing(self.sheet, spoken, each) for spoken, each in listed)

    def _source(self, written: Scalar) -> Source | None:
        name, _, address = written.text.rpartition(" ")
        fault = fault_in(address)
        if fault:
            words = say("a source must end with an address such as https://…; `{address}` {fault}")
            self.sheet.error(written.place.line, Sentence.of(words, address=address, fault=fault))
            return None
        return Source(address, name.strip())


def read_document(file: Path, written: str | None = None) -> Document:
    """Take a file apart, or what is `written` in its place; what is wrong with it is noted on its sheet."""
    sheet = Sheet(file, written=written)
    text = sheet.text()
    front, body, body_line = split(sheet, text)
    document = Document(sheet, sheet.keys(front, 2), body, body_line)
    if document.language and not _LANGUAGE.fullmatch(document.language):
        sheet.error(1, f"`{document.language}` in the file's name is no language; a translation is called `name.fr.md`")
    return document


def section_id(line: str) -> str:
    """Return the id of the section that this line begins: what stands behind its heading, or its words."""
    heading = HEADING.match(line)
    return (heading["id"] or _slug(heading["title"])) if heading else ""


def is_id(text: str) -> bool:
    """Whether a text can be an id: a few small letters, digits and hyphens."""
    return len(text) <= ID_LENGTH and _ID.fullmatch(text) is not None


def split(sheet: Sheet, text: str) -> tuple[str, str, int]:
    """Return the front matter, the Markdown after it, and the line on which that begins; or note that there is none."""
    lines = text.split("\n")
    fences = [number for number, line in enumerate(lines) if line.rstrip() == _FENCE]
    if not fences or fences[0] != 0 or len(fences) == 1:
        sheet.give_up(1, "the file must begin with a line `---`, keys with values, and a second line `---`")
        return "", text, 1
    start = fences[1] + 1
    while start < len(lines) and not lines[start].strip():
        start += 1
    return "\n".join(lines[1 : fences[1]]), "\n".join(lines[start:]).strip(), start + 1


def _field(keys: Keys) -> Field:
    id_ = keys.text("id")
    if id_ and not is_id(id_):
        keys.error("id", Sentence.of(NO_ID, id=id_, n=ID_LENGTH))
    place = Place(keys.sheet.file, keys.line_of("id"))
    field = Field(id_, keys.text("name"), keys.text("value", "") or None, place)
    keys.finish()
    return field


def _phrasing(sheet: Sheet, language: str, written: Scalar) -> Phrasing:
    if not _LANGUAGE.fullmatch(language):
        words = say("`{language}` is no language; write its code of two letters, such as `en`")
        sheet.error(written.place.line, Sentence.of(words, language=language))
    return Phrasing(written.text, language, written.place)


def _indented(text: str) -> str:
    return "".join(f"  {line}\n" for line in text.split("\n"))


def _slug(title: str) -> str:
    return "-".join(re.findall(r"[a-z0-9]+", normalised(title)))
