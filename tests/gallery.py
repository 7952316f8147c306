"""The museum with a guide, related entries, and more topics and entries than fit one page."""

from pathlib import Path

from tests.museum import ENTRY, museum

GUIDE = """\
---
id: first-visit
question: "Guide: your first visit"
phrasings:
  - lead me through my first time here
  - a guide for beginners
topic: visit
sources:
  - Museum house rules https://museum.example.org/rules
checked: 2026-03-02
review_by: 2099-03-02
related:
  - dogs
---

This guide takes five minutes.

## Find the door {#door}

<!-- phrasings
- where is the entrance door
-->

It is the *red* one.

## Leave your coat {#coat}

<!-- phrasings
- where do I leave my coat
-->

Ask at the desk.

## Enjoy {#enjoy}

<!-- phrasings
- what shall I look at first
-->

Begin upstairs.
"""
TOPICS = "".join(f"  - id: wing-{number}\n    title: Wing {number}\n" for number in range(1, 11))


def gallery(folder: Path) -> Path:
    """Write the content into a folder and return it: `dogs` and the guide refer to each other."""
    content = museum(folder)
    profile = content / "profile.yaml"
    profile.write_text(profile.read_text() + TOPICS)
    dogs = content / "faq" / "visit" / "dogs.md"
    dogs.write_text(
        dogs.read_text().replace("topic: visit\n", "topic: visit\nrelated:\n  - first-visit\n  - tickets-child\n")
    )
    for number in range(1, 11):
        for topic in ("visit", f"wing-{number}"):
            _entry(content, topic, number)
    (content / "guides").mkdir()
    (content / "guides" / "first-visit.md").write_text(GUIDE)
    return content


def _entry(content: Path, topic: str, number: int) -> None:
    id_ = f"{topic}-room-{number}"
    phrasings = f"  - tell me of room {number} in {topic}\n  - what hangs in {topic} hall {number}"
    file = content / "faq" / topic / f"{id_}.md"
    file.parent.mkdir(exist_ok=True)
    written = ENTRY.format(id=id_, question=f"Room {number} of {topic}", phrasings=phrasings, answer="It is open.")
    file.write_text(written.replace("topic: visit\n", f"topic: {topic}\n"))
