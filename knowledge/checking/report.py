"""What a content consists of: for whoever keeps it."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any, NamedTuple

from core.markdown import from_markdown
from knowledge.checking.legibility import lix
from knowledge.entries import Content, Entry, Guide, Section, Translation

REVIEWS = 3
"""How many of the next review dates are shown."""


class Written(NamedTuple):
    """A text that is shown by itself: an answer, an introduction or a section, in one language."""

    id: str
    language: str
    title: str
    text: str
    proofread: bool


@dataclass(frozen=True, slots=True)
class OfTopic:
    """What is filed under a topic."""

    id: str
    entries: int
    guides: int
    sections: int


@dataclass(frozen=True, slots=True)
class OfPhrasings:
    """The phrasings in a language, without the titles: of how many ids, and the fewest of one that has any."""

    phrasings: int
    ids: int
    fewest: int
    fewest_of: str


@dataclass(frozen=True, slots=True)
class OfLanguage:
    """The texts in a language, those of them that a native speaker has read, and their LIX."""

    texts: int
    proofread: int
    lix: float | None


@dataclass(frozen=True, slots=True)
class Open:
    """A field that nobody has filled in, by its entry's or guide's id."""

    id: str
    field: str
    name: str


@dataclass(frozen=True, slots=True)
class Report:
    """The figures of `kb report`; days are ISO dates, lengths are characters as shown."""

    entries: int
    guides: int
    sections: int
    topics: tuple[OfTopic, ...]
    phrasings: dict[str, OfPhrasings]
    languages: dict[str, OfLanguage]
    oldest_check: tuple[str, str] | None
    """The day, and what was checked last on it."""
    next_reviews: dict[str, int]
    """How much is to be reviewed by each of the next days."""
    open_fields: tuple[Open, ...]
    longest: tuple[int, str] | None
    """The length of the longest text, and its id."""

    def figures(self) -> dict[str, Any]:
        """Return the report as what JSON can hold."""
        return asdict(self)


def report_on(content: Content) -> Report:
    """Return the figures of a content that was read."""
    every = (*content.entries, *content.guides)
    texts = list(_texts(content))
    checks = [(_day(day), id_) for day, id_ in _checks(every)]
    reviews = sorted(Counter(each.review_by for each in every).items())
    return Report(
        entries=len(content.entries),
        guides=len(content.guides),
        sections=sum(len(guide.sections) for guide in content.guides),
        topics=tuple(_topic(content, topic.id) for topic in content.profile.topics),
        phrasings=_phrasings(content),
        languages=_languages(texts),
        oldest_check=min(checks, default=None),
        next_reviews={_day(day): many for day, many in reviews[:REVIEWS]},
        open_fields=tuple(_open(every)),
        longest=max(((len(from_markdown(each.text).plain), each.id) for each in texts), default=None),
    )


def _texts(content: Content) -> Iterator[Written]:
    default = content.profile.language
    for entry in (*content.entries, *content.guides):
        yield from _written(entry.id, entry, entry, default)
        for section in entry.sections if isinstance(entry, Guide) else ():
            yield from _written(f"{entry.id}#{section.id}", section, entry, default)


def _written(id_: str, shown: Entry | Section, entry: Entry, default: str) -> Iterator[Written]:
    original = shown.in_language([default], default)
    for each in (original, *shown.translations.values()):
        read = each.language == default or each.proofread is not None
        yield Written(id_, each.language, each.title, entry.filled(each.text, "…"), read)


def _checks(every: Sequence[Entry]) -> Iterator[tuple[date, str]]:
    for entry in every:
        written: list[Translation | Entry] = [entry, *entry.translations.values()]
        yield from ((each.checked, entry.id) for each in written)


def _topic(content: Content, id_: str) -> OfTopic:
    guides = [guide for guide in content.guides if guide.topic == id_]
    entries = sum(entry.topic == id_ for entry in content.entries)
    return OfTopic(id_, entries, len(guides), sum(len(guide.sections) for guide in guides))


def _phrasings(content: Content) -> dict[str, OfPhrasings]:
    titles = {(each.id, each.language, each.title) for each in _texts(content)}
    listed: dict[str, Counter[str]] = defaultdict(Counter)
    for id_, phrasings in content.phrasings().items():
        for phrasing in phrasings:
            if (id_, phrasing.language, phrasing.text) not in titles:
                listed[phrasing.language][id_] += 1
    return {language: _of_phrasings(by_id) for language, by_id in sorted(listed.items())}


def _of_phrasings(by_id: Counter[str]) -> OfPhrasings:
    fewest_of = min(by_id, key=lambda id_: (by_id[id_], id_))
    return OfPhrasings(by_id.total(), len(by_id), by_id[fewest_of], fewest_of)


def _languages(texts: Sequence[Written]) -> dict[str, OfLanguage]:
    by_language: dict[str, list[Written]] = defaultdict(list)
    for each in texts:
        by_language[each.language].append(each)
    return {
        language: OfLanguage(len(written), sum(each.proofread for each in written), _lix(written))
        for language, written in sorted(by_language.items())
    }


def _lix(written: Sequence[Written]) -> float | None:
    index = lix(each.text for each in written)
    return None if index is None else round(index, 1)


def _open(every: Sequence[Entry]) -> Iterator[Open]:
    for entry in every:
        yield from (Open(entry.id, field.id, field.name) for field in entry.fields if field.value is None)


def _day(day: date) -> str:
    return day.isoformat()
