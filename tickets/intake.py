"""The steps in which a member says what a request is about; where one stands is kept in its draft."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

from core.text import clean
from tickets.models import Request
from tickets.queries import KEPT_STEP
from tickets.requests import subject_of
from tickets.states import Consent

OPENING = timedelta(seconds=3)
"""What arrives so soon after the opening belongs to the question: nobody has read the first step yet."""
LAPSES = timedelta(hours=1)
"""After that a draft is returned to only on purpose."""
LONGEST = 1000  # characters of an answer
CHANGES = "change:"
"""Before a step to which the member came back from the review."""


class Step(StrEnum):
    """A step that each intake may have; the others are the needs of a kind of help, by their ids."""

    KEPT = KEPT_STEP  # no intake yet: what a member sent without words, until they turn to an expert
    QUESTION = "question"
    KIND = "kind"
    CONSENT = "consent"
    REVIEW = "review"
    CHANGE = "change"  # which answer is to be changed is asked


TOPIC, COUNTRY, POLICY, TRIED, BY, ROLE = "topic", "country", "policy", "tried", "by", "role"
_COLUMNS = {ROLE: "requester_role", COUNTRY: "country", POLICY: "policy", TRIED: "tried", BY: "needed_by"}


@dataclass(frozen=True, slots=True)
class Way:
    """The steps of an intake: whether there is a kind of help to choose, and what the kind needs."""

    kinds: bool
    needs: Sequence[str]

    def first(self) -> str:
        """Return the step after the question."""
        return Step.KIND if self.kinds else self.after(Step.KIND)

    def after(self, step: str) -> str:
        """Return the step that follows."""
        if step.startswith(CHANGES) or step in (Step.REVIEW, Step.CHANGE):
            return Step.REVIEW
        if step == Step.QUESTION:
            return self.first()
        order = [Step.KIND.value, *self.needs, Step.CONSENT.value, Step.REVIEW.value]
        return order[order.index(step) + 1] if step in order else Step.CONSENT

    def place(self, step: str) -> tuple[int, int] | None:
        """Return the place of a short step among them, from 1, and how many there are."""
        return (self.needs.index(step) + 1, len(self.needs)) if step in self.needs else None


def bare(step: str) -> str:
    """Return the step itself, whether one came to it from the review or not."""
    return step.removeprefix(CHANGES)


def answer(request: Request, need: str, words: str | None) -> None:
    """Note what the member says a request needs; None: not given."""
    said = clean(words).strip()[:LONGEST] if words else None
    if need in _COLUMNS:
        setattr(request, _COLUMNS[need], said)
    else:
        details = {key: each for key, each in request.details.items() if key != need}
        request.details = {**details, need: said} if said else details


def choose_topic(request: Request, topic: str | None, words: str | None = None) -> None:
    """Note a topic of the profile, or what was typed instead."""
    request.policy_topic = topic
    answer(request, TOPIC, words if topic is None else None)


def answered(request: Request, need: str) -> str | None:
    """Return what the member said of a need in words; of a topic only what was typed."""
    said: str | None = getattr(request, _COLUMNS[need]) if need in _COLUMNS else request.details.get(need)
    return said


def choose_consent(request: Request, place: int) -> None:
    """Note what may be made of the answer: 0 keeps it private, 1 lets it be reused, 2 decides later."""
    request.consent = (Consent.PRIVATE, Consent.REUSE, None)[place]


def named_by(request: Request, words: str) -> None:
    """Call a request by the beginning of its question, if it has no name yet."""
    if not request.subject and words.strip():
        request.subject = subject_of(words)
