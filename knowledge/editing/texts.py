"""What coordinators read while they keep the knowledge."""

from collections.abc import Iterable, Iterator, Mapping, Sequence

from core.language import Language
from core.text import Text, bold, fill, join, text
from knowledge.editing.edits import Change
from knowledge.editing.spots import FIELD, PHRASINGS, SECTION, Spot
from knowledge.editing.typed_fields import LONGEST, Wanted, copyable
from knowledge.entries import Entry, Guide, Section
from people.times import said_day

SHORT = 300  # characters of what stood there before, where the new text is shown whole
QUOTED = 900  # characters of each of two texts to compare


def name_of(spot: Spot, entry: Entry | None, language: Language) -> str:
    """Return what a field is called in a sentence."""
    name = _name(spot.field, entry, language)
    return f"{name} ({spot.language})" if spot.language else name


def _name(field: str, entry: Entry | None, language: Language) -> str:
    if field.startswith(FIELD):
        id_ = field.removeprefix(FIELD)
        return next((each.name for each in (entry.fields if entry else ()) if each.id == id_), id_)
    if field.startswith(SECTION):
        id_ = field.removeprefix(SECTION).removesuffix(PHRASINGS)
        sections = entry.sections if isinstance(entry, Guide) else ()
        title = next((each.title for each in sections if each.id == id_), id_)
        if field.endswith(PHRASINGS):
            return language.gettext("phrasings of “{section}”").format(section=title)
        return language.gettext("section “{section}”").format(section=title)
    return {
        "question": language.pgettext("field", "title"),
        "answer": language.pgettext("field", "answer"),
        "phrasings": language.pgettext("field", "phrasings"),
        "sources": language.pgettext("field", "sources"),
        "checked": language.pgettext("field", "date checked"),
        "review_by": language.pgettext("field", "review date"),
        "related": language.pgettext("field", "related answers"),
        "topic": language.pgettext("field", "topic"),
    }.get(field, field)


# --- an entry


def about_entry(entry: Entry, part: Entry | Section, id_: str, topic: str, language: Language) -> Text:
    """Return what only coordinators see of an entry, guide or section: its id, dates, fields and other languages."""
    asked = entry.open_fields(part.text) if isinstance(part, Section) else entry.fields
    open_ = [each.name for each in asked if each.value is None]
    lines: list[Text | str] = [
        fill(language.gettext("Id: {id}. Topic: {topic}."), id=id_, topic=topic),
        fill(
            language.gettext("Checked on {checked}, to be reviewed by {review}."),
            checked=said_day(entry.checked, language),
            review=said_day(entry.review_by, language),
        ),
        fill(language.gettext("Phrasings: {n}."), n=len(part.phrasings) - 1),
    ]
    if open_:
        lines.append(fill(language.gettext("Still open: {fields}."), fields=", ".join(open_)))
    if entry.translations:
        others = ", ".join(sorted(entry.translations))
        lines.append(
            fill(
                language.gettext("Also in: {languages}. To change one, type /edit {id} answer fr."),
                languages=others,
                id=id_,
            )
        )
    return join("\n", [*lines, language.gettext("Press what you want to change.")])


def section_numbers(guide: Guide, language: Language) -> Text:
    """List the sections of a guide by number."""
    lines = [f"{place}. {each.title}" for place, each in enumerate(guide.sections, start=1)]
    return join("\n", [language.gettext("Its sections:"), *lines])


def no_such(typed: str, nearest: Mapping[str, str], language: Language) -> Text:
    """Say that there is nothing of this id, and what there is."""
    first = fill(language.gettext("There is nothing with the id {id}."), id=typed)
    if not nearest:
        return join("\n", [first, language.gettext("Type /edit to see what needs work.")])
    lines = [f"{place}. {title} ({id_})" for place, (id_, title) in enumerate(nearest.items(), start=1)]
    return join("\n", [first, language.gettext("Did you mean one of these? Press its number or type it."), *lines])


def no_such_field(typed: str, names: Sequence[str], language: Language) -> Text:
    """Say that it has no such field, and which it has."""
    first = fill(language.gettext("There is no field {name} here."), name=typed)
    return join("\n", [first, fill(language.gettext("You can type: {names}."), names=", ".join(names))])


# --- asking


