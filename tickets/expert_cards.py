"""The card of a request as experts see it, and the title of its topic."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from core.language import Language
from core.press import press
from core.saying import Button, Rows, Saying
from core.text import Text, bold, fill, italic, join, text
from people.reader import Reader
from people.times import name_of
from tickets import duty_buttons
from tickets.cards import consent_line, quoted, state_for_experts
from tickets.duty_texts import reason_label
from tickets.models import Request
from tickets.states import Reason, State

ANSWER, ASK_BACK = "rxans", "rxask"
QUESTION = 1500  # characters of it on the card; the whole follows where it is longer
LINE = 400  # characters of anything else that a member has typed
NAME = 64
TITLE = 128  # characters; "createForumTopic" in Telegram's Bot API
MOST = 4096
_HIDDEN = re.compile("[\x00-\x1f\x7f\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]+")
_PINGS = re.compile(r"(?<!\w)@(?=\w)")
_APART = "\u2060"  # joins words without being seen; behind an @ it keeps Telegram from calling somebody


@dataclass(frozen=True, slots=True)
class Facts:
    """What a card says that the request itself does not know."""

    question: Text
    name: str
    owner: str | None = None
    role: str = ""
    """What the requester is."""
    kind: str = ""
    topic: str = ""
    refused: Sequence[str] = ()
    """The titles of the entries that did not fit,"""
    missed: str = ""
    """and why not."""
    details: Sequence[tuple[str, str]] = ()
    """What else a kind of help needs, each by its name."""
    blocked: bool = False


def card(request: Request, facts: Facts, reader: Reader) -> Saying:
    """Return the card with what an expert can do now."""
    language = reader.language
    question = quiet(facts.question).cut(QUESTION)
    parts = [
        join("\n", [bold(_headline(request, language)), *_standing(request, facts, language)]),
        question.marked("blockquote") if question.plain else text(quiet(Text(request.subject))),
        join("\n", list(_about(request, facts, language))),
    ]
    return Saying(join("\n\n", parts).cut(MOST), buttons(request, language), silent=True)


def title(request: Request, language: Language) -> str:
    """Return the topic's title: the number and the state come first, so that no subject can look like them."""
    words = f"#{request.id} {state_for_experts(State(request.state), language)} · {harmless(request.subject)}"
    return words if len(words) <= TITLE else f"{words[: TITLE - 1]}…"


def buttons(request: Request, language: Language) -> Rows:
    """Return what experts can do with a request in this state."""
    if request.state == State.CLOSED:
        return ()
    answer = Button(language.pgettext("button", "Answer"), press(ANSWER, request.id))
    ask = Button(language.pgettext("button", "Ask requester"), press(ASK_BACK, request.id))
    last = (duty_buttons.hand(request, language), duty_buttons.close(request, language))
    if request.owner_id is None:
        return ((duty_buttons.take(request, language), answer), (ask,), last)
    return ((answer, ask), last)


def quiet(words: Text) -> Text:
    """Return words in which no @name calls anybody."""
    places = [0, *(found.end() for found in _PINGS.finditer(words.plain)), len(words.plain)]
    return join(_APART, [words.slice(start, end) for start, end in pairwise(places)])


def harmless(typed: str) -> str:
    """Return a name or a subject without what could turn, hide or break a line."""
    return " ".join(_HIDDEN.sub(" ", typed).split())


def named(name: str) -> Text:
    """Return a member's name as typed, and seen to be typed: it calls nobody and links to nothing."""
    return Text(harmless(name)[:NAME] or "–").marked("code")


def is_long(question: Text) -> bool:
    """Whether the card shows only the beginning of the question."""
    return len(question) > QUESTION


def _headline(request: Request, language: Language) -> Text:
    state = state_for_experts(State(request.state), language)
    return fill(language.gettext("Request {number} · {state}"), number=request.id, state=state)


def _standing(request: Request, facts: Facts, language: Language) -> Iterator[Text]:
    if request.state == State.CLOSED:
        reason = reason_label(Reason(request.reason or Reason.ANSWERED), language)
        yield fill(language.gettext("Closed: {reason}"), reason=reason)
    elif request.owner_id is None:
        yield text(language.gettext("Nobody has taken it yet."))
    else:
        owner = Text(harmless(facts.owner or str(request.owner_id))).marked("text_mention", request.owner_id)
        yield fill(language.gettext("With {name}."), name=owner)
    if facts.blocked:
        words = language.gettext("The requester has blocked the bot: what you send waits until they are back.")
        yield italic(words)


def _about(request: Request, facts: Facts, language: Language) -> Iterator[Text]:
    spoken = name_of(request.language.partition("-")[0], language)
    yield fill(language.gettext("From {name}, who writes in {language}"), name=named(facts.name), language=spoken)
    listed = (
        (language.gettext("Role: {words}"), facts.role),
        (language.gettext("Country or region: {words}"), request.country),
        (language.gettext("Kind of help: {words}"), facts.kind),
        (language.gettext("Topic: {words}"), facts.topic),
        (language.gettext("Policy or instrument: {words}"), request.policy),
        (language.gettext("Tried so far: {words}"), request.tried),
        (language.gettext("Needed by: {words}"), request.needed_by),
    )
    for template, words in listed:
        if words:
            yield fill(template, words=_typed(words))
    for name, words in facts.details:
        yield fill(language.gettext("{name}: {words}"), name=name, words=_typed(words))
    yield consent_line(request, language)
    if facts.refused:
        titles = join("; ", [quoted(title, language) for title in facts.refused])
        yield fill(language.gettext("Did not fit: {titles}"), titles=titles)
    if facts.refused and facts.missed:
        yield fill(language.gettext("Why not: {words}"), words=facts.missed)
    if request.follows_id is not None:
        yield fill(language.gettext("Goes on with request {number}"), number=request.follows_id)


def _typed(words: str) -> Text:
    return quiet(Text(harmless(words))).cut(LINE)
