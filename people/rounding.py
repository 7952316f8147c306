"""Counts of a time that is not final, rounded down, so that two days' reports tell nothing exact of one person."""

from collections.abc import Mapping, Sequence

from people.hiding import FEWEST, TOTAL, Told
from people.tally import Counts

STEP = FEWEST
"""Counts are rounded down to a multiple of this: what is shown is hidden where it would be nought."""
SHARES = 5
"""A share is rounded to a multiple of this, in percent."""


def rounded_down(counts: Counts) -> Counts:
    """Return each count rounded down; its label stays, also where nothing is left."""
    return {label: count // STEP * STEP for label, count in counts.items()}


def at_least(counts: Counts) -> Told:
    """Return what may be shown of counts that are rounded down.

    Their sum is the sum of these: if it were made of the exact counts, both together could tell one of them.
    """
    total = sum(counts.values())
    shown = {label: count or None for label, count in counts.items()}
    return Told({**shown, TOTAL: total or (None if counts else 0)}, {}, ())


def rough_share(counts: Counts, labels: Sequence[str]) -> int | None:
    """Return about how much of the rounded counts all these labels are, in percent; None where too few are known."""
    total, part = sum(counts.values()), sum(counts.get(label, 0) for label in labels)
    if min(part, total - part) < FEWEST:
        return None
    return round(100 * part / total / SHARES) * SHARES


def added(parts: Sequence[Mapping[str, int]]) -> dict[str, int]:
    """Return the sum of counts, label by label."""
    labels = dict.fromkeys(label for part in parts for label in part)
    return {label: sum(part.get(label, 0) for part in parts) for label in labels}
