"""The buttons with which coordinators keep the knowledge, and what each sends back."""

from collections.abc import Iterable, Sequence
from datetime import date, timedelta

from core.language import Language
from core.press import press
from core.saying import Button, Rows
from knowledge.editing.agenda import Agenda
from knowledge.editing.edits import Published
from knowledge.editing.spots import FIELD, PHRASINGS, SECTION, Spot
from knowledge.editing.typed_fields import NOTHING
from knowledge.entries import Entry, Guide
from knowledge.profile import Profile
from knowledge.tokens import token_of

SHOW, FILL, NEW, SAY = "edit", "editfill", "editnew", "editsay"
PUBLISH, MINE, CHANGE, CANCEL = "editpublish", "editmine", "editchange", "editcancel"
HISTORY, PUBLICATION, UNDO = "edithistory", "editwas", "editundo"
A_ROW = 3
MOST_NUMBERED = 9
MOST_FIELDS = 30
LONGEST_LABEL = 30

_KEYS = {
    "q": "question",
    "a": "answer",
    "p": "phrasings",
    "s": "sources",
    "c": "checked",
    "r": "review_by",
    "l": "related",
    "t": "topic",
}


def spot_of(id_: str, key: str) -> Spot | None:
    """Return the field that a button of an entry, guide or section means; None for nonsense."""
    target, _, section = id_.partition("#")
    if section and key in ("a", "p"):
        return Spot(target, f"{SECTION}{section}{PHRASINGS if key == 'p' else ''}")
    if key.startswith("f."):
        return Spot(target, FIELD + key.removeprefix("f."))
    return Spot(target, _KEYS[key]) if key in _KEYS else None


def keys_of(id_: str) -> str:
    """Return the letters of the fields that an entry or guide has, or a section."""
    return "ap" if "#" in id_ else "aqpscrlt"


def label_of(id_: str, key: str, language: Language) -> str:
    """Return the label of a field of an entry, guide or section."""
    return language.pgettext("button", "Text") if "#" in id_ and key == "a" else _label(_KEYS[key], language)


def _label(field: str, language: Language) -> str:
    return {
        "question": language.pgettext("button", "Title"),
        "answer": language.pgettext("field", "Answer"),
        "phrasings": language.pgettext("button", "Phrasings"),
        "sources": language.pgettext("button", "Sources"),
        "checked": language.pgettext("button", "Date checked"),
        "review_by": language.pgettext("button", "Review date"),
        "related": language.pgettext("button", "Related"),
        "topic": language.pgettext("button", "Topic"),
    }[field]


def of_entry(entry: Entry, id_: str, language: Language) -> Rows:
    """Return what can be changed in an entry, guide or section."""
    fields = [Button(label_of(id_, key, language), press(SHOW, token_of(id_), key)) for key in keys_of(id_)]
    open_ = [
        Button(_short(each.name), press(SHOW, token_of(entry.id), f"f.{each.id}"))
        for each in entry.fields
        if "#" not in id_
    ]
    history = Button(language.pgettext("button", "History"), press(HISTORY, token_of(entry.id)))
    return (*_rows(fields), *_rows(open_), (history,))


def of_sections(guide: Guide) -> Rows:
    """Return a button for each section of a guide, by its number."""
    return of_ids([f"{guide.id}#{each.id}" for each in guide.sections])


def of_ids(ids: Iterable[str]) -> Rows:
    """Return a button with its number for each entry, guide or section."""
    return numbered([press(SHOW, token_of(each), "") for each in ids])


def of_agenda(agenda: Agenda, language: Language) -> Rows:
    """Return a number for each line of what needs somebody's hand, and a new entry."""
    reviews = [press(SHOW, token_of(each.id), "") for each in (*agenda.overdue, *agenda.soon)]
    fill = Button(language.pgettext("button", "Fill in"), press(FILL))
    few = len(agenda.open_fields) <= A_ROW
    return (
        *numbered(reviews[:MOST_NUMBERED]),
        *(of_open_fields(agenda, language) if few else ((fill,),)),
        (Button(language.pgettext("button", "New entry"), press(NEW)),),
    )


def of_open_fields(agenda: Agenda, language: Language) -> Rows:
    """Return a button for each field that is still open."""
    fill = language.pgettext("button", "Fill in: {field}")
    found = [(each, _short(fill.format(field=each.field.name))) for each in agenda.open_fields[:MOST_FIELDS]]
    return tuple((Button(label, press(SHOW, token_of(each.id), f"f.{each.field.id}")),) for each, label in found)


