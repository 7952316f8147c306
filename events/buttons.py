"""The buttons of events, and what each sends back; an event's id goes in whole, for it has at most forty letters."""

from core.language import Language
from core.press import press
from core.saying import Button, Rows
from events.models import Pace
from events.offsets import Offset

EVENTS, EVENT, MINE, PAST = "evs", "ev", "evmine", "evpast"
REGISTER, LEAVE, SURELY, TAKE, DECLINE = "evreg", "evleave", "evsure", "evtake", "evdecline"
REMIND, REMINDERS, SWITCH = "evremind", "evrem", "evswitch"
OTHER, OWN, NOT_OWN = "evother", "evown", "evnotown"
QUIET, HOURS = "evquiet", "evhours"
CALENDAR, FEED, NEW_FEED, NO_FEED = "evcal", "evfeed", "evfeednew", "evfeedend"
GUIDE, FOLLOW, PACE, STOP, FOLLOWED = "evguide", "evfollow", "evpace", "evstop", "evfollowed"
SURVEY = "evsurvey"
ON, OFF = "1", "0"
EVERY_RULE = "-"
_PACES = {Pace.AT_ONCE: "a", Pace.WEEKLY: "w"}
A_ROW = 3


def see(language: Language, event_id: str) -> Button:
    """Return the button that shows an event's card."""
    return Button(language.pgettext("button", "See the event"), press(EVENT, event_id))


def events(language: Language) -> Button:
    """Return the button that lists the events to come in a new message."""
    return Button(language.pgettext("button", "All events"), press(EVENTS))


def register(language: Language, event_id: str) -> Button:
    """Return the button that gives a place, or one on the waiting list."""
    return Button(language.pgettext("button", "Register"), press(REGISTER, event_id))


def wait(language: Language, event_id: str) -> Button:
    """Return the same button where every place is taken."""
    return Button(language.pgettext("button", "Join the waiting list"), press(REGISTER, event_id))


def again(language: Language, event_id: str) -> Button:
    """Return the same button for who has just given their place back."""
    return Button(language.pgettext("button", "Register again"), press(REGISTER, event_id))


def cannot_come(language: Language, event_id: str) -> Button:
    """Return the button that frees a place."""
    return Button(language.pgettext("button", "I cannot come"), press(LEAVE, event_id))


def stop_waiting(language: Language, event_id: str) -> Button:
    """Return the same button for who waits for a place."""
    return Button(language.pgettext("button", "Leave the waiting list"), press(LEAVE, event_id))


def no_more(language: Language, event_id: str) -> Button:
    """Return the same button for who is only reminded here."""
    return Button(language.pgettext("button", "No reminders any more"), press(LEAVE, event_id))


def leave_surely(language: Language, event_id: str) -> Rows:
    """Return the buttons of the question whether a place is to go to the next who waits."""
    give = Button(language.pgettext("button", "Give the place back"), press(SURELY, event_id))
    return ((Button(language.pgettext("button", "Keep my place"), press(EVENT, event_id)), give),)


def offer(language: Language, event_id: str) -> Rows:
    """Return what somebody can do with a place that is offered to them."""
    take = Button(language.pgettext("button", "Take the place"), press(TAKE, event_id))
    return ((take, Button(language.pgettext("button", "Decline"), press(DECLINE, event_id))),)


def reminders(language: Language, event_id: str) -> Button:
    """Return the button for who wants to be reminded of an event."""
    return Button(language.pgettext("button", "Remind me"), press(REMIND, event_id))


def set_reminders(language: Language, event_id: str) -> Button:
    """Return the button that shows which reminders of an event come, such as below one of them."""
    return Button(language.pgettext("button", "Reminders"), press(REMINDERS, event_id))


def switch(label: str, event_id: str, rule: Offset | None, *, on: bool) -> Button:
    """Return the button that switches a reminder of an event on or off; None: all of its reminders."""
    return Button(label, press(SWITCH, event_id, said_rule(rule), ON if on else OFF))


def calendar(language: Language, event_id: str) -> Button:
    """Return the button that sends a calendar file."""
    return Button(language.pgettext("button", "Add to calendar"), press(CALENDAR, event_id))


def out_of_calendar(language: Language, event_id: str) -> Button:
    """Return the same button for an event that is cancelled."""
    return Button(language.pgettext("button", "Take out of calendar"), press(CALENDAR, event_id))


def guide(language: Language, event_id: str) -> Button:
    """Return the button that shows an event's practical guide."""
    return Button(language.pgettext("button", "Practical guide"), press(GUIDE, event_id))


def follow(language: Language, event_id: str) -> Button:
    """Return the button that follows an event's topic."""
    return Button(language.pgettext("button", "Follow topic"), press(FOLLOW, event_id))


def pace(label: str, token: str, how_often: Pace) -> Button:
    """Return the button that sets how often somebody hears of new events of the topic with this token."""
    return Button(label, press(PACE, token, _PACES[how_often]))


def stop(language: Language, token: str) -> Button:
    """Return the button that ends following the topic with this token; it stands below all that following brings."""
    return Button(language.pgettext("button", "Stop following"), press(STOP, token))


def own_topics(language: Language) -> Button:
    """Return the button that lists what somebody follows, below the news of the week."""
    return Button(language.pgettext("button", "What I follow"), press(FOLLOWED))


def stop_weekly(language: Language) -> Button:
    """Return the button that ends the news of the week, of whatever topic."""
    return Button(language.pgettext("button", "No weekly news"), press(STOP, EVERY_RULE))


def survey(label: str, event_id: str, answers: str) -> Button:
    """Return the button of an answer: `answers` has a digit for each question up to this one."""
    return Button(label, press(SURVEY, event_id, answers))


def quiet(language: Language) -> Button:
    """Return the button that shows somebody's quiet hours."""
    return Button(language.pgettext("button", "Quiet hours"), press(QUIET))


def followed(language: Language) -> Button:
    """Return the button that lists the topics that can be followed."""
    return Button(language.pgettext("button", "Topics to follow"), press(FOLLOWED))


def of_settings(language: Language) -> Rows:
    """Return what can be set about events."""
    return ((quiet(language), followed(language)),)


def said_rule(rule: Offset | None) -> str:
    """Return a rule as a button carries it: without the colon that parts what a button says."""
    return str(rule).replace(":", ".") if rule else EVERY_RULE


def read_rule(written: str) -> str:
    """Return the rule that `said_rule` has written, empty for all of them; nobody has checked it yet."""
    return "" if written == EVERY_RULE else written.replace(".", ":")


def read_pace(written: str) -> Pace | None:
    """Return the pace that a button carries; None for nonsense."""
    return next((each for each, letter in _PACES.items() if letter == written), None)


def in_rows(each: list[Button]) -> Rows:
    """Return buttons three in a row."""
    return tuple(tuple(each[start : start + A_ROW]) for start in range(0, len(each), A_ROW))
