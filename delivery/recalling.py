"""Which message of ours has these words: where it arrived unseen, such as when a process died, its id is not known."""

import json

from sqlalchemy.orm import Session

from delivery import outbox_queries


def key_of_words(session: Session, bot_id: int, chat: int, words: str, prefix: str) -> str | None:
    """Return the key of the newest message with these words, of those in a chat whose key begins with the prefix."""
    for row in session.scalars(outbox_queries.said_under(bot_id, chat, prefix)):
        fields = json.loads(row.body or "{}")
        if words and words in (fields.get("text"), fields.get("caption")):
            return row.edits or row.key
    return None
