"""A question set made of our own knowledge, where no other is at hand."""

import json
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import knowledge
from knowledge.library import Library

CONTENT = Path(knowledge.__file__).parent / "content"
QUESTIONS = Path(__file__).parent.parent / "tests" / "data" / "questions.json"


@contextmanager
def folder() -> Iterator[Path]:
    """Give a folder with the set, as long as the block."""
    with tempfile.TemporaryDirectory() as name:
        here = Path(name)
        phrasings: dict[str, list[str]] = {
            id_: [each.text for each in said if each.language == "en"]
            for id_, said in Library.read(CONTENT).content.phrasings().items()
        }
        entries = [{"id": id_, "question": said[0], "phrasings": said[1:]} for id_, said in phrasings.items() if said]
        _write(here / "own-entries.jsonl", entries)
        asked = [each for each in json.loads(QUESTIONS.read_text("utf-8")) if each["lang"] == "en"]
        right = [each["expect"] if each["expect"] in phrasings else None for each in asked]
        queries = [{"text": each["text"], "expect": id_} for each, id_ in zip(asked, right, strict=True)]
        _write(here / "own-queries.jsonl", queries)
        yield here


def _write(file: Path, rows: list[dict[str, Any]]) -> None:
    file.write_text("\n".join(json.dumps(row) for row in rows) + "\n", "utf-8")
