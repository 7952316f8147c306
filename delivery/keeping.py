"""Removes what was kept long enough."""

import datetime as dt

from sqlalchemy.orm import Session

from core.failpoint import failpoint
from delivery import inbox_queries, outbox_queries
from delivery.models import BODY_DAYS, INBOX_DAYS, OUTBOX_DAYS

AT_ONCE = 10_000  # updates an hour: more than can arrive in an hour of ordinary days, less than blocks the writer


def tidy(session: Session, now: dt.datetime) -> None:
    """Delete handled updates, the words of what was sent, and at last the rows, each after its days."""
    session.execute(inbox_queries.old_updates(now - dt.timedelta(days=INBOX_DAYS), AT_ONCE))
    session.execute(outbox_queries.empty_bodies(now - dt.timedelta(days=BODY_DAYS)))
    session.execute(outbox_queries.old_files(now - dt.timedelta(days=BODY_DAYS)))
    session.execute(outbox_queries.old_calls(now - dt.timedelta(days=OUTBOX_DAYS)))
    session.execute(outbox_queries.old_unreachables(now - dt.timedelta(days=OUTBOX_DAYS)))
    failpoint("keeping.tidy")
