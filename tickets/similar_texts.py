"""Answered requests that are like a new one, for the expert who begins with it."""

from collections.abc import Sequence

from core.language import Language
from core.press import press
from core.saying import Button, Rows
from core.text import Text, fill, join
from tickets.expert_cards import harmless
from tickets.models import Request

START = "rlfrom"


def answered_before(found: Sequence[Request], language: Language) -> Text:
    """Name the answered requests that are most like this one."""
    lines: list[Text | str] = [language.gettext("Answered before, and like this one:")]
    line = language.pgettext("a request", "#{number} · {subject}")
    lines += [fill(line, number=each.id, subject=harmless(each.subject)) for each in found]
    return join("\n", lines)


def starts(request: Request, found: Sequence[Request], language: Language) -> Rows:
    """Return a button for each: a preview begins with what was answered then."""
    label = language.pgettext("button", "Start from #{number}")
    return tuple((Button(fill(label, number=each.id).plain, press(START, request.id, each.id)),) for each in found)
