"""`helpdesk report`: the figures of a period."""

from pathlib import Path
from typing import Annotated

import typer

from bot.commands.beginning import refuse, settings_or_exit
from bot.commands.database import in_database
from core.clock import SystemClock
from core.language import Language
from handlers.rights.figure_list import report_on
from knowledge.files.reading import NoContent, read_content
from people import report_page, report_texts
from people.periods import period_in

Typed = Annotated[str, typer.Argument(metavar="PERIOD", help="A year, quarter or month, such as 2026-Q3.")]
AsTable = Annotated[bool, typer.Option("--csv", help="Print a table for a spreadsheet instead of Markdown.")]
PageFile = Annotated[Path | None, typer.Option("--html", help="Also write it as a page.", dir_okay=False)]
PdfFile = Annotated[Path | None, typer.Option("--pdf", help="Also write it as a PDF.", dir_okay=False)]


def register(app: typer.Typer) -> None:
    """Add `report` to the command line."""
    app.command("report")(report)


def report(period: Typed, *, csv: AsTable = False, html: PageFile = None, pdf: PdfFile = None) -> None:
    """Print the figures of a period, so far if it is not over; counts from 1 to 4 are not shown."""
    settings, found, language = settings_or_exit(), period_in(period), Language("en")
    if found is None:
        refuse(f"{period} is no period; type a year, a quarter or a month, such as 2026, 2026-Q3 or 2026-09.")
    if found.first > SystemClock().now().date():
        refuse(f"There are no figures for {period}: it begins on {found.first}.")
    try:
        content = read_content(settings.content_dir)
    except NoContent as error:
        refuse(str(error))
    made = in_database(settings, lambda session: report_on(session, SystemClock(), content, found, language))
    if html is not None:
        _write(html, report_page.page(made, language).encode())
    if pdf is not None:
        from people import report_pdf  # noqa: PLC0415  who wants no PDF need not wait for its libraries

        _write(pdf, report_pdf.pdf(made, language))
    typer.echo(report_texts.table(made) if csv else report_texts.markdown(made, language), nl=False)


def _write(file: Path, content: bytes) -> None:
    try:
        file.write_bytes(content)
    except OSError as error:
        refuse(f"{file} cannot be written: {error.strerror or error}")
