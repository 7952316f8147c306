"""What the knowledge is made of: entries, guides with their sections, and what was wrong in the files."""

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from core.problems import Place, Problem, Severity
from knowledge.checking.facts import Fact, Said
from knowledge.profile import Profile

_FIELD = re.compile(r"\{\{([^{}]*)\}\}")


@dataclass(frozen=True, slots=True)
class Phrasing:
    """One way in which members ask for an entry."""

    text: str
    language: str
    place: Place


@dataclass(frozen=True, slots=True)
class Source:
    """Where a fact comes from: a public address, and a name for it that may be empty."""

    address: str
    name: str = ""


@dataclass(frozen=True, slots=True)
class Field:
    """What an operator fills in: `{{id}}` in a text stands for its value, Markdown; `None` is not known yet."""

    id: str
    name: str
    value: str | None
    place: Place


@dataclass(frozen=True, slots=True)
class Translation:
    """A title and a text (an answer or a section, in Markdown) in another language."""

    language: str
    title: str
    text: str
    checked: date
    proofread: date | None = None
    """When somebody who speaks the language from childhood read it; `None`: nobody has."""


@dataclass(frozen=True, slots=True)
class Entry:
    """A curated answer to a question that members ask."""

    id: str
    question: str
    answer: str
    """Markdown, in the content's default language."""
    topic: str
    phrasings: tuple[Phrasing, ...]
    """The question itself first."""
    sources: tuple[Source, ...]
    checked: date
    review_by: date
    place: Place
    related: tuple[str, ...] = ()
    translations: Mapping[str, Translation] = field(default_factory=dict)
    fields: tuple[Field, ...] = ()

    def open_fields(self, text: str) -> tuple[Field, ...]:
        """Return the fields that a text of this entry (its answer, a section, a translation) leaves open."""
        asked = fields_in(text)
        return tuple(each for each in self.fields if each.value is None and each.id in asked)

    def filled(self, text: str, left_open: str) -> str:
        """Return a text of this entry with each field's value in its place, and these words where there is none."""
        values = {each.id: each.value or left_open for each in self.fields}
        return _FIELD.sub(lambda found: values.get(found[1].strip(), found[0]), text)

    def in_language(self, languages: Sequence[str], default: str) -> Translation:
        """Return the answer in the first of these languages that it is written in, else in the default one."""
        original = Translation(default, self.question, self.answer, self.checked)
        return _first(languages, self.translations, original)


@dataclass(frozen=True, slots=True)
class Section:
    """A part of a guide under one heading; `id` is unique in its guide."""

    id: str
    title: str
    text: str
    """Markdown."""
    phrasings: tuple[Phrasing, ...]
    """The heading itself first."""
    checked: date
    place: Place
    translations: Mapping[str, Translation] = field(default_factory=dict)

    def in_language(self, languages: Sequence[str], default: str) -> Translation:
        """Return the section in the first of these languages that it is written in, else in the default one."""
        original = Translation(default, self.title, self.text, self.checked)
        return _first(languages, self.translations, original)


@dataclass(frozen=True, slots=True)
class Guide(Entry):
    """An entry too long for one message, such as the practical information for an event; `answer` introduces it."""

    sections: tuple[Section, ...] = ()


@dataclass(frozen=True, slots=True)
class Content:
    """A content folder, read: what could be understood, and the problems of the rest."""

    profile: Profile
    entries: tuple[Entry, ...]
    guides: tuple[Guide, ...]
    problems: tuple[Problem, ...]
    facts: tuple[Fact, ...] = ()
    said: tuple[Said, ...] = ()
    """What people read, as it stands in the files."""

    @property
    def errors(self) -> tuple[Problem, ...]:
        """The problems that keep a part of the content from being used."""
        return tuple(problem for problem in self.problems if problem.severity is Severity.ERROR)

    def phrasings(self) -> dict[str, tuple[Phrasing, ...]]:
        """Return what can be asked for, by the id that finds it: an entry, a guide, or `guide#section`."""
        asked = {entry.id: entry.phrasings for entry in self.entries}
        for guide in self.guides:
            asked[guide.id] = guide.phrasings
            asked |= {f"{guide.id}#{section.id}": section.phrasings for section in guide.sections}
        return asked

    def beside(self) -> dict[str, frozenset[str]]:
        """Return for each id what stands beside it: what either refers to, and with a guide all its sections."""
        linked = _linked((*self.entries, *self.guides))
        parts: dict[str, set[str]] = defaultdict(set)
        for id_ in self.phrasings():
            parts[id_.partition("#")[0]].add(id_)
        near = {id_: {part for other in linked[id_] for part in parts.get(other, ())} for id_ in parts}
        return {part: frozenset(near[id_] - {part}) for id_, own in parts.items() for part in own}


def _linked(every: Iterable[Entry]) -> dict[str, set[str]]:
    """Return for each id those that refer to it or that it refers to, with itself."""
    linked: dict[str, set[str]] = defaultdict(set)
    for entry in every:
        for other in (entry.id, *entry.related):
            linked[entry.id].add(other)
            linked[other].add(entry.id)
    return linked


def fields_in(text: str) -> tuple[str, ...]:
    """Return the ids of the fields that a text asks for, as often as it does."""
    return tuple(id_.strip() for id_ in _FIELD.findall(text))


def _first(languages: Sequence[str], written: Mapping[str, Translation], original: Translation) -> Translation:
    every = {**written, original.language: original}
    return next((every[language] for language in languages if language in every), original)
