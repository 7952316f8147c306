"""Our matcher beside its peers on public question sets: quality, time and memory."""

import argparse
import json
import multiprocessing
import random
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np
import psutil

from knowledge.entries import Content
from knowledge.library import Library, by_language
from knowledge.measuring import Query
from knowledge.question_sets import read_entries, read_queries

Ranking = Callable[[str], Sequence[str]]
"""From a question to the ids of the best entries, the best first."""
Phrasings = Mapping[str, Sequence[str]]

SIZES = (1_000, 10_000, 100_000)
PER_ENTRY = 5
TIMED = 200


@dataclass(frozen=True, slots=True)
class Result:
    """What one matcher did with one set: shares from 0 to 1, milliseconds, seconds, megabytes."""

    matcher: str
    set: str
    n: int
    top1: float
    recall3: float
    p50_ms: float
    p99_ms: float
    build_s: float
    rss_mb: float


# --- the matchers


def ours(phrasings: Phrasings) -> Ranking:
    """Return the library as the helpdesk uses it, learned."""
    library = Library.prepared(_content(phrasings))
    return lambda question: [match.id for match in library.find(question).matches]


def plain(phrasings: Phrasings) -> Ranking:
    """Return the library as it serves while it learns."""
    library = Library(_content(phrasings))
    return lambda question: [match.id for match in library.find(question).matches]


def wratio(phrasings: Phrasings) -> Ranking:
    """Return RapidFuzz's general scorer over all phrasings, as its documentation shows."""
    from rapidfuzz import fuzz  # noqa: PLC0415  each matcher's memory is its own

    return _fuzzy(phrasings, fuzz.WRatio)


def token_set_ratio(phrasings: Phrasings) -> Ranking:
    """Return RapidFuzz's scorer for words in any order."""
    from rapidfuzz import fuzz  # noqa: PLC0415  each matcher's memory is its own

    return _fuzzy(phrasings, fuzz.token_set_ratio)


def bm25(phrasings: Phrasings) -> Ranking:
    """Return bm25s with Snowball stems and English stop words, as its documentation recommends."""
    import bm25s  # noqa: PLC0415  a development dependency
    import Stemmer  # noqa: PLC0415  each matcher's memory is its own

    stemmer = Stemmer.Stemmer("english")
    texts, ids = _flat(phrasings)
    retriever = bm25s.BM25()
    retriever.index(bm25s.tokenize(texts, stopwords="en", stemmer=stemmer, show_progress=False), show_progress=False)
    k = min(30, len(texts))

    def rank(question: str) -> Sequence[str]:
        asked = bm25s.tokenize(question, stopwords="en", stemmer=stemmer, show_progress=False)
        found, _ = retriever.retrieve(asked, k=k, show_progress=False)
        return _entries(ids[int(place)] for place in found[0])

    return rank


def logistic_regression(phrasings: Phrasings) -> Ranking:
    """Return scikit-learn's TF-IDF of words and of letters with logistic regression."""
    from sklearn.feature_extraction.text import TfidfVectorizer  # noqa: PLC0415  a development dependency
    from sklearn.linear_model import LogisticRegression  # noqa: PLC0415  a development dependency
    from sklearn.pipeline import make_pipeline, make_union  # noqa: PLC0415  a development dependency

    texts, ids = _flat(phrasings)
    features = make_union(
        TfidfVectorizer(sublinear_tf=True), TfidfVectorizer(analyzer="char_wb", ngram_range=(2, 4), sublinear_tf=True)
    )
    model = make_pipeline(features, LogisticRegression(C=10, max_iter=1000)).fit(texts, ids)

    def rank(question: str) -> Sequence[str]:
        chances = model.predict_proba([question])[0]
        return [str(model.classes_[place]) for place in np.argsort(-chances)[:3]]

    return rank


MATCHERS: dict[str, Callable[[Phrasings], Ranking]] = {
    "ours": ours,
    "ours, unlearned": plain,
    "WRatio": wratio,
    "token_set_ratio": token_set_ratio,
    "BM25": bm25,
    "logistic regression": logistic_regression,
}
MOST_PHRASINGS = {"logistic regression": 10_000}
"""What takes more than ten minutes beyond that is left out."""


