"""What is told instead of something that a request does not allow."""

from core.language import Language
from core.text import Text


def for_experts(language: Language) -> Text:
    """Say that this is for experts."""
    return Text(
        language.gettext(
            "Only the experts of this helpdesk can do that.\nWhat you can do: /help. Your own requests: /requests"
        )
    )


def anothers(language: Language) -> Text:
    """Say that only the owner of a request may do this."""
    return Text(
        language.gettext(
            "Nothing was done: another expert has this request.\n"
            "Only its owner can answer, ask back, hand over or close it. A coordinator can take it over first."
        )
    )


def untaken(language: Language) -> Text:
    """Say that a request must be taken first."""
    return Text(
        language.gettext("Nothing was done: nobody has taken this request yet.\nTake it first, then try again.")
    )


def not_now(language: Language) -> Text:
    """Say that the state of a request does not allow this."""
    return Text(
        language.gettext(
            "Nothing was done: the request has moved on meanwhile.\nLook at its card, which shows how it stands now."
        )
    )


def too_late(language: Language) -> Text:
    """Say that a request was closed too long ago."""
    return Text(
        language.gettext(
            "This request was closed more than 14 days ago, so it stays closed.\n"
            "You can open a new one with /expert; mention the old number and the experts will find it."
        )
    )


def too_many(language: Language) -> Text:
    """Say that a member has enough open requests."""
    return Text(
        language.gettext(
            "You have five open requests, which is as many as one person can have at a time.\n"
            "Add to one of them or withdraw one: /requests shows them all."
        )
    )
