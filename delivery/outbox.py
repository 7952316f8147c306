"""What is to be sent, written in the transaction that decided it."""

import datetime as dt
import json
from collections.abc import Iterable
from dataclasses import dataclass, replace
from operator import index
from typing import Any

from sqlalchemy import insert
from sqlalchemy.orm import Session

from core.clock import Clock
from core.saying import Rows, Saying
from delivery import calls, outbox_queries
from delivery.endings import Endings
from delivery.models import Fate, OutboxFile, OutboxRow, Priority, Unreachable

KEPT_FOR = dt.timedelta(hours=24)  # how long something said is tried, where nothing else is asked


@dataclass(frozen=True, slots=True)
class Upload:
    """A file to send: its bytes, the name people see, and its media type."""

    content: bytes
    filename: str
    media_type: str = "application/octet-stream"


@dataclass(frozen=True, slots=True)
class Call:
    """A call of Telegram's API to be made once; `key` is unique for ever and makes a repetition harmless.

    `body` are finished parameters; instead of them `kind`, `subject` and `version` name what a renderer makes of it at
    the claim. `follows` is the key of a call that must have been made first, `edits` that of a message this one
    changes. `must` calls are made once more if nobody knows whether they arrived, others are not.
    """

    key: str
    method: str
    chat: int | None
    body: dict[str, Any] | None = None
    kind: str | None = None
    subject: str | None = None
    version: int | None = None
    priority: Priority = Priority.REPLY
    must: bool = True
    follows: str | None = None
    edits: str | None = None
    run: str | None = None
    report: str | None = None
    due_at: dt.datetime | None = None
    expires_at: dt.datetime | None = None


