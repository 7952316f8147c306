"""The buttons of the intake, and what each sends back."""

from collections.abc import Sequence

from core.language import Language
from core.press import press
from core.saying import A_LINE, Button, Rows
from core.text import Text
from tickets.intake import COUNTRY, ROLE, TOPIC
from tickets.models import Request

AM, KIND, CHOOSE, SKIP, SAME, REMEMBER, FORGET = "rqam", "rqkind", "rqtopic", "rqskip", "rqsame", "rqkeep", "rqforget"
JOIN, ANEW = "rqjoin", "rqanew"
USE, SEND, CHANGE, FIX, CANCEL, DISCARD, GO_ON = "rquse", "rqsend", "rqchange", "rqfix", "rqcancel", "rqdump", "rqgo"
A_ROW = 3
LABEL = 20  # characters that a phone shows of one of three buttons in a row


def kinds(request: Request, titles: Sequence[str], language: Language) -> Rows:
    """Return a button for each kind of help."""
    each = [
        Button(Text(title).cut(LABEL).plain, press(KIND, request.id, place)) for place, title in enumerate(titles, 1)
    ]
    return (*_rows(each), (_send_now(request, language), _cancel(request, language)))


def topics(request: Request, titles: Sequence[str], proposed: int | None, language: Language) -> Rows:
    """Return a button for each topic, the proposed one (its place, from 1) first and alone."""
    each = {
        place: Button(Text(title).cut(LABEL).plain, press(CHOOSE, request.id, place))
        for place, title in enumerate(titles, 1)
    }
    first = ((each.pop(proposed),),) if proposed in each else ()
    return (*first, *_rows(list(each.values())), onwards(request, TOPIC, language))


def country(request: Request, known: str | None, language: Language) -> Rows:
    """Return the remembered country, and the way to have it forgotten."""
    if not known:
        return (onwards(request, COUNTRY, language),)
    same = Button(Text(known).cut(LABEL).plain, press(SAME, request.id))
    forget = Button(language.pgettext("button", "Do not remember it"), press(FORGET, request.id))
    return ((same, forget), onwards(request, COUNTRY, language))


def roles(request: Request, titles: Sequence[str], language: Language) -> Rows:
    """Return a button for each role that the profile names."""
    each = [
        Button(Text(title).cut(A_LINE).plain, press(AM, request.id, place)) for place, title in enumerate(titles, 1)
    ]
    return (*_rows(each, 2), onwards(request, ROLE, language))


def onwards(request: Request, need: str, language: Language) -> tuple[Button, ...]:
    """Return the last row of a step: leave it out, send at once, or cancel."""
    skip = Button(language.pgettext("button", "Skip"), press(SKIP, request.id, need))
    return (skip, _send_now(request, language), _cancel(request, language))


def remember(request: Request, language: Language) -> tuple[Button, ...]:
    """Return the button by which a country is remembered."""
    return (Button(language.pgettext("button", "Remember the country"), press(REMEMBER, request.id)),)


def consents(request: Request, language: Language) -> Rows:
    """Return the three ways to decide about reuse."""
    labels = (
        language.pgettext("button", "Keep private"),
        language.pgettext("button", "Reuse without names"),
        language.pgettext("button", "Decide later"),
    )
    each = [Button(label, press(USE, request.id, place)) for place, label in enumerate(labels)]
    return ((each[0], each[2]), (each[1],), (_send_now(request, language), _cancel(request, language)))


def review_buttons(request: Request, language: Language, role: int | None = None) -> Rows:
    """Return what can be done with the whole; `role` is the place of one's role among what can be changed."""
    send = Button(language.pgettext("button", "Send"), press(SEND, request.id))
    change = Button(language.pgettext("button", "Change"), press(CHANGE, request.id))
    add = Button(language.pgettext("button", "Add your role"), press(FIX, request.id, role or 0))
    return (*(((add,),) if role else ()), (send, change, _cancel(request, language)))


def fixes(request: Request, titles: Sequence[str], language: Language) -> Rows:
    """Return a button for each answer that can be changed."""
    each = [
        Button(Text(title).cut(LABEL).plain, press(FIX, request.id, place)) for place, title in enumerate(titles, 1)
    ]
    return (*_rows(each, 2), (_send_now(request, language), _cancel(request, language)))


def only_cancel(request: Request, language: Language) -> Rows:
    """Return the way out of a step that cannot be left out."""
    return ((_cancel(request, language),),)


def without_words(request: Request, language: Language) -> Rows:
    """Return the ways out where something was sent without words."""
    return ((_send_now(request, language), _cancel(request, language)),)


def draft_buttons(request: Request, language: Language) -> Rows:
    """Return what can be done with a draft that was left."""
    go_on = Button(language.pgettext("button", "Continue"), press(GO_ON, request.id))
    discard = Button(language.pgettext("button", "Discard"), press(DISCARD, request.id))
    return ((go_on, discard),)


def draft_or_new(request: Request, question: int, language: Language) -> Rows:
    """Return the same, with what can be done with a further question: it joins the draft, or takes its place."""
    add = Button(language.pgettext("button", "Add this to it"), press(JOIN, request.id, question))
    new = Button(language.pgettext("button", "Begin anew with this"), press(ANEW, request.id, question))
    return (*draft_buttons(request, language), (add,), (new,))


def _send_now(request: Request, language: Language) -> Button:
    return Button(language.pgettext("button", "Send now"), press(SEND, request.id))


def _cancel(request: Request, language: Language) -> Button:
    return Button(language.pgettext("button", "Cancel"), press(CANCEL, request.id))


def _rows(each: Sequence[Button], most: int = A_ROW) -> Rows:
    return tuple(tuple(each[start : start + most]) for start in range(0, len(each), most))
