"""What a member reads when they rate the help they got."""

from core.language import Language
from core.press import press
from core.saying import Button, Saying
from core.text import Text, join, text
from tickets.models import Request
from tickets.rating import BLAME, GOOD, PRAISE
from tickets.rating_buttons import WHY_RATED


def thanks(request: Request, stars: int, language: Language) -> Saying:
    """Thank for a rating, and ask for the one reason."""
    lines = [
        language.gettext("Thank you. Your rating is kept without your name and without the request."),
        language.gettext("If you like, say what decided it."),
    ]
    reasons = PRAISE if stars >= GOOD else BLAME
    labels = {
        "clear": language.pgettext("button", "Clear"),
        "useful": language.pgettext("button", "Useful"),
        "quick": language.pgettext("button", "Quick"),
        "unclear": language.pgettext("button", "Not clear"),
        "unfit": language.pgettext("button", "Did not fit"),
        "slow": language.pgettext("button", "Too slow"),
    }
    kind = int(stars >= GOOD)
    row = tuple(Button(labels[each], press(WHY_RATED, request.id, kind, place)) for place, each in enumerate(reasons))
    return Saying(join("\n", lines), (row,))


def rated_already(language: Language) -> Text:
    """Say that a request is rated once."""
    return text(language.gettext("This request has been rated already; each is rated once."))


def reason_noted(language: Language) -> Text:
    """Thank for the reason."""
    return text(language.gettext("Noted, thank you."))
