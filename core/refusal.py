"""What is told to a person instead of done."""


class Refusal(Exception):
    """Something a person may not or cannot do; each kind carries its facts, the words are found at the edge."""
