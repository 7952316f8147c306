"""What the phrasings of an entry have in common that others lack: kernel logistic regression.

Each phrasing gets a vote for or against each entry, which counts by how like the phrasing is to what is asked. The
votes are those under which the phrasings themselves most likely find their own entries, kept small so that a single
odd word decides nothing (a penalty on the votes' energy). It is the same model as logistic regression over all stems
and runs of letters, but takes as many numbers as there are phrasings.
"""

from typing import TypeVar

import numpy as np
import numpy.typing as npt

from knowledge.matching.index import Whole

Votes = npt.NDArray[np.float32]
Likenesses = npt.NDArray[np.float32]
Real = TypeVar("Real", np.float32, np.float64)

PENALTY = 0.03
STEPS = 18
_BOLD = 16.0
"""How much longer the first step is than the longest that can never lead uphill."""
FEWEST_ENTRIES = 16
"""Below this it learns more of how we write than of what is asked."""
MOST_PHRASINGS = 8000
"""Above this it would take minutes, and more than half a gigabyte meanwhile."""
MOST_VOTES = 4_000_000
"""Phrasings times entries: the votes stay in memory (16 MB), and are added up for every question."""


def chances(tallies: npt.NDArray[Real]) -> npt.NDArray[Real]:
    """Return chances that sum up to 1 along the last axis, from sums of votes (softmax)."""
    odds: npt.NDArray[Real] = np.exp(tallies - tallies.max(axis=-1, keepdims=True))
    odds /= odds.sum(axis=-1, keepdims=True)
    return odds


def learnable(phrasings: int, entries: int) -> bool:
    """Whether votes can be learned from so many phrasings of so many entries."""
    return entries >= FEWEST_ENTRIES and phrasings <= MOST_PHRASINGS and phrasings * entries <= MOST_VOTES


def learned(likeness: Likenesses, entry_of: Whole) -> Votes:
    """Return the votes, a row for each phrasing and a column for each entry.

    `likeness` holds how like each phrasing is to each. Nesterov's accelerated gradient in the space of functions; where
    a step leads uphill, it begins anew with half of it.
    """
    own = np.zeros((len(entry_of), int(entry_of.max()) + 1), np.float32)
    own[np.arange(len(entry_of)), entry_of] = 1
    step = np.float32(min(_BOLD / (_largest_eigenvalue(likeness) / 2 + PENALTY), 1 / PENALTY))
    votes = ahead = np.zeros_like(own)
    tallies = tallies_ahead = np.zeros_like(own)
    lowest, speed = np.inf, 1.0
    for _ in range(STEPS):
        slope = chances(tallies_ahead) - own + np.float32(PENALTY) * ahead
        new: Votes = np.asarray(ahead - step * slope, np.float32)
        new_tallies: Votes = likeness @ new
        loss = _loss(new, new_tallies, own)
        if loss > lowest:
            ahead, tallies_ahead, speed, step = votes, tallies, 1.0, step / 2
            continue
        faster = (1 + np.sqrt(1 + 4 * speed**2)) / 2
        glide = np.float32((speed - 1) / faster)
        ahead, tallies_ahead = new + glide * (new - votes), new_tallies + glide * (new_tallies - tallies)
        votes, tallies, speed, lowest = new, new_tallies, faster, loss
    return votes


def _loss(votes: Votes, tallies: Votes, own: Votes) -> float:
    """Return how unlikely it is that the phrasings find their own entries, and the penalty."""
    found = np.maximum((chances(tallies) * own).sum(axis=1), np.finfo(np.float32).tiny)
    return float(-np.log(found).sum() + PENALTY / 2 * np.vdot(votes, tallies))


def _largest_eigenvalue(of: npt.NDArray[np.float32]) -> float:
    direction = np.ones(len(of), np.float32)
    for _ in range(20):
        direction = of @ direction
        direction /= max(np.linalg.norm(direction), np.finfo(np.float32).tiny)
    return float(direction @ of @ direction)