@dataclass(frozen=True, slots=True)
class Outbox:
    """Puts calls into the outbox of one bot; nothing leaves before the transaction is committed."""

    session: Session
    clock: Clock
    bot_id: int

    def say(
        self,
        key: str,
        chat: int,
        saying: Saying,
        *,
        thread: int | None = None,
        reply_to: int | None = None,
        priority: Priority = Priority.REPLY,
        must: bool = True,
    ) -> None:
        """Send a message; one too long for Telegram goes as several, in order, the buttons below the last."""
        *firsts, last = saying.text.parts(calls.MOST)
        follows = None
        for number, part in enumerate([*firsts, last]):
            own = saying if part is last else replace(saying, buttons=())
            body = calls.message(chat, replace(own, text=part), thread=thread, reply_to=None if number else reply_to)
            part_key = key if part is last else f"{key}/{number}"
            call = Call(part_key, "sendMessage", chat, body, priority=priority, must=must, follows=follows)
            self.call(call)
            follows = part_key

    def edit(self, key: str, message_key: str, chat: int, saying: Saying, **more: Any) -> None:
        """Change the message that another call sent; an edit of it still waiting is overtaken by this one.

        `more` are further fields of its `Call`.
        """
        body = calls.edited_message(chat, saying)
        newest = self.call(Call(key, "editMessageText", chat, body, edits=message_key, **more))
        if newest is not None:
            self._overtake(message_key, newest)

    def turn(self, key: str, chat: int, message: int, saying: Saying) -> None:
        """Put other words and buttons into the message of this id, such as the next page of a list."""
        body = {"message_id": message, **calls.edited_message(chat, saying)}
        self.call(Call(key, "editMessageText", chat, body))

    def leave_buttons(self, key: str, chat: int, message: int, buttons: Rows) -> None:
        """Leave only these buttons below the message of this id."""
        body = {"message_id": message, **calls.edited_buttons(chat, buttons)}
        self.call(Call(key, "editMessageReplyMarkup", chat, body))

    def call(self, call: Call, files: Iterable[tuple[str, Upload]] = ()) -> int | None:
        """Put a call, once: a second one with the same key changes nothing and returns None."""
        now = self.clock.now()
        due = call.due_at or now
        values = {
            "bot_id": self.bot_id,
            "key": call.key,
            "method": call.method,
            "body": None if call.body is None else json.dumps(call.body),
            "kind": call.kind,
            "subject": call.subject,
            "version": call.version,
            # An update may hold anything as a chat's id, SQLite keeps anything, and the sender reckons with it.
            "lane": None if call.chat is None else index(call.chat),
            "priority": call.priority,
            "must": call.must,
            "follows": self._id_of(call.follows),
            "edits": call.edits,
            "run": call.run,
            "report": call.report,
            "created_at": now,
            "due_at": due,
            "expires_at": call.expires_at or due + KEPT_FOR,
            "state": Fate.WAITING,
            "attempts": 0,
            "failures": 0,
            "unknowns": 0,
        }
        row_id = self._put(values)
        if row_id is not None:
            self._attach(row_id, files)
        return row_id

    def has_left_over(self, chat: int) -> bool:
        """Whether something waits for this chat to come back, or may never have arrived there."""
        values = {"bot_id": self.bot_id, "chat": chat}
        return self.session.scalar(outbox_queries.left_over(), values) is not None

    def say_again(self, chat: int) -> int:
        """Send once more what may never have arrived in this chat; return how much that was.

        For the moment its person shows up: they see it twice rather than never.
        """
        rows = self.session.scalars(
            outbox_queries.uncertain_in_lane(self.bot_id, chat, self.clock.now() - KEPT_FOR)
        ).all()
        for row in rows:
            row.state, row.trouble = Fate.DROPPED, "said again"
            # Words that are said anew take the place of the first ones, so that later edits find them.
            edits = row.edits or (row.key if row.method == "sendMessage" else None)
            call = Call(f"{row.key}/again", row.method, chat, row_fields(row), edits=edits, report=row.report)
            self.call(call, self._files_of(row))
        return len(rows)

    def has(self, key: str) -> bool:
        """Whether there is a call with this key, whatever became of it."""
        return self.session.scalar(outbox_queries.id_of(self.bot_id, key)) is not None

    def last_said(self, key: str) -> dict[str, Any] | None:
        """Return the parameters of the call with this key, or of the last edit of its message."""
        row = self.session.scalar(outbox_queries.last_edit_of(self.bot_id, key))
        row = row or self.session.scalar(outbox_queries.by_key(self.bot_id, key))
        return row_fields(row) if row is not None else None

    def is_away(self, chat: int) -> bool:
        """Whether this chat has refused the bot, so that what is put for it waits until it comes back."""
        return self.session.get(Unreachable, (self.bot_id, chat)) is not None

    def forget(self, key: str) -> bool:
        """Drop a call that is still waiting; say whether it was."""
        row = self.session.scalar(outbox_queries.still_open(self.bot_id, key))
        if row is not None:
            row.trouble = "no longer wanted"
            Endings(self.bot_id, self.clock).end(self.session, row, Fate.DROPPED)
            self.session.flush()
        return row is not None

    def _overtake(self, message_key: str, newest: int) -> None:
        for row in self.session.scalars(outbox_queries.overtaken_edits(self.bot_id, message_key, newest)).all():
            self.session.execute(outbox_queries.followed_instead(row.id, newest))
            row.trouble = "overtaken"
            Endings(self.bot_id, self.clock).end(self.session, row, Fate.DROPPED)
        self.session.flush()

    def _files_of(self, row: OutboxRow) -> list[tuple[str, Upload]]:
        files = self.session.scalars(outbox_queries.files_of(row.id)).all()
        return [(file.name, Upload(file.content, file.filename, file.media_type)) for file in files]

    def _put(self, values: dict[str, Any]) -> int | None:
        dialect = self.session.get_bind().dialect.name
        return self.session.execute(outbox_queries.new_call(dialect), values).scalar()

    def _id_of(self, key: str | None) -> int | None:
        return None if key is None else self.session.execute(outbox_queries.id_of(self.bot_id, key)).scalar_one()

    def _attach(self, row_id: int, files: Iterable[tuple[str, Upload]]) -> None:
        for name, upload in files:
            values = {"row_id": row_id, "name": name, "filename": upload.filename}
            values |= {"media_type": upload.media_type, "content": upload.content}
            self.session.execute(insert(OutboxFile).values(values))


def row_fields(row: OutboxRow) -> dict[str, Any]:
    """Return a row's parameters."""
    return dict(json.loads(row.body)) if row.body else {}
