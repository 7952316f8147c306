"""The questions that matchers are compared on: sets of a folder, samples of them, and made-up ones for size."""

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from bench.matchers import Phrasings
from knowledge.library import by_language
from knowledge.matching.measuring import Query
from knowledge.matching.question_sets import read_entries, read_queries

PER_ENTRY = 5


@dataclass(frozen=True, slots=True)
class Comparison:
    """Phrasings by entry, and questions by their kind (`clean`, `typo`)."""

    name: str
    phrasings: Phrasings
    asked: dict[str, list[Query]]


def sets_of(folder: Path, samples: int, most: int | None) -> Iterator[Comparison]:
    """Give each set of a folder (`*-entries.jsonl` with `*-queries.jsonl`, `*-queries-typo.jsonl`), several times.

    Sample 0 is the set as it is; in the others five queries an entry become its phrasings and are not asked.
    """
    for file in sorted(folder.glob("*-entries.jsonl")):
        name = file.name.removesuffix("-entries.jsonl")
        listed = by_language(read_entries(file, "en"))["en"]
        clean = read_queries(folder / f"{name}-queries.jsonl", "en")
        typo = _paired(folder / f"{name}-queries-typo.jsonl", clean)
        for number, (phrasings, left) in enumerate(_samples(listed, clean, samples)):
            chosen = random.Random(0).sample(left, min(most or len(left), len(left)))
            asked = {"clean": [clean[place] for place in chosen]}
            if typo:
                asked["typo"] = [typo[place] for place in chosen]
            yield Comparison(f"{name} {number}", phrasings, asked)


def sizes_of(folder: Path, sizes: Sequence[int], timed: int) -> Iterator[Comparison]:
    """Give made-up knowledge of these sizes, to measure time and memory with."""
    file = min(folder.glob("*-entries.jsonl"))
    listed = by_language(read_entries(file, "en"))["en"]
    every = read_queries(folder / file.name.replace("-entries", "-queries"), "en")
    queries = [Query(each.text, (), "en") for each in random.Random(0).sample(every, min(timed, len(every)))]
    for size in sizes:
        yield Comparison(f"{size} phrasings", _made(size, listed), {"clean": queries})


def _paired(file: Path, clean: Sequence[Query]) -> list[Query]:
    """Return the questions with slips; those that have an answer stand in the same order as those without slips.

    Where those about nothing were left out of them, what stands in their places is the clean ones.
    """
    if not file.exists():
        return []
    typed = [query for query in read_queries(file, "en") if query.right]
    if len(typed) != sum(bool(query.right) for query in clean):
        return []
    following = iter(typed)
    return [next(following) if query.right else query for query in clean]


def _samples(phrasings: Phrasings, queries: Sequence[Query], count: int) -> Iterator[tuple[Phrasings, list[int]]]:
    """Give phrasings with the numbers of the queries that are left to ask."""
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


def _made(count: int, phrasings: Phrasings) -> Phrasings:
    """Return so many made-up phrasings: those of a set with their words exchanged among each other."""
    chance = random.Random(count)
    words = sorted({word for said in phrasings.values() for text in said for word in text.split()})
    every = [text for said in phrasings.values() for text in said]
    made: dict[str, list[str]] = {}
    for number in range(count):
        text = [word if chance.random() < 0.5 else chance.choice(words) for word in chance.choice(every).split()]
        made.setdefault(f"e{number // PER_ENTRY}", []).append(" ".join(text))
    return made
