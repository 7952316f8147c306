"""An event as a coordinator writes it in the chat, step by step; nothing of it is real before its preview was seen."""

import re
import unicodedata
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum
from typing import Any

from events.moments import Moment, moment_in
from events.offsets import offset_in
from events.typed import zone_of
from events.writing import KEYS, fields_of
from events.written import Registration, WrittenEvent

NEW = ("title", "place", "starts", "ends", "topic", "registration", "summary")
"""What is asked of a new event, in this order."""
NEEDED = ("title", "place", "starts")
LONGEST_ID = 30


class Purpose(StrEnum):
    """What becomes of a form."""

    NEW = "new"
    MOVE = "move"
    FOLLOW = "follow"


@dataclass(frozen=True, slots=True)
class Form:
    """What is written so far, by the keys of a file of events; what is asked, and what comes after it."""

    purpose: Purpose
    event: str = ""
    """The id of an event that is there already."""
    fields: Mapping[str, Any] = field(default_factory=dict)
    asked: str = ""
    left: tuple[str, ...] = ()
    turn: int = 0
    """The number of the newest preview, which alone can be confirmed."""
    version: int = 0
    """The version of the event that the preview was made of."""

    @classmethod
    def of(cls, facts: Mapping[str, Any]) -> "Form":
        """Return the form that a dialogue keeps."""
        return cls(**{**facts, "purpose": Purpose(facts["purpose"]), "left": tuple(facts["left"])})

    @property
    def facts(self) -> dict[str, Any]:
        """The form as a dialogue keeps it."""
        names = ("purpose", "event", "asked", "turn", "version")
        kept = {name: getattr(self, name) for name in names}
        return kept | {"purpose": str(self.purpose), "fields": dict(self.fields), "left": list(self.left)}

    @property
    def starts(self) -> Moment | None:
        """When it starts, as far as that is written."""
        return self._moment("starts")

    @property
    def ready(self) -> bool:
        """Whether it has all that an event needs."""
        known = {key for key, value in self.fields.items() if value}
        linked = self.fields.get("registration") != Registration.LINK or "registration_link" in known
        return {"title", "starts", "timezone"} <= known and bool({"place", "online"} & known) and linked

    def with_(self, **fields: Any) -> "Form":
        """Return the form with these fields."""
        return replace(self, fields={**self.fields, **fields})

    def asking(self, asked: str, left: Sequence[str] | None = None) -> "Form":
        """Return the form that asks for this field, and for those that are left after it."""
        return replace(self, asked=asked, left=self.left if left is None else tuple(left))

    def written(self, id_: str) -> WrittenEvent:
        """Return the event that is written, under this id."""
        known = {key: self.fields.get(key) for key in KEYS}
        reminders = known["reminders"]
        offsets = None if reminders is None else tuple(each for said in reminders if (each := offset_in(said)))
        plain = {key: value or "" for key, value in known.items()}
        plain |= {"id": id_, "registration": Registration(known["registration"] or Registration.CLOSED)}
        plain |= {"starts": self._moment("starts"), "ends": self._moment("ends")}
        return WrittenEvent(**plain | {"capacity": known["capacity"], "reminders": offsets})

    def _moment(self, key: str) -> Moment | None:
        said = self.fields.get(key)
        return moment_in(said) if said else None


def copied(event: WrittenEvent) -> Form:
    """Return the form of a new event like this one, which asks for what is never the same: when it is."""
    same = {key: value for key, value in fields_of(event).items() if key not in ("id", "starts", "ends", "follow_up")}
    return Form(Purpose.NEW, fields=same, asked="starts", left=("ends",))


def taken(form: Form, key: str, value: Any, language: Any) -> Form:
    """Return the form with a value that was read, what follows from it, and what is asked next because of it."""
    read = form.with_(**{key: value})
    if key == "place":
        return _zoned(read, zone_of(value, language))
    if key == "starts" and form.starts and form.fields.get("ends"):
        return read.with_(ends=str(_shifted(form.starts, read.starts, moment_in(form.fields["ends"]))))
    if key == "registration":
        more = {Registration.HERE: ("capacity",), Registration.LINK: ("registration_link",)}.get(value, ())
        return replace(read, left=(*more, *(each for each in read.left if each not in more)))
    return read


def id_for(title: str, taken_: Collection[str]) -> str:
    """Return an id that says what an event is called and that no other has."""
    bare = unicodedata.normalize("NFKD", title.casefold()).encode("ascii", "ignore").decode()
    plain = "-".join(re.findall(r"[a-z0-9]+", bare))[:LONGEST_ID].strip("-") or "event"
    ids = (plain if number == 1 else f"{plain}-{number}" for number in range(1, len(taken_) + 2))
    known = {each.casefold() for each in taken_}
    return next(id_ for id_ in ids if id_ not in known)


def _zoned(form: Form, zone: str | None) -> Form:
    if zone is not None or form.fields.get("timezone"):
        return form.with_(timezone=zone or form.fields["timezone"])
    left = (each for each in form.left if each != "timezone")
    return replace(form, left=("timezone", *left))


def _shifted(before: Moment, now: Moment | None, ends: Moment) -> Moment | None:
    """Return an end that is as far from the new start as it was from the old one, on the clocks there."""
    if now is None:
        return None
    if ends.clock and before.clock and now.clock:
        lasts = datetime.combine(ends.day, ends.clock) - datetime.combine(before.day, before.clock)
        wall = datetime.combine(now.day, now.clock) + lasts
        return Moment(wall.date(), wall.time())
    return Moment(ends.day + (now.day - before.day), None if now.clock is None else ends.clock)
