"""What stands in the readable copy of a person's data: which columns, and what they are called."""

from collections.abc import Mapping
from typing import Any

from core.language import Language
from people.times import name_of

SHOWN: Mapping[str, tuple[str, ...]] = {
    "member": (
        "name",
        "username",
        "spoken",
        "chosen",
        "zone",
        "country",
        "reachable",
        "first_seen_at",
        "last_seen_at",
        "paused_until",
    ),
    "role": ("name", "granted_at", "topics", "languages", "countries", "hours", "timezone"),
    "absence": ("until",),
    "question": ("asked_at", "text", "language", "offered"),
    "gap": ("asked_on", "text", "language"),
    "field_question": ("asked_at", "target"),
    "wish": ("wished_at",),
    "dialogue": ("touched_at", "facts"),
    "follow": ("topic", "pace", "since"),
    "registration": ("event_id", "state", "since", "offer_until"),
    "own_reminder": ("event_id", "rule", "since"),
    "reminder_switch": ("event_id", "rule"),
    "quiet_hours": ("begins", "ends"),
    "calendar_feed": ("made_at",),
    "group_asker": ("asked_at",),
    "unreachable": ("since",),
    "publication": ("at", "target"),
    "request": (
        "id",
        "subject",
        "state",
        "language",
        "requester_role",
        "country",
        "policy",
        "tried",
        "needed_by",
        "consent",
        "reason",
        "sent_at",
        "answered_at",
        "closed_at",
    ),
    "request_part": ("request_id", "said_at", "side", "text", "filename"),
    "request_answer": ("request_id", "sent_at"),
    "request_trace": ("request_id", "at"),
    "inbox": ("received_at", "body"),
    "outbox": ("created_at", "body"),
    "audit": ("at", "did"),
}
"""Of each table what a person can read, in this order; the rest is technical and stands in the other file."""
WHEN = ("asked_at", "asked_on", "wished_at", "touched_at", "made_at", "at", "said_at", "sent_at")
LANGUAGES = ("language", "spoken", "chosen")


Titles = Mapping[str, Mapping[str, str]]
"""What ids are called, by what they stand for: `event`, `entry`, `topic` or `role`."""
NAMED = {
    "event_id": "event",
    "offered": "entry",
    "target": "entry",
    "topic": "topic",
    "topics": "topic",
    "requester_role": "role",
}
"""The columns that hold ids, one or several, and what these stand for."""
CHOICES = ("state", "consent", "reason", "side", "pace", "did")
"""The columns that hold one of a few words of ours."""


def labels(language: Language) -> Mapping[str, str]:
    """Return what the columns are called, some with their table before them."""
    when, since, until = (
        language.pgettext("data", "When"),
        language.pgettext("data", "Since"),
        language.pgettext("data", "Until"),
    )
    return {
        "name": language.pgettext("data", "Name"),
        "role.name": language.pgettext("data", "Role"),
        "username": language.pgettext("data", "Username"),
        "spoken": language.pgettext("data", "Language of Telegram"),
        "chosen": language.pgettext("data", "Language chosen here"),
        "zone": language.pgettext("data", "Time zone"),
        "timezone": language.pgettext("data", "Time zone"),
        "country": language.pgettext("data", "Country or region"),
        "reachable": language.pgettext("data", "Messages arrive"),
        "first_seen_at": language.pgettext("data", "First message"),
        "last_seen_at": language.pgettext("data", "Last message"),
        "paused_until": language.pgettext("data", "Pause until"),
        "topics": language.pgettext("data", "Topics"),
        "topic": language.pgettext("data", "Topic"),
        "languages": language.pgettext("data", "Languages"),
        "countries": language.pgettext("data", "Countries"),
        "hours": language.pgettext("data", "Working hours"),
        "text": language.pgettext("data", "Words"),
        "subject": language.pgettext("data", "Question"),
        "language": language.pgettext("data", "Language"),
        "offered": language.pgettext("data", "Answers shown"),
        "target": language.pgettext("data", "About"),
        "facts": language.pgettext("data", "Noted so far"),
        "pace": language.pgettext("data", "How often"),
        "event_id": language.pgettext("data", "Event"),
        "rule": language.pgettext("data", "Reminder"),
        "state": language.pgettext("data", "State"),
        "begins": language.pgettext("data", "From"),
        "ends": language.pgettext("data", "To"),
        "id": language.pgettext("data", "Number"),
        "request_id": language.pgettext("data", "Request"),
        "side": language.pgettext("data", "Written by"),
        "requester_role": language.pgettext("data", "Your role"),
        "policy": language.pgettext("data", "Policy or instrument"),
        "tried": language.pgettext("data", "Tried so far"),
        "needed_by": language.pgettext("data", "Needed by"),
        "consent": language.pgettext("data", "Reuse"),
        "reason": language.pgettext("data", "Reason"),
        "filename": language.pgettext("data", "File"),
        "answered_at": language.pgettext("data", "Answered"),
        "closed_at": language.pgettext("data", "Closed"),
        "until": until,
        "offer_until": until,
        "since": since,
        "granted_at": since,
        **dict.fromkeys(WHEN, when),
    }


