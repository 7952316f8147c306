"""What an editor could do about questions that were not answered: the nearest entries, and where the words belong."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from knowledge.gaps.grouping import Group
from knowledge.library import Library, Match
from knowledge.matching.gates import Decision
from knowledge.models import Outcome


class Do(StrEnum):
    """What seems best; it is the editor's to judge."""

    WORDING = "add wording"  # an entry comes close: let these words lead to it
    ENTRY = "new entry"  # nothing comes close
    REVIEW = "review"  # most say that what they were shown is out of date or not their case
    NOTHING = "answered now"  # the knowledge has changed since


@dataclass(frozen=True, slots=True)
class Advice:
    """The three entries nearest to the most typical wording, what to do, and with which entry, if with one."""

    nearest: tuple[Match, ...]
    do: Do
    entry: str | None = None


def advice(group: Group, library: Library) -> Advice:
    """Return what could be done about a group, with the knowledge as it is now."""
    finding = library.find(group.text, (group.language,))
    shown = next((each for each in group.shown if library.holds(each)), None)
    others = [match.id for match in finding.offered if match.id not in group.shown]
    if shown is not None and _complaints(group) * 2 > group.asked:
        return Advice(finding.matches, Do.REVIEW, shown)
    if finding.decision is Decision.UNKNOWN or not others:
        return Advice(finding.matches, Do.ENTRY)
    return Advice(finding.matches, Do.NOTHING if finding.answered else Do.WORDING, others[0])


def as_json(group: Group, given: Advice) -> dict[str, Any]:
    """Return a group as `kb gaps --json` prints it; the contract with whoever reads that.

    `number` names the group as long as its oldest question is on the list; days are ISO dates; `asked` counts
    questions, not people; `waiting` counts who wants to be told; scores are from 0 to 1.
    """
    return {
        "number": group.number,
        "text": group.text,
        "language": group.language,
        "asked": group.asked,
        "first": group.first.isoformat(),
        "last": group.last.isoformat(),
        "waiting": group.waiting,
        "reasons": dict(group.reasons),
        "shown": dict(group.shown),
        "wordings": [{"text": each.text, "asked": each.asked} for each in group.wordings],
        "nearest": [{"id": each.id, "title": each.title, "score": round(each.score, 4)} for each in given.nearest],
        "do": given.do,
        "entry": given.entry,
    }


def _complaints(group: Group) -> int:
    return sum(group.reasons.get(each, 0) for each in (Outcome.OUT_OF_DATE, Outcome.NOT_MY_CASE))
