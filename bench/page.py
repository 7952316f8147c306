"""Makes a readable page of the figures: `python -m bench.page FIGURES OUT [--bounds FILE]`; needs matplotlib."""

import argparse
import base64
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from markdown_it import MarkdownIt

from bench.bounds import filled
from bench.chapters import CHAPTERS
from bench.goals import verdicts
from bench.tries import FAILED

STYLE = """
body{font:17px/1.5 sans-serif;color:#222;max-width:46rem;margin:0 auto;padding:1rem}
h1,h2{line-height:1.2}h2{margin-top:2.5rem}
.wide{overflow-x:auto}table{border-collapse:collapse;font-size:.9rem}
td,th{padding:.3rem .6rem;text-align:right;vertical-align:top}td:first-child,th:first-child{text-align:left}
tr{border-top:1px solid #ccc}img{max-width:100%;height:auto}li{overflow-wrap:anywhere}
"""
HEAD = (
    '<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Measured</title>'
    f'<meta name="viewport" content="width=device-width, initial-scale=1"><style>{STYLE}</style></head>'
)


def write(figures: dict[str, Any], out: Path) -> None:
    """Write `measured.md`, the same as `index.html`, which stands alone, and the plots in `images`."""
    text = "\n".join(page(figures, out)) + "\n"
    (out / "measured.md").write_text(text, "utf-8")
    (out / "index.html").write_text(f"{HEAD}<body><main>{_body(text, out)}</main></body></html>\n", "utf-8")


def _body(text: str, out: Path) -> str:
    """Return the page with its pictures in it."""

    def inside(link: re.Match[str]) -> str:
        return f'src="data:image/svg+xml;base64,{base64.b64encode((out / link[1]).read_bytes()).decode()}"'

    body = MarkdownIt("commonmark").enable("table").render(text)
    body = re.sub(r'src="(images/[^"]+)"', inside, body)
    return body.replace("<table>", '<div class="wide"><table>').replace("</table>", "</table></div>")


def page(figures: dict[str, Any], out: Path) -> Iterator[str]:
    """Return the page, part by part; what could not be measured is said."""
    machine, parts = figures["machine"], figures["parts"]
    yield "# Measured\n"
    yield "How fast the helpdesk is, what it bears, and what it loses: the same questions for it and for what else one"
    yield "could have taken, on one machine, one after the other.\n"
    yield f"`make bench` has written this page, from `figures.json`: {machine['cores']} processor cores,"
    yield f"{machine['memory_gb']} GB of memory, Python {machine['python']}.\n"
    yield from _busy(machine["cores"], parts)
    yield "## What was promised, and what came of it\n"
    yield from verdicts(parts)
    for name, (heading, chapter) in CHAPTERS.items():
        if name in parts:
            yield f"## {heading}\n"
            yield from _chapter(parts[name], chapter, out)


def _busy(cores: int, parts: dict[str, Any]) -> Iterator[str]:
    busy = [name for name, part in parts.items() if part["load_before"] > cores / 2]
    if busy:
        yield "**The machine was busy with other work** before some parts were begun, which makes every figure of time"
        yield "worse. Compare what stands in one table, which all had that, and measure again where it is quiet.\n"


def _chapter(part: dict[str, Any], chapter: Any, out: Path) -> Iterator[str]:
    if FAILED in part["figures"]:
        yield f"**Could not be measured**: {part['figures'][FAILED]}.\n"
        return
    yield from chapter(part["figures"], out)
    yield f"*Measured {part['at']} in {part['took_s']:.0f} s{', the long run' if part['long'] else ''}; the machine's"
    yield f"load was {part['load_before']} before and {part['load_after']} after.*\n"


def main() -> None:
    """Write the page of a file of figures, and if asked the table in the page about bounds."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("figures", type=Path)
    parser.add_argument("out", type=Path)
    parser.add_argument("--bounds", type=Path, help="a page whose table is to have these figures")
    given = parser.parse_args()
    figures = json.loads(given.figures.read_text("utf-8"))
    write(figures, given.out)
    if given.bounds:
        given.bounds.write_text(filled(given.bounds.read_text("utf-8"), figures), "utf-8")


if __name__ == "__main__":
    main()
