"""The buttons by which a member says which request something belongs to."""

from collections.abc import Sequence

from core.language import Language
from core.press import press
from core.saying import Button, Rows
from tickets.cards import MINE, reopen_button
from tickets.models import Request

PUT, NEW, MOVE, EXPERT = "rqput", "rqnew", "rqmove", "expert"
MOST = 3


def add_to(open_: Sequence[Request], question: int, language: Language) -> Rows:
    """Return a button for each of the newest open requests that adds a question to it."""
    return tuple((Button(_add_to(each.id, language), press(PUT, each.id, question)),) for each in open_[:MOST])


def was_new(request: Request, part: int, language: Language) -> Rows:
    """Return the button that takes a message out of a request again."""
    label = language.pgettext("button", "It was a new question")
    return ((Button(label, press(NEW, request.id, part)),),)


def which(open_: Sequence[Request], language: Language) -> Rows:
    """Return a button for each open request, and one for a new one, to which attachments are put."""
    each = [Button(_add_to(request.id, language), press(MOVE, request.id)) for request in open_]
    return (*((button,) for button in each), (Button(language.pgettext("button", "New request"), press(EXPERT, 0)),))


def ask_an_expert(language: Language) -> Rows:
    """Return the button that turns to an expert with what was sent."""
    return ((Button(language.pgettext("button", "Ask an expert"), press(EXPERT, 0)),),)


def closed(request: Request, language: Language) -> Rows:
    """Return what can be done where something was meant for a closed request."""
    mine = Button(language.pgettext("button", "My requests"), press(MINE))
    return ((reopen_button(request, language), mine),)


def _add_to(number: int, language: Language) -> str:
    return language.pgettext("button", "Add to request {number}").format(number=number)
