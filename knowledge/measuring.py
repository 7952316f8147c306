"""How well a library answers a set of questions whose right entries are known."""

import time
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass

import numpy as np

from knowledge.gates import Decision
from knowledge.library import Library, Match

RANKS = 10


@dataclass(frozen=True, slots=True)
class Query:
    """A question, and the ids that are right for it; none where nothing fits."""

    text: str
    right: frozenset[str]
    language: str


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one query: the decision, the place of the first right id from 1, the scope score, the time.

    `offered` is how many of the best a member would be shown.
    """

    in_scope: bool
    decision: Decision
    place: int | None
    scope: float
    seconds: float
    offered: int


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


def measured(library: Library, queries: Sequence[Query], build_s: float, rss_mb: float | None) -> Quality:
    """Ask every query; a query whose right ids are not in the library is out of scope."""
    outcomes = [_outcome(library, query) for query in queries]
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
        oos_auroc=auroc([each.scope for each in inside], [each.scope for each in outside]),
        answered=_share(each.decision is Decision.ANSWER for each in inside),
        answered_right=_share(each.place == 1 for each in answered),
        chosen=_share(each.decision is Decision.CHOOSE for each in inside),
        chosen_hit3=_share(each.place is not None and each.place <= each.offered for each in chosen),
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
    in_scope = any(library.holds(id_) for id_ in query.right)
    return Outcome(
        in_scope, finding.decision, _place(finding.matches, query.right), finding.scope, seconds, len(finding.offered)
    )


def _place(matches: Sequence[Match], right: frozenset[str]) -> int | None:
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
