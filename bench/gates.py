"""What is answered, offered and refused, over several samples: `python -m bench.gates FOLDER` prints Markdown."""

import argparse
import json
import random
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

import numpy as np

import knowledge
from bench.made import content_of
from bench.matchers import Phrasings
from bench.sets import sets_of
from knowledge.files.reading import read_content
from knowledge.library import Library
from knowledge.matching.gates import Decision
from knowledge.matching.measuring import Outcome, Query, asked, measured
from knowledge.matching.question_sets import read_queries

CONTENT = Path(knowledge.__file__).parent / "content"
QUESTIONS = Path("tests/data/questions.json")
FIGURES = ("top1", "recall3", "answered", "answered_right", "chosen", "chosen_hit3", "oos_auroc", "oos_answered")
A_PART = 5
"""One entry in five is left out, to see what becomes of questions about it."""


def rows(folder: Path, samples: int, most: int | None) -> Iterator[tuple[str, list[float | None]]]:
    """Give the figures of each set of a folder in each sample, clean and with slips, whole and with a fifth missing."""
    for each in sets_of(folder, samples, most):
        name, number = each.name.rsplit(" ", 1)
        whole, less = _library(each.phrasings), _library(_without_a_part(each.phrasings, int(number)))
        for kind, queries in each.asked.items():
            yield f"{name} {kind}", _figures(whole, queries)
            there = [query for query in queries if query.right]
            yield f"{name} {kind}, a fifth of the entries missing", _figures(less, there)


def _library(phrasings: Phrasings) -> Library:
    return Library.prepared(content_of(phrasings))


def _without_a_part(phrasings: Phrasings, seed: int) -> Phrasings:
    gone = set(random.Random(seed).sample(list(phrasings), len(phrasings) // A_PART))
    return {id_: said for id_, said in phrasings.items() if id_ not in gone}


def _figures(library: Library, queries: Sequence[Query]) -> list[float | None]:
    figures = measured(asked(library, queries), 0, None).figures()
    return [figures[name] for name in FIGURES]


def spread(rows: Iterable[tuple[str, list[float | None]]]) -> Iterator[str]:
    """Return a Markdown table of the mean of each figure over the samples, with the least and the most, in %."""
    yield f"| | {' | '.join(FIGURES)} |"
    yield "|---" * (len(FIGURES) + 1) + "|"
    found: dict[str, list[list[float | None]]] = defaultdict(list)
    for name, figures in rows:
        found[name].append(figures)
    for name, every in found.items():
        yield f"| {name} | {' | '.join(_between(column) for column in zip(*every, strict=True))} |"


def _between(figures: Sequence[float | None]) -> str:
    values = [100 * figure for figure in figures if figure is not None]
    return f"{np.mean(values):.1f} ({min(values):.1f}–{max(values):.1f})" if values else "–"


def by_kind(key: str) -> Iterator[str]:
    """Return a Markdown table of what becomes of the content's own questions, by their kind or language."""
    raw = json.loads(QUESTIONS.read_text("utf-8"))
    library = Library.prepared(read_content(CONTENT))
    every = asked(library, read_queries(QUESTIONS, "en"))
    groups: dict[str, list[Outcome]] = defaultdict(list)
    for written, outcome in zip(raw, every, strict=True):
        groups[written[key] if outcome.in_scope else f"{written[key]} (no answer)"].append(outcome)
    yield f"| {key} | questions | right given | right among those offered | wrong given | wrong offered | unknown |"
    yield "|---|---|---|---|---|---|---|"
    for name, outcomes in sorted({**groups, "all": every}.items()):
        yield f"| {name} | {len(outcomes)} | {' | '.join(map(str, _fates(outcomes)))} |"


def _fates(outcomes: Sequence[Outcome]) -> list[int]:
    given = [each for each in outcomes if each.decision is Decision.ANSWER]
    offered = [each for each in outcomes if each.decision is Decision.CHOOSE]
    right = sum(each.place == 1 for each in given)
    among = sum(each.place is not None and each.place <= len(each.finding.offered) for each in offered)
    return [right, among, len(given) - right, len(offered) - among, len(outcomes) - len(given) - len(offered)]


def main() -> None:
    """Measure the sets of a folder, and the content."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path, help="a folder with *-entries.jsonl and *-queries.jsonl")
    parser.add_argument("--samples", type=int, default=5, help="of phrasings")
    parser.add_argument("--most", type=int, help="questions of each set that are asked; else all")
    given = parser.parse_args()
    for line in (*spread(rows(given.folder, given.samples, given.most)), "", *by_kind("kind"), "", *by_kind("lang")):
        print(line)


if __name__ == "__main__":
    main()
