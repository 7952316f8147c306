"""Slips of the finger, made on purpose, to learn from how they change what is found."""

import math
import random
from string import ascii_lowercase

_ROWS = ("qwertyuiop", "asdfghjkl", "zxcvbnm")


def _beside() -> dict[str, str]:
    place = {key: (column + row / 2, row) for row, keys in enumerate(_ROWS) for column, key in enumerate(keys)}
    return {key: "".join(other for other in place if 0 < math.dist(place[key], place[other]) < 1.2) for key in place}


BESIDE = _beside()
"""The letters beside each letter on the keyboard that most people in Europe have."""


def with_slips(text: str, chance: random.Random, share: float = 0.3) -> str:
    """Return the text with a slip or two in about this share of its words."""
    return " ".join(_slipped(word, chance) if chance.random() < share else word for word in text.split())


def _slipped(word: str, chance: random.Random) -> str:
    for _ in range(1 if chance.random() < 0.7 else 2):
        place = chance.randrange(len(word))
        before, letter, after = word[:place], word[place], word[place + 1 :]
        other = chance.choice(BESIDE.get(letter, ascii_lowercase))
        left_out, beside, too_much = before + after, before + other + after, before + other + letter + after
        swapped = before + after[:1] + letter + after[1:]
        word = chance.choice([left_out, beside, too_much, swapped]) or word
    return word
