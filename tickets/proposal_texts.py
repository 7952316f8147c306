"""What experts and editors read of a request that is to become an entry."""

from collections.abc import Sequence

from core.language import Language
from core.press import press
from core.saying import Button, Rows
from core.text import Text, bold, fill, join
from tickets.models import Request
from tickets.proposals import Proposal, to_be_looked_at

PROPOSE, WORDING, MERGE, NEW = "rlprop", "rlword", "rlmerge", "rlnew"
LONGEST = 1400  # characters of a question or an answer in one message


def propose(request: Request, language: Language) -> Button:
    """Return the button with which an expert proposes what was answered as an entry."""
    return Button(language.pgettext("button", "Propose as entry"), press(PROPOSE, request.id))


def proposed(request: Request, readers: int, language: Language) -> Text:
    """Tell an expert who reads the proposal."""
    if not readers:
        template = language.gettext(
            "No coordinator can be reached now, so request {number} was not proposed.\nPlease try again tomorrow."
        )
        return fill(template, number=request.id)
    template = language.ngettext(
        "{count} coordinator sees request {number} as a proposal now, without names.",
        "{count} coordinators see request {number} as a proposal now, without names.",
        readers,
    )
    return fill(template, count=readers, number=request.id)


def proposed_before(request: Request, language: Language) -> Text:
    """Say that it was proposed already."""
    template = language.gettext("Request {number} was proposed already. Nothing was changed.")
    return fill(template, number=request.id)


def kept_private(request: Request, language: Language) -> Text:
    """Say that the member has not allowed it."""
    template = language.gettext(
        "Request {number} stays private: its member has not allowed its answer to be reused. Nothing was done."
    )
    return fill(template, number=request.id)


def nothing_answered(request: Request, language: Language) -> Text:
    """Say that there is nothing to make an entry of."""
    template = language.gettext("Request {number} has no answer in words, so there is nothing to propose.")
    return fill(template, number=request.id)


def for_editors(request: Request, found: Proposal, by: str, near: Sequence[str], language: Language) -> Text:
    """Show a proposal: question, answer, and the titles of the nearest entries."""
    head = fill(language.gettext("{name} proposes request {number} as an entry."), name=by, number=request.id)
    about = language.gettext(
        "Mail addresses, telephone numbers and known names are taken out; numbers are underlined. "
        "Please take out what else tells whose request it was."
    )
    lines: list[Text | str] = [
        bold(head),
        about,
        join("\n", [bold(language.gettext("Question")), to_be_looked_at(found.question).cut(LONGEST)]),
        join("\n", [bold(language.gettext("Answer")), to_be_looked_at(found.answer).cut(LONGEST)]),
    ]
    if near:
        listed = [fill("{place}. {title}", place=place, title=title) for place, title in enumerate(near, start=1)]
        lines.append(join("\n", [language.gettext("The nearest entries:"), *listed]))
    return join("\n\n", lines)


def editors_buttons(request: Request, near: Sequence[str], language: Language) -> Rows:
    """Return what an editor can do: `near` are short names of the nearest entries."""
    wording = tuple(
        Button(
            fill(language.pgettext("button", "Wording for {place}"), place=place).plain,
            press(WORDING, request.id, token),
        )
        for place, token in enumerate(near, start=1)
    )
    merge = tuple(
        Button(
            fill(language.pgettext("button", "Merge into {place}"), place=place).plain, press(MERGE, request.id, token)
        )
        for place, token in enumerate(near, start=1)
    )
    new = (Button(language.pgettext("button", "New entry"), press(NEW, request.id)),)
    return tuple(row for row in (wording, merge, new) if row)
