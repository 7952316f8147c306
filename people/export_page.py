"""The copy of what is kept about a person as a page that can be read, in their language."""

import re
from collections.abc import Iterable, Iterator
from html import escape
from typing import Any

from core.language import Language
from people.export import Copy, Kept
from people.export_words import SHOWN, Titles, labels, named, said
from people.privacy import how_long

_MOMENT = re.compile(r"(\d{4}-\d\d-\d\d)T(\d\d:\d\d)\S*\+00:00$")
STYLE = """\
h1 { font-size: 1.5rem; } h2 { font-size: 1.1rem; margin-bottom: 0; } ul { margin-top: .25rem; font-size: .9rem; }
body { font: 1rem/1.5 system-ui, sans-serif; max-width: 50rem; margin: 0 auto; padding: 1rem; }
table { border-collapse: collapse; width: 100%; margin: 0 0 1.5rem; }
th, td { border-bottom: 1px solid #888; padding: .25rem .5rem; text-align: start; vertical-align: top; }
th { width: 9rem; font-weight: 600; }
td { overflow-wrap: anywhere; white-space: pre-wrap; }
@media (prefers-color-scheme: dark) { body { background: #111; color: #eee; } }
"""


IN_SHORT = ("inbox", "outbox", "audit")
"""Of these only when, and what was said or done."""


def page(copy: Copy, language: Language, service: str, titles: Titles) -> str:
    """Return the page as HTML; it needs nothing from elsewhere. What `titles` has no title for is told by its id."""
    title = language.gettext("Everything that {service} keeps about you").format(service=service)
    day = f"{copy.made_at:%Y-%m-%d %H:%M} UTC"
    made = language.gettext("Made on {day} for the number {person}.").format(day=day, person=copy.person)
    more = language.gettext("Technical details are left out here; they are in the other file, for a computer.")
    body = "".join(_part(part, language, titles) for part in sorted(copy.parts, key=_place))
    return (
        f'<!doctype html>\n<html lang="{language.code}"><head><meta charset="utf-8">\n'
        f'<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{escape(title)}</title>\n<style>\n{STYLE}</style></head>\n<body><main>\n"
        f"<h1>{escape(title)}</h1>\n<p>{escape(made)} {escape(more)}</p>\n"
        f"{body or f'<p>{escape(_nothing(language))}</p>'}</main></body></html>\n"
    )


def _place(part: Kept) -> tuple[int, str]:
    """Return what puts a part in its place: who the person is comes first, what is for machines last."""
    return [*SHOWN].index(part.table) if part.table in SHOWN else len(SHOWN), part.table


def _nothing(language: Language) -> str:
    return language.gettext("Nothing is kept about this person.")


def _part(part: Kept, language: Language, titles: Titles) -> str:
    purpose, seen_by = language.gettext(part.keeping.purpose), language.gettext(part.keeping.seen_by)
    told = [
        language.gettext("How long: {time}").format(time=how_long(part.keeping, language)),
        language.gettext("Seen by: {people}").format(people=seen_by),
    ]
    first = "".join(f"<li>{escape(each)}</li>" for each in told)
    rows = "".join(_rows(part, language, titles)) or f"<p>{escape(_technical(part, language))}</p>"
    title = escape(purpose[:1].upper() + purpose[1:])
    return f'<section id="{part.table}">\n<h2>{title}</h2>\n<ul>{first}</ul>\n{rows}\n</section>\n'


def _technical(part: Kept, language: Language) -> str:
    sentence = language.ngettext(
        "{n} technical note, which is in the other file.",
        "{n} technical notes, which are in the other file.",
        len(part.rows),
    )
    return sentence.format(n=len(part.rows))


def _rows(part: Kept, language: Language, titles: Titles) -> Iterator[str]:
    if part.table in IN_SHORT:
        at, what = SHOWN[part.table]
        yield from _table((_moment(row[at]), said(part.table, what, _words(row[what]), language)) for row in part.rows)
        return
    called = labels(language)
    for row in part.rows:
        shown = [column for column in SHOWN.get(part.table, ()) if row.get(column) not in (None, "", [], {})]
        names = (called.get(f"{part.table}.{column}") or called[column] for column in shown)
        told = ((column, named(column, row[column], titles)) for column in shown)
        values = (_moment(said(part.table, column, value, language)) for column, value in told)
        yield from _table(zip(names, values, strict=True))


def _table(cells: Iterable[tuple[str, str]]) -> Iterator[str]:
    """Yield a table of names and values, unless it would be empty."""
    lines = [f'<tr><th scope="row">{escape(name)}</th><td>{escape(value)}</td></tr>' for name, value in cells if value]
    if lines:
        yield f"<table>{''.join(lines)}</table>\n"


def _words(value: Any) -> str:
    """Return what somebody wrote or read, out of what Telegram was sent or has sent."""
    if isinstance(value, str):
        return value
    for name in ("text", "caption"):
        if isinstance(value, dict) and isinstance(value.get(name), str):
            return str(value[name])
    parts = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    return next((words for part in parts if isinstance(part, dict | list) and (words := _words(part))), "")


def _moment(value: Any) -> str:
    """Return a moment without its seconds, and anything else as it is."""
    found = _MOMENT.match(str(value))
    return f"{found[1]} {found[2]} UTC" if found else str(value)
