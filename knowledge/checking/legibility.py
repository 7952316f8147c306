"""How hard a text is to read."""

import re
from collections.abc import Iterable

from core.markdown import from_markdown

_WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")
_SENTENCE = re.compile(r"[.!?:](?=\s|$)|\n")
LONG = 6
"""A word is long from the next letter on."""


def lix(texts: Iterable[str]) -> float | None:
    """Return the readability index LIX of Markdown texts taken together: words a sentence plus long words a hundred.

    By C. H. Björnsson (1968), made for any language with an alphabet: up to 30 very easy, 40 easy, 50 ordinary, 60
    hard. A line of a list counts as a sentence. `None` where there are no words.
    """
    plain = [from_markdown(text).plain for text in texts]
    sentences = sum(bool(_WORD.search(each)) for text in plain for each in _SENTENCE.split(text))
    words = [word for text in plain for word in _WORD.findall(text)]
    long = sum(len(re.sub(r"\W", "", word)) > LONG for word in words)
    return len(words) / sentences + 100 * long / len(words) if words else None
