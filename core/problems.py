"""Where something stands in an editor's file, and what is wrong there."""

from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path


class Severity(StrEnum):
    """Whether a problem keeps the content from being used."""

    ERROR = "error"
    WARNING = "warning"


@dataclass(frozen=True, slots=True)
class Place:
    """Where something stands: a file and its line, counted from 1."""

    file: Path
    line: int = 1


@dataclass(frozen=True, slots=True)
class Problem:
    """Something in a file that an editor should mend, in a sentence that says how."""

    file: Path
    line: int
    severity: Severity
    sentence: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.severity}: {self.sentence}"


def many(number: int, one: str, more: str = "") -> str:
    """Return a number with its word, for operators: 1 error, 2 errors."""
    return f"{number} {one if number == 1 else more or one + 's'}"
