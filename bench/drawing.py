"""Draws the figures, so large that a phone shows them; needs matplotlib."""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from matplotlib import rc_context  # type: ignore[import-not-found]  # installed for the comparison only
from matplotlib.axes import Axes  # type: ignore[import-not-found]  # installed for the comparison only
from matplotlib.figure import Figure  # type: ignore[import-not-found]  # installed for the comparison only

IMAGES = "images"
OURS, OTHERS = "#1b4f8f", "#b0b7bf"
LOOK = {"font.size": 11, "svg.hashsalt": "helpdesk", "svg.fonttype": "path", "axes.spines.top": False}
LOOK |= {"axes.spines.right": False}


def lost(axes: Axes, bots: Mapping[str, Any]) -> None:
    """Draw the share of messages that each bot lost."""
    shares = {
        name: 100 * each["killed"]["never_answered"] / max(1, each["killed"]["acknowledged"])
        for name, each in bots.items()
    }
    _bars(axes, shares, "% lost of those taken in before a kill")
    axes.set(xlim=(0, 115))


def answers(axes: Axes, bots: Mapping[str, Any]) -> None:
    """Draw how many answers each bot gave in a second."""
    _bars(axes, {name: each["at_once"]["answered_per_s"] for name, each in bots.items()}, "answers a second")
    axes.axvline(30, linestyle="--", color="black", linewidth=1, zorder=0)
    axes.annotate("Telegram lets 30 out", (30, -0.45), xytext=(4, 0), textcoords="offset points", fontsize=9)


def paces(axes: Axes, rows: Mapping[str, float]) -> None:
    """Draw messages a second of each way to send."""
    _bars(axes, {name.replace("AIORateLimiter, ", "limiter, "): pace for name, pace in rows.items()}, "")
    axes.axvline(30, linestyle="--", color="black", linewidth=1, zorder=0)
    axes.set(xlim=(0, 36), xlabel="messages a second (Telegram's limit: 30)")


def growing(axes: Axes, by_database: Mapping[str, Any]) -> None:
    """Draw milliseconds of the processor by rows in the tables."""
    for name, sizes in by_database.items():
        axes.plot(list(sizes), [each["processor_ms"] for each in sizes.values()], marker="o", label=name)
    axes.set(xscale="log", xlabel="rows in each table", ylabel="ms of the processor", ylim=(0, None))
    axes.legend()


def quality(axes: Axes, results: list[dict[str, Any]]) -> None:
    """Draw how often the right answer comes first against the time for it."""
    for matcher in dict.fromkeys(each["matcher"] for each in results):
        own = [(each["p50_ms"], 100 * each["top1"]) for each in results if each["matcher"] == matcher]
        axes.scatter(*zip(*own, strict=True), label=matcher, s=60 if matcher == "helpdesk" else 30)
    axes.set(xscale="log", xlabel="ms a question", ylabel="right answer first, %", xlim=(0.05, 50), ylim=(0, 100))
    axes.set_xticks([0.1, 1, 10], ["0.1", "1", "10"])
    axes.minorticks_off()
    _legend_below(axes)


def sizes(axes: Axes, results: list[dict[str, Any]]) -> None:
    """Draw the time for a question against the number of wordings."""
    for matcher in dict.fromkeys(each["matcher"] for each in results):
        own = [(each["size"], each["p50_ms"]) for each in results if each["matcher"] == matcher]
        axes.plot(*zip(*own, strict=True), marker="o", label=matcher, linewidth=3 if matcher == "helpdesk" else 1)
    axes.set(xscale="log", yscale="log", xlabel="wordings", ylabel="ms a question")
    _legend_below(axes)


def _bars(axes: Axes, values: Mapping[str, float], words: str) -> None:
    names = list(values)
    ours = [OURS if name.startswith("helpdesk") else OTHERS for name in names]
    labels = [name.replace(", ", ",\n") for name in names]
    bars = axes.barh(labels, list(values.values()), color=ours)
    axes.bar_label(bars, fmt="{:.0f}" if max(values.values(), default=0) >= 30 else "{:.1f}", padding=3)
    axes.invert_yaxis()
    axes.set(xlabel=words)


def _legend_below(axes: Axes) -> None:
    axes.legend(loc="upper center", bbox_to_anchor=(0.45, -0.2), ncols=2, fontsize=9, frameon=False)


def plot(out: Path, name: str, draw: Callable[[Axes, Any], None], about: Any, words: str) -> str:
    """Draw into a file and return what shows it; nothing where there is nothing to draw."""
    if not about:
        return ""
    with rc_context(LOOK):
        figure = Figure(figsize=(5.4, 3.6), layout="constrained")
        draw(figure.subplots(), about)
        (out / IMAGES).mkdir(parents=True, exist_ok=True)
        figure.savefig(out / IMAGES / f"measured-{name}.svg", metadata={"Date": None, "Creator": None})
    return f"![{words}]({IMAGES}/measured-{name}.svg)\n"
