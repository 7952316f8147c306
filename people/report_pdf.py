"""A report as a PDF to forward: A4, two columns, a bar beside each count."""

import unicodedata
from datetime import UTC, datetime, time
from pathlib import Path

from fpdf import FPDF
from fpdf.enums import MethodReturnValue

from core.language import Language
from people.report import Report, Row, Section
from people.report_texts import notes, nothing, shown, titled

FONTS = (
    Path("/usr/share/fonts/truetype/dejavu"),
    Path("/usr/share/fonts/dejavu"),
    Path("/usr/share/fonts/TTF"),
)
"""Where systems keep DejaVu, which has the letters of every language of the Union."""
WIDTH, GAP, LINE = 90.0, 10.0, 4.2  # millimetres
BAR = 25.0
BLUE = (29, 90, 150)
_NOT_IN_LATIN = str.maketrans("łŁđĐıħĦ–—“”„’‘…", 'lLdDihH--"""\'\'.')


class Paper(FPDF):
    """A page that fills two columns from the top."""

    def __init__(self, folders: tuple[Path, ...] = FONTS) -> None:
        super().__init__(format="A4")
        self.set_margins(10, 10)
        self.set_auto_page_break(auto=False)
        self.top, self.at, self._begun = 10.0, 0, False
        folder = next((each for each in folders if (each / "DejaVuSans.ttf").exists()), None)
        self.letters = "DejaVu" if folder else "Helvetica"
        if folder is not None:
            self.add_font("DejaVu", "", folder / "DejaVuSans.ttf")
            self.add_font("DejaVu", "B", folder / "DejaVuSans-Bold.ttf")

    def writes(self, words: str, size: float, *, bold: bool = False, width: float = WIDTH) -> None:
        """Write a paragraph in the present column."""
        self.set_font(self.letters, "B" if bold else "", size)
        self.multi_cell(width, size * 0.45, self.said(words), align="L", new_x="LEFT", new_y="NEXT")

    def height_of(self, words: str, width: float) -> float:
        """Return how high these words are, in lines of a row."""
        lines = self.multi_cell(width, LINE, words, dry_run=True, output=MethodReturnValue.LINES)
        return LINE * (len(lines) if isinstance(lines, list) else 1)

    def said(self, words: str) -> str:
        """Return what the font can show; without DejaVu, letters lose what Latin-1 has not."""
        if self.letters == "DejaVu":
            return words
        plain = unicodedata.normalize("NFC", words.translate(_NOT_IN_LATIN))
        return "".join(each if ord(each) < 256 else _nearest(each) for each in plain)

    def makes_room(self, height: float) -> None:
        """Go on in the next column, or on the next page, where this much does not fit."""
        if self.get_y() + height <= self.h - 10:
            return
        if self.at == 1:
            self.add_page()
            self.top = 10.0
        self.at = 1 - self.at
        self.set_left_margin(10 + self.at * (WIDTH + GAP))
        self.set_xy(10 + self.at * (WIDTH + GAP), self.top)


def pdf(report: Report, language: Language, folders: tuple[Path, ...] = FONTS) -> bytes:
    """Return the report as PDF."""
    paper = Paper(folders)
    paper.set_title(titled(report, language))
    paper.set_lang(language.code)
    paper.set_creation_date(datetime.combine(report.made_on, time(), UTC))
    paper.add_page()
    paper.writes(titled(report, language), 15, bold=True, width=2 * WIDTH + GAP)
    for headline in report.headlines:
        paper.writes(headline, 10, bold=True, width=2 * WIDTH + GAP)
    for note in notes(report, language):
        paper.writes(note, 8, width=2 * WIDTH + GAP)
    paper.top = paper.get_y() + 3
    paper.set_y(paper.top)
    for section in report.sections:
        _section(paper, section, language)
    return bytes(paper.output())


def _section(paper: Paper, section: Section, language: Language) -> None:
    paper.makes_room(18 + LINE * (min(len(section.rows), 40) + 1))
    paper.writes(f"{section.title}: {shown(section, language)}", 10, bold=True)
    paper.writes(section.definition, 7)
    most = max((row.count or 0 for row in section.rows), default=0)
    for row in section.rows:
        _row(paper, row, most, language)
    if not section.rows:
        paper.writes(nothing(language), 8)
    paper.ln(3)


def _row(paper: Paper, row: Row, most: int, language: Language) -> None:
    paper.set_font(paper.letters, "", 8)
    label, width = paper.said(row.label), WIDTH - BAR - 18
    height = paper.height_of(label, width)
    paper.makes_room(height)
    x, y = paper.get_x(), paper.get_y()
    paper.multi_cell(width, LINE, label, align="L", new_x="RIGHT", new_y="TOP")
    paper.cell(16, LINE, paper.said(shown(row, language)), align="R")
    if row.count and most:
        paper.set_fill_color(*BLUE)
        paper.rect(x + WIDTH - BAR, y + 0.8, BAR * row.count / most, LINE - 1.6, style="F")
    paper.set_xy(x, y + height)


def _nearest(letter: str) -> str:
    plain = unicodedata.normalize("NFKD", letter)[0]
    return plain if ord(plain) < 256 else "?"
