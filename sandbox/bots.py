"""A bot as Telegram knows it: its account, its queue, where it wants its updates, and what it says about itself."""

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from sandbox.chats import Raw, User
from sandbox.updates import Updates

if TYPE_CHECKING:
    from sandbox.webhook import Webhook


@dataclass(slots=True)
class Bot:
    """One bot. With `privacy` it sees of a group only what is meant for it, unless it is an administrator.

    `inline` and `joins` are what else is set at BotFather's; here they are only told.
    """

    user: User
    token: str
    updates: Updates
    privacy: bool = True
    inline: bool = True
    joins: bool = True
    revoked: bool = False
    webhook: "Webhook | None" = None
    met: set[int] = field(default_factory=set)
    commands: dict[str, list[Raw]] = field(default_factory=dict)
    about: dict[tuple[str, str], str] = field(default_factory=dict)
    menu: Raw = field(default_factory=lambda: {"type": "commands"})
    last_webhook_error: tuple[int, str] | None = None

    @property
    def id(self) -> int:
        """The account's number, the token's first part."""
        return self.user.id

    @property
    def username(self) -> str:
        """Without the @."""
        return self.user.username or ""

    @property
    def name(self) -> str:
        """What people see."""
        return self.user.first_name

    def described_to(self, language: str | None) -> str:
        """Return what somebody whose Telegram speaks this language reads in the empty chat."""
        near = (language or "").partition("-")[0]
        return self.about.get(("description", near)) or self.about.get(("description", ""), "")

    @property
    def raw(self) -> dict[str, Any]:
        """As getMe gives it."""
        return {
            **self.user.raw,
            "can_join_groups": self.joins,
            "can_read_all_group_messages": not self.privacy,
            "supports_inline_queries": self.inline,
            "can_connect_to_business": False,
            "has_main_web_app": False,
            "has_topics_enabled": False,
            "allows_users_to_create_topics": False,
        }
