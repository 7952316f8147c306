"""What a button below a question sends back, and what a link to a question carries."""

import re
from dataclasses import dataclass

from core.refusal import Refusal

NONE_OF_THESE = 0
_DIGITS = "0123456789abcdefghijklmnopqrstuvwxyz"
_NUMBER = r"[1-9a-z][0-9a-z]{0,12}"
_CHOICE = re.compile(rf"q(?P<question>{_NUMBER})\.(?P<place>[0-9])")
_LINK = re.compile(rf"q_(?P<question>{_NUMBER})")
_LARGEST = 2**63 - 1  # what a column of ids holds


class NotYourChoice(Refusal):
    """There is no such choice for this person: forged, forgotten, or another's; which of them is not told."""


@dataclass(frozen=True, slots=True)
class Choice:
    """A place from 1 among what was offered for a question, or none of these."""

    question: int
    place: int

    @property
    def data(self) -> str:
        """What the button sends back, such as `q2s.1`."""
        return f"q{_base36(self.question)}.{self.place}"

    @classmethod
    def read(cls, data: str) -> "Choice":
        """Return the choice that was sent back. Raises `NotYourChoice` for anything no button sends."""
        found = _CHOICE.fullmatch(data)
        if found is None:
            raise NotYourChoice(data)
        return cls(_number(found["question"]), int(found["place"]))


def link_to(question: int) -> str:
    """Return what a link carries that takes a question to a private chat, such as `q_2s`."""
    return f"q_{_base36(question)}"


def linked_question(payload: str) -> int:
    """Return the question that a link carries. Raises `NotYourChoice` for anything no link of ours carries."""
    found = _LINK.fullmatch(payload)
    if found is None:
        raise NotYourChoice(payload)
    return _number(found["question"])


def _number(written: str) -> int:
    number = int(written, 36)
    if number > _LARGEST:
        raise NotYourChoice(written)
    return number


def _base36(number: int) -> str:
    digits = ""
    while number:
        number, digit = divmod(number, 36)
        digits = _DIGITS[digit] + digits
    return digits
