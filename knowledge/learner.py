"""Learns in a process of its own, for a helpdesk that answers meanwhile: `python -m knowledge.learner FOLDER`.

It reads one line, keeps in the folder what it learns of it, and ends; it ends at once when whoever holds the other end
of its input has ended.
"""

import json
import os
import sys
import threading
from contextlib import suppress
from pathlib import Path

from knowledge.matching.preparing import ByLanguage, learned
from knowledge.matching.rehearsal import Beside

GIVES_WAY = 10  # of 19: it gets about a tenth of what somebody gets who answers
ORPHANED = 3


def lesson(asked: ByLanguage, beside: Beside) -> bytes:
    """Return the line that says what is to be learned: phrasings by language and id, and which ids refer to which."""
    near = {id_: sorted(each) for id_, each in beside.items()}
    return json.dumps([asked, near]).encode() + b"\n"


def understood(line: bytes) -> tuple[ByLanguage, Beside]:
    """Read such a line. Raises `ValueError` if it is not whole."""
    asked, near = json.loads(line)
    return asked, {id_: frozenset(each) for id_, each in near.items()}


def main() -> None:
    """Learn, with little of the processor."""
    with suppress(OSError):  # where that is forbidden it learns all the same
        os.nice(GIVES_WAY)
    asked, beside = understood(sys.stdin.buffer.readline())
    threading.Thread(target=_end_with_who_asked, daemon=True).start()
    learned(asked, beside, Path(sys.argv[1]))


def _end_with_who_asked() -> None:
    # Not through the buffer, whose lock a thread would still hold when the process ends.
    while os.read(sys.stdin.fileno(), 4096):
        pass
    os._exit(ORPHANED)


if __name__ == "__main__":
    main()
