"""What experts are told of a request besides its card: edits, blocks, what the member has done."""

from core.language import Language
from core.press import press
from core.saying import Button, Saying
from core.text import Text, bold, fill, join, text
from tickets.expert_cards import quiet
from tickets.states import Act

SHOW_AGAIN = "rxshow"
SHOWN = 1200  # characters of each version of an edited message


def owner_called(name: str, id_: int) -> Text:
    """Return an owner's name so that it calls them."""
    return Text(name or str(id_)).marked("text_mention", id_)


def edited(before: str, now: str, language: Language, owner: Text | None = None) -> Text:
    """Say what a message of the member said before and says now; `owner` is called where there is one."""
    first = language.gettext("The requester has edited a message.")
    lines = [
        *([fill(language.gettext("For {name}:"), name=owner)] if owner is not None else []),
        text(first),
        *_versions(before, now, language),
    ]
    return join("\n", lines)


def replaced(language: Language, owner: Text | None = None) -> Text:
    """Say that the member has put another file in a message's place, which follows."""
    words = text(language.gettext("The requester has replaced the file of a message. The new one follows."))
    return words if owner is None else join("\n", [fill(language.gettext("For {name}:"), name=owner), words])


def taken_out(language: Language) -> Text:
    """Say that a message was no part of the request."""
    return text(language.gettext("The requester has taken a message out again: it was a new question."))


def did(act: Act, language: Language, *, reuse: bool = False) -> Text | None:
    """Say what the member has done; None for what needs no words."""
    if act is Act.CHANGED:
        if reuse:
            return text(language.gettext("The requester lets the answer be reused, without names."))
        return text(language.gettext("The requester keeps the answer private from now on."))
    words = {
        Act.CLOSED: language.gettext("The requester has withdrawn the request. Nothing more needs to be done."),
        Act.REOPENED: language.gettext("The requester has reopened the request."),
    }.get(act)
    return text(words) if words is not None else None


def blocked(language: Language) -> Text:
    """Say that nothing reaches the member."""
    return text(
        language.gettext(
            "The requester has blocked the bot: nothing reaches them now.\n"
            "What you send waits, and goes once when they come back. It will be said here."
        )
    )


def back(language: Language) -> Text:
    """Say that the member is there again."""
    return text(language.gettext("The requester is back. What waited for them goes now."))


def not_brought(language: Language) -> Text:
    """Say that a message of the member could not be brought."""
    return text(
        language.gettext(
            "A message of the requester could not be brought here; they may have deleted it.\n"
            "Ask them for it if it matters."
        )
    )


def may_be_missing(part: int, language: Language) -> Saying:
    """Say that nobody knows whether a message of the member arrived, and offer to bring it once more."""
    words = language.gettext("Telegram did not say whether a message of the requester arrived here.")
    button = Button(language.pgettext("button", "Show it again"), press(SHOW_AGAIN, part))
    return Saying(text(words), ((button,),), silent=True)


def waits_for_topic(number: int, language: Language) -> Text:
    """Tell the member that their request is kept although it has not reached the experts."""
    template = language.gettext(
        "Your request {number} is kept, but it could not be put before the experts yet.\n"
        "This is tried again every minute. You need not do anything."
    )
    return fill(template, number=number)


def reached_experts(number: int, language: Language) -> Text:
    """Tell the member that it has."""
    return fill(language.gettext("The experts have your request {number} now."), number=number)


def _versions(before: str, now: str, language: Language) -> list[Text]:
    return [
        join("\n", [bold(label), quiet(Text(words)).cut(SHOWN) if words else text("–")])
        for label, words in ((language.gettext("Before:"), before), (language.gettext("Now:"), now))
    ]
