"""The chapter about finding an answer, beside other matchers."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from bench import drawing
from bench.drawing import plot
from bench.tables import number, share, table

Results = list[dict[str, Any]]


def matching(found: dict[str, Any], out: Path) -> Iterator[str]:
    """Write how often the right answer is found, how fast, and where others are ahead."""
    results = [{**each, "matcher": _named(each["matcher"])} for each in found["results"]]
    asked = [each for each in results if each["top1"] is not None]
    sized = [{**each, "size": int(each["set"].split()[0])} for each in results if each["top1"] is None]
    yield "How often the right answer comes first, and among the first three, on sets of questions; “scope” is how well"
    yield "questions that have an answer are told from those that have none (50 % is guessing, 100 % always right).\n"
    yield from _quality(asked)
    yield plot(out, "quality", drawing.quality, asked, "Right answers against time")
    yield "And how it grows with the number of wordings:\n"
    yield from _growth(sized)
    yield plot(out, "sizes", drawing.sizes, sized, "Time against the number of wordings")
    yield from (*_ahead(asked), *_quicker(sized), "")
    yield from (f"- {_named(name)}: {configuration}" for name, configuration in found["configuration"].items())
    left_out = found["left_out"].items()
    yield from (f"- {name} is left out {size}: it takes minutes and gigabytes" for name, size in left_out)
    yield ""


def _named(matcher: str) -> str:
    return matcher.replace("ours", "helpdesk")


def _quality(asked: Results) -> Iterator[str]:
    head = ["questions", "matcher", "first, %", "among three, %", "scope, %", "ms a question"]
    ways = ("top1", "recall3", "oos_auroc")
    yield from table(
        head,
        ((each["set"], each["matcher"], *(share(each[way]) for way in ways), number(each["p50_ms"])) for each in asked),
    )


def _growth(sized: Results) -> Iterator[str]:
    ways = ("p50_ms", "p99_ms", "build_s", "rss_mb")
    yield from table(
        ["wordings", "matcher", "ms, half of them", "ms, 99 of 100", "ready after, s", "MB"],
        ((f"{each['size']:,}", each["matcher"], *(number(each[way]) for way in ways)) for each in sized),
    )


def _ahead(asked: Results) -> Iterator[str]:
    """Say on which questions others find the right answer more often."""
    for name in dict.fromkeys(each["set"] for each in asked):
        ours, best = _ours_and_best([each for each in asked if each["set"] == name], lambda each: -each["top1"])
        if ours and best and best["top1"] > ours["top1"]:
            yield f"- Ahead of the helpdesk on {name}: {best['matcher']}, {share(best['top1'])} % against"
            yield f"  {share(ours['top1'])} %."


def _quicker(sized: Results) -> Iterator[str]:
    """Say at which sizes others are quicker."""
    for size in dict.fromkeys(each["size"] for each in sized):
        ours, best = _ours_and_best([each for each in sized if each["size"] == size], lambda each: each["p50_ms"])
        if ours and best and best["p50_ms"] < ours["p50_ms"]:
            times = ours["p50_ms"] / best["p50_ms"]
            yield f"- Quicker than the helpdesk among {size:,} wordings: {best['matcher']}, {times:.1f} times."


def _ours_and_best(results: Results, by: Any) -> tuple[dict[str, Any] | None, dict[str, Any] | None]:
    ours = next((each for each in results if each["matcher"] == "helpdesk"), None)
    others = [each for each in results if not each["matcher"].startswith("helpdesk")]
    return ours, min(others, key=by, default=None)
