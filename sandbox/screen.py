"""A message as somebody sees it."""

from dataclasses import dataclass
from typing import Any

from sandbox import entities
from sandbox.chats import SERVICE, Chat, Post, Raw


@dataclass(frozen=True, slots=True, repr=False)
class Message:
    """A message at the moment it was looked at; `raw` is Telegram's form of it."""

    raw: Raw
    chat: Chat
    silent: bool = False
    keyboard: Raw | None = None

    @classmethod
    def of(cls, chat: Chat, entry: Post) -> "Message":
        """Return what is there now."""
        return cls(entry.raw, chat, entry.silent, entry.keyboard)

    @property
    def id(self) -> int:
        """Its number, unique in its chat only."""
        return int(self.raw["message_id"])

    @property
    def chat_id(self) -> int:
        """The chat's number."""
        return self.chat.id

    @property
    def text(self) -> str:
        """Its words, those below a picture too; empty where there are none."""
        return str(self.raw.get("text") or self.raw.get("caption") or "")

    @property
    def entities(self) -> list[Raw]:
        """Bold, links, commands … of `text`."""
        found: list[Raw] = self.raw.get("entities") or self.raw.get("caption_entities") or []
        return found

    @property
    def thread(self) -> int | None:
        """The topic it is in."""
        return self.raw.get("message_thread_id")

    @property
    def date(self) -> int:
        """Unix seconds."""
        return int(self.raw["date"])

    @property
    def edited(self) -> bool:
        """Whether it once read differently."""
        return "edit_date" in self.raw

    @property
    def author(self) -> Raw:
        """Who wrote it, a User or, for a channel or an anonymous administrator, a Chat."""
        author: Raw = self.raw.get("sender_chat") or self.raw["from"]
        return author

    @property
    def from_bot(self) -> bool:
        """Whether a bot wrote it."""
        return bool(self.raw.get("from", {}).get("is_bot")) and "sender_chat" not in self.raw

    @property
    def service(self) -> bool:
        """Whether Telegram wrote it for what somebody did."""
        return not SERVICE.isdisjoint(self.raw)

    @property
    def reply_to(self) -> int | None:
        """The id of the message it answers, in a topic that of the message which opened it."""
        answered: int | None = self.raw.get("reply_to_message", {}).get("message_id")
        return answered

    @property
    def rows(self) -> list[list[Raw]]:
        """The buttons with all their facts; those of a keyboard for typing if there are no others."""
        inline: list[list[Raw]] = self.raw.get("reply_markup", {}).get("inline_keyboard", [])
        return inline or (self.keyboard or {}).get("keyboard", [])

    @property
    def buttons(self) -> list[list[str]]:
        """The buttons' labels, row by row."""
        return [[button["text"] for button in row] for row in self.rows]

    @property
    def links(self) -> dict[str, str]:
        """Where one gets from here: by the words or the label that are pressed."""
        words = {
            self.piece(one): one.get("url") or self.piece(one)
            for one in self.entities
            if one["type"] in ("text_link", "url")
        }
        labels = {button["text"]: button["url"] for row in self.rows for button in row if "url" in button}
        return {**words, **labels}

    def piece(self, entity: Raw) -> str:
        """Return the words that an entity covers."""
        return entities.piece(self.text, entity)

    def button(self, which: str | tuple[int, int]) -> Raw:
        """Return a button by its label or its (row, column) from 0; AssertionError names those there are."""
        for row_number, row in enumerate(self.rows):
            for column, button in enumerate(row):
                if which in (button["text"], (row_number, column)):
                    return button
        raise AssertionError(f"no button {which!r}; there are {self.buttons} under {self.text!r}")

    def __repr__(self) -> str:
        return f"<Message {self} in {self.chat_id}>"

    def __str__(self) -> str:
        kinds = [key for key in self.raw if key not in ("message_id", "chat", "date", "from", "text", "entities")]
        return f"[{self.id}] {self.text or kinds!r}"


def visible(chat: Chat, thread: int | None = None) -> list[Message]:
    """All messages in a chat, oldest first."""
    return [Message.of(chat, entry) for entry in chat.visible(thread)]


def described(messages: list[Any]) -> str:
    """Return the last few, for an error's text."""
    return "; ".join(map(str, messages[-5:])) or "nothing"
