"""Events as an editor would write them in a file."""

from collections.abc import Iterable
from typing import Any

import yaml

from events.written import WrittenEvent

KEYS = (
    "id",
    "title",
    "starts",
    "ends",
    "timezone",
    "place",
    "online",
    "topic",
    "summary",
    "registration",
    "registration_link",
    "capacity",
    "guide",
    "link",
    "follow_up",
    "reminders",
)
"""The keys of a file of events, in its order."""


class _Writer(yaml.SafeDumper):
    """Leaves a date without quotation marks, as editors write it: files of events are read as text."""

    yaml_implicit_resolvers = {  # noqa: RUF012  a table of PyYAML's, which it reads from the class
        first: [(tag, expression) for tag, expression in resolvers if tag != "tag:yaml.org,2002:timestamp"]
        for first, resolvers in yaml.SafeDumper.yaml_implicit_resolvers.items()
    }

    def increase_indent(self, flow: bool = False, indentless: bool = False) -> None:  # noqa: ARG002, FBT001, FBT002  PyYAML's own
        """Let a list stand further right than its key."""
        super().increase_indent(flow, False)


def fields_of(event: WrittenEvent) -> dict[str, Any]:
    """Return an event by the keys of its file, in plain values; None is what is not published."""
    fields = {key: _plain(getattr(event, key)) for key in KEYS}
    return fields | {"reminders": None if event.reminders is None else [str(each) for each in event.reminders]}


def written_file(events: Iterable[WrittenEvent]) -> str:
    """Return a file of events that reads as these."""
    listed = [{key: value for key, value in fields_of(event).items() if value is not None} for event in events]
    written: str = yaml.dump({"events": listed}, Dumper=_Writer, sort_keys=False, allow_unicode=True, width=120)
    return written


def _plain(value: Any) -> Any:
    if isinstance(value, int):
        return value
    return str(value) if value else None
