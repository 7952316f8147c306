"""The events of the content folder, taken over when the helpdesk starts."""

from pathlib import Path

import structlog

from bot.content import events_of
from core.clock import Clock
from core.database import Database
from events.file import EventsFile
from events.importing import Importing, Source
from knowledge.entries import Content

log = structlog.get_logger(__name__)


async def take_over_content(database: Database, clock: Clock, directory: Path, content: Content) -> EventsFile:
    """Import `events.yaml` of a content folder; a refused file changes nothing, and its problems are logged.

    What the file says as it did at the last start is no change, so that what was changed in the chat stays.
    """
    file = events_of(directory, content)
    if file.refused:
        for problem in file.problems:
            log.error("the events are left as they are", problem=str(problem))
        return file
    imported = await database.write(lambda session: Importing(session, clock).take_over(file.events, Source.CONTENT))
    log.info("the events were read", added=len(imported.added), changed=len(imported.changed))
    return file
