"""How well a library answers a set of questions whose right entries are known."""

import time
from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import asdict, dataclass

import numpy as np

from knowledge.library import Finding, Library, Match
from knowledge.matching.gates import Decision

RANKS = 10


@dataclass(frozen=True, slots=True)
class Query:
    """A question, and the ids that are right for it, the expected one first; none where nothing fits."""

    text: str
    right: tuple[str, ...]
    language: str


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one query: the place of the first right id from 1, and the seconds that it took.

    `right` are the right ids that there are; a query without any is out of scope.
    """

    text: str
    right: tuple[str, ...]
    finding: Finding
    place: int | None
    seconds: float

    @property
    def in_scope(self) -> bool:
        """Whether there is a right answer."""
        return bool(self.right)

    @property
    def decision(self) -> Decision:
        """What was done with it."""
        return self.finding.decision


@dataclass(frozen=True, slots=True)
class Confusion:
    """Something that was found first where something else was right: how often, how often answered, a question."""

    right: str
    found: str
    count: int
    answered: int
    text: str


@dataclass(frozen=True, slots=True)
class Quality:
    """The figures of `kb eval`: shares from 0 to 1, `None` where nothing applies."""

    n: int
    top1: float | None
    recall3: float | None
    mrr10: float | None
    oos_auroc: float | None
    answered: float | None
    answered_right: float | None
    chosen: float | None
    chosen_hit3: float | None
    oos_answered: float | None
    p50_ms: float | None
    p99_ms: float | None
    build_s: float
    rss_mb: float | None

    def figures(self) -> dict[str, float | None]:
        """Return the figures by their names, rounded."""
        return {name: None if figure is None else round(figure, 4) for name, figure in asdict(self).items()}


def asked(library: Library, queries: Iterable[Query]) -> list[Outcome]:
    """Ask every query; a query whose right ids are not in the library is out of scope."""
    return [_outcome(library, query) for query in queries]


def confusions(outcomes: Iterable[Outcome]) -> list[Confusion]:
    """Return what was taken for what, the most frequent first."""
    taken: dict[tuple[str, str], list[Outcome]] = defaultdict(list)
    for each in outcomes:
        if each.in_scope and each.place != 1 and each.finding.matches:
            taken[each.right[0], each.finding.matches[0].id].append(each)
    found = [
        Confusion(right, other, len(every), sum(each.finding.answered for each in every), every[0].text)
        for (right, other), every in taken.items()
    ]
    return sorted(found, key=lambda each: (-each.count, -each.answered, each.right, each.found))


def answered_against_right(outcomes: Iterable[Outcome]) -> list[tuple[float, float]]:
    """Return, for ever more willing gates, the share of questions in scope that is answered, and how many are right."""
    sure = sorted((each for each in outcomes if each.in_scope), key=lambda each: -each.finding.surety)
    right = np.cumsum([each.place == 1 for each in sure])
    return [(count / len(sure), int(right[count - 1]) / count) for count in range(1, len(sure) + 1)]


def measured(outcomes: Sequence[Outcome], build_s: float, rss_mb: float | None) -> Quality:
    """Return the figures of these outcomes, of a library that took so many seconds and megabytes."""
    inside = [each for each in outcomes if each.in_scope]
    outside = [each for each in outcomes if not each.in_scope]
    answered = [each for each in inside if each.decision is Decision.ANSWER]
    chosen = [each for each in inside if each.decision is Decision.CHOOSE]
    times = [each.seconds * 1000 for each in outcomes]
    return Quality(
        n=len(outcomes),
        top1=_share(each.place == 1 for each in inside),
        recall3=_share(each.place is not None and each.place <= 3 for each in inside),
        mrr10=_mean(1 / each.place if each.place else 0.0 for each in inside),
        oos_auroc=auroc([each.finding.scope for each in inside], [each.finding.scope for each in outside]),
        answered=_share(each.decision is Decision.ANSWER for each in inside),
        answered_right=_share(each.place == 1 for each in answered),
        chosen=_share(each.decision is Decision.CHOOSE for each in inside),
        chosen_hit3=_share(each.place is not None and each.place <= len(each.finding.offered) for each in chosen),
        oos_answered=_share(each.decision is Decision.ANSWER for each in outside),
        p50_ms=float(np.percentile(times, 50)) if times else None,
        p99_ms=float(np.percentile(times, 99)) if times else None,
        build_s=build_s,
        rss_mb=rss_mb,
    )


def _outcome(library: Library, query: Query) -> Outcome:
    started = time.perf_counter()
    finding = library.find(query.text, [query.language], RANKS)
    seconds = time.perf_counter() - started
    right = tuple(id_ for id_ in query.right if library.holds(id_))
    return Outcome(query.text, right, finding, _place(finding.matches, query.right), seconds)


def _place(matches: Sequence[Match], right: Collection[str]) -> int | None:
    return next((place for place, match in enumerate(matches, 1) if match.id in right), None)


def _share(of: Iterable[bool]) -> float | None:
    return _mean(map(float, of))


def _mean(of: Iterable[float]) -> float | None:
    values = list(of)
    return sum(values) / len(values) if values else None


def auroc(inside: Sequence[float], outside: Sequence[float]) -> float | None:
    """Return how often a question in scope scores above one out of scope; a tie is half."""
    if not inside or not outside:
        return None
    low = np.sort(np.asarray(outside))
    below = np.searchsorted(low, inside, "left") + np.searchsorted(low, inside, "right")
    return float(below.mean() / 2 / len(low))
