"""What is learned of the project's own knowledge, once for all tests: it takes longer than most of them together."""

import asyncio
from pathlib import Path

import knowledge
from knowledge.files.reading import read_content
from knowledge.learner import understood
from knowledge.library import Library
from knowledge.matching.preparing import learned

CONTENT = Path(knowledge.__file__).parent / "content"
LEARNED = Path(__file__).parents[1] / "build" / "matching"
"""Where it is kept; a change of a phrasing or of the matching makes it out of date, and it is learned anew."""


def remembering_all(folder: Path) -> None:
    """Let a helpdesk that keeps its data there begin with what was learned before, if anything was."""
    folder.mkdir(parents=True, exist_ok=True)
    for file in LEARNED.glob("*.npz"):
        # No copy: thousands of stories would write megabytes each. What is learned anew takes a link's place.
        (folder / file.name).symlink_to(file)


async def learned_here(lesson: bytes, folder: Path) -> None:
    """Learn as the process would that a helpdesk starts for it."""
    await asyncio.to_thread(learned, *understood(lesson), folder)


if __name__ == "__main__":
    Library.prepared(read_content(CONTENT), LEARNED)
