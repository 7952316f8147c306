"""The buttons that somebody sees above what they type: to type a button's label is to press it."""

import datetime as dt
import json
from collections.abc import Iterator

from sqlalchemy.orm import Session

from delivery import outbox_queries

_ADDED = " .,;:!?…)"
LONGEST = 64  # characters of a label; what is longer was not typed to press a button


def typed_button(session: Session, bot_id: int, chat: int, typed: str, since: dt.datetime) -> str | None:
    """Return what the button with this label sends back, if a message said in the chat since then has one.

    Of several the newest; a message that was edited has the buttons of its last edit.
    """
    wanted = _plain(typed)
    if not wanted or len(wanted) > LONGEST:
        return None
    seen: set[str] = set()
    said = session.execute(outbox_queries.lately_said(), {"bot": bot_id, "lane": chat, "since": since})
    for key, edits, body in said:
        message = edits or key
        if message not in seen:
            seen.add(message)
            for label, data in _buttons(body):
                if _plain(label) == wanted:
                    return data
    return None


def _buttons(body: str | None) -> Iterator[tuple[str, str]]:
    markup = json.loads(body or "{}").get("reply_markup", {})
    for line in markup.get("inline_keyboard", []):
        yield from ((each["text"], each["callback_data"]) for each in line if "callback_data" in each)


def _plain(label: str) -> str:
    # A phone ends what it takes for a sentence.
    return " ".join(label.casefold().split()).strip(_ADDED)
