"""Facts that stand in several texts, and whether these still say the same."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from core.language import Sentence, say
from core.problems import Place, Problem, Severity
from knowledge.checking.number_words import is_number
from knowledge.checking.wording import Wording, Words


@dataclass(frozen=True, slots=True)
class Statement:
    """A wording in which texts of a language state a fact, and where it was written down."""

    written: str
    wording: Wording
    language: str
    place: Place


@dataclass(frozen=True, slots=True)
class Fact:
    """What every text must say alike: a value in one or more writings, and how texts put it."""

    id: str
    about: str
    source: str
    values: tuple[str, ...]
    said_as: tuple[Statement, ...]
    elsewhere: Mapping[str, Place]
    """The ids of entries, guides and events that speak of another time, and where they are named."""

    @property
    def is_number(self) -> bool:
        """Whether only a number can be in its place: `the rooms` names no other number of them."""
        return all(is_number(value) for value in self.values)


@dataclass(frozen=True, slots=True)
class Said:
    """A text that people read: what it belongs to, its language, and where its first line stands."""

    id: str
    text: str
    language: str
    place: Place


def drifted(facts: Sequence[Fact], texts: Iterable[Said]) -> Iterator[Problem]:
    """Return where texts say another value than a fact's, and which wordings no text has, so that none rots."""
    read = [(said, Words(said.text)) for said in texts]
    known = {said.id for said, _ in read}
    for fact in facts:
        yield from (_unknown(id_, place) for id_, place in fact.elsewhere.items() if id_ not in known)
        for statement in fact.said_as:
            found = [
                (said, word)
                for said, words in read
                if said.language == statement.language
                for word in statement.wording.found_in(words)
            ]
            for said, word in found:
                if said.id not in fact.elsewhere and _differs(word.text, fact):
                    yield _problem(said, word.line, word.text, fact)
            if not any(word.text in fact.values for _, word in found):
                sentence = f"no text says “{statement.written}” with the value of `{fact.id}`; mend or remove it"
                yield Problem(statement.place.file, statement.place.line, Severity.WARNING, sentence)


def _differs(value: str, fact: Fact) -> bool:
    return value not in fact.values and (is_number(value) or not fact.is_number)


def _unknown(id_: str, place: Place) -> Problem:
    sentence = f"`except` names `{id_}`, which does not exist; remove the name"
    return Problem(place.file, place.line, Severity.ERROR, sentence)


def _problem(said: Said, line: int, value: str, fact: Fact) -> Problem:
    words = say("this says {value}, but {about}: {known} (`{id}` in facts.yaml); mend one of the two")
    sentence = Sentence.of(words, value=value, about=fact.about, known=" / ".join(fact.values), id=fact.id)
    return Problem(said.place.file, said.place.line + line, Severity.ERROR, sentence)