def said(table: str, column: str, value: Any, language: Language) -> str:
    """Return what a value says in this language; what people typed, numbers and names stay as they are."""
    if isinstance(value, bool):
        return language.pgettext("data", "yes") if value else language.pgettext("data", "no")
    if column in LANGUAGES:
        return name_of(str(value), language)
    if isinstance(value, dict):
        return said(table, column, [each for each in value.values() if isinstance(each, str | int)], language)
    if isinstance(value, list):
        return ", ".join(map(str, value))
    ours = column in CHOICES or (table, column) == ("role", "name")
    return _values(language).get(str(value), str(value)) if ours else str(value)


def named(column: str, value: Any, titles: Titles) -> Any:
    """Return the titles of the ids in a value, each with its id behind it; anything else as it is."""
    known = titles.get(NAMED.get(column, ""), {})
    if isinstance(value, list):
        return [named(column, each, titles) for each in value]
    return f"{known[value]} ({value})" if isinstance(value, str) and value in known else value


def _values(language: Language) -> Mapping[str, str]:
    return {
        "expert": language.pgettext("data", "expert"),
        "coordinator": language.pgettext("data", "coordinator"),
        "member": language.pgettext("data", "you"),
        "at once": language.pgettext("data", "at once"),
        "weekly": language.pgettext("data", "weekly"),
        "registered": language.pgettext("data", "registered"),
        "waiting": language.pgettext("data", "on the waiting list"),
        "offered": language.pgettext("data", "a place is offered"),
        "cancelled": language.pgettext("data", "given up"),
        "draft": language.pgettext("state", "draft, not sent"),
        "received": language.pgettext("state", "received"),
        "with an expert": language.pgettext("state", "with an expert"),
        "your turn": language.pgettext("state", "your turn"),
        "answered": language.pgettext("state", "answered"),
        "closed": language.pgettext("state", "closed"),
        "private": language.pgettext("data", "stays private"),
        "reuse": language.pgettext("data", "without names"),
        "referred": language.gettext("referred"),
        "duplicate": language.gettext("asked twice"),
        "no reply": language.gettext("no reply from the member"),
        "out of scope": language.gettext("out of scope"),
        "withdrawn": language.gettext("withdrawn"),
        "exported a person's data": language.pgettext("data", "a copy of a person's data"),
        "erased a person": language.pgettext("data", "the erasure of a person"),
        "granted a role": language.pgettext("data", "a role given"),
        "revoked a role": language.pgettext("data", "a role taken away"),
        "listed the people of an event": language.pgettext("data", "the list of an event's people"),
        "looked into another's request": language.pgettext("data", "a look into another's request"),
    }
