"""Words with their formatting, before anybody knows where they are shown."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from string import Formatter

_UNSENDABLE = re.compile("[\x00\ud800-\udfff]")
# Marks that turn the direction of what follows, and spaces nobody sees; not the two that join letters.
_UNSEEN = re.compile("[\u061c\u200b\u200e\u200f\u202a-\u202e\u2060-\u2069\ufeff]")
_BREAKS = re.compile("[\x00-\x20\x7f-\x9f\u2028\u2029]+")


def clean(typed: str) -> str:
    """Return what somebody typed without NUL and lone surrogates, which neither database stores."""
    return _UNSENDABLE.sub("", typed)


def plain_name(typed: str) -> str:
    """Return a name in one line, without what would turn or hide the words around it."""
    return _BREAKS.sub(" ", _UNSEEN.sub("", clean(typed))).strip()


def length(plain: str) -> int:
    """Count in UTF-16 units, as Telegram does."""
    return len(plain.encode("utf-16-le", "surrogatepass")) // 2


@dataclass(frozen=True, slots=True)
class Mark:
    """A formatting of the characters from start to end; `value` is an address, a unix time, or an id."""

    kind: str
    start: int
    end: int
    value: str | int | None = None

    def moved(self, by: int) -> "Mark":
        """Return the same mark further along."""
        return replace(self, start=self.start + by, end=self.end + by)


@dataclass(frozen=True, slots=True)
class Text:
    """Plain characters and marks over them; there is nothing to escape."""

    plain: str = ""
    marks: tuple[Mark, ...] = ()

    def __add__(self, other: "Text | str") -> "Text":
        added = text(other)
        return Text(self.plain + added.plain, self.marks + tuple(m.moved(len(self.plain)) for m in added.marks))

    def __len__(self) -> int:
        return length(self.plain)

    def marked(self, kind: str, value: str | int | None = None) -> "Text":
        """Return the text with one more mark over all of it."""
        return Text(self.plain, (Mark(kind, 0, len(self.plain), value), *self.marks)) if self.plain else self

    def slice(self, start: int, end: int) -> "Text":
        """Return a part of it, with what of its marks lies inside."""
        inside = (
            replace(m, start=max(m.start, start) - start, end=min(m.end, end) - start)
            for m in self.marks
            if m.start < end and m.end > start
        )
        return Text(self.plain[start:end], tuple(inside))

    def cut(self, most: int) -> "Text":
        """Return at most this many UTF-16 units, ending in an ellipsis where something was left out."""
        if len(self) <= most:
            return self
        return self.slice(0, _fitting(self.plain, most - 1)) + "…"

    def parts(self, most: int) -> list["Text"]:
        """Split into parts of at most this many UTF-16 units, at a paragraph, a line, a word or, at last, anywhere."""
        parts, rest = [], self.stripped() if len(self) > most else self
        while len(rest) > most:
            end = _break(rest.plain, _fitting(rest.plain, most))
            parts.append(rest.slice(0, end).stripped())
            rest = rest.slice(end, len(rest.plain)).stripped()
        return [*parts, rest]

    def stripped(self) -> "Text":
        """Return it without white space at either end."""
        start = len(self.plain) - len(self.plain.lstrip())
        return self.slice(start, max(start, len(self.plain.rstrip())))


def text(words: "Text | str | int") -> Text:
    """Return plain words as a text, and a text as it is."""
    return words if isinstance(words, Text) else Text(str(words))


def bold(words: Text | str) -> Text:
    """Return the words in bold."""
    return text(words).marked("bold")


def italic(words: Text | str) -> Text:
    """Return the words in italics."""
    return text(words).marked("italic")


def link(words: Text | str, address: str) -> Text:
    """Return words that open an address."""
    return text(words).marked("text_link", address)


def join(separator: str, texts: Iterable[Text | str]) -> Text:
    """Return the texts with the separator between them."""
    joined = Text()
    for number, each in enumerate(texts):
        joined = joined + (separator if number else "") + each
    return joined


def fill(template: str, **parts: Text | str | int) -> Text:
    """Put parts into the `{places}` of a translated sentence; what people typed goes in unchanged and unread."""
    filled = Text()
    for words, place, _, _ in Formatter().parse(template):
        filled = filled + words
        if place is not None:
            filled = filled + text(parts[place])
    return filled


def _fitting(plain: str, most: int) -> int:
    """Return how many characters fit into this many UTF-16 units."""
    units = 0
    for number, character in enumerate(plain):
        units += 2 if ord(character) > 0xFFFF else 1
        if units > most:
            return number
    return len(plain)


def _break(plain: str, end: int) -> int:
    """Return the best place to end a part that may reach as far as `end`."""
    for separator in ("\n\n", "\n", ". ", " "):
        at = plain.rfind(separator, end // 2, end)
        if at > 0:
            return at + len(separator.rstrip(" \n"))
    return end
