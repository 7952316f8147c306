"""The copy of what is kept about a person as a page that can be read, in their language."""

import json
from collections.abc import Iterator
from html import escape
from typing import Any

from core.language import Language
from people.export import Copy, Kept
from people.privacy import how_long

STYLE = """\
body { font: 1rem/1.5 system-ui, sans-serif; max-width: 50rem; margin: 0 auto; padding: 1rem; }
table { border-collapse: collapse; width: 100%; margin: 0 0 1.5rem; }
th, td { border-bottom: 1px solid #888; padding: .25rem .5rem; text-align: start; vertical-align: top; }
th { width: 12rem; font-weight: 600; }
td { overflow-wrap: anywhere; white-space: pre-wrap; }
@media (prefers-color-scheme: dark) { body { background: #111; color: #eee; } }
"""


def page(copy: Copy, language: Language, service: str) -> str:
    """Return the page as HTML; it needs nothing from elsewhere."""
    title = language.gettext("Everything that {service} keeps about you").format(service=service)
    day = f"{copy.made_at:%Y-%m-%d %H:%M} UTC"
    made = language.gettext("Made on {day} for the number {person}.").format(day=day, person=copy.person)
    body = "".join(_part(part, language) for part in copy.parts) or f"<p>{escape(_nothing(language))}</p>"
    return (
        f'<!doctype html>\n<html lang="{language.code}"><head><meta charset="utf-8">\n'
        f'<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{escape(title)}</title>\n<style>\n{STYLE}</style></head>\n<body><main>\n"
        f"<h1>{escape(title)}</h1>\n<p>{escape(made)}</p>\n{body}</main></body></html>\n"
    )


def _nothing(language: Language) -> str:
    return language.gettext("Nothing is kept about this person.")


def _part(part: Kept, language: Language) -> str:
    purpose, seen_by = language.gettext(part.keeping.purpose), language.gettext(part.keeping.seen_by)
    told = [
        language.gettext("Why: {purpose}").format(purpose=purpose),
        language.gettext("How long: {time}").format(time=how_long(part.keeping, language)),
        language.gettext("Seen by: {people}").format(people=seen_by),
    ]
    first = "".join(f"<li>{escape(each)}</li>" for each in told)
    rows = "\n".join(map(_row, part.rows))
    return f"<section>\n<h2>{escape(part.table.replace('_', ' '))}</h2>\n<ul>{first}</ul>\n{rows}\n</section>\n"


def _row(row: dict[str, Any]) -> str:
    return f"<table>{''.join(_cells(row))}</table>"


def _cells(row: dict[str, Any]) -> Iterator[str]:
    for name, value in row.items():
        if value in (None, "", [], {}):
            continue
        said = json.dumps(value, ensure_ascii=False, indent=1) if isinstance(value, dict | list) else str(value)
        yield f'<tr><th scope="row">{escape(name.replace("_", " "))}</th><td>{escape(said)}</td></tr>'