def _fuzzy(phrasings: Phrasings, scorer: Any) -> Ranking:
    from rapidfuzz import process, utils  # noqa: PLC0415  each matcher's memory is its own

    texts, ids = _flat(phrasings)
    prepared = [utils.default_process(text) for text in texts]

    def rank(question: str) -> Sequence[str]:
        asked = utils.default_process(question)
        found = process.extract(asked, prepared, scorer=scorer, limit=30)
        return _entries(ids[place] for _, _, place in found)

    return rank


def _flat(phrasings: Phrasings) -> tuple[list[str], list[str]]:
    texts = [text for said in phrasings.values() for text in said]
    return texts, [id_ for id_, said in phrasings.items() for _ in said]


def _entries(ids: Iterator[str]) -> Sequence[str]:
    return list(dict.fromkeys(ids))[:3]


def _content(phrasings: Phrasings) -> Content:
    from bench.made import content_of  # noqa: PLC0415  not while the peers are measured

    return content_of(phrasings)


# --- the sets


def samples(phrasings: Phrasings, queries: Sequence[Query], count: int) -> Iterator[tuple[Phrasings, list[int]]]:
    """Give the set as it is, then other samples of phrasings: five queries an entry become its phrasings.

    Each comes with the numbers of the queries that are left to ask.
    """
    yield phrasings, list(range(len(queries)))
    for seed in range(1, count):
        chance = random.Random(seed)
        taken = {id_: _some(queries, id_, chance) for id_ in phrasings}
        used = {place for places in taken.values() for place in places}
        said = {
            id_: [*(queries[place].text for place in taken[id_]), *listed][:PER_ENTRY]
            for id_, listed in phrasings.items()
        }
        yield said, [place for place in range(len(queries)) if place not in used]


