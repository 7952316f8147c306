"""What a member reads of their requests as a whole, and of what they do with one."""

from collections.abc import Sequence

from core.language import Language
from core.press import press
from core.saying import Button, Rows, Saying
from core.text import Text, fill, join, text
from tickets.cards import Described, card_buttons, expected_line, quoted, reopen_button, state_name
from tickets.intake_buttons import draft_buttons
from tickets.models import Request
from tickets.news import assistant_again
from tickets.states import Consent, State

SHOW, NEXT, STOP = "rqshow", "rqnext", "rqstop"
A_ROW = 3


def mine(open_: Sequence[Request], closed: Sequence[Request], draft: Request | None, language: Language) -> Saying:
    """List a member's requests, each with a button that shows its card."""
    if not open_ and not closed and draft is None:
        return Saying(_none(language))
    lines: list[Text | str] = []
    if draft is not None:
        lines += [language.gettext("Begun and not sent:"), quoted(draft.subject, language)]
    if open_:
        lines += [language.gettext("Your open requests:"), *(_line(each, language) for each in open_)]
    if closed:
        lines += [language.gettext("Closed lately:"), *(_line(each, language) for each in closed)]
    rows = draft_buttons(draft, language) if draft is not None else ()
    return Saying(join("\n", lines), (*_shows([*open_, *closed]), *rows))


def add_what(request: Request, language: Language) -> Saying:
    """Ask what is to be added."""
    lines = [
        fill(language.gettext("What do you want to add to request {number}?"), number=request.id),
        text(language.gettext("Type it, or send pictures or files; the next message is added.")),
    ]
    cancel = Button(language.pgettext("button", "Cancel"), press(STOP))
    return Saying(join("\n", lines), ((cancel,),))


def nothing_added(language: Language) -> Text:
    """Say that nothing was added."""
    lines = [
        language.gettext("Nothing was added."),
        language.gettext("Type your next question whenever you like."),
    ]
    return join("\n", lines)


def withdrawn(request: Request, language: Language, *, handed_back: bool = True) -> Saying:
    """Say that a request was withdrawn; `handed_back`: the assistant answers from here on."""
    lines = [
        fill(language.gettext("Request {number} is withdrawn and closed."), number=request.id),
        text(language.gettext("The experts are told. You can reopen it within 14 days.")),
        *(assistant_again(language) if handed_back else []),
    ]
    return Saying(join("\n", lines), ((reopen_button(request, language),),))


def reopened(request: Request, described: Described, language: Language) -> Saying:
    """Say that a request is open again."""
    lines = [
        fill(language.gettext("Request {number} is open again, and the experts are told."), number=request.id),
        expected_line(described, language),
        text(language.gettext("Type what is still missing as a reply to this message.")),
    ]
    return Saying(join("\n", lines), card_buttons(request, language))


def open_already(request: Request, language: Language) -> Text:
    """Say that a request is open."""
    return fill(language.gettext("Request {number} is open already."), number=request.id)


def closed_already(request: Request, language: Language) -> Saying:
    """Say that a request is closed."""
    words = fill(language.gettext("Request {number} is closed already."), number=request.id)
    return Saying(words, ((reopen_button(request, language),),))


def too_old(request: Request, language: Language) -> Saying:
    """Say that a request was closed too long ago, and offer a new one that goes on with it."""
    first = language.gettext("Request {number} was closed more than 14 days ago, so it stays closed.")
    lines = [
        fill(first, number=request.id),
        text(language.gettext("You can send a new request that is linked to it.")),
    ]
    new = Button(language.pgettext("button", "New request"), press(NEXT, request.id))
    return Saying(join("\n", lines), ((new,),))


def consent_changed(request: Request, language: Language) -> Text:
    """Say what may be made of the answer from now on."""
    if request.consent == Consent.REUSE:
        words = language.gettext("Noted: the answer to request {number} may be reused for others, without names.")
    else:
        words = language.gettext("Noted: the answer to request {number} stays private.")
    lines = [fill(words, number=request.id), text(language.gettext("You can change this at any time."))]
    return join("\n", lines)


def how_to_type(command: str, language: Language) -> Text:
    """Say what to type after a command about a request."""
    first = language.gettext("Type {command} with the number of your request, such as {example}.")
    example = {"add": language.gettext("/add 12 We have two halls")}.get(command, f"/{command} 12")
    lines = [
        fill(first, command=f"/{command}", example=example),
        text(language.gettext("/requests shows the numbers.")),
    ]
    return join("\n", lines)


def _none(language: Language) -> Text:
    lines = [
        language.gettext("You have no requests."),
        language.gettext("To ask an expert, type /expert and your question."),
    ]
    return join("\n", lines)


def _line(request: Request, language: Language) -> Text:
    state = state_name(State(request.state), language)
    return Text(f"{request.id} · {state} · ") + quoted(request.subject, language)


def _shows(each: Sequence[Request]) -> Rows:
    buttons = [Button(str(request.id), press(SHOW, request.id)) for request in each]
    return tuple(tuple(buttons[start : start + A_ROW]) for start in range(0, len(buttons), A_ROW))
