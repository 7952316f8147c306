"""Draws the figures; needs matplotlib."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

from matplotlib.figure import Figure  # type: ignore[import-not-found]  # installed for the comparison only

IMAGES = "images"


def bots(figure: Figure, bots: dict[str, Any]) -> None:
    """Draw acknowledgements and answers of each bot."""
    left, right = figure.subplots(1, 2, sharey=True)
    names = list(bots)
    left.barh(names, [bots[each]["steady"]["ack_p99_ms"] for each in names], label="p99")
    left.barh(names, [bots[each]["steady"]["ack_p50_ms"] for each in names], label="p50")
    left.set(xscale="log", xlabel="ms to the acknowledgement")
    left.legend()
    right.barh(names, [bots[each]["at_once"]["answered_per_s"] for each in names])
    right.set(xlabel="answers a second, 256 at once")


def broadcast(figure: Figure, rows: dict[str, Any]) -> None:
    """Draw messages a second of each way to send."""
    axes = figure.subplots()
    axes.barh(list(rows), [each["sent_per_s"] for each in rows.values()])
    axes.axvline(30, linestyle="--")
    axes.set(xlabel="messages a second (Telegram's limit: 30)")


def growing(figure: Figure, by_database: dict[str, Any]) -> None:
    """Draw milliseconds by rows in the tables."""
    axes = figure.subplots()
    for name, sizes in by_database.items():
        rows = [int(each) for each in sizes]
        axes.plot(rows, [each["answer_p50_ms"] for each in sizes.values()], marker="o", label=f"{name}, answer p50")
        axes.plot(rows, [each["processor_ms"] for each in sizes.values()], "--", marker="x", label=f"{name}, processor")
    axes.set(xscale="log", xlabel="rows in each table", ylabel="ms", ylim=(0, None))
    axes.legend()


def matching(figure: Figure, results: list[dict[str, Any]]) -> None:
    """Draw quality against time, and time against size."""
    quality, speed = figure.subplots(1, 2)
    for matcher in dict.fromkeys(each["matcher"] for each in results):
        own = [each for each in results if each["matcher"] == matcher]
        asked = [(each["p50_ms"], 100 * each["top1"]) for each in own if each["top1"] is not None]
        sized = [(int(each["set"].split()[0]), each["p50_ms"]) for each in own if each["top1"] is None]
        quality.scatter(*zip(*asked, strict=True), label=matcher) if asked else None
        speed.plot(*zip(*sized, strict=True), marker="o", label=matcher) if sized else None
    quality.set(xscale="log", xlabel="ms a question (median)", ylabel="right entry first, %")
    speed.set(xscale="log", yscale="log", xlabel="phrasings", ylabel="ms a question (median)")
    speed.legend(fontsize="small")


def plot(out: Path, name: str, draw: Callable[[Figure, Any], None], about: Any, words: str) -> str:
    """Draw into a file and return what shows it."""
    figure = Figure(figsize=(10, 3.6), layout="constrained")
    draw(figure, about)
    figure.savefig(out / IMAGES / f"measured-{name}.svg", metadata={"Date": None, "Creator": None})
    return f"![{words}]({IMAGES}/measured-{name}.svg)\n"
