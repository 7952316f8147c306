"""One call on its way through the server."""

from dataclasses import dataclass
from typing import Any

from sandbox.bots import Bot
from sandbox.chats import Chat, Post, Raw
from sandbox.errors import bad_request
from sandbox.files import Upload
from sandbox.world import World


@dataclass(slots=True)
class Asked:
    """Who asks (`bot`), with which parameters and files."""

    world: World
    bot: Bot
    params: Raw
    uploads: dict[str, Upload]

    def get(self, name: str, default: Any = None) -> Any:
        """Return a parameter, or the default where it is missing."""
        return self.params.get(name, default)

    def chat(self, name: str = "chat_id") -> Chat:
        """Return the chat meant, which the bot may at least read."""
        return self.world.chat_for(self.bot, self.params[name])

    def writable_chat(self) -> Chat:
        """Return the chat meant, which the bot may write to."""
        return self.world.writable(self.bot, self.params["chat_id"])

    def found(self, chat: Chat, message_id: Any, purpose: str) -> Post:
        """Return the message, or `message to <purpose> not found`."""
        entry = chat.posts.get(message_id) if isinstance(message_id, int) else None
        if entry is None:
            raise bad_request(
                f"message {purpose} not found" if purpose.startswith("with") else f"message to {purpose} not found"
            )
        return entry
