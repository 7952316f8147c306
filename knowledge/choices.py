"""What a button below a question sends back, and what a link to a question carries."""

from dataclasses import dataclass

from core.press import base36, number, parts, press
from core.refusal import NotYours

NONE_OF_THESE = 0
PICK = "pick"
_LINK = "q_"


@dataclass(frozen=True, slots=True)
class Choice:
    """A place from 1 among what was offered for a question, or none of these."""

    question: int
    place: int

    @property
    def data(self) -> str:
        """What the button sends back, such as `pick:2s:1`."""
        return press(PICK, self.question, self.place)

    @classmethod
    def read(cls, rest: str) -> "Choice":
        """Return the choice that was sent back after its kind. Raises `NotYours` for anything no button sends."""
        question, place = map(number, parts(rest, 2))
        if question == 0 or place > 9:
            raise NotYours(rest)
        return cls(question, place)


def link_to(question: int) -> str:
    """Return what a link carries that takes a question to a private chat, such as `q_2s`."""
    return f"{_LINK}{base36(question)}"


def linked_question(payload: str) -> int:
    """Return the question that a link carries. Raises `NotYours` for anything no link of ours carries."""
    question = number(payload.removeprefix(_LINK)) if payload.startswith(_LINK) else 0
    if question == 0:
        raise NotYours(payload)
    return question
