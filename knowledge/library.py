"""The knowledge as everybody else uses it: ask it a question, get what fits."""

from collections.abc import Mapping, Sequence
from copy import copy
from dataclasses import dataclass
from pathlib import Path

from knowledge.entries import Content, Entry, Guide, Section
from knowledge.files.reading import read_content
from knowledge.matching.calibration import HeldOut
from knowledge.matching.context import Context
from knowledge.matching.gates import Decision
from knowledge.matching.languages import Languages
from knowledge.matching.looks import Look, decision_of, likeliest, merged
from knowledge.matching.matcher import Matcher
from knowledge.matching.preparing import ByLanguage, Learned, learned
from knowledge.matching.repair import Mending
from knowledge.matching.sections import Sections
from knowledge.matching.words import READS, words
from knowledge.profile import Topic

OFFERED, FEWEST = 3, 2
CLOSE = 0.1
"""A third choice is offered if it fits at least this well, as a part of the best."""


@dataclass(frozen=True, slots=True)
class Match:
    """Something that may fit a question: an entry, a guide or `guide#section`, with the chance that it is meant."""

    id: str
    title: str
    score: float


@dataclass(frozen=True, slots=True)
class Finding:
    """What to do with a question, and what fits it best, the best first.

    `ANSWER`: the first match is the answer. `CHOOSE`: the first three are to be offered. `UNKNOWN`: none fits.
    `scope` is the chance, from 0 to 1, that it is asked about something we have at all; `surety`, that the first match
    is the right answer.
    """

    decision: Decision
    matches: tuple[Match, ...]
    scope: float = 0.0
    surety: float = 0.0

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
    looks: tuple[Look, ...]
    """How it looks in each language, the one that decides first."""
    nearest: Mapping[str, str]
    """The phrasing that is most like the question, by id."""


