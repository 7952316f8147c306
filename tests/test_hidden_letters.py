"""Letters that turn, hide or break a line do so in nobody's words but their own: in chats, on the page, in the PDF."""

from collections.abc import AsyncIterator
from datetime import date
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest

from core.language import Language
from people.periods import Period
from people.report import Report, Row, Section
from people.report_pdf import pdf
from sandbox.screen import Message
from sandbox.server import Sandbox
from tests.clocks import MovedClock
from tests.desk import Desk, sends, working

TURNS = "\u202e"  # right-to-left override: all that follows it in a line is shown backwards
UNSEEN = "\u200b\u2066\ufeff\x07"
CAPTION = f"The roof {TURNS}fdp.exe{UNSEEN} of our hall"
NAME = f"roof{TURNS}fdp{UNSEEN}.exe"
QUARTER = Period("2026-Q4", date(2026, 10, 1), date(2026, 12, 31))
QUESTION = f"How do others {TURNS}pay{UNSEEN} for a roof?"


@pytest.fixture
async def desk(telegram: Sandbox, helpdesk_settings: dict[str, Any], tmp_path: Path) -> AsyncIterator[Desk]:
    async with working(telegram, helpdesk_settings, tmp_path, MovedClock()) as desk:
        yield desk


async def test_no_word_of_the_helpdesk_stands_behind_a_letter_that_turns_it(telegram: Sandbox, desk: Desk) -> None:
    maria = telegram.new_person(NAME)
    mine = await sends(maria, QUESTION)
    card = await desk.card()
    await maria.sends_document(CAPTION, name=NAME, reply_to=mine)
    await desk.elena.sees("of our hall", in_=desk.experts, thread=card.thread)
    for words in ("/mine", "/queue", "/history 1"):
        await desk.elena.says(words)
        await desk.elena.hears()
    await maria.says("/requests")
    await maria.sees("roof?”")
    said = [*desk.experts.messages, *desk.elena.screen(), *maria.screen()]

    assert [line for message in said for line in turned(message)] == []


async def test_on_the_page_with_a_persons_data_each_of_their_words_stays_in_a_cell_of_its_own(
    telegram: Sandbox, desk: Desk
) -> None:
    maria = telegram.new_person(NAME)
    mine = await sends(maria, QUESTION)
    await maria.sends_document(CAPTION, name=NAME, reply_to=mine)
    await maria.sees("request 1")
    await maria.says("/privacy")
    await maria.presses(await maria.hears(), "Get my data")
    message = await maria.sees("")
    while "document" not in message.raw:
        message = await maria.hears()
    cells = Cells()
    cells.feed(telegram.world.files.known(message.raw["document"]["file_id"]).upload.content.decode())

    assert CAPTION in cells.words
    theirs = (CAPTION, QUESTION, NAME, f"/expert {QUESTION}")
    assert [words for words in cells.words if TURNS in words and words not in theirs] == []


def test_a_label_in_the_pdf_is_printed_without_what_turns_or_hides_it() -> None:
    def printed(label: str) -> bytes:
        section = Section("events", "Events", "What people came to.", (Row(label, 12),), 12)
        return pdf(
            Report(
                "Museum desk",
                Period("2026-Q4", date(2026, 10, 1), date(2026, 12, 31)),
                date(2027, 1, 1),
                (),
                (section,),
            ),
            Language("en"),
        )

    assert printed(NAME) == printed("rooffdp .exe")
    assert printed(NAME) != printed("another")


class Cells(HTMLParser):
    """The words of each cell of a page."""

    def __init__(self) -> None:
        super().__init__()
        self.words: list[str] = []
        self._inside = False

    def handle_starttag(self, tag: str, attrs: object) -> None:
        """Begin a cell."""
        self._inside = tag in ("td", "th")
        self.words += [""] if self._inside else []

    def handle_endtag(self, tag: str) -> None:
        """End a cell."""
        self._inside = self._inside and tag not in ("td", "th")

    def handle_data(self, data: str) -> None:
        """Add to it."""
        if self._inside:
            self.words[-1] += data


def turned(message: Message) -> list[str]:
    """Return the lines in which something other than a person's words stands behind a letter that turns it."""
    lines = message.text.splitlines() if message.from_bot else []
    return [line for line in lines if TURNS in line and line.partition(TURNS)[2] not in f"{CAPTION} {QUESTION}"]
