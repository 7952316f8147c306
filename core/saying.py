"""Something to say: a text and the buttons below it."""

from dataclasses import dataclass, field

from core.text import Text


@dataclass(frozen=True, slots=True)
class Button:
    """A button: pressing it sends `data` back (at most 64 bytes), or opens `url`."""

    label: str
    data: str | None = None
    url: str | None = None

    def __post_init__(self) -> None:
        if (self.data is None) == (self.url is None):
            raise ValueError("a button either sends something back or opens an address")
        if self.data is not None and not 1 <= len(self.data.encode()) <= 64:
            raise ValueError("what a button sends back is 1 to 64 bytes")


Rows = tuple[tuple[Button, ...], ...]
A_LINE = 40
"""Characters of all the labels in a row that a phone shows; the buttons of a row are equally wide."""


def that_fit(rows: Rows) -> Rows:
    """Return the buttons in rows in which a phone cuts no label: where one is too long, some go to a row below."""
    return tuple(part for row in rows for part in _fitting(row))


def _fitting(row: tuple[Button, ...]) -> Rows:
    for count in range(len(row), 0, -1):
        if count == 1 or count * max(len(button.label) for button in row[:count]) <= A_LINE:
            return (row[:count], *_fitting(row[count:]))
    return ()


@dataclass(frozen=True, slots=True)
class Saying:
    """What a person reads, and what they can press."""

    text: Text
    buttons: Rows = field(default=())
    silent: bool = False
