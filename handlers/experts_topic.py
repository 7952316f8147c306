"""The experts' half of what becomes of a request: its card, its topic, and what the member writes."""

from collections.abc import Sequence

from delivery.reports import Report
from handlers.context import Work
from tickets.models import Part, Request
from tickets.states import Act


def card_changed(work: Work, request: Request) -> None:
    """Bring the experts' card and the topic's title up to date; of a request just sent, make them."""


def relay(work: Work, request: Request, parts: Sequence[Part]) -> None:
    """Bring what the member wrote, one message or a whole album, to the topic or to the owner's private chat."""


def edited(work: Work, request: Request, part: Part, before: str) -> None:
    """Show what a member's message said before it was edited, and what it says now."""


def taken_out(work: Work, request: Request, part: Part) -> None:
    """Take a message of the member away again: it was a question of its own. The part is deleted after this."""


def member_did(work: Work, request: Request, act: Act) -> None:
    """Tell the topic, or the owner in private, what the member has done: withdrawn or reopened it, changed consent."""


def heard(work: Work, report: Report) -> None:
    """Take note of what became of a call whose tag begins with `request:`."""
