"""Taking over what files say, once for each thing that they say."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from sqlalchemy.orm import Session

from core.clock import Clock
from events.models import Event, Filed
from events.programme import Programme, attributes_of, drafted
from events.writing import fields_of
from events.written import WrittenEvent
from people.rows import found_or_added

# What makes sense only together: a start of the file with an end of the chat might be the wrong way round.
_TOGETHER = (("starts", "ends", "timezone"), ("registration", "registration_link"), ("place", "online"))


class Source(StrEnum):
    """Which file it is: that of the content folder, read at each start, or one that an operator imports."""

    CONTENT = "content"
    IMPORT = "import"


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

    def _take_over(self, written: WrittenEvent, source: Source, imported: Imported) -> None:
        fresh = drafted(written, self.clock.now())
        event = found_or_added(self.session, Event, written.id, lambda: fresh)
        if event is fresh:
            Programme(self.session, self.clock).open(event)
            imported.added.append(event.id)
            self._note(event.id, source, fields_of(written))
        elif self._changed(event, written, source):
            imported.changed.append(event.id)
        else:
            imported.unchanged.append(event.id)

    def _changed(self, event: Event, written: WrittenEvent, source: Source) -> bool:
        says, known = fields_of(written), self.session.get(Filed, (event.id, source))
        before = known.says if known is not None else {}
        names = {name for name, value in says.items() if name not in before or before[name] != value}
        self._note(event.id, source, says)
        for together in _TOGETHER:
            names |= set(together) if names & set(together) else set()
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
