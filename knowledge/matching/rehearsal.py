"""Questions of which we know what is right, asked of a part of the knowledge: four rounds, always the same.

In each round a quarter of the entries is left out whole (what is asked about them is out of scope) and one phrasing of
every other entry (what is asked with it is in scope; with its rarest words turned into words that nobody knows, it is
out of scope, too). A matcher of the rest is asked all of these, every other one with slips.
"""

import math
import random
from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from typing import NamedTuple

import numpy as np

from knowledge.matching.learning import Likenesses
from knowledge.matching.matcher import Matcher
from knowledge.matching.slips import with_slips
from knowledge.matching.standing import Standing
from knowledge.matching.words import words

ROUNDS = 4
MOST_ASKED = 150
"""In each round, of each kind; evenly spread."""
_ASKED_OF_A_MISSING = 3
_RAREST = 3
"""One word in three, the rarest, are what a question is about."""

Phrasings = Mapping[str, Sequence[str]]
Beside = Mapping[str, Collection[str]]
"""For each id, what stands beside it: refers to it, or is referred to."""


class Kind(Enum):
    """What is asked about: an entry that is there, one that was left out, or something that nobody knows."""

    KNOWN = "known"
    MISSING = "missing"
    STRANGE = "strange"


class Question(NamedTuple):
    """A question, and the id of the entry that it was written for."""

    kind: Kind
    text: str
    id: str


@dataclass(frozen=True, slots=True)
class Trial:
    """How a question stood; `place` is that of the right entry from 1, and 0 where none is there.

    `beside`: the best is not right, but stands beside it.
    """

    kind: Kind
    standing: Standing
    place: int
    beside: bool = False


def rehearsed(phrasings: Phrasings, language: str, own: Likenesses | None, beside: Beside) -> list[list[Trial]]:
    """Return what became of the questions, round by round.

    `own` is how like the phrasings are among themselves. What is held out changes that so little that each round learns
    from its part of it, instead of comparing everything again.
    """
    return [list(_round(phrasings, language, number, own, beside)) for number in range(ROUNDS)]


def _round(phrasings: Phrasings, language: str, number: int, own: Likenesses | None, beside: Beside) -> Iterator[Trial]:
    missing = {id_ for place, id_ in enumerate(phrasings) if place % ROUNDS == number}
    held = {id_: number % len(said) for id_, said in phrasings.items() if id_ not in missing and len(said) > 1}
    kept = {
        id_: [text for place, text in enumerate(said) if place != held.get(id_)]
        for id_, said in phrasings.items()
        if id_ not in missing
    }
    matcher = Matcher(kept, language)
    matcher.learn(None if own is None else _part(own, phrasings, missing, held))
    chance = random.Random(number)  # noqa: S311  these slips keep no secret
    for place, question in enumerate(_questions(phrasings, missing, held)):
        text = with_slips(question.text, chance) if place % 2 else question.text
        yield _trial(matcher, question._replace(text=text), beside.get(question.id, ()))


def _questions(phrasings: Phrasings, missing: Collection[str], held: Mapping[str, int]) -> Iterator[Question]:
    known = _spread([Question(Kind.KNOWN, phrasings[id_][place], id_) for id_, place in held.items()])
    used = Counter(word for said in phrasings.values() for text in said for word in words(text))
    yield from known
    gone = {id_: said[:_ASKED_OF_A_MISSING] for id_, said in phrasings.items() if id_ in missing}
    yield from _spread([Question(Kind.MISSING, text, id_) for id_, said in gone.items() for text in said])
    yield from (Question(Kind.STRANGE, _estranged(each.text, used), each.id) for each in known)


def _estranged(text: str, used: Mapping[str, int]) -> str:
    """Return the text with its rarest words written backwards, so that nobody knows what it is about."""
    parts = text.split()
    count = [min((used[word] for word in words(part)), default=len(used)) for part in parts]
    rarest = sorted(range(len(parts)), key=lambda place: (count[place], -len(parts[place])))
    changed = set(rarest[: math.ceil(len(parts) / _RAREST)])
    return " ".join("".join(words(part))[::-1] if place in changed else part for place, part in enumerate(parts))


def _part(own: Likenesses, phrasings: Phrasings, missing: Collection[str], held: Mapping[str, int]) -> Likenesses:
    """Return the rows and columns of the phrasings that are neither missing nor held out."""
    stays = [
        id_ not in missing and place != held.get(id_) for id_, said in phrasings.items() for place in range(len(said))
    ]
    kept = np.flatnonzero(stays)
    return own[np.ix_(kept, kept)]


def _spread(asked: Sequence[Question]) -> Sequence[Question]:
    return asked[:: 1 + len(asked) // MOST_ASKED]


def _trial(matcher: Matcher, question: Question, beside: Collection[str]) -> Trial:
    standing, chances = matcher.look(question.text)
    if question.kind is not Kind.KNOWN:
        return Trial(question.kind, standing, 0)
    right = matcher.ids.index(question.id)
    place = int((chances > chances[right]).sum()) + 1
    return Trial(question.kind, standing, place, place > 1 and matcher.ids[int(chances.argmax())] in beside)
