"""A small made-up service, so that a story knows every entry there is."""

from pathlib import Path

PROFILE = """\
name: Museum desk
language: en
timezone: Europe/Lisbon
working_hours: Mon-Fri 09:00-17:00
topics:
  - id: visit
    title: Your visit
{more}
"""
ENTRY = """\
---
id: {id}
question: {question}
phrasings:
{phrasings}
topic: visit
sources:
  - Museum house rules https://museum.example.org/rules
checked: 2026-03-02
review_by: 2099-03-02
---

{answer}
"""
ENTRIES = {
    "dogs": (
        "May I bring my dog?",
        ["Are dogs allowed?", "pets inside", "a puppy comes with me"],
        "No, but *guide dogs* may.",
    ),
    "tickets-child": (
        "What does a ticket for children cost?",
        ["price of tickets for children", "is entry free for kids"],
        "Nothing: children come in free.",
    ),
    "tickets-group": (
        "What does a ticket for groups cost?",
        ["price of tickets for groups", "discount for a school class"],
        "Groups pay half.",
    ),
}


def museum(folder: Path, more: str = "") -> Path:
    """Write the content into a folder and return it."""
    for id_, (question, phrasings, answer) in ENTRIES.items():
        file = folder / "content" / "faq" / "visit" / f"{id_}.md"
        file.parent.mkdir(parents=True, exist_ok=True)
        listed = "\n".join(f"  - {each}" for each in phrasings)
        file.write_text(ENTRY.format(id=id_, question=question, phrasings=listed, answer=answer))
    (folder / "content" / "profile.yaml").write_text(PROFILE.format(more=more))
    return folder / "content"
