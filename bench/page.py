"""Makes a readable page of the figures: `python -m bench.page FIGURES OUT`; needs matplotlib."""

import argparse
import json
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

from markdown_it import MarkdownIt

from bench import drawing
from bench.drawing import IMAGES, plot

Row = Sequence[object]
STYLE = "body{font:16px/1.5 sans-serif;max-width:70rem;margin:2rem auto}td,th{padding:.2rem .7rem;text-align:right}"
STYLE += "td:first-child,th:first-child{text-align:left}table{border-collapse:collapse}tr{border-top:1px solid #ccc}"
FLOOD = ("ack_p50_ms", "ack_p99_ms", "ack_max_ms", "handled_per_s", "behind_s")
RACES = (
    ("the time to the first answer", ("", "start_to_answer_s"), False),
    ("memory", ("", "most_mb"), False),
    ("the time to an acknowledgement (p50)", ("steady", "ack_p50_ms"), False),
    ("the time to an acknowledgement (p99)", ("steady", "ack_p99_ms"), False),
    ("answers a second", ("at_once", "answered_per_s"), True),
    ("answers lost at a kill", ("killed", "never_answered"), False),
)
GROWN = ("answer_p50_ms", "answer_p99_ms", "processor_ms", "start_s", "mb")


def write(figures: dict[str, Any], out: Path) -> None:
    """Write `measured.md`, the same as `index.html`, and the plots in `images`."""
    (out / IMAGES).mkdir(parents=True, exist_ok=True)
    text = "\n".join(page(figures, out)) + "\n"
    (out / "measured.md").write_text(text, "utf-8")
    body = MarkdownIt("commonmark").enable("table").render(text)
    head = f"<!doctype html><html lang=en><meta charset=utf-8><title>Measured</title><style>{STYLE}</style>"
    (out / "index.html").write_text(f"{head}<body>{body}</body></html>", "utf-8")


def page(figures: dict[str, Any], out: Path) -> Iterator[str]:
    """Return the page, part by part; what was not measured is left out."""
    machine = figures["machine"]
    yield "# Measured\n"
    yield f"`make bench` has written this. The machine: {machine['cores']} cores, {machine['memory_gb']} GB, Python"
    yield f"{machine['python']}; load {machine['load_before']} before and {machine['load_after']} after the"
    yield f"{figures['took_s']:.0f} s of the run. The peers ran in the same run on the same machine. All figures are in"
    yield "`figures.json`, which the command leaves beside the page.\n"
    if machine["load_before"] > machine["cores"] / 2:
        yield "**The machine was busy with other work meanwhile**, which makes every figure worse;"
        yield "compare the lines of a table, which all had that, and measure again where it is quiet.\n"
    parts = {
        "durable": _durable,
        "beside": _beside,
        "sending": _sending,
        "growing": _growing,
        "matching": _matching,
        "rights": _rights,
    }
    for name, part in parts.items():
        if figures.get(name):
            yield from part(figures, out)


def _durable(figures: dict[str, Any], _: Path) -> Iterator[str]:
    yield "## The durable path alone\n"
    yield "Each update is written down and committed before it is acknowledged; Telegram takes 50 ms a call.\n"
    for name, each in figures["durable"].items():
        commit = each["commit_ms"]
        yield f"{name}: one small commit on this disk takes {commit['p50']:.1f} ms (p99 {commit['p99']:.1f}). Ready"
        yield f"after {each['start_s']:.1f} s; {each['rest_mb']:.0f} MB at rest, {each['after_mb']:.0f} MB afterwards."
        if "backlog" in each:
            late = each["backlog"]
            yield f"With {late['count']:,} updates waiting at a start, the first is handled after"
            yield f"{late['first_s']:.1f} s, all after {late['all_s']:.1f} s."
        yield ""
    yield from table(
        [
            "",
            "updates a second",
            "acknowledged after ms: p50",
            "p99",
            "most",
            "handled a second",
            "behind at the end, s",
        ],
        (
            (
                name,
                rate,
                *(
                    f"{flood[key]:.1f}"
                    for key in ("ack_p50_ms", "ack_p99_ms", "ack_max_ms", "handled_per_s", "behind_s")
                ),
            )
            for name, each in figures["durable"].items()
            for rate in (200, 500)
            for flood in [each[f"at_{rate}"]]
        ),
    )


def _beside(figures: dict[str, Any], out: Path) -> Iterator[str]:
    found = figures["beside"]
    bots = {name: each for name, each in found.items() if isinstance(each, dict)}
    yield "## Beside other frameworks\n"
    yield f"{found['rate']} updates a second for {found['seconds']} s, each by one of 1,000 people, then 2,000 with 256"
    yield "at once; the local Telegram takes 50 ms a call and has no limits here. The peers look the answer up in a"
    yield "dictionary and write nothing down; the helpdesk finds it among all its entries, keeps the question, and"
    yield "commits before and after. “Lost” is what was acknowledged before a SIGKILL and never answered, though it was"
    yield "started again.\n"
    yield from table(
        [
            "",
            "start to first answer, s",
            "MB at rest / most",
            "acknowledged after ms: p50 / p99",
            "answers a second",
            "at once: acknowledged a second",
            "at once: answers a second",
            "lost",
        ],
        map(_bot, bots.items()),
    )
    yield from (f"- {name}: {each['configuration']}" for name, each in bots.items())
    yield ""
    yield from _ahead(bots)
    yield plot(out, "beside", drawing.bots, bots, "Acknowledgements and answers beside other frameworks")