def _some(queries: Sequence[Query], id_: str, chance: random.Random) -> list[int]:
    asked = [place for place, query in enumerate(queries) if id_ in query.right]
    return chance.sample(asked, min(PER_ENTRY, len(asked) // 2))


def generated(count: int, phrasings: Phrasings) -> Phrasings:
    """Return so many made-up phrasings: those of a set with their words exchanged among each other."""
    chance = random.Random(count)
    words = sorted({word for said in phrasings.values() for text in said for word in text.split()})
    every = [text for said in phrasings.values() for text in said]
    made: dict[str, list[str]] = {}
    for number in range(count):
        text = [word if chance.random() < 0.5 else chance.choice(words) for word in chance.choice(every).split()]
        made.setdefault(f"e{number // PER_ENTRY}", []).append(" ".join(text))
    return made


# --- measuring


def measured(name: str, set_: str, phrasings: Phrasings, queries: Sequence[Query]) -> Result:
    """Measure one matcher in a process of its own, so that its memory is told apart."""
    with multiprocessing.get_context("spawn").Pool(1) as alone:
        return alone.apply(_measure, (name, set_, phrasings, queries))


def _measure(name: str, set_: str, phrasings: Phrasings, queries: Sequence[Query]) -> Result:
    before, started = _megabytes(), time.perf_counter()
    rank = MATCHERS[name](phrasings)
    build_s = time.perf_counter() - started
    grown = _megabytes() - before
    rank("warm up")
    places, seconds = [], []
    for query in queries:
        started = time.perf_counter()
        found = rank(query.text)
        seconds.append(time.perf_counter() - started)
        places.append(next((place for place, id_ in enumerate(found, 1) if id_ in query.right), 0))
    inside = [place for place, query in zip(places, queries, strict=True) if query.right]
    return Result(
        matcher=name,
        set=set_,
        n=len(inside),
        top1=sum(place == 1 for place in inside) / max(1, len(inside)),
        recall3=sum(place > 0 for place in inside) / max(1, len(inside)),
        p50_ms=1000 * float(np.percentile(seconds, 50)),
        p99_ms=1000 * float(np.percentile(seconds, 99)),
        build_s=build_s,
        rss_mb=grown,
    )


def _megabytes() -> float:
    return float(psutil.Process().memory_info().rss) / 1e6


def quality(folder: Path, count: int, most: int | None) -> Iterator[Result]:
    """Measure every matcher on every set of a folder, clean and with slips, over several samples of phrasings."""
    for file in sorted(folder.glob("*-entries.jsonl")):
        name = file.name.removesuffix("-entries.jsonl")
        listed = by_language(read_entries(file, "en"))["en"]
        clean, typed = (_asked(folder / f"{name}-queries{kind}.jsonl") for kind in ("", "-typo"))
        both = len(typed) == len(clean)
        for sample, (phrasings, left) in enumerate(samples(listed, clean, count)):
            for kind, asked in (("clean", clean), ("typo", typed))[: 1 + both]:
                chosen = random.Random(0).sample(left, min(most or len(left), len(left)))
                for matcher in MATCHERS:
                    queries = [asked[place] for place in chosen]
                    yield measured(matcher, f"{name} {kind} {sample}", phrasings, queries)


def _asked(file: Path) -> list[Query]:
    """Return the questions of a set that have an answer; those with slips stand in the same order as those without."""
    return [query for query in read_queries(file, "en") if query.right] if file.exists() else []


def scale(folder: Path, sizes: Sequence[int]) -> Iterator[Result]:
    """Measure time and memory of every matcher at several sizes, on made-up phrasings."""
    file = min(folder.glob("*-entries.jsonl"))
    listed = by_language(read_entries(file, "en"))["en"]
    asked = read_queries(folder / file.name.replace("-entries", "-queries"), "en")
    queries = [Query(query.text, frozenset(), "en") for query in random.Random(0).sample(asked, TIMED)]
    for size in sizes:
        for matcher in MATCHERS:
            if size <= MOST_PHRASINGS.get(matcher, max(SIZES)):
                yield measured(matcher, f"{size} phrasings", generated(size, listed), queries)


def table(results: Sequence[Result]) -> str:
    """Return the results as a Markdown table."""
    lines = [
        "| set | matcher | first | among three | p50 ms | p99 ms | build s | MB |",
        "|---|---|---|---|---|---|---|---|",
    ]
    lines += [
        f"| {each.set} | {each.matcher} | {each.top1:.1%} | {each.recall3:.1%} | {each.p50_ms:.2f} | {each.p99_ms:.2f} "
        f"| {each.build_s:.1f} | {each.rss_mb:.0f} |"
        for each in results
    ]
    return "\n".join(lines)


def plot(results: Sequence[Result], file: Path) -> None:
    """Draw quality against time for every matcher."""
    from matplotlib.figure import Figure  # noqa: PLC0415  a development dependency

    figure = Figure(figsize=(7, 5))
    axes = figure.subplots()
    for matcher in MATCHERS:
        own = [each for each in results if each.matcher == matcher and each.n]
        axes.scatter([each.p50_ms for each in own], [100 * each.top1 for each in own], label=matcher)
    axes.set(xscale="log", xlabel="milliseconds a question (median)", ylabel="right entry first, %")
    axes.legend()
    figure.savefig(file)


def measure(folder: Path, *, long: bool, out: Path | None = None) -> list[dict[str, Any]]:
    """Measure all there is; leave a table, a JSON and a plot in `out`."""
    results = [*quality(folder, 5 if long else 2, None if long else 600)]
    results += scale(folder, SIZES if long else SIZES[:2])
    if out:
        out.mkdir(parents=True, exist_ok=True)
        (out / "matching.md").write_text(table(results) + "\n", "utf-8")
        (out / "matching.json").write_text(json.dumps([asdict(each) for each in results], indent=1), "utf-8")
        plot(results, out / "matching.png")
    return [asdict(each) for each in results]


def main() -> None:
    """Measure the sets of a folder."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument(
        "folder", type=Path, help="a folder with *-entries.jsonl, *-queries.jsonl, *-queries-typo.jsonl"
    )
    parser.add_argument("--long", action="store_true", help="all questions, five samples, 100,000 phrasings")
    parser.add_argument("--out", type=Path, default=Path("build/bench"), help="where the table, JSON and plot go")
    given = parser.parse_args()
    measure(given.folder, long=given.long, out=given.out)
    print((given.out / "matching.md").read_text("utf-8"))


if __name__ == "__main__":
    main()
