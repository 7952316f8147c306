"""What a request teaches: its question and answer, without what tells whose it was."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from core.masking import masked
from core.text import Text, text
from tickets.models import Answer, Part, Request
from tickets.states import AnswerKind, AnswerState, Consent, Side

SIGN = "…"
SHORTEST = 3  # letters: shorter words are no names, or stand in too many sentences
_NUMBER = re.compile(r"\d(?:[\d.,/-]*\d)?")


@dataclass(frozen=True, slots=True)
class Proposal:
    """A question and its answer as they may be shown to an editor: masked."""

    question: str
    answer: str


def may_be_reused(request: Request) -> bool:
    """Whether the member has allowed it; who was not asked has not."""
    return request.consent == Consent.REUSE


def proposal(parts: Sequence[Part], answers: Iterable[Answer], names: Iterable[str]) -> Proposal | None:
    """Return what was asked first and what was answered last, masked; None where nothing was answered in words.

    `names` are those that the helpdesk knows: of the member, of experts. A correction goes before what it corrects.
    """
    sent = [each for each in answers if each.state == AnswerState.SENT and each.kind != AnswerKind.QUESTION]
    if not sent:
        return None
    answered = _words(part for part in parts if part.answer_id == sent[-1].id and part.side == Side.EXPERT)
    first = min((part.id for part in parts if part.side == Side.EXPERT), default=None)
    asked = _words(part for part in parts if part.side == Side.MEMBER and (first is None or part.id < first))
    known = tuple(names)
    return Proposal(unnamed(asked, known), unnamed(answered, known)) if answered else None


def unnamed(words: str, names: Iterable[str]) -> str:
    """Return words with a sign in the place of mail addresses, telephone numbers, and these names."""
    said = {each for name in names for each in re.findall(r"[^\W\d_]+", name) if len(each) >= SHORTEST}
    hidden = masked(words)
    if not said:
        return hidden
    pattern = "|".join(sorted(map(re.escape, said), key=len, reverse=True))
    return re.sub(rf"\b(?:{pattern})\b", SIGN, hidden, flags=re.IGNORECASE)


def to_be_looked_at(words: str) -> Text:
    """Return words with every number underlined: an editor decides which of them tells too much."""
    shown, end = Text(), 0
    for found in _NUMBER.finditer(words):
        shown = shown + words[end : found.start()] + text(found[0]).marked("underline")
        end = found.end()
    return shown + words[end:]


def _words(parts: Iterable[Part]) -> str:
    return "\n\n".join(part.text.strip() for part in parts if part.text.strip())
