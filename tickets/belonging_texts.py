"""What a member reads of where their message went."""

from collections.abc import Sequence

from core.language import Language
from core.text import Text, fill, join, text
from tickets.cards import quoted
from tickets.models import Request


def joined(request: Request, language: Language) -> Text:
    """Say that a message was added to a request."""
    return fill(language.gettext("Added to request {number}: the experts will see it."), number=request.id)


def joined_already(request: Request, language: Language) -> Text:
    """Say that it stands there already."""
    return fill(language.gettext("This stands in request {number} already."), number=request.id)


def taken_for_reply(request: Request, language: Language) -> Text:
    """Say that a message was taken for the next word in a request."""
    lines = [joined(request, language), text(language.gettext("If you meant something else, say so here."))]
    return join("\n", lines)


def full(request: Request, most: int, language: Language) -> Text:
    """Say that a request takes no more messages today."""
    first = language.ngettext(
        "This was not added: request {number} takes at most {n} message in 24 hours.",
        "This was not added: request {number} takes at most {n} messages in 24 hours.",
        most,
    )
    lines = [
        fill(first, number=request.id, n=most),
        text(language.gettext("Please send the rest tomorrow, or now as one file in a new request.")),
    ]
    return join("\n", lines)


def closed(request: Request, language: Language) -> Text:
    """Say that a closed request takes nothing more."""
    template = language.gettext("Request {number} is closed, so your message was not added to it.")
    lines = [
        fill(template, number=request.id),
        text(language.gettext("Reopen it and send your message again, or just type your question.")),
    ]
    return join("\n", lines)


def which(open_: Sequence[Request], language: Language) -> Text:
    """Ask to which request attachments belong."""
    line = language.gettext("{name}: {words}")
    lines = [
        text(language.gettext("This is kept here for the experts. Which request does it belong to?")),
        *(fill(line, name=each.id, words=quoted(each.subject, language)) for each in open_),
    ]
    return join("\n", lines)


def kept(language: Language) -> Text:
    """Say that something without words waits for a request."""
    lines = [
        language.gettext("This assistant reads written words only. What you sent is kept here for an hour."),
        language.gettext("To show it to an expert, press Ask an expert; or type your question in words."),
    ]
    return join("\n", lines)


def kept_beside(language: Language) -> Text:
    """Say, before the answer to a caption, what becomes of the attachment."""
    return text(
        language.gettext("This assistant has read the words only; your attachment goes along if you ask an expert.")
    )


def nothing_kept(language: Language) -> Text:
    """Say that what waited is not there any more."""
    lines = [
        language.gettext("What you sent is not kept here any more, or was added already."),
        language.gettext("Please send it again."),
    ]
    return join("\n", lines)


def edit_shown(request: Request, language: Language) -> Text:
    """Say that the experts see an edit."""
    template = language.gettext("The experts see your edit in request {number}, and what it said before.")
    return fill(template, number=request.id)


def edit_not_shown(request: Request, language: Language) -> Text:
    """Say that a request is closed, so that nobody sees an edit."""
    template = language.gettext("Request {number} is closed, so the experts do not see your edit.")
    lines = [fill(template, number=request.id), text(language.gettext("Reopen it to go on, or type a new question."))]
    return join("\n", lines)
