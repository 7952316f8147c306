"""What somebody means by an id or a field's name that they typed."""

import re
from dataclasses import dataclass

from rapidfuzz import fuzz, process

from core.language import Language
from knowledge.editing.buttons import keys_of, label_of, spot_of
from knowledge.editing.spots import FIELD, Spot
from knowledge.entries import Entry, Field
from knowledge.library import Library

NEAR, OFFERED = 60, 3
_LANGUAGE = re.compile(r"[a-z]{2,3}")


@dataclass(frozen=True, slots=True)
class Meant:
    """The names of the fields of an entry, guide or section, in a language; and which one somebody means."""

    entry: Entry
    id: str
    language: Language

    def names(self) -> dict[str, Spot]:
        """Return each field by what it is called here."""
        spots = {label_of(self.id, key, self.language): spot_of(self.id, key) for key in keys_of(self.id)}
        named = {name.casefold(): spot for name, spot in spots.items() if spot is not None}
        return named | {each.id: Spot(self.entry.id, FIELD + each.id) for each in self._fields()}

    def spot(self, typed: str) -> Spot | None:
        """Return the field that is meant; a language's code behind its name means the translation."""
        words = " ".join(typed.casefold().split())
        name, _, last = words.rpartition(" ")
        known = {**{each.field: each for each in self.names().values()}, **self.names()}
        known |= {each.name.casefold(): Spot(self.entry.id, FIELD + each.id) for each in self._fields()}
        if words in known:
            return known[words]
        if name in known and _LANGUAGE.fullmatch(last):
            return Spot(known[name].target, known[name].field, last)
        found = process.extractOne(words, list(known), scorer=fuzz.ratio, score_cutoff=80)
        return known[found[0]] if found else None

    def _fields(self) -> tuple[Field, ...]:
        return () if "#" in self.id else self.entry.fields


def nearest(library: Library, typed: str) -> dict[str, str]:
    """Return the ids, with their titles, that are most like what somebody typed; the likeliest first."""
    ids = [*library.content.phrasings()]
    titles = {id_: library.title(id_, (library.language,)) for id_ in ids}
    by_id = process.extract(typed, ids, scorer=fuzz.ratio, limit=OFFERED, score_cutoff=NEAR)
    by_title = process.extract(typed, titles, scorer=fuzz.WRatio, limit=OFFERED, score_cutoff=NEAR + 20)
    found = dict.fromkeys([*(each[0] for each in by_id), *(each[2] for each in by_title)])
    return {id_: titles[id_] for id_ in [*found][:OFFERED]}
