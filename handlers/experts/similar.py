"""Answered requests that are most like a new one: those whose members allow reuse."""

import math
from collections import Counter
from collections.abc import Mapping

from core.saying import Saying
from core.text import clean
from delivery import calls
from delivery.outbox import Call
from handlers.context import Work
from handlers.experts import bringing
from handlers.experts.places import Place
from knowledge.matching.words import stems, words
from tickets import queries, similar_texts
from tickets.models import Request

NEAREST = 3
LOOKED_AT = 500
"""The latest answered requests; older ones are answered by entries by now."""
LIKE_ENOUGH = 0.2
"""Of 1, which is the same words."""


def similar(work: Work, request: Request) -> list[Request]:
    """Return the answered requests most like this one, the most like first, in its language; a few, or none."""
    parts = queries.answered_like(request.language, request.id, LOOKED_AT)
    texts: dict[int, list[str]] = {}
    for number, text in work.session.execute(parts):
        texts.setdefault(number, []).append(text)
    asked = [text for _, text in work.session.execute(queries.asked_in(request.id))]
    own = _stems([*asked, request.subject], request.language)
    others = {number: _stems(said, request.language) for number, said in texts.items()}
    best = _nearest(own, others)
    return [found for number in best if (found := work.requests.get(number)) is not None]


def show(work: Work, request: Request, place: Place) -> None:
    """Name the answered requests most like this one where experts see it, if there are any."""
    found = similar(work, request)
    if not found:
        return
    language = place.reader.language
    saying = Saying(
        similar_texts.answered_before(found, language), similar_texts.starts(request, found, language), silent=True
    )
    body = calls.message(place.chat, saying, thread=place.thread)
    bringing.put(work, place, Call(place.key(request, "similar"), "sendMessage", place.chat, body))


def _nearest(own: Counter[str], others: Mapping[int, Counter[str]]) -> list[int]:
    """Return the numbers of those most like it, by the cosine of their rare words."""
    known = Counter(stem for each in others.values() for stem in each)

    def weight(stem: str) -> float:
        return math.log((1 + len(others)) / (1 + known[stem])) + 0.1

    def long(counted: Counter[str]) -> float:
        return math.sqrt(sum(weight(stem) ** 2 for stem in counted)) or 1.0

    likeness = {
        number: sum(weight(stem) ** 2 for stem in own.keys() & each.keys()) / (long(own) * long(each))
        for number, each in others.items()
    }
    order = sorted(likeness, key=lambda number: (-likeness[number], -number))
    return [number for number in order if likeness[number] >= LIKE_ENOUGH][:NEAREST]


def _stems(texts: list[str], language: str) -> Counter[str]:
    said = words(clean("\n".join(texts)))
    return Counter(stems(said, language.partition("-")[0]))
