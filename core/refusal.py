"""What is told to a person instead of done."""


class Refusal(Exception):
    """Something a person may not or cannot do; each kind carries its facts, the words are found at the edge."""


class NotYours(Refusal):
    """There is no such thing for this person: forged, forgotten, or another's; which of them is not told."""
