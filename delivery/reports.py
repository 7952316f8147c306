"""What delivery tells the domain: it comes through the inbox and is handled like an update."""

import datetime as dt
import json
from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import Any

from sqlalchemy import insert
from sqlalchemy.orm import Session

from delivery.models import InboxRow

FIELD = "report"


class About(StrEnum):
    """What a report is about."""

    SENT = "sent"
    REFUSED = "refused"
    UNCERTAIN = "uncertain"
    EXPIRED = "expired"
    UNREACHABLE = "unreachable"
    TOPIC_GONE = "topic gone"
    NO_RIGHT = "no right"
    MIGRATED = "migrated"
    RUN_STOPPED = "run stopped"
    DEAD = "dead"
    DATABASE = "database"
    TOKEN = "token refused"  # noqa: S105  a word, not a secret


@dataclass(frozen=True, slots=True)
class Report:
    """Something delivery found out; `tag` is the domain's own name for the call, if it gave one."""

    about: str
    tag: str | None = None
    chat_id: int | None = None
    key: str | None = None
    message_id: int | None = None
    detail: str = ""
    result: Any = None

    def put(self, session: Session, bot_id: int, at: dt.datetime) -> None:
        """Write it into the inbox, behind what already waits for its chat."""
        body = json.dumps({FIELD: asdict(self)})
        row = {"bot_id": bot_id, "update_id": None, "lane": self.chat_id or 0, "body": body, "received_at": at}
        session.execute(insert(InboxRow).values(row))


def is_report(body: str) -> bool:
    """Whether an inbox row holds a report; Telegram's updates do not begin so."""
    return body.startswith(f'{{"{FIELD}":')


def report_in(update: dict[str, Any]) -> Report | None:
    """Return the report that an inbox row holds; None for an update of Telegram's, which never has this field alone."""
    return Report(**update[FIELD]) if set(update) == {FIELD} else None
