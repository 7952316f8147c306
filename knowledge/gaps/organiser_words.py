"""What is said about questions to an organiser."""

from collections.abc import Sequence

from core.language import Language
from core.markdown import from_markdown
from core.press import press
from core.saying import Button, Saying
from core.text import Text, bold, fill, join, text
from knowledge.buttons import SEE, in_rows
from knowledge.editing.buttons import SHOW
from knowledge.entries import Entry, Field
from knowledge.models import WISH_KEPT
from knowledge.texts import numbered
from knowledge.tokens import token_of

ASK, ASK_FIELD, NOT_NEEDED = "orgask", "orgfield", "orgnot"


def ask(id_: str, language: Language) -> Button:
    """Return the button that asks for what is open in a guide or section."""
    return Button(language.pgettext("button", "Ask the organiser"), press(ASK, token_of(id_)))


def which(entry: Entry, title: str, open_: Sequence[Field], language: Language) -> Saying:
    """Ask which of the open fields of a guide somebody wants to know."""
    first = fill(language.gettext("This is still open in “{title}”. What do you want to know?"), title=title)
    how = language.gettext("Press a number or type it. The organiser is asked, and you are told the answer.")
    each = [
        Button(str(place), press(ASK_FIELD, token_of(entry.id), token_of(field.id)))
        for place, field in enumerate(open_, 1)
    ]
    words = join("\n\n", [first, numbered([field.name for field in open_]), how])
    return Saying(words, (*in_rows(each), (_guide(entry, language),)))


def asked(entry: Entry, fields: Sequence[Field], language: Language) -> Saying:
    """Say that a question was passed on, and how long it waits."""
    line = language.ngettext(
        "You are told here as soon as it is known, within {n} day. Then your question is deleted.",
        "You are told here as soon as it is known, within {n} days. Then your question is deleted.",
        WISH_KEPT.days,
    )
    lines = [
        fill(language.gettext("The organiser is asked for: {fields}"), fields=bold(_named(fields))),
        fill(line, n=WISH_KEPT.days),
    ]
    no_more = Button(language.pgettext("button", "No longer needed"), press(NOT_NEEDED, token_of(entry.id)))
    return Saying(join("\n", lines), ((_guide(entry, language), no_more),))


def nothing_open(entry: Entry, language: Language) -> Saying:
    """Say that everything is filled in by now."""
    return Saying(
        text(language.gettext("Nothing is open there any more. The guide has it.")), ((_guide(entry, language),),)
    )


def withdrawn(language: Language, *, was_there: bool) -> Text:
    """Say that somebody waits for nothing any more."""
    if was_there:
        return text(language.gettext("Your question to the organiser has been deleted."))
    return text(language.gettext("There is no such question any more; nothing was changed."))


def for_coordinators(entry: Entry, field: Field, waiting: int, language: Language) -> Saying:
    """Tell who keeps the guides what people want to know, without their names."""
    line = language.ngettext("{n} person wants to know it and waits.", "{n} people want to know it and wait.", waiting)
    first = language.gettext("Somebody asks for what is open in “{title}”: {field}")
    last = language.gettext("What you fill in is told to all who asked.")
    lines = [fill(first, title=entry.question, field=bold(field.name)), fill(line, n=waiting), text(last)]
    fill_in = Button(language.pgettext("button", "Fill in"), press(SHOW, token_of(entry.id), f"f.{field.id}"))
    return Saying(join("\n", lines), ((fill_in,),), silent=True)


def answered(entry: Entry, field: Field, title: str, language: Language) -> Saying:
    """Tell somebody what they wanted to know."""
    first = fill(language.gettext("The organiser has answered your question about “{title}”."), title=title)
    answer = join("\n", [bold(field.name), from_markdown(field.value or "")])
    return Saying(join("\n\n", [first, answer]), ((_guide(entry, language),),))


def _named(fields: Sequence[Field]) -> str:
    return ", ".join(field.name for field in fields)


def _guide(entry: Entry, language: Language) -> Button:
    return Button(language.pgettext("button", "See the guide"), press(SEE, token_of(entry.id), 0))
