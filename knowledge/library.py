"""The knowledge as everybody else uses it: ask it a question, get what fits."""

import heapq
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from knowledge.entries import Content, Entry, Guide, Section
from knowledge.gates import Decision, Gates, Standing
from knowledge.matching import Matcher
from knowledge.profile import Topic
from knowledge.reading import read_content
from knowledge.repair import Mending
from knowledge.words import READS, words

OFFERED, FEWEST = 3, 2
CLOSE = 0.4
"""A third choice is offered if it fits at least this well, as a part of the best."""


@dataclass(frozen=True, slots=True)
class Match:
    """Something that may fit a question: an entry, a guide or `guide#section`, with its score from 0 to 1."""

    id: str
    title: str
    score: float


@dataclass(frozen=True, slots=True)
class Finding:
    """What to do with a question, and what fits it best, the best first.

    `ANSWER`: the first match is the answer. `CHOOSE`: the first three are to be offered. `UNKNOWN`: none fits.
    """

    decision: Decision
    matches: tuple[Match, ...]

    @property
    def answered(self) -> bool:
        """Whether the first match is the answer."""
        return self.decision is Decision.ANSWER

    @property
    def offered(self) -> tuple[Match, ...]:
        """What a member may be shown: the answer alone, two or three close ones to choose from, or nothing."""
        if self.decision is Decision.CHOOSE:
            close = [match for match in self.matches if match.score >= CLOSE * self.matches[0].score]
            return self.matches[: min(max(len(close), FEWEST), OFFERED)]
        return self.matches[: int(self.answered)]


@dataclass(frozen=True, slots=True)
class Explanation:
    """Why a question finds what it finds: for whoever writes phrasings."""

    words: tuple[str, ...]
    mended: Mapping[str, Sequence[Mending]]
    """Each word that the knowledge does not have, and what it is taken for."""
    standing: Standing
    gates: Gates
    nearest: Mapping[str, str]
    """The phrasing that is most like the question, by id."""


class Library:
    """The knowledge in force: cheap to hold, never changed; to renew it, build another."""

    def __init__(self, content: Content) -> None:
        """Index this content's phrasings, a language at a time."""
        self.content = content
        self.language = content.profile.language
        self._entries = {entry.id: entry for entry in content.entries}
        self._guides = {guide.id: guide for guide in content.guides}
        self._matchers = {language: Matcher(asked, language) for language, asked in by_language(content).items()}
        self._gates = Gates()

    @classmethod
    def read(cls, directory: Path) -> "Library":
        """Return the library of a content folder; of broken files it holds what could be understood.

        Raises `NoContent` where there is no such folder.
        """
        return cls(read_content(directory))

    def find(self, question: str, languages: Sequence[str] = ("en",), top: int = OFFERED) -> Finding:
        """Return what fits a question, asked by somebody who reads these languages, the preferred first.

        It takes about a millisecond, touches nothing outside, and is the same for the same content and question.
        """
        scores = self.scores(question, languages)
        matches = (Match(id_, self.title(id_, languages), scores[id_]) for id_ in self._best(scores, top))
        return Finding(self._gates.decide(_standing(scores)), tuple(matches))

    def scores(self, question: str, languages: Sequence[str] = ("en",)) -> dict[str, float]:
        """How well each entry, guide and section fits a question, from 0 to 1, by its id."""
        scores: dict[str, float] = {}
        for matcher in self._in(languages):
            for id_, score in zip(matcher.ids, matcher.scores(question).tolist(), strict=True):
                scores[id_] = max(score, scores.get(id_, 0.0))
        return scores

    def holds(self, id_: str) -> bool:
        """Whether there is an entry, guide or section of this id."""
        return bool(self.entry(id_) or self.guide(id_) or self.section(id_))

    def explain(self, question: str, languages: Sequence[str] = ("en",), top: int = OFFERED) -> "Explanation":
        """Return why `find` finds what it finds."""
        matchers = self._in(languages)
        scores = self.scores(question, languages)
        best = self._best(scores, top)
        return Explanation(
            words=tuple(words(question[:READS])),
            mended={word: mended for each in matchers for word, mended in each.mended(question).items()},
            standing=_standing(scores),
            gates=self._gates,
            nearest={id_: text for each in matchers for id_, text in each.nearest(question, best).items()},
        )

    def entry(self, id_: str) -> Entry | None:
        """Return the entry of this id."""
        return self._entries.get(id_)

    def entries(self) -> tuple[Entry, ...]:
        """Every entry, by topic and id."""
        return self.content.entries

    def guide(self, id_: str) -> Guide | None:
        """Return the guide of this id."""
        return self._guides.get(id_)

    def guides(self) -> tuple[Guide, ...]:
        """Every guide, by id."""
        return self.content.guides

    def section(self, id_: str) -> Section | None:
        """Return the section of an id like `guide#section`."""
        guide = self.guide(id_.partition("#")[0])
        return next((each for each in guide.sections if f"{guide.id}#{each.id}" == id_), None) if guide else None

    def related(self, id_: str) -> tuple[str, ...]:
        """Return the ids of what an entry or guide refers to and is there; a section refers to what its guide does."""
        found = self.entry(id_) or self.guide(id_.partition("#")[0])
        return tuple(each for each in found.related if self.holds(each)) if found else ()

    def topics(self) -> tuple[Topic, ...]:
        """Return the topics that have an entry or a guide, in the profile's order."""
        used = {each.topic for each in (*self.content.entries, *self.content.guides)}
        return tuple(topic for topic in self.content.profile.topics if topic.id in used)

    def title(self, id_: str, languages: Sequence[str] = ("en",)) -> str:
        """Return the question, title or heading of what has this id, in the first of these languages that has one."""
        found = self.entry(id_) or self.guide(id_) or self.section(id_)
        return found.in_language(languages, self.language).title if found else id_

    def _in(self, languages: Sequence[str]) -> list[Matcher]:
        """Return the matchers of these languages and of the default one, as far as there are phrasings in them."""
        wanted = dict.fromkeys([*languages, self.language])
        return [self._matchers[language] for language in wanted if language in self._matchers]

    @staticmethod
    def _best(scores: Mapping[str, float], top: int) -> list[str]:
        return heapq.nsmallest(top, (id_ for id_ in scores if scores[id_] > 0), key=lambda id_: (-scores[id_], id_))


def _standing(scores: Mapping[str, float]) -> Standing:
    return Standing.of(np.fromiter(scores.values(), np.float64, len(scores)))


def by_language(content: Content) -> dict[str, Mapping[str, Sequence[str]]]:
    """Return what can be asked for in each language: the phrasings by id."""
    asked: dict[str, dict[str, list[str]]] = {}
    for id_, phrasings in content.phrasings().items():
        for phrasing in phrasings:
            asked.setdefault(phrasing.language, {}).setdefault(id_, []).append(phrasing.text)
    return {language: dict(by_id) for language, by_id in asked.items()}
