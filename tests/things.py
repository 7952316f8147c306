"""A shop of two dozen things, each asked for in four ways: the least knowledge that can be learned from.

And the packaged knowledge, read once for all stories that only ask it something.
"""

from functools import cache
from pathlib import Path

import knowledge
from knowledge.library import Library

THINGS = (
    *(
        "lamp",
        "boat",
        "violin",
        "garden",
        "passport",
        "kettle",
        "ladder",
        "stamp",
        "window",
        "sheep",
        "bridge",
        "candle",
    ),
    *(
        "doctor",
        "engine",
        "feather",
        "guitar",
        "hammer",
        "island",
        "jacket",
        "kitchen",
        "mirror",
        "needle",
        "oven",
        "rug",
    ),
)
PHRASINGS = {
    thing: [f"where can I buy a {thing}", f"what does a {thing} cost", f"{thing} price", f"any {thing} for sale?"]
    for thing in THINGS
}


@cache
def packaged() -> Library:
    """The packaged knowledge as it is before it learned."""
    return Library.read(Path(knowledge.__file__).parent / "content")
