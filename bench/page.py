"""Makes a readable page of the figures: `python -m bench.page FIGURES OUT [--docs]`; needs matplotlib."""

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
from bench.drawing import IMAGES
from bench.goals import verdicts
from bench.tries import FAILED

BUSY = 15.0  # percent of the machine that other work takes
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


def write(figures: dict[str, Any], out: Path) -> str:
    """Write `measured.md` and the plots in `images`; return the page."""
    for old in (out / IMAGES).glob("measured-*.svg"):
        old.unlink()
    text = "\n".join(page(figures, out)) + "\n"
    (out / "measured.md").write_text(text, "utf-8")
    return text


def _body(text: str, out: Path) -> str:
    """Return the page as HTML, with its pictures in it."""

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
    yield from _busy(parts)
    yield "## What was promised, and what came of it\n"
    yield from verdicts(parts)
    for name, (heading, chapter) in CHAPTERS.items():
        if name in parts:
            yield f"## {heading}\n"
            yield from _chapter(parts[name], chapter, out)


def _busy(parts: dict[str, Any]) -> Iterator[str]:
    if any(part["others_percent"] > BUSY for part in parts.values()):
        yield "**The machine was busy with other work**, as stands below the parts, which makes every figure of time"
        yield "worse. Compare what stands in one table, which all had that, and measure again where it is quiet.\n"


def _chapter(part: dict[str, Any], chapter: Any, out: Path) -> Iterator[str]:
    if FAILED in part["figures"]:
        yield f"**Could not be measured**: {part['figures'][FAILED]}.\n"
        return
    yield from chapter(part["figures"], out)
    yield f"*Measured {part['at']} in {part['took_s']:.0f} s{', the long run' if part['long'] else ''}; other work took"
    yield f"{part['others_percent']:.0f} % of the machine just before, its load was {part['load_before']} then and"
    yield f"{part['load_after']} at the end.*\n"


def main() -> None:
    """Write the page of a file of figures; beside it one of HTML that stands alone, or the table of `bounds.md`."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("figures", type=Path)
    parser.add_argument("out", type=Path)
    parser.add_argument("--docs", action="store_true", help="into the documentation, with the table of its bounds.md")
    given = parser.parse_args()
    figures = json.loads(given.figures.read_text("utf-8"))
    text = write(figures, given.out)
    if given.docs:
        bounds = given.out / "bounds.md"
        bounds.write_text(filled(bounds.read_text("utf-8"), figures), "utf-8")
    else:
        alone = f"{HEAD}<body><main>{_body(text, given.out)}</main></body></html>\n"
        (given.out / "index.html").write_text(alone, "utf-8")


if __name__ == "__main__":
    main()