def present(value: object, language: str) -> Text:
    """Return what a field says now, to be copied with one tap."""
    return Text(copyable(value, language)).marked("pre")


def asks(spot: Spot, name: str, language: Language, now: Text) -> Text:
    """Ask for the new text of a field, showing what it says now."""
    first = fill(language.gettext("Please send the new text: {name}."), name=bold(name))
    if spot.field == "topic":
        first = text(language.gettext("Under which topic do members find it?"))
    copy = language.gettext("Tap what is there now to copy it:") if now.plain else None
    asked = join("\n", [part for part in (first, _how(spot.field, language), copy) if part])
    return join("\n\n", [part for part in (asked, now) if len(part)])


def _how(field: str, language: Language) -> str | None:
    if field.endswith("phrasings"):
        return language.gettext(
            "One on each line. Lines that begin with + are added. A line such as fr: begins another language."
        )
    if field.startswith(FIELD):
        return language.gettext("Members read it where it is said to be open today; - opens it again.")
    return {
        "question": language.gettext("It is the title that members see."),
        "answer": language.gettext(
            "Say in the first sentence what holds, then what to do. **Bold** and [links](https://…) work."
        ),
        "sources": language.gettext("One on each line: a name if you like, then the address, https://…"),
        "related": language.gettext("The ids of other answers or guides, with spaces between them; - for none."),
        "checked": language.gettext("The day on which it was compared with its sources, such as 2027-03-09."),
        "review_by": language.gettext("The day by which somebody looks at it again, such as 2027-03-09."),
        "topic": language.gettext("Press a topic."),
    }.get(field)


def which_field(language: Language) -> Text:
    """Ask what is to be changed once more."""
    return text(language.gettext("What do you want to change? Press it."))


def asks_id(proposed: str, language: Language) -> Text:
    """Ask under which id a new entry is to be kept."""
    first = fill(
        language.gettext("Its id will be {id}; it never changes and stands in links."), id=Text(proposed).marked("code")
    )
    return join("\n", [first, language.gettext("Press Keep it, or type another: small letters, digits and hyphens.")])


def unreadable(wanted: Wanted, language: Language) -> Text:
    """Say what is needed instead of what was typed."""
    return text(
        {
            Wanted.WORDS: language.gettext("There must be some words. Please send the text."),
            Wanted.SHORTER: language.gettext(
                "A line is too long: {n} characters at most. Please send it shorter."
            ).format(n=LONGEST),
            Wanted.DAY: language.gettext("This is no day. Please type it like 2027-03-09."),
            Wanted.PAST: language.gettext("This day is not here yet. Please type the day on which it was checked."),
            Wanted.FUTURE: language.gettext("The day must be after today and within three years. Please type another."),
            Wanted.TOPIC: language.gettext("There is no such topic. Please press one."),
            Wanted.FREE_ID: language.gettext("This id is used already. Please type another."),
            Wanted.ID: language.gettext(
                "An id has small letters, digits and hyphens, 40 at most. Please type another."
            ),
        }[wanted]
    )


# --- before publishing


def preview(card: Text, changes: Mapping[Spot, Change], entry: Entry, language: Language, default: str) -> Text:
    """Show what members will see, and what else changes."""
    parts = [text(language.gettext("This is how members will see it:")), card]
    hidden = [(spot, each) for spot, each in changes.items() if not _is_seen(spot.field)]
    parts += [difference(spot, each.before, each.value, entry, language, default) for spot, each in hidden]
    dates = language.gettext("Checked on {checked}, to be reviewed by {review}.")
    day, review = said_day(entry.checked, language), said_day(entry.review_by, language)
    how = language.gettext("Nothing is changed until you press Publish.")
    return join("\n\n", [*parts, fill(dates, checked=day, review=review) + f"\n{how}"])


def _is_seen(field: str) -> bool:
    return field in ("question", "answer", "sources", "checked", "review_by") or (
        field.startswith((SECTION, FIELD)) and not field.endswith(PHRASINGS)
    )


