"""Our matcher beside its peers on public question sets: quality, time and memory."""

import argparse
import json
import multiprocessing
import time
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np
import psutil

from bench.matchers import MATCHERS, Ranking
from bench.sets import Comparison, sets_of, sizes_of
from knowledge.matching.measuring import Query, auroc

SIZES = (1_000, 10_000, 100_000)
TOO_LARGE = {"logistic regression": 10_000}
"""The size from which a matcher is left out: this one takes two minutes and 4 GB at 10,000, and far more beyond."""


@dataclass(frozen=True, slots=True)
class Result:
    """What one matcher did with one set: shares from 0 to 1, milliseconds, seconds, megabytes; `None`: not asked."""

    matcher: str
    set: str
    n: int
    top1: float | None
    recall3: float | None
    oos_auroc: float | None
    p50_ms: float
    p99_ms: float
    build_s: float
    rss_mb: float


def measure(folder: Path, *, long: bool, samples: int, out: Path) -> dict[str, Any]:
    """Measure all there is and return it; leave a table, a JSON and a plot in `out`."""
    sets = sets_of(folder, samples, None if long else 600)
    sizes = sizes_of(folder, SIZES, 200 if long else 40)
    results = [result for each in (*sets, *sizes) for result in _every(each)]
    found = {
        "configuration": {name: configuration for name, (_, configuration) in MATCHERS.items()},
        "left_out": {name: f"from {size} phrasings on" for name, size in TOO_LARGE.items()},
        "results": [asdict(each) for each in results],
    }
    out.mkdir(parents=True, exist_ok=True)
    (out / "matching.md").write_text(_table(results), "utf-8")
    (out / "matching.json").write_text(json.dumps(found, indent=1), "utf-8")
    _plot(results, out / "matching.png")
    return found


def _every(comparison: Comparison) -> Iterator[Result]:
    size = sum(map(len, comparison.phrasings.values()))
    for name in MATCHERS:
        if size < TOO_LARGE.get(name, size + 1):
            # In a process of its own, so that its memory is told apart.
            with multiprocessing.get_context("spawn").Pool(1) as alone:
                yield from alone.apply(_measured, (name, comparison))


def _measured(name: str, comparison: Comparison) -> list[Result]:
    before, started = _megabytes(), time.perf_counter()
    rank = MATCHERS[name][0](comparison.phrasings)
    build_s = time.perf_counter() - started
    rank("warm up")
    grown = _megabytes() - before
    return [
        _asked(name, f"{comparison.name} {kind}", rank, queries, (build_s, grown))
        for kind, queries in comparison.asked.items()
    ]


def _asked(name: str, set_: str, rank: Ranking, queries: Sequence[Query], cost: tuple[float, float]) -> Result:
    inside: list[tuple[int, float]] = []
    outside, seconds = [], []
    for query in queries:
        started = time.perf_counter()
        found = rank(query.text)
        seconds.append(1000 * (time.perf_counter() - started))
        score = found[0][1] if found else 0.0
        place = next((place for place, (id_, _) in enumerate(found, 1) if id_ in query.right), 0)
        inside.extend([(place, score)] if query.right else [])
        outside.extend([] if query.right else [score])
    return Result(
        matcher=name,
        set=set_,
        n=len(inside),
        top1=float(np.mean([place == 1 for place, _ in inside])) if inside else None,
        recall3=float(np.mean([place > 0 for place, _ in inside])) if inside else None,
        oos_auroc=auroc([score for _, score in inside], outside),
        p50_ms=float(np.percentile(seconds, 50)),
        p99_ms=float(np.percentile(seconds, 99)),
        build_s=cost[0],
        rss_mb=cost[1],
    )


def _megabytes() -> float:
    return float(psutil.Process().memory_info().rss) / 1e6


def _table(results: Sequence[Result]) -> str:
    lines = [
        *(f"- {name}: {configuration}" for name, (_, configuration) in MATCHERS.items()),
        "",
        "| set | matcher | first | among three | scope AUROC | p50 ms | p99 ms | build s | MB |",
        "|---|---|---|---|---|---|---|---|---|",
    ]
    lines += [
        f"| {each.set} | {each.matcher} | {_share(each.top1)} | {_share(each.recall3)} | {_share(each.oos_auroc)} "
        f"| {each.p50_ms:.2f} | {each.p99_ms:.2f} | {each.build_s:.1f} | {each.rss_mb:.0f} |"
        for each in results
    ]
    return "\n".join(lines) + "\n"


def _share(share: float | None) -> str:
    return "–" if share is None else f"{100 * share:.1f}"


def _plot(results: Sequence[Result], file: Path) -> None:
    """Draw quality against time on the sets, and time against size."""
    from matplotlib.figure import Figure  # noqa: PLC0415  installed for the comparison only

    figure = Figure(figsize=(12, 5), layout="constrained")
    quality, speed = figure.subplots(1, 2)
    for matcher in MATCHERS:
        own = [each for each in results if each.matcher == matcher]
        asked = [(each.p50_ms, 100 * each.top1) for each in own if each.top1 is not None]
        sized = [(int(each.set.split()[0]), each.p50_ms) for each in own if each.top1 is None]
        quality.scatter(*zip(*asked, strict=True), label=matcher)
        speed.plot(*zip(*sized, strict=True), marker="o", label=matcher)
    quality.set(xscale="log", xlabel="milliseconds a question (median)", ylabel="right entry first, %")
    speed.set(xscale="log", yscale="log", xlabel="phrasings", ylabel="milliseconds a question (median)")
    quality.legend()
    figure.savefig(file)


def main() -> None:
    """Measure the sets of a folder and print one JSON."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument(
        "folder", type=Path, help="a folder with *-entries.jsonl, *-queries.jsonl, *-queries-typo.jsonl"
    )
    parser.add_argument("--long", action="store_true", help="all questions, and five samples unless said otherwise")
    parser.add_argument("--samples", type=int, help="of phrasings; one without")
    parser.add_argument("--out", type=Path, default=Path("build/bench"), help="where the table, JSON and plot go")
    given = parser.parse_args()
    samples = given.samples or (5 if given.long else 1)
    print(json.dumps(measure(given.folder, long=given.long, samples=samples, out=given.out), indent=1))


if __name__ == "__main__":
    main()
