"""The buttons with which experts take, hand over and close requests."""

from collections.abc import Sequence

from core.language import Language
from core.press import press
from core.saying import Button, Rows
from tickets.duty_texts import reason_label
from tickets.experts import Expert
from tickets.models import Request
from tickets.states import EXPERTS_REASONS, State

TAKE, TAKE_OVER, HAND, HAND_TO, CLOSE, CLOSE_FOR, STAY, LOOK = (
    "rltake",
    "rlover",
    "rlhand",
    "rlhandto",
    "rlclose",
    "rlwhy",
    "rlstay",
    "rllook",
)
LONGEST = 20  # characters of a name on a button


def take(request: Request, language: Language) -> Button:
    """Return the button that takes a request, which may be typed."""
    return Button(language.pgettext("button", "Take {number}").format(number=request.id), press(TAKE, request.id))


def hand(request: Request, language: Language) -> Button:
    """Return the button that asks to whom a request is handed."""
    return Button(language.pgettext("button", "Hand over"), press(HAND, request.id))


def close(request: Request, language: Language) -> Button:
    """Return the button that asks why a request is closed."""
    return Button(language.pgettext("button", "Close"), press(CLOSE, request.id))


def take_over(request: Request, language: Language) -> Button:
    """Return the button by which a coordinator takes another's request."""
    return Button(language.pgettext("button", "Take over"), press(TAKE_OVER, request.id))


def stay(request: Request, language: Language) -> Button:
    """Return the button by which an owner says that they are on it."""
    return Button(language.pgettext("button", "I am on it"), press(STAY, request.id))


def takes(requests: Sequence[Request], language: Language) -> Rows:
    """Return a button to take each of these, three a row."""
    every = [take(each, language) for each in requests if each.state != State.CLOSED]
    return tuple(tuple(every[place : place + 3]) for place in range(0, len(every), 3))


def experts(request: Request, suited: Sequence[Expert]) -> Rows:
    """Return a button for each expert, in rows of two."""
    every = [Button(each.name[:LONGEST] or str(each.id), press(HAND_TO, request.id, each.id)) for each in suited]
    return tuple(tuple(every[place : place + 2]) for place in range(0, len(every), 2))


def reasons(request: Request, language: Language) -> Rows:
    """Return a button for each reason why an expert closes a request, in rows of two."""
    every = [
        Button(reason_label(reason, language), press(CLOSE_FOR, request.id, place))
        for place, reason in enumerate(EXPERTS_REASONS)
    ]
    return tuple(tuple(every[place : place + 2]) for place in range(0, len(every), 2))
