"""Entries, guides and sections to share: typed after the bot's name in any chat, and sent by whoever typed it."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy.orm import Session

from core.clock import Clock
from core.markdown import from_markdown
from core.text import Text
from knowledge import queries
from knowledge.deep_links import link_to_entry
from knowledge.feedback import SHOWN
from knowledge.library import Library
from knowledge.texts import short_card
from knowledge.tokens import token_of
from people.reader import Reader

MOST = 8
"""As many as a phone shows without scrolling far."""
LINES = 120
"""Characters of an answer below its title: two lines on a phone."""
LATELY = dt.timedelta(days=30)


@dataclass(frozen=True, slots=True)
class Offer:
    """Something to share: how it is listed, what is sent, and the link to it in a private chat."""

    id: str
    """At most 64 bytes."""
    title: str
    lines: str
    message: Text
    payload: str
    """What the link to the bot carries."""


def offers(library: Library, ids: Iterable[str], reader: Reader) -> list[Offer]:
    """Return what is there of this, to share."""
    made = (_offer(library, id_, reader) for id_ in ids)
    return [offer for offer in made if offer is not None]


def most_useful(session: Session, clock: Clock, library: Library) -> list[str]:
    """Return the ids of what was read most in the last month; where that is little, guides as well."""
    since = (clock.now() - LATELY).date()
    read = [id_ for id_ in session.scalars(queries.most_often(SHOWN, since)) if library.holds(id_)]
    every = [*library.guides(), *library.entries()]
    return list(dict.fromkeys([*read, *(each.id for each in every)]))[:MOST]


def _offer(library: Library, id_: str, reader: Reader) -> Offer | None:
    message = short_card(library, id_, reader)
    if message is None:
        return None
    title = library.title(id_, reader.languages)
    return Offer(token_of(id_), title, _lines(library, id_, reader), message, link_to_entry(id_))


def _lines(library: Library, id_: str, reader: Reader) -> str:
    entry = library.entry(id_) or library.guide(id_.partition("#")[0])
    found = library.section(id_) or entry
    if entry is None or found is None:
        return ""
    shown = found.in_language(reader.languages, library.language)
    plain = from_markdown(entry.filled(shown.text, "…")).plain
    return Text(" ".join(plain.split())).cut(LINES).plain
