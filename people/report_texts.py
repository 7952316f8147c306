"""A report as text: to read in a chat, as Markdown, as a table for a spreadsheet."""

import csv
import io
from collections.abc import Iterator
from datetime import date

from core.cells import safe
from core.language import Language
from core.text import Text, bold, fill, join, text
from people.hiding import FEWEST
from people.periods import Period, around, ready_on
from people.report import Report, Row, Section
from people.rounding import STEP
from people.times import said_day, said_days


def titled(report: Report, language: Language) -> str:
    """Return the title of a report."""
    title = language.gettext("{service}: report for {period}")
    return title.format(service=report.service, period=report.period.name)


def cautions(period: Period, today: date, language: Language, *, rounded: bool) -> tuple[str, ...]:
    """Say of a period that is not final that it is not, and why its counts are rounded if they are."""
    if ready_on(period) <= today:
        return ()
    running = language.gettext(
        "{period} is not over: these are its figures up to {day}. The final ones come on {ready}."
    )
    ended = language.gettext("{period} has just ended: its figures may still change. The final ones come on {ready}.")
    days = {"day": said_day(today, language), "ready": said_day(ready_on(period), language)}
    so_far = (running if today <= period.last else ended).format(period=period.name, **days)
    why = language.gettext(
        "Until then counts are rounded down to a multiple of {step}, so that two days' figures do not tell what one "
        "person did."
    ).format(step=STEP)
    return (so_far, why) if rounded else (so_far,)


def notes(report: Report, language: Language) -> list[str]:
    """Say which days a report is about, and what is not shown in it."""
    days = said_days(report.period.first, report.period.last, language)
    return [
        language.gettext("Days: {days}, each from midnight to midnight UTC.").format(days=days),
        language.gettext(
            "Counts from 1 to {most}, and others that would tell them, are not shown: nobody can be found here."
        ).format(most=FEWEST - 1),
    ]


def shown(row: Row | Section, language: Language) -> str:
    """Return a count as it is shown."""
    count = row.count if isinstance(row, Row) else row.total
    if count is None:
        return language.gettext("not shown")
    return language.gettext("at least {count}").format(count=count) if row.rounded and count else str(count)


def nothing(language: Language) -> str:
    """Say that a figure is nought."""
    return language.gettext("none in this time")


def in_chat(report: Report, language: Language) -> Text:
    """Return the figures in few lines."""
    parts: list[Text | str] = [bold(titled(report, language)), *report.cautions, *report.headlines]
    for section in report.sections:
        if section.rows:
            lines = [f"{row.label}: {shown(row, language)}" for row in section.rows]
            parts.append(join("\n", [bold(f"{section.title}: {shown(section, language)}"), *lines]))
    empty = [section.title for section in report.sections if not section.rows]
    if empty:
        parts.append(language.gettext("None in this time: {figures}.").format(figures=", ".join(empty)))
    return join("\n\n", [*parts, join("\n", notes(report, language))])


def files_made(report: Report, language: Language) -> Text:
    """Say what the three files are."""
    return text(
        language.gettext(
            "Above is the report for {period}: a PDF to forward, a page to read, and a table for a spreadsheet."
        ).format(period=report.period.name)
    )


def which_period(language: Language, today: date) -> Text:
    """Say how a period is typed."""
    sentence = language.gettext("Which time? Type a year, a quarter or a month, such as {year}, {quarter} or {month}.")
    year, quarter, month = (_typed(each) for each in around(today))
    return fill(sentence, year=year, quarter=quarter, month=month)


def markdown(report: Report, language: Language) -> str:
    """Return the report as Markdown."""
    return "\n\n".join(_markdown(report, language)) + "\n"


def table(report: Report) -> str:
    """Return the report as comma-separated values, which no spreadsheet takes for formulas.

    What to know first stands at the end, in rows whose figure is `note`: the columns stay what they are.
    """
    written = io.StringIO()
    rows = csv.writer(written, lineterminator="\n")
    rows.writerow(["period", "figure", "label", "count", "definition"])
    for section in report.sections:
        total = "" if section.total is None else section.total
        rows.writerow([report.period.name, section.id, "", total, safe(section.definition)])
        for row in section.rows:
            count = "" if row.count is None else row.count
            rows.writerow([report.period.name, section.id, safe(row.label), count, ""])
    rows.writerows([report.period.name, "note", "", "", safe(each)] for each in report.cautions)
    return written.getvalue()


def not_begun(period: Period, language: Language, today: date) -> Text:
    """Say that a period lies in the future, and how another is typed."""
    sentence = language.gettext("There are no figures for {period}: it has not begun.").format(period=period.name)
    return join("\n", [sentence, which_period(language, today)])


def _typed(period: Period) -> str:
    return f"/report {period.name}"


def _markdown(report: Report, language: Language) -> Iterator[str]:
    yield f"# {_escaped(titled(report, language))}"
    yield from (f"**{_escaped(each)}**" for each in (*report.cautions, *report.headlines))
    for section in report.sections:
        yield f"## {_escaped(section.title)}: {shown(section, language)}"
        yield _escaped(section.definition)
        rows = [f"| {_escaped(row.label)} | {shown(row, language)} |" for row in section.rows]
        yield "\n".join(["| | |", "|---|--:|", *rows]) if rows else nothing(language)
    yield "\n".join(f"- {_escaped(each)}" for each in notes(report, language))


def _escaped(words: str) -> str:
    return "".join(f"\\{letter}" if letter in "\\`*_[]<>|#" else letter for letter in words)
