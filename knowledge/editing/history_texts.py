"""What coordinators read of who changed what."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from core.language import Language
from core.text import Text, bold, fill, join, text
from knowledge.editing.buttons import MOST_NUMBERED
from knowledge.editing.edits import Published
from knowledge.editing.spots import Spot
from knowledge.editing.texts import difference, name_of
from knowledge.entries import Entry
from people.reader import Reader
from people.times import said_day, said_time


def history(
    entry: Entry | None, title: str, listed: Sequence[Published], names: Mapping[int, str], reader: Reader
) -> Text:
    """List what was published of an entry, who did it and when."""
    language = reader.language
    if not listed:
        return text(language.gettext("Nothing of it was ever changed in the chat; what holds is in the files."))
    first = fill(language.gettext("Changes of {title}, the newest first:"), title=bold(title))
    lines = [_line(place, each, entry, names, reader) for place, each in enumerate(listed[:MOST_NUMBERED], start=1)]
    return join("\n", [first, *lines, language.gettext("Press a number to see what stood there before.")])


def _line(place: int, each: Published, entry: Entry | None, names: Mapping[int, str], reader: Reader) -> Text:
    language = reader.language
    fields = ", ".join(
        dict.fromkeys(name_of(Spot(edit.target, edit.field, edit.language), entry, language) for edit in each.edits)
    )
    return fill(
        _of_a_publication(each, language),
        place=place,
        when=moment(each.publication.at, reader),
        who=_who(each, names, language),
        fields=fields,
    )


def _of_a_publication(each: Published, language: Language) -> str:
    """Return the line for one that took another back, or was taken back itself, or both, or neither."""
    if each.publication.takes_back:
        if each.undone:
            return language.gettext("{place}. {when}, {who}: taken back: {fields} (taken back)")
        return language.gettext("{place}. {when}, {who}: taken back: {fields}")
    if each.undone:
        return language.gettext("{place}. {when}, {who}: {fields} (taken back)")
    return language.gettext("{place}. {when}, {who}: {fields}")


def publication(each: Published, entry: Entry | None, names: Mapping[int, str], reader: Reader, default: str) -> Text:
    """Show what a publication changed, before and after."""
    language = reader.language
    first = fill("{when}, {who}", when=moment(each.publication.at, reader), who=_who(each, names, language))
    spots = [(Spot(edit.target, edit.field, edit.language), edit) for edit in each.edits]
    parts = [difference(spot, edit.before, edit.value, entry, language, default) for spot, edit in spots]
    return join("\n\n", [first, *parts])


def moment(at: datetime, reader: Reader) -> Text:
    """Return a day with its time."""
    day = said_day(at.astimezone(ZoneInfo(reader.zone)).date(), reader.language)
    return text(f"{day}, ") + said_time(at, reader.language, reader.zone)


def _who(each: Published, names: Mapping[int, str], language: Language) -> str:
    by = each.publication.by_id
    known = names.get(by) if by is not None else None
    return known or language.gettext("somebody who is not known here any more")
