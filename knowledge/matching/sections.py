"""A section of a guide and an entry that refers to the guide may speak of the same: then the entry is the answer."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from knowledge.entries import Content
from knowledge.matching.index import Floats
from knowledge.matching.matcher import Matcher

NEAREST = 6
"""Entries that are less likely than so many others are not looked at."""


@dataclass(frozen=True, slots=True)
class Sections:
    """Which entries refer to each guide."""

    referring: Mapping[str, frozenset[str]]

    @classmethod
    def of(cls, content: Content) -> "Sections":
        """Return the sections of this content."""
        guides = [guide.id for guide in content.guides]
        return cls({guide: frozenset(each.id for each in content.entries if guide in each.related) for guide in guides})

    def give_way(self, matcher: Matcher, question: str, chances: Floats) -> Floats:
        """Return the chances; a section that is the best and such an entry that says no less are exchanged.

        The entry is the whole answer, and leads to the guide.
        """
        likeliest = [matcher.ids[place] for place in np.argsort(-chances, kind="stable")[:NEAREST].tolist()]
        guide, _, section = likeliest[0].partition("#") if likeliest else ("", "", "")
        entry = next((id_ for id_ in likeliest if id_ in self.referring.get(guide, ())), None) if section else None
        if entry is None or matcher.share(question, entry) < matcher.share(question, likeliest[0]):
            return chances
        places = [matcher.ids.index(likeliest[0]), matcher.ids.index(entry)]
        exchanged = chances.copy()
        exchanged[places] = chances[places[::-1]]
        return exchanged