class Library:
    """The knowledge in force: cheap to hold, never changed; to renew it, build another.

    One that has just been made is plain: it answers, but neither votes nor gates are learned. `prepared` learns them.
    """

    def __init__(
        self, content: Content, learned: Mapping[str, Learned] | None = None, before: "Library | None" = None
    ) -> None:
        """Index this content's phrasings, a language at a time, with what was learned of them.

        The index of a language whose phrasings are still those of the library before is taken from that.
        """
        self.content = content
        self.language = content.profile.language
        self.learned = learned or {}
        self._entries = {entry.id: entry for entry in content.entries}
        self._guides = {guide.id: guide for guide in content.guides}
        self._sections = Sections.of(content)
        self.asked = by_language(content)
        same = before.same(self.asked) if before else set()
        had = before.matchers if before else {}
        self.matchers: Mapping[str, Matcher] = {
            language: _voting(had[language] if language in same else Matcher(phrasings, language), self._of(language))
            for language, phrasings in self.asked.items()
        }
        self.told_by: Languages = (
            before.told_by
            if before and same == self.asked.keys() == before.asked.keys()
            else Languages({language: _texts(phrasings) for language, phrasings in self.asked.items()})
        )

    @classmethod
    def read(cls, directory: Path) -> "Library":
        """Return the plain library of a content folder; of broken files it holds what could be understood.

        Raises `NoContent` where there is no such folder.
        """
        return cls(read_content(directory))

    @classmethod
    def prepared(cls, content: Content, folder: Path | None = None) -> "Library":
        """Return the library with votes and gates learned, or taken from this folder if they were learned before.

        Learning takes seconds; call it in a thread, beside the library that is in force.
        """
        return cls(content, learned(by_language(content), content.beside(), folder))

    def same(self, asked: ByLanguage) -> set[str]:
        """Return the languages in which the same is asked for, in the same order."""
        had = {language: [*phrasings.items()] for language, phrasings in self.asked.items()}
        return {language for language, phrasings in asked.items() if [*phrasings.items()] == had.get(language)}

    def having_learned(self, learned: Mapping[str, Learned]) -> "Library":
        """Return the same library with this learned of it; nothing is indexed anew."""
        return Library(self.content, learned, self)

    @property
    def held_out(self) -> HeldOut:
        """What the gates of the default language did with questions that it was not prepared for."""
        return self._of(self.language).held_out

    def find(
        self, question: str, languages: Sequence[str] = ("en",), top: int = OFFERED, *, after: str | None = None
    ) -> Finding:
        """Return what fits a question, asked by somebody who reads these languages, the preferred first.

        It is looked for in these languages, in the one it is written in, in the default one and in English.
        `after` is the id of the answer that this person got just before: a short question that has no clear answer by
        itself is tried once more among what stands beside it. It takes about a millisecond, touches nothing outside,
        and is the same for the same content and question.
        """
        looks = self._looks(question, languages)
        if after and decision_of(looks) is not Decision.ANSWER:
            followed = self._narrowed(question, languages, Context.of(self.content, after))
            looks = followed if decision_of(followed) is not Decision.UNKNOWN else looks
        return self._found(looks, languages, top)

    def find_in_guide(
        self, question: str, guide: str, languages: Sequence[str] = ("en",), top: int = OFFERED
    ) -> Finding:
        """Return which section of a guide answers a question of somebody who comes to its event and need not name it.

        A question that speaks of something else, such as another event, finds nothing.
        """
        return self._found(self._narrowed(question, languages, Context.of_guide(self.content, guide)), languages, top)

    def scores(self, question: str, languages: Sequence[str] = ("en",)) -> dict[str, float]:
        """Return the chance that a question means an entry, guide or section, from 0 to 1, by its id."""
        return merged(self._looks(question, languages), len(self.content.phrasings()))

    def holds(self, id_: str) -> bool:
        """Whether there is an entry, guide or section of this id."""
        return bool(self.entry(id_) or self.guide(id_) or self.section(id_))

    def explain(self, question: str, languages: Sequence[str] = ("en",), top: int = OFFERED) -> Explanation:
        """Return why `find` finds what it finds."""
        looks = self._looks(question, languages)
        matchers = [self.matchers[language] for language in self.wanted(question, languages)]
        best = likeliest(merged(looks, top), top)
        nearest: dict[str, str] = {}
        for matcher in matchers:
            nearest = matcher.nearest(question, best) | nearest
        return Explanation(
            words=tuple(words(question[:READS])),
            mended=matchers[0].mended(question) if matchers else {},
            looks=tuple(looks),
            nearest={id_: nearest[id_] for id_ in best},
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

    def _of(self, language: str) -> Learned:
        return self.learned.get(language, Learned())

    def _looks(self, question: str, languages: Sequence[str]) -> list[Look]:
        """Look at the question in each language that it may be meant in; the surest first."""
        looks = [self._look(question, language) for language in self.wanted(question, languages)]
        return sorted(looks, key=lambda look: (-look.surety, -look.scope))

    def _found(self, looks: Sequence[Look], languages: Sequence[str], top: int) -> Finding:
        chances = merged(looks, top)
        matches = tuple(Match(id_, self.title(id_, languages), chances[id_]) for id_ in likeliest(chances, top))
        scope = max((look.scope for look in looks), default=0.0)
        return Finding(decision_of(looks), matches, scope, max((look.surety for look in looks), default=0.0))

    def _narrowed(self, question: str, languages: Sequence[str], context: Context | None) -> list[Look]:
        """Look at the question in a context, such as that of the last answer."""
        narrowed = {
            language: context.narrowed(self.matchers[language], question) if context else None
            for language in self.wanted(question, languages)
        }
        looks = [
            Look(language, found[0], self._of(language).gates, self.matchers[language].ids, found[1])
            for language, found in narrowed.items()
            if found
        ]
        return sorted(looks, key=lambda look: (-look.surety, -look.scope))

    def written_in(self, question: str) -> str | None:
        """Return the language that a question is clearly written in; None where it may be another."""
        return self.told_by.told(question)

    def wanted(self, question: str, languages: Sequence[str]) -> list[str]:
        """Return the languages of the person, of the question, the default one and English, as far as there are any."""
        written = self.told_by.of(question, languages)
        wanted = [*languages, *([written] if written else []), self.language, "en"]
        return [language for language in dict.fromkeys(wanted) if language in self.matchers]

    def _look(self, question: str, language: str) -> Look:
        matcher = self.matchers[language]
        standing, chances = matcher.look(question)
        chances = self._sections.give_way(matcher, question, chances)
        return Look(language, standing, self._of(language).gates, matcher.ids, chances)


def _voting(matcher: Matcher, learned: Learned) -> Matcher:
    new = copy(matcher)
    new.votes = learned.votes
    return new


def _texts(phrasings: Mapping[str, Sequence[str]]) -> list[str]:
    return [text for said in phrasings.values() for text in said]


def by_language(content: Content) -> dict[str, Mapping[str, Sequence[str]]]:
    """Return what can be asked for in each language: the phrasings by id."""
    asked: dict[str, dict[str, list[str]]] = {}
    for id_, phrasings in content.phrasings().items():
        for phrasing in phrasings:
            asked.setdefault(phrasing.language, {}).setdefault(id_, []).append(phrasing.text)
    return {language: dict(by_id) for language, by_id in asked.items()}
