"""What a short question means after an answer: "and how long does it take?", "who pays?"."""

from dataclasses import dataclass, replace

import numpy as np

from knowledge.entries import Content
from knowledge.matching.index import Floats
from knowledge.matching.matcher import Matcher
from knowledge.matching.standing import Standing
from knowledge.matching.words import READS, words

MOST_WORDS = 8
"""A follow-up is short; whoever writes more says what it is about."""
MOST_WORDS_OF_A_GUEST = 16
"""Who comes to an event asks in whole sentences, too, and leaves out which event it is."""
SAID_TOO, LEAST_LIKENESS = 0.65, 0.2
"""How much of what is asked the entry must speak of, and how like it the question must be alone: the context is no
answer by itself."""


@dataclass(frozen=True, slots=True)
class Context:
    """Where the last answer stands: its neighbours, and the words that a follow-up leaves out."""

    neighbours: frozenset[str]
    subject: str
    most_words: int = MOST_WORDS

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

    @classmethod
    def of_guide(cls, content: Content, id_: str) -> "Context":
        """Return the context of who comes to the event of a guide: its sections, which need not be named."""
        sections = frozenset(each for each in content.phrasings() if each.startswith(f"{id_}#"))
        return cls(sections, "", MOST_WORDS_OF_A_GUEST)

    def narrowed(self, matcher: Matcher, question: str) -> tuple[Standing, Floats] | None:
        """Return how a follow-up stands among the neighbours alone, and the chance of each; nothing if it is none."""
        near = np.array([id_ in self.neighbours for id_ in matcher.ids], np.bool_)
        own = len(words(question[:READS]))
        if not near.any() or not 0 < own <= self.most_words:
            return None
        standing, chances = matcher.look(f"{question} {self.subject}", near)
        best = int(chances.argmax())
        alone, said = matcher.by_entry(matcher.likeness(question))[best], matcher.share(question, matcher.ids[best])
        if alone < LEAST_LIKENESS or said < SAID_TOO:
            return None
        return replace(standing, words=own, said=said), chances
