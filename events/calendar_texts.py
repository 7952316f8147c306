"""What is said about calendars: the file of an event, and the address at which a calendar finds somebody's events."""

from core.language import Language
from core.press import press
from core.saying import Button, Saying
from core.text import Text, fill, join, text
from events import buttons
from events.feeds import CANCELLED_KEPT
from events.models import Event, EventState


def file(event: Event, language: Language) -> Text:
    """Say what a calendar file is good for."""
    if event.state == EventState.CANCELLED:
        line = language.gettext("Open this file to take “{title}” out of your calendar.")
    else:
        line = language.gettext("Open this file to add “{title}” to your calendar.")
    news = language.gettext("If something changes, you are told here.")
    return join("\n", [fill(line, title=event.title), news])


def no_date(language: Language) -> Text:
    """Say that there is nothing to put into a calendar."""
    return text(language.gettext("The date of this event is not published, so no calendar can show it yet."))


def feed(address: str, language: Language) -> Saying:
    """Give somebody the address of their calendar, and say who else could read it."""
    parts = [
        text(language.gettext("With this address your calendar shows the events for which you are registered:")),
        text(address).marked("code"),
        join(
            "\n",
            [
                language.gettext("Add it in your calendar under “From URL” or “Subscribe”."),
                language.gettext("Calendars look now and then only, some once a day. What matters is told here."),
                fill(
                    language.ngettext(
                        "Cancelled events stay in it, marked as such, for {n} day.",
                        "Cancelled events stay in it, marked as such, for {n} days.",
                        CANCELLED_KEPT.days,
                    ),
                    n=CANCELLED_KEPT.days,
                ),
                language.gettext("Whoever has the address can see these events. Keep it to yourself."),
            ],
        ),
    ]
    new = Button(language.pgettext("button", "New address"), press(buttons.NEW_FEED))
    end = Button(language.pgettext("button", "Switch it off"), press(buttons.NO_FEED))
    return Saying(join("\n\n", parts), ((new, end),))


def no_feed(language: Language, *, was_there: bool) -> Saying:
    """Say that an address leads nowhere any more."""
    if was_there:
        words = language.gettext("The address of your calendar leads nowhere any more.")
    else:
        words = language.gettext("There is no address of your calendar.")
    again = Button(language.pgettext("button", "Get a calendar link"), press(buttons.FEED))
    return Saying(text(words), ((again, buttons.events(language)),))


def not_offered(language: Language) -> Saying:
    """Say that this service has no public address."""
    lines = [
        language.gettext("This service has no public address, so it cannot offer a calendar link."),
        language.gettext("“Add to calendar” below an event sends it as a file instead."),
    ]
    return Saying(join("\n", lines), ((buttons.events(language),),))
