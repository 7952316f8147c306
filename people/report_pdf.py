"""A report as a PDF to forward: A4, two columns, a bar beside each count."""

from datetime import UTC, datetime, time
from importlib.resources import as_file, files

from fpdf import FPDF
from fpdf.enums import MethodReturnValue

from core.language import Language
from core.text import plain_name
from people.report import Report, Row, Section
from people.report_texts import notes, nothing, shown, titled

LETTERS = "Open Sans"
"""It has the letters of every language of the Union, and comes as a library: servers often have no font at all."""
WIDTH, GAP, LINE = 90.0, 10.0, 4.2  # millimetres
BAR, COUNT = 20.0, 24.0
BLUE = (29, 90, 150)


class Paper(FPDF):
    """A page that fills two columns from the top."""

    def __init__(self) -> None:
        super().__init__(format="A4")
        self.set_margins(10, 10)
        self.set_auto_page_break(auto=False)
        self.top, self.at = 10.0, 0
        fonts = files("ttf_opensans") / "ttf"
        for style, name in (("", "OpenSans-Regular.ttf"), ("B", "OpenSans-Bold.ttf")):
            with as_file(fonts / name) as font:
                self.add_font(LETTERS, style, font)

    def writes(self, words: str, size: float, *, bold: bool = False, width: float = WIDTH) -> None:
        """Write a paragraph in the present column."""
        self.set_font(LETTERS, "B" if bold else "", size)
        self.multi_cell(width, size * 0.45, words, align="L", new_x="LEFT", new_y="NEXT")

    def height_of(self, words: str, width: float) -> float:
        """Return how high these words are, in lines of a row."""
        lines = self.multi_cell(width, LINE, words, dry_run=True, output=MethodReturnValue.LINES)
        return LINE * (len(lines) if isinstance(lines, list) else 1)

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


def pdf(report: Report, language: Language) -> bytes:
    """Return the report as PDF."""
    paper = Paper()
    paper.set_title(titled(report, language))
    paper.set_lang(language.code)
    paper.set_creation_date(datetime.combine(report.made_on, time(), UTC))
    paper.add_page()
    paper.writes(titled(report, language), 15, bold=True, width=2 * WIDTH + GAP)
    for headline in (*report.cautions, *report.headlines):
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
    paper.set_font(LETTERS, "", 8)
    label, width = plain_name(row.label), WIDTH - BAR - COUNT - 2
    height = paper.height_of(label, width)
    paper.makes_room(height)
    x, y = paper.get_x(), paper.get_y()
    paper.multi_cell(width, LINE, label, align="L", new_x="RIGHT", new_y="TOP")
    paper.cell(COUNT, LINE, shown(row, language), align="R")
    if row.count and most:
        paper.set_fill_color(*BLUE)
        paper.rect(x + WIDTH - BAR, y + 0.8, BAR * row.count / most, LINE - 1.6, style="F")
    paper.set_xy(x, y + height)
