"""The five buttons under a closing notice."""

from core.language import Language
from core.press import press
from core.saying import Button, Rows
from tickets.models import Request

RATE, WHY_RATED = "rqrate", "rqwhy"
MOST_STARS = 5


def stars(request: Request, language: Language) -> Rows:
    """Return a button for each number of stars, the best first and last in words."""
    worst, best = language.pgettext("button", "1 – poor"), language.pgettext("button", "5 – very good")
    labels = (worst, "2", "3", "4", best)
    each = tuple(Button(label, press(RATE, request.id, place)) for place, label in enumerate(labels, 1))
    return each[:3], each[3:]
