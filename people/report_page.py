"""A report as a page: one file that needs nothing from elsewhere, with a bar beside each count."""

from html import escape

from core.language import Language
from people.report import Report, Row, Section
from people.report_texts import notes, nothing, shown, titled

STYLE = """\
body { font: 1rem/1.4 system-ui, sans-serif; max-width: 60rem; margin: 0 auto; padding: 1rem; color: #111; }
main { columns: 2 22rem; column-gap: 2rem; }
section { break-inside: avoid; margin: 0 0 1rem; }
h1 { font-size: 1.4rem; } h2 { font-size: 1.1rem; margin: 0; } section p { margin: 0 0 .25rem; font-size: .85rem; }
table { border-collapse: collapse; width: 100%; } th { font-weight: 400; text-align: start; width: 50%; }
td { text-align: end; width: 4rem; white-space: nowrap; padding-inline-end: .5rem; } td + td { width: auto; }
.bar { display: block; height: .8em; background: #1d5a96; }
@media print { body { font-size: .75rem; } }
"""


def page(report: Report, language: Language) -> str:
    """Return the page as HTML."""
    title = escape(titled(report, language))
    first = "".join(f"<p><strong>{escape(each)}</strong></p>" for each in (*report.cautions, *report.headlines))
    sections = "".join(_section(each, language) for each in report.sections)
    last = "".join(f"<li>{escape(each)}</li>" for each in notes(report, language))
    return (
        f'<!doctype html>\n<html lang="{language.code}"><head><meta charset="utf-8">\n'
        f'<meta name="viewport" content="width=device-width, initial-scale=1">\n<title>{title}</title>\n'
        f"<style>\n{STYLE}</style></head>\n<body><h1>{title}</h1>\n{first}\n"
        f"<main>{sections}</main>\n<ul>{last}</ul></body></html>\n"
    )


def _section(section: Section, language: Language) -> str:
    title = f"{escape(section.title)}: {escape(shown(section, language))}"
    most = max((row.count or 0 for row in section.rows), default=0)
    rows = "".join(_row(row, most, language) for row in section.rows)
    body = f"<table>{rows}</table>" if rows else f"<p>{escape(nothing(language))}</p>"
    return f"<section><h2>{title}</h2><p>{escape(section.definition)}</p>{body}</section>\n"


def _row(row: Row, most: int, language: Language) -> str:
    width = round(100 * (row.count or 0) / most) if most else 0
    bar = f'<span class="bar" style="width:{width}%"></span>' if width else ""
    return (
        f'<tr><th scope="row">{escape(row.label)}</th><td>{escape(shown(row, language))}</td>'
        f'<td aria-hidden="true">{bar}</td></tr>'
    )
