"""What is said to words and commands that experts type among themselves."""

from core.language import Language
from core.text import Text, bold, fill, join, link, text
from tickets.cards import quoted, state_for_experts
from tickets.models import Request
from tickets.states import State


def take_word(language: Language) -> str:
    """Return the word that takes a request, before its number and without a slash."""
    return language.pgettext("word before a number", "take").casefold()


def request_word(language: Language) -> str:
    """Return the word that shows a request, before its number and without a slash."""
    return language.pgettext("word before a number", "request").casefold()


def where(request: Request, owner: str | None, topic: str | None, language: Language) -> Text:
    """Say how a request stands, who has it, and where its topic is."""
    state = state_for_experts(State(request.state), language)
    lines = [
        bold(fill(language.gettext("Request {number} · {state}"), number=request.id, state=state)),
        quoted(request.subject, language),
        *([fill(language.gettext("With {name}."), name=owner)] if owner is not None else []),
        *([link(language.gettext("Open its topic"), topic)] if topic is not None else []),
    ]
    return join("\n", lines)


def not_here(command: str, language: Language) -> Text:
    """Say that a command works in private only."""
    template = language.gettext("Nothing was done: {command} works in your private chat with this assistant.")
    return fill(template, command=command)


def no_command(command: str, near: str | None, language: Language) -> Text:
    """Say that there is no such command, which may have been meant, and that the member does not see it."""
    template = language.gettext("There is no command {command} here, so nothing was done, and nothing was sent.")
    lines = [fill(template, command=command)]
    if near is not None:
        lines.append(fill(language.gettext("Did you mean {command}?"), command=f"/{near}"))
    else:
        lines.append(text(language.gettext("/help in your private chat with this assistant lists what you can type.")))
    return join("\n", lines)
