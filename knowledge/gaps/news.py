"""What is new in the knowledge since it was last looked at, so that those who wait for it can be told."""

from collections.abc import Mapping, Set
from dataclasses import dataclass, field

from knowledge.gaps.grouping import worded
from knowledge.library import Library


@dataclass(frozen=True, slots=True)
class Known:
    """What a library says: by id its phrasings and its text, and which wording leads to which id."""

    texts: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    wordings: Mapping[str, str] = field(default_factory=dict)

    @classmethod
    def of(cls, library: Library) -> "Known":
        """Return what a library says."""
        asked = {id_: tuple(each.text for each in texts) for id_, texts in library.content.phrasings().items()}
        texts = {id_: (*phrasings, _text(library, id_)) for id_, phrasings in asked.items()}
        return cls(texts, worded((id_, text) for id_, phrasings in asked.items() for text in phrasings))

    def new_wordings(self, before: "Known") -> dict[str, str]:
        """Return the wordings that lead to an entry now and did not lead there before, with its id."""
        return {key: id_ for key, id_ in self.wordings.items() if before.wordings.get(key) != id_}

    def changed(self, before: "Known") -> Set[str]:
        """Return the ids of what is new or says something else than before."""
        return {id_ for id_, texts in self.texts.items() if before.texts.get(id_) != texts}


def _text(library: Library, id_: str) -> str:
    section = library.section(id_)
    if section is not None:
        return section.text
    entry = library.entry(id_) or library.guide(id_)
    return entry.answer if entry is not None else ""
