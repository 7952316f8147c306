"""Taking over what files say, once for each thing that they say."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from sqlalchemy.orm import Session

from core.clock import Clock
from events.models import Event, EventState, Filed
from events.programme import Programme, attributes_of, drafted
from events.writing import fields_of
from events.written import WrittenEvent
from people.rows import found_or_added

# What makes sense only together: a start of the file with an end of the chat might be the wrong way round.
_TOGETHER = (("starts", "ends", "timezone"), ("registration", "registration_link"), ("place", "online"))


class Source(StrEnum):
    """Which file it is: that of the content folder, read at each start, one that an operator imports, or a calendar."""

    CONTENT = "content"
    IMPORT = "import"
    CALENDAR = "calendar"


SAID = {Source.CALENDAR: ("id", "title", "starts", "ends", "timezone", "place", "online", "summary", "link")}
"""What a source can say at all, where that is not everything; of the rest it changes nothing."""


@dataclass(slots=True)
class Imported:
    """What became of each event of a file, by id."""

    added: list[str] = field(default_factory=list)
    changed: list[str] = field(default_factory=list)
    unchanged: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Importing:
    """Takes over files of events; what a file says as it did last time is no change, whatever the chat did since."""

    session: Session
    clock: Clock

    def take_over(self, events: Iterable[WrittenEvent], source: Source) -> Imported:
        """Add and change events as this source says; what it does not name stays. Again it changes nothing."""
        imported = Imported()
        for written in sorted(events, key=lambda event: event.id):
            self._take_over(written, source, imported)
        return imported

    def call_off(self, ids: Iterable[str], imported: Imported) -> None:
        """Cancel the events that a calendar calls off, as far as they are known; those who come are told."""
        programme = Programme(self.session, self.clock)
        for id_ in sorted(set(ids)):
            event = programme.find(id_)
            if event is not None and event.state == EventState.PUBLISHED:
                programme.cancel(id_)
                imported.changed.append(id_)

    def _take_over(self, written: WrittenEvent, source: Source, imported: Imported) -> None:
        fresh = drafted(written, self.clock.now())
        event = found_or_added(self.session, Event, written.id, lambda: fresh)
        if event is fresh:
            Programme(self.session, self.clock).open(event)
            imported.added.append(event.id)
            self._note(event.id, source, _says(written, source))
        elif self._changed(event, written, source):
            imported.changed.append(event.id)
        else:
            imported.unchanged.append(event.id)

    def _changed(self, event: Event, written: WrittenEvent, source: Source) -> bool:
        says, known = _says(written, source), self.session.get(Filed, (event.id, source))
        before = known.says if known is not None else {}
        names = {name for name, value in says.items() if name not in before or before[name] != value}
        self._note(event.id, source, says)
        for together in _TOGETHER:
            names |= set(together) & says.keys() if names & set(together) else set()
        attributes = attributes_of(written)
        fields = {name: attributes[name] for name in names if name in attributes}
        return Programme(self.session, self.clock).change(event, fields)

    def _note(self, id_: str, source: Source, says: dict[str, Any]) -> None:
        known = self.session.get(Filed, (id_, source))
        if known is None:
            self.session.add(Filed(event_id=id_, source=source, says=says))
        else:
            known.says = says
        self.session.flush()


def _says(written: WrittenEvent, source: Source) -> dict[str, Any]:
    """Return what a source says of an event, by the keys of a file."""
    fields = fields_of(written)
    return {key: fields[key] for key in SAID.get(source, fields)}
