"""What a short question means after an answer: "and how long does it take?", "who pays?"."""

from dataclasses import dataclass

import numpy as np

from knowledge.entries import Content
from knowledge.gates import Standing
from knowledge.matching import Matcher

MOST_WORDS = 8
"""A follow-up is short; whoever writes more says what it is about."""
SAID_TOO = 0.65
"""How much of what is asked the entry itself must speak of: the context alone is no answer."""


@dataclass(frozen=True, slots=True)
class Context:
    """Where the last answer stands: its neighbours, and the words that a follow-up leaves out."""

    neighbours: frozenset[str]
    subject: str

    @classmethod
    def of(cls, content: Content, id_: str) -> "Context | None":
        """Return the context of an answer: the guide it is of, what is filed under its topic, what it refers to."""
        every = {each.id: each for each in (*content.entries, *content.guides)}
        last = every.get(id_.partition("#")[0])
        if last is None:
            return None
        near = {each.id for each in every.values() if each.topic == last.topic} | {*last.related, last.id}
        sections = {each for each in content.phrasings() if each.partition("#")[0] in near}
        topics = {topic.id: topic.title for topic in content.profile.topics}
        return cls(frozenset(near | sections), topics.get(last.topic, last.question))

    def narrowed(self, matcher: Matcher, question: str) -> tuple[Standing, dict[str, float]] | None:
        """Return how a follow-up stands among the neighbours alone, and their chances; nothing if it is none."""
        near = np.array([id_ in self.neighbours for id_ in matcher.ids], np.bool_)
        reading = matcher.read(f"{question} {self.subject}")
        own = matcher.read(question).words
        if not near.any() or not 0 < own <= MOST_WORDS:
            return None
        chances = np.where(near, matcher.chances(reading.likeness), 0.0)
        chances /= max(chances.sum(), np.finfo(float).tiny)
        if matcher.share(question, matcher.ids[int(chances.argmax())]) < SAID_TOO:
            return None
        scores = np.where(near, matcher.by_entry(reading.likeness), 0.0)
        return Standing.of(scores, chances, own), dict(zip(matcher.ids, chances.tolist(), strict=True))