def difference(
    spot: Spot, before: object, after: object, entry: Entry | None, language: Language, default: str
) -> Text:
    """Return what of a field is new and what is gone: line by line, or the whole text of each."""
    name = bold(name_of(spot, entry, language))
    old, new = copyable(before, spot.language or default), copyable(after, spot.language or default)
    if spot.field.endswith("phrasings") or spot.field in ("sources", "related"):
        gone = [line for line in old.split("\n") if line and line not in new.split("\n")]
        added = [line for line in new.split("\n") if line and line not in old.split("\n")]
        return join("\n", [name, *(f"+ {line}" for line in added), *(f"− {line}" for line in gone)])
    lines = [
        fill(language.gettext("Before: {text}"), text=Text(old).cut(SHORT) if old else language.gettext("nothing")),
        fill(language.gettext("Now: {text}"), text=Text(new).cut(SHORT) if new else language.gettext("nothing")),
    ]
    return join("\n", [name, *lines])


def faults(sentences: Iterable[str], kept: Text, language: Language) -> Text:
    """Say why a change cannot be published, and that nothing is lost."""
    first = language.gettext("This cannot be published yet:")
    last = language.gettext("Your text is kept. Tap it to copy it, mend it and send it again:")
    said = join("\n", [first, *_reasons(sentences, language), last])
    return join("\n\n", [said, kept])


def press_a_button(language: Language) -> Text:
    """Say that the preview wants a button."""
    return text(language.gettext("Press Publish, Change or Cancel below the preview; nothing is changed until then."))


def changed_meanwhile(
    spot: Spot, theirs: object, mine: object, entry: Entry | None, language: Language, default: str
) -> Text:
    """Say that somebody else has changed the same, and show both."""
    first = language.gettext(
        "Somebody has changed this while you were writing: {name}. Nothing of yours is published yet."
    )
    their, my = (copyable(each, spot.language or default) for each in (theirs, mine))
    return join(
        "\n\n",
        [
            fill(first, name=bold(name_of(spot, entry, language))),
            fill(language.gettext("Theirs:\n{text}"), text=Text(their).cut(QUOTED)),
            fill(language.gettext("Yours:\n{text}"), text=Text(my).cut(QUOTED)),
        ],
    )


# --- after publishing


def published(title: str, names: Sequence[str], left: Sequence[str], language: Language) -> Text:
    """Say that it is in force, and what to type where translations still say what held before."""
    first = fill(language.gettext("Published: {title} ({names})."), title=bold(title), names=", ".join(names))
    lines: list[Text | str] = [first, language.gettext("Members see it from now on. Undo takes it back.")]
    if left:
        lines += ["", language.gettext("Its translations still say what it said before. To change them:")]
    return join("\n", [*lines, *(Text(each).marked("code") for each in left)])


def nothing_changed(language: Language) -> Text:
    """Say that the text is the one that was there."""
    return text(language.gettext("This is just what stands there already, so nothing was changed."))


def taken_back(title: str, language: Language, *, removed: bool = False) -> Text:
    """Say that a change was undone; where it had made something new, that this is removed."""
    removed_again = language.gettext("Taken back: {title} was new, and has been removed again.")
    as_before = language.gettext("Taken back: {title} says again what it said before.")
    first = fill(removed_again if removed else as_before, title=bold(title))
    return join("\n", [first, language.gettext("Undo brings the change back.")])


def cannot_take_back(sentences: Iterable[str], language: Language) -> Text:
    """Say why a change cannot be undone."""
    first = language.gettext("This cannot be taken back, and nothing was changed:")
    return join("\n", [first, *_reasons(sentences, language)])


def _reasons(sentences: Iterable[str], language: Language) -> Iterator[str]:
    for each in map(language.said, sentences):
        yield f"• {each[:1].upper()}{each[1:]}"


def cancelled(language: Language) -> Text:
    """Say that a change was given up."""
    return text(language.gettext("Nothing was changed. Type /edit to begin anew."))


def changed_since(language: Language) -> Text:
    """Say that a later change stands in the way of an undo."""
    first = language.gettext("This was changed again later, so it was not taken back.")
    return join("\n", [first, language.gettext("Take the later change back first; History shows it.")])


def cannot_be_written(language: Language) -> Text:
    """Say that there is no place in a file for what was to be changed."""
    first = language.gettext("This cannot be changed here, so nothing was done.")
    return join(
        "\n", [first, language.gettext("Its file is broken, or has no such part any more; please look at the file.")]
    )


def for_coordinators(language: Language) -> Text:
    """Say that somebody may not use a command."""
    first = language.gettext("Only coordinators can do this, so nothing was done.")
    return join("\n", [first, language.gettext("/help shows what you can type.")])