def _ahead(bots: dict[str, Any]) -> Iterator[str]:
    """Say by how much peers are ahead; the helpdesk is the first of them."""
    ours, *peers = bots
    for words, (part, key), more in RACES:
        mine = bots[ours][part][key] if part else bots[ours][key]
        theirs = {name: bots[name][part][key] if part else bots[name][key] for name in peers}
        best = max(theirs, key=theirs.__getitem__) if more else min(theirs, key=theirs.__getitem__)
        if (theirs[best] > mine) == more and theirs[best] != mine:
            times = max(theirs[best], mine) / max(0.001, min(theirs[best], mine))
            yield f"- Ahead of us in {words}: {best}, {times:.1f} times as good."
    yield ""


def _bot(named: tuple[str, dict[str, Any]]) -> Row:
    name, each = named
    steady, at_once, killed = each["steady"], each["at_once"], each["killed"]
    return (
        name,
        f"{each['start_to_answer_s']:.1f}",
        f"{each['rest_mb']:.0f} / {each['most_mb']:.0f}",
        f"{steady['ack_p50_ms']:.1f} / {steady['ack_p99_ms']:.1f}",
        f"{steady['answered_per_s']:.0f}",
        f"{at_once['acknowledged_per_s']:.0f}",
        f"{at_once['answered_per_s']:.0f}",
        f"{killed['never_answered']} of {killed['acknowledged']}",
    )


def _sending(figures: dict[str, Any], out: Path) -> Iterator[str]:
    ours, stock = figures["sending"], figures["limiter"]
    rows = {
        "helpdesk": ours,
        **{f"AIORateLimiter, {name}": stock[name] for name in stock if isinstance(stock[name], dict)},
    }
    yield "## A broadcast against Telegram's limits\n"
    yield "To a server that keeps 30 a second in all, 1 a second in a chat, and refuses for longer whoever goes on;"
    yield f"people ask meanwhile. {stock['configuration']}; {stock['recipients']} recipients.\n"
    yield from table(
        ["", "messages a second", "refused as too fast", "never sent", "a reply waits, s: median", "most"],
        (
            (name, f"{each['sent_per_s']:.1f}", each["too_fast"], each.get("never_sent", 0), *_waits(each))
            for name, each in rows.items()
        ),
    )
    yield plot(out, "broadcast", drawing.broadcast, rows, "Messages a second against Telegram's limits")


def _waits(each: dict[str, Any]) -> Row:
    waits = each["reply_meanwhile_s"]
    return (f"{waits['median']:.2f}", f"{waits['max']:.2f}") if waits else ("until its end", "until its end")


def _growing(figures: dict[str, Any], out: Path) -> Iterator[str]:
    found = figures["growing"]
    yield "## What an update costs as the tables grow\n"
    yield "From the webhook to the answer's arrival, one after the other, with so many rows in each of"
    yield f"{_listed(found['tables'])}; Telegram takes no time here. Of PostgreSQL only the"
    yield "helpdesk's own processor time is counted.\n"
    by_database = {name: found[name] for name in ("sqlite", "postgresql") if name in found}
    yield from table(
        ["", "rows", "answer ms: p50", "p99", "processor ms", "ready after s", "MB"],
        (
            (
                name,
                f"{int(rows):,}",
                *(each[key] for key in ("answer_p50_ms", "answer_p99_ms", "processor_ms", "start_s", "mb")),
            )
            for name, sizes in by_database.items()
            for rows, each in sizes.items()
        ),
    )
    yield plot(out, "growing", drawing.growing, by_database, "Milliseconds an answer by rows in the tables")


def _matching(figures: dict[str, Any], out: Path) -> Iterator[str]:
    found = figures["matching"]
    yield "## Finding an answer, by the number of phrasings\n"
    yield from table(
        [
            "set",
            "matcher",
            "right entry first, %",
            "among three, %",
            "scope AUROC, %",
            "ms: p50",
            "p99",
            "build s",
            "MB",
        ],
        (
            (
                each["set"],
                each["matcher"],
                *(_share(each[key]) for key in ("top1", "recall3", "oos_auroc")),
                *(f"{each[key]:.2f}" for key in ("p50_ms", "p99_ms")),
                f"{each['build_s']:.1f}",
                f"{each['rss_mb']:.0f}",
            )
            for each in found["results"]
        ),
    )
    yield from (f"- {name}: {configuration}" for name, configuration in found["configuration"].items())
    yield from (
        f"- {name} is left out {size}: it takes minutes and gigabytes" for name, size in found["left_out"].items()
    )
    yield ""
    yield plot(out, "matching", drawing.matching, found["results"], "Quality against time, and time against size")


def _rights(figures: dict[str, Any], _: Path) -> Iterator[str]:
    found = figures["rights"]
    yield "## A person's copy and erasure\n"
    yield f"500 messages and 20 requests among {found['others']:,} rows of others, on SQLite: the copy takes"
    yield f"{found['copy_s']} s, the erasure {found['erasure_s']} s, and {found['traces']} traces stay in the files."
    yield f"A backup takes {found['backup_s']} s, restoring it {found['restore_s']} s."


def table(head: Row, rows: Iterable[Row]) -> Iterator[str]:
    """Return a table, and an empty line after it."""
    yield f"| {' | '.join(map(str, head))} |"
    yield f"|{'---|' * len(head)}"
    for row in rows:
        yield f"| {' | '.join(map(str, row))} |"
    yield ""


def _share(share: float | None) -> str:
    return "–" if share is None else f"{100 * share:.1f}"


def _listed(names: Sequence[str]) -> str:
    return f"{', '.join(names[:-1])} and {names[-1]}"


def main() -> None:
    """Write the page of a file of figures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("figures", type=Path)
    parser.add_argument("out", type=Path)
    given = parser.parse_args()
    write(json.loads(given.figures.read_text("utf-8")), given.out)


if __name__ == "__main__":
    main()