def while_asked(spot: Spot, profile: Profile, today: date, language: Language, *, may_skip: bool) -> Rows:
    """Return what can be pressed in the place of typing; of a new entry the phrasings may be written later."""
    skip = Button(language.pgettext("button", "Later"), press(SAY, NOTHING))
    last = (*((skip,) if may_skip and spot.field == "phrasings" else ()), cancel(language))
    return (*_proposed(spot, profile, today, language), last)


def of_id(proposed: str, language: Language) -> Rows:
    """Return the way to keep an id that is proposed."""
    return ((Button(language.pgettext("button", "Keep it"), press(SAY, proposed)), cancel(language)),)


def of_preview(turn: int, language: Language, *, reviewed: bool) -> Rows:
    """Return what can be done with a preview; what is `reviewed` already needs no new date."""
    first = (
        Button(language.pgettext("button", "Publish"), press(PUBLISH, turn)),
        Button(language.pgettext("button", "Change"), press(CHANGE, turn, "")),
        cancel(language),
    )
    checked = Button(language.pgettext("button", "Checked today"), press(CHANGE, turn, "today"))
    sources = Button(language.pgettext("button", "Sources"), press(CHANGE, turn, "s"))
    return (first, (*(() if reviewed else (checked,)), sources))


def of_faults(turn: int, spots: Sequence[Spot], language: Language) -> Rows:
    """Return each field that may be mended, and the way out."""
    keys = {field: key for key, field in _KEYS.items()}
    known = [each.field for each in spots if each.field in keys]
    fields = [Button(_label(each, language), press(CHANGE, turn, keys[each])) for each in known]
    return (*_rows(fields), (cancel(language),))


def of_conflict(turn: int, language: Language) -> Rows:
    """Return the two ways out when somebody else has changed the same."""
    mine = Button(language.pgettext("button", "Publish mine"), press(MINE, turn))
    theirs = Button(language.pgettext("button", "Keep theirs"), press(CANCEL))
    return ((mine, theirs),)


def after_publishing(number: int, id_: str, language: Language, *, removed: bool = False) -> Rows:
    """Return what can be done with what was just published, or removed."""
    undo = Button(language.pgettext("button", "Undo"), press(UNDO, number))
    if removed:
        return ((undo,),)
    show = Button(language.pgettext("button", "Show it"), press(SHOW, token_of(id_), ""))
    return ((undo, show),)


def of_history(history: Sequence[Published]) -> Rows:
    """Return a number for each publication."""
    return numbered([press(PUBLICATION, each.publication.id) for each in history[:MOST_NUMBERED]])


def of_publication(published: Published, language: Language) -> Rows:
    """Return the undo of a publication that was not undone yet."""
    if published.undone:
        return ()
    return ((Button(language.pgettext("button", "Undo this"), press(UNDO, published.publication.id)),),)


def numbered(data: Sequence[str]) -> Rows:
    """Return a button with its number for each of these."""
    return _rows([Button(str(place), each) for place, each in enumerate(data, start=1)])


def cancel(language: Language) -> Button:
    """Return the way out."""
    return Button(language.pgettext("button", "Cancel"), press(CANCEL))


def _proposed(spot: Spot, profile: Profile, today: date, language: Language) -> Rows:
    if spot.field == "checked":
        return ((Button(language.pgettext("button", "Checked today"), press(SAY, today.isoformat())),),)
    if spot.field == "review_by":
        return (tuple(_months(today, months, language) for months in (3, 6, 12)),)
    if spot.field == "topic":
        return _rows([Button(_short(language.said(each.title)), press(SAY, each.id)) for each in profile.topics], 2)
    return ()


def _months(today: date, months: int, language: Language) -> Button:
    day = today + timedelta(days=round(months * 30.4))
    label = language.ngettext("In {n} month", "In {n} months", months).format(n=months)
    return Button(label, press(SAY, day.isoformat()))


def _rows(buttons: Iterable[Button], width: int = A_ROW) -> Rows:
    left, rows = list(buttons), []
    while left:
        rows.append(tuple(left[:width]))
        left = left[width:]
    return tuple(rows)


def _short(words: str) -> str:
    return words if len(words) <= LONGEST_LABEL else words[: LONGEST_LABEL - 1].rstrip() + "…"
