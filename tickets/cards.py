"""The lasting card of a request, as its member sees it."""

from dataclasses import dataclass
from datetime import date, timedelta

from core.language import Language
from core.press import press
from core.saying import Button, Rows, Saying
from core.text import Text, bold, fill, join, text
from people.reader import Reader
from people.times import said_day, said_weekday
from tickets.lifecycle import ball_is_ours
from tickets.models import REOPENS, Request
from tickets.states import Consent, Reason, State

ADD, MINE, WITHDRAW, REOPEN, CONSENT = "rqadd", "rqmine", "rqdrop", "rqopen", "rqfree"


@dataclass(frozen=True, slots=True)
class Described:
    """What a request's ids are called in the profile, and by when an answer is promised, if the operator promises."""

    kind: str = ""
    topic: str = ""
    expected: date | None = None


def card(request: Request, described: Described, reader: Reader) -> Saying:
    """Return the card with what can be done now."""
    language = reader.language
    about = [each for each in (described.kind, described.topic, request.country) if each]
    lines: list[Text | str] = [
        bold(headline(request, language)),
        quoted(request.subject, language),
        *([" · ".join(about)] if about else []),
        *_standing(request, described, language),
        consent_line(request, language),
    ]
    return Saying(join("\n", lines), card_buttons(request, language))


def headline(request: Request, language: Language) -> Text:
    """Return the number and the state, such as Request 12 · received."""
    template = language.gettext("Request {number} · {state}")
    return fill(template, number=request.id, state=state_name(State(request.state), language))


def state_name(state: State, language: Language) -> str:
    """Return what a state is called on a card."""
    return {
        State.DRAFT: language.pgettext("state", "draft, not sent"),
        State.RECEIVED: language.pgettext("state", "received"),
        State.WITH_EXPERT: language.pgettext("state", "with an expert"),
        State.YOUR_TURN: language.pgettext("state", "your turn"),
        State.ANSWERED: language.pgettext("state", "answered"),
        State.CLOSED: language.pgettext("state", "closed"),
    }[state]


def state_for_experts(state: State, language: Language) -> str:
    """Return what a state is called where an expert reads it."""
    if state is State.YOUR_TURN:
        return language.pgettext("state", "waits for the requester")
    return state_name(state, language)


def quoted(words: str | Text, language: Language) -> Text:
    """Return what somebody typed so that it is seen to be theirs."""
    return fill(language.gettext("“{words}”"), words=words)


def consent_line(request: Request, language: Language) -> Text:
    """Say what may be made of the answer."""
    if request.consent == Consent.REUSE:
        return text(language.gettext("The answer may be reused for others, without names."))
    return text(language.gettext("The answer stays private."))


def card_buttons(request: Request, language: Language) -> Rows:
    """Return what its member can do with a request in this state."""
    mine = Button(language.pgettext("button", "My requests"), press(MINE))
    if request.state == State.CLOSED:
        return ((reopen_button(request, language), mine),)
    add = Button(language.pgettext("button", "Add information"), press(ADD, request.id))
    private = request.consent != Consent.REUSE
    label = language.pgettext("button", "Allow reuse") if private else language.pgettext("button", "Keep private")
    use = Button(label, press(CONSENT, request.id, int(private)))
    drop = Button(language.pgettext("button", "Withdraw"), press(WITHDRAW, request.id))
    return ((add, mine), (use, drop))


def reopen_button(request: Request, language: Language) -> Button:
    """Return the button that opens a closed request again."""
    return Button(language.pgettext("button", "Reopen"), press(REOPEN, request.id))


def reopens_until(request: Request) -> date | None:
    """Return the last day on which the member may open a closed request again."""
    return (request.closed_at + REOPENS - timedelta(minutes=1)).date() if request.closed_at else None


def reason_line(request: Request, language: Language) -> Text:
    """Say why a request was closed."""
    words = {
        Reason.ANSWERED: language.gettext("It was closed because it is answered."),
        Reason.REFERRED: language.gettext("It was closed because you were referred to somebody who can help."),
        Reason.DUPLICATE: language.gettext("It was closed because another of your requests asks the same."),
        Reason.NO_REPLY: language.gettext("It was closed because no reply came from you."),
        Reason.OUT_OF_SCOPE: language.gettext("It was closed because it is outside what this helpdesk can help with."),
        Reason.WITHDRAWN: language.gettext("It was closed because you withdrew it."),
    }
    return text(words[Reason(request.reason or Reason.ANSWERED)])


def expected_line(described: Described, language: Language) -> Text:
    """Say by when an answer is promised, or that nothing is promised."""
    if described.expected is None:
        return text(language.gettext("No answer time is published. You get a message here as soon as there is news."))
    template = language.gettext("You can expect an answer by {day}.")
    return fill(template, day=said_weekday(described.expected, language))


def _standing(request: Request, described: Described, language: Language) -> list[Text | str]:
    state = State(request.state)
    if state is State.CLOSED:
        until = reopens_until(request)
        template = language.gettext("You can reopen it until {day}.")
        return [
            reason_line(request, language),
            *([fill(template, day=said_day(until, language))] if until is not None else []),
        ]
    if state is State.YOUR_TURN:
        return [language.gettext("An expert has asked you something. Type your reply here.")]
    if state is State.ANSWERED:
        return [language.gettext("If something is missing, type it here.")]
    return [expected_line(described, language)] if ball_is_ours(request) else []
