"""Sets of questions for measuring: JSON lines, or one JSON list."""

import json
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

from core.problems import Place
from knowledge.entries import Content, Entry, Phrasing
from knowledge.matching.measuring import Query
from knowledge.profile import Profile


class BadSet(Exception):
    """A file that holds no such set."""

    def __init__(self, file: Path, line: int, what: str) -> None:
        super().__init__(f"{file}:{line}: {what}")


def read_queries(file: Path, language: str) -> list[Query]:
    """Read questions with `text`, `expect` (an id or null), and perhaps `also` and `lang`. Raises `BadSet`."""
    return [_query(file, line, each, language) for line, each in _objects(file)]


def read_entries(file: Path, language: str) -> Content:
    """Read entries with `id`, `question` and `phrasings`, as a content without answers. Raises `BadSet`."""
    entries = tuple(_entry(file, line, each, language) for line, each in _objects(file))
    return Content(Profile(language=language), entries, (), ())


def _query(file: Path, line: int, read: dict[str, Any], language: str) -> Query:
    text, expect, also = read.get("text"), read.get("expect"), read.get("also", [])
    if not isinstance(text, str) or "expect" not in read or not isinstance(also, list):
        raise BadSet(file, line, "a question needs a `text` and an `expect`, an id or null; `also` is a list of ids")
    return Query(text, tuple(id_ for id_ in (expect, *also) if id_ is not None), read.get("lang", language))


def _entry(file: Path, line: int, read: dict[str, Any], language: str) -> Entry:
    asked = [read.get("question"), *read.get("phrasings", [])]
    if not isinstance(read.get("id"), str) or not all(isinstance(each, str) for each in asked):
        raise BadSet(file, line, "an entry needs an `id`, a `question` and a list of `phrasings`")
    phrasings = tuple(Phrasing(each, language, Place(file, line)) for each in asked)
    return Entry(read["id"], asked[0], "", "", phrasings, (), date.min, date.max, Place(file, line))


def _objects(file: Path) -> Iterator[tuple[int, dict[str, Any]]]:
    """Return the JSON objects of a file with their lines; in a list each counts as on the list's first."""
    try:
        text = file.read_text("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        reason = error.strerror if isinstance(error, OSError) else "it is not UTF-8"
        raise BadSet(file, 1, f"this file cannot be read: {reason}") from error
    if text.lstrip().startswith("["):
        yield from ((1, _object(file, 1, each)) for each in _parsed(file, 1, text))
    else:
        for line, written in enumerate(text.split("\n"), 1):
            if written.strip():
                yield line, _object(file, line, _parsed(file, line, written))


def _parsed(file: Path, line: int, text: str) -> Any:
    try:
        return json.loads(text)
    except ValueError as error:
        raise BadSet(file, line, f"this is no valid JSON: {error}") from error


def _object(file: Path, line: int, read: Any) -> dict[str, Any]:
    if isinstance(read, dict):
        return read
    raise BadSet(file, line, 'each line must be a JSON object, such as {"text": "...", "expect": null}')
