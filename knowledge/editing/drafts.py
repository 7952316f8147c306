"""Changes that a coordinator is making and has not published yet; kept in a dialogue, so that nothing is lost."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from knowledge.editing.edits import Change
from knowledge.editing.spots import Spot
from knowledge.entries import Entry, Guide

NEW = ("question", "id", "topic", "answer", "sources", "phrasings")
"""What is asked for a new entry, one after the other."""


@dataclass(frozen=True, slots=True)
class Draft:
    """Some changes of one entry or guide: those made so far, what is asked now, and what is still to be asked.

    `shown` is the id under which members see it, `turn` counts the previews, so that an old one publishes nothing.
    """

    target: str
    shown: str
    changes: Mapping[Spot, Change] = field(default_factory=dict)
    asked: Spot | None = None
    left: tuple[str, ...] = ()
    turn: int = 0
    is_new: bool = False

    @classmethod
    def of(cls, facts: Mapping[str, Any]) -> "Draft":
        """Return the draft that a dialogue keeps."""
        changes = {_spot(facts["target"], each[:2]): Change(*each[2:]) for each in facts["changes"]}
        asked = _spot(facts["target"], facts["asked"]) if facts["asked"] else None
        left, turn, is_new = tuple(facts["left"]), facts["turn"], facts["is_new"]
        return cls(facts["target"], facts["shown"], changes, asked, left, turn, is_new)

    @property
    def facts(self) -> dict[str, Any]:
        """What a dialogue keeps of it."""
        return {
            "target": self.target,
            "shown": self.shown,
            "changes": [
                [spot.field, spot.language, each.value, each.before, each.seen] for spot, each in self.changes.items()
            ],
            "asked": [self.asked.field, self.asked.language] if self.asked else None,
            "left": list(self.left),
            "turn": self.turn,
            "is_new": self.is_new,
        }

    @property
    def real(self) -> dict[Spot, Change]:
        """What is really another value than before."""
        return {spot: each for spot, each in self.changes.items() if each.value != each.before}

    @property
    def changed(self) -> dict[Spot, Any]:
        """The new values alone."""
        return {spot: each.value for spot, each in self.real.items()}

    def asking(self, spot: Spot | None, left: tuple[str, ...] | None = None) -> "Draft":
        """Return the draft while this is asked."""
        return replace(self, asked=spot, left=self.left if left is None else left)

    def with_change(self, spot: Spot, change: Change) -> "Draft":
        """Return the draft with one more change; of a field that was changed already, the newer one."""
        known = self.changes.get(spot)
        kept = replace(known, value=change.value) if known else change
        return replace(self, changes={**self.changes, spot: kept})

    def named(self, id_: str) -> "Draft":
        """Return the draft of a new entry under another id."""
        changes = {replace(spot, target=id_): change for spot, change in self.changes.items()}
        return replace(self, target=id_, shown=id_, changes=changes)


def _spot(target: str, written: list[str]) -> Spot:
    return Spot(target, written[0], written[1])


def edits_of_translations(draft: Draft, entry: Entry | Guide | None) -> list[str]:
    """Return what to type to change the translations of what a draft changes, as far as it leaves them as they were."""
    told = [spot for spot in draft.changes if spot.field in {"question", "answer"} and not spot.language]
    languages = sorted(entry.translations) if isinstance(entry, Entry) else []
    left = [(spot, each) for spot in told for each in languages if replace(spot, language=each) not in draft.changes]
    return [f"/edit {spot.target} {spot.field} {language}" for spot, language in left]
