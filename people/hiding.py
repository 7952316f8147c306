"""Which counts of a report are not shown, so that no small one can be read, nor found by taking one from another."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

FEWEST = 5
"""A count below this is not shown: a few people may know each other."""
TOGETHER = 2 * FEWEST
"""What is hidden, and known in sum, is at least this much together."""
TOTAL = ""
"""The label of the sum; no count has it."""
SLIGHT = 1e-9

Hidden = tuple[int, str]
"""A count that no report shows, of a time that has no parts: the time's place among all, and the label."""
Sums = tuple[frozenset[Hidden], ...]
"""Of which hidden counts somebody can find the sum."""


@dataclass(frozen=True, slots=True)
class Told:
    """A figure as it may be shown: its counts with their sum, None where a count is not shown."""

    shown: Mapping[str, int | None]
    hidden: Mapping[Hidden, int]
    sums: Sums

    @property
    def total(self) -> int | None:
        """The sum of all counts, unless it is not shown."""
        return self.shown[TOTAL]

    @property
    def rows(self) -> dict[str, int | None]:
        """The counts without their sum."""
        return {label: count for label, count in self.shown.items() if label != TOTAL}


def told(counts: Mapping[str, int], parts: Sequence[Told] = ()) -> Told:
    """Return what may be shown of counts; `parts` is what may be shown of the times that make up theirs.

    Hidden are the counts from one to four, and what would tell them: the smallest others, where only the sum of all is
    known; of a time with parts, each count that would tell one of the hidden counts of these.
    """
    return _with_parts(counts, parts) if parts else _alone(counts)


def share(counts: Mapping[str, int], labels: Sequence[str], figure: Told) -> int | None:
    """Return in whole percent how much of all these labels are; None where it would tell what is not shown."""
    total, part = sum(counts.values()), sum(counts.get(label, 0) for label in labels)
    lacking = [label for label, count in figure.rows.items() if count is None]
    sides = ([counts[each] for each in lacking if (each in labels) is inside] for inside in (True, False))
    if figure.total is None or any(map(_tells, sides)) or min(part, total - part) < FEWEST:
        return None
    return round(100 * part / total)


def _alone(counts: Mapping[str, int]) -> Told:
    total = sum(counts.values())
    lacking = {label: count for label, count in counts.items() if 0 < count < FEWEST}
    others = sorted(((count, label) for label, count in counts.items() if count >= FEWEST), reverse=True)
    while others and _tells([*lacking.values()]):
        count, label = others.pop()
        lacking[label] = count
    tells = _tells([*lacking.values()])
    shown = {label: None if label in lacking else count for label, count in counts.items()}
    hidden = {(0, label): count for label, count in lacking.items()}
    return Told({**shown, TOTAL: None if tells else total}, hidden, () if tells or not hidden else (frozenset(hidden),))


def _with_parts(counts: Mapping[str, int], parts: Sequence[Told]) -> Told:
    hidden, sums = _together(parts)
    whole = {TOTAL: sum(counts.values()), **counts}
    shown: dict[str, int | None] = {}
    for label in sorted(whole, key=lambda each: (each != TOTAL, -whole[each], each)):
        within = frozenset(each for each in hidden if label in (TOTAL, each[1]))
        if 0 < whole[label] < FEWEST or not _may_be_known(within, hidden, sums):
            shown[label] = None
        else:
            shown[label] = whole[label]
            sums = (*sums, within) if within else sums
    return Told({label: shown[label] for label in (*counts, TOTAL)}, hidden, sums)


def _together(parts: Sequence[Told]) -> tuple[dict[Hidden, int], Sums]:
    """Return the hidden counts of all parts, each with a place of its own, and the sums of them that are known."""
    hidden: dict[Hidden, int] = {}
    sums: list[frozenset[Hidden]] = []
    for part in parts:
        first = max((place for place, _ in hidden), default=-1) + 1
        hidden |= {(first + place, label): count for (place, label), count in part.hidden.items()}
        sums += [frozenset((first + place, label) for place, label in known) for known in part.sums]
    return hidden, tuple(sums)


def _may_be_known(within: frozenset[Hidden], hidden: Mapping[Hidden, int], sums: Sums) -> bool:
    """Whether no small count is told if, beside the other sums, the sum of these is known."""
    if not within:
        return True
    return not _tells([hidden[each] for each in within]) and not _told_by(hidden, (*sums, within))


def _told_by(hidden: Mapping[Hidden, int], sums: Sums) -> bool:
    """Whether one of the small counts follows from these sums: whether all solutions agree on it."""
    order = list(hidden)
    equations = np.array([[float(each in known) for each in order] for known in sums])
    _, sizes, rows = np.linalg.svd(equations)
    free = rows[int((sizes > SLIGHT).sum()) :]
    varies = np.abs(free).max(axis=0, initial=0.0) > SLIGHT
    return any(hidden[each] < FEWEST and not varies[place] for place, each in enumerate(order))


def _tells(lacking: Sequence[int]) -> bool:
    """Whether the sum of these tells one of them, or little in all."""
    return len(lacking) == 1 or 0 < sum(lacking) < TOGETHER
