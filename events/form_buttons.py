"""The buttons with which coordinators write and change events, and what each sends back."""

from collections.abc import Iterable, Sequence

from core.language import Language
from core.press import press
from core.saying import Button, Rows
from events.form import NEEDED, Form, Purpose
from events.written import Registration

SAY, SKIP, SEE, CHANGE, CANCEL = "cosay", "coskip", "cosee", "cochange", "cocancel"
PUBLISH, KEEP = "copublish", "cokeep"
DRAFT, COPY, MOVE, CALL_OFF, SURELY_OFF = "codraft", "cocopy", "comove", "cooff", "cooffsure"
FOLLOW_UP, ATTENDEES, ANNOUNCE, TO, SEND = "cofollow", "copeople", "coannounce", "coto", "cosend"
NEW = "conew"
A_ROW, LONGEST = 2, 28
MOST_SAID = 48  # bytes of a value that a button carries
FIELDS = {
    Purpose.NEW: (
        *("title", "place", "online", "timezone", "starts", "ends", "topic", "summary"),
        *("registration", "registration_link", "capacity", "guide", "link", "reminders"),
    ),
    Purpose.MOVE: ("starts", "ends", "place", "online", "timezone"),
    Purpose.FOLLOW: ("follow_up",),
}
"""What can be changed before each kind of preview is confirmed."""
Choices = Sequence[tuple[str, str]]
"""What can be pressed in the place of typing: label and value."""


def while_asked(form: Form, choices: Choices, language: Language) -> Rows:
    """Return what can be pressed instead of typing, and the ways on, back and out."""
    proposed = [
        Button(short(label), press(SAY, form.asked, value))
        for label, value in choices
        if len(value.encode()) <= MOST_SAID
    ]
    on = []
    if form.asked not in (*NEEDED, "timezone", "registration", "registration_link", "follow_up"):
        label = language.pgettext("button", "Skip") if not form.turn else language.pgettext("button", "None")
        on.append(Button(label, press(SKIP, form.asked)))
    if form.purpose is Purpose.MOVE and not form.turn:
        on.append(Button(language.pgettext("button", "Only the place"), press(CHANGE, form.turn, "place")))
    elif form.ready and (form.left or form.turn):
        label = language.pgettext("button", "Preview now")
        on.append(Button(label, press(SEE)))
    return (*rows(proposed), (*on, cancel(language)))


def of_registration(language: Language) -> Choices:
    """Return the ways to register."""
    return (
        (language.pgettext("button", "Here"), Registration.HERE),
        (language.pgettext("button", "On another page"), Registration.LINK),
        (language.pgettext("button", "By invitation"), Registration.INVITATION),
        (language.pgettext("button", "Closed"), Registration.CLOSED),
    )


def of_new(turn: int, language: Language) -> Rows:
    """Return what can be done with the preview of a new event."""
    publish = Button(language.pgettext("button", "Publish"), press(PUBLISH, turn))
    keep = Button(language.pgettext("button", "Keep as draft"), press(KEEP, turn))
    return ((publish, keep), (_change(turn, language), cancel(language)))


def of_move(turn: int, language: Language) -> Rows:
    """Return what can be done with the preview of a change."""
    move = Button(language.pgettext("button", "Change and tell"), press(PUBLISH, turn))
    return ((move,), (_change(turn, language), cancel(language)))


def of_follow_up(turn: int, language: Language) -> Rows:
    """Return what can be done with the preview of conclusions."""
    publish = Button(language.pgettext("button", "Publish"), press(PUBLISH, turn))
    return ((publish, _change(turn, language), cancel(language)),)


def of_fields(form: Form, names: Sequence[tuple[str, str]], language: Language) -> Rows:
    """Return a button for each field that can be changed, by its name."""
    fields = [Button(name, press(CHANGE, form.turn, key)) for name, key in names]
    return (*rows(fields), (Button(language.pgettext("button", "Back to the preview"), press(SEE)), cancel(language)))


def of_calling_off(event: str, version: int, language: Language) -> Rows:
    """Return the two answers to whether an event is to be cancelled."""
    surely = Button(language.pgettext("button", "Cancel the event"), press(SURELY_OFF, event, version))
    return ((surely, Button(language.pgettext("button", "Leave it"), press(CANCEL))),)


def of_published(event: str, language: Language) -> Rows:
    """Return what comes next for an event that people can see."""
    copy = Button(language.pgettext("button", "Copy"), press(COPY, event))
    announce = Button(language.pgettext("button", "Announce"), press(ANNOUNCE, event))
    return ((copy, announce, attendees(event, language)),)


def of_draft(event: str, language: Language) -> Rows:
    """Return the way back to a draft."""
    return ((Button(language.pgettext("button", "Go on with it"), press(DRAFT, event)),),)


def of_drafts(ids: Sequence[str], language: Language) -> Rows:
    """Return a number for each draft, and the way to a new event."""
    numbers = [Button(str(number), press(DRAFT, id_)) for number, id_ in enumerate(ids, 1)]
    return (*rows(numbers, 3), (Button(language.pgettext("button", "New event"), press(NEW)),))


def attendees(event: str, language: Language) -> Button:
    """Return the button that sends the list of those who come."""
    return Button(language.pgettext("button", "Attendees"), press(ATTENDEES, event))


def follow_up(event: str, language: Language) -> Button:
    """Return the button that publishes what came of an event."""
    return Button(language.pgettext("button", "Add conclusions"), press(FOLLOW_UP, event))


def of_audiences(events: Iterable[tuple[str, str]], topics: Iterable[tuple[str, str]], group: str | None) -> Rows:
    """Return a button for each event, each topic and the experts' group; label and id."""
    found = [Button(short(label), press(TO, "e", id_)) for label, id_ in events]
    found += [Button(short(label), press(TO, "t", id_)) for label, id_ in topics if len(id_.encode()) <= MOST_SAID]
    return (*rows(found), *(((Button(group, press(TO, "g", "")),),) if group else ()))


def of_announcement(turn: int, language: Language) -> Rows:
    """Return what can be done with the preview of an announcement."""
    send = Button(language.pgettext("button", "Send"), press(SEND, turn))
    return ((send, Button(language.pgettext("button", "Write anew"), press(ANNOUNCE, "")), cancel(language)),)


def announce_to_others(language: Language) -> Button:
    """Return the way back to the choice for whom an announcement is."""
    return Button(language.pgettext("button", "Choose others"), press(ANNOUNCE, ""))


def cancel(language: Language) -> Button:
    """Return the way out."""
    return Button(language.pgettext("button", "Cancel"), press(CANCEL))


def short(label: str) -> str:
    """Return a label that fits a button, two in a row on a phone."""
    return label if len(label) <= LONGEST else label[: LONGEST - 1].rstrip() + "…"


def rows(buttons: Iterable[Button], width: int = A_ROW) -> Rows:
    """Return buttons in rows."""
    left = list(buttons)
    return tuple(tuple(left[start : start + width]) for start in range(0, len(left), width))


def _change(turn: int, language: Language) -> Button:
    return Button(language.pgettext("button", "Change"), press(CHANGE, turn, ""))
