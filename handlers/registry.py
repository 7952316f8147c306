"""Where each handler module adds what it answers: updates, presses, and the next step of a dialogue."""

from dataclasses import dataclass, field
from typing import Any

from telegram.ext import Application, BaseHandler

from handlers.dialogues import Stories
from handlers.editors.publications import Publications
from handlers.presses import Presses


@dataclass(frozen=True, slots=True)
class Registry:
    """The dispatcher that is being built."""

    application: Application[Any, Any, Any, Any, Any, Any]
    presses: Presses = field(default_factory=Presses)
    stories: Stories = field(default_factory=Stories)
    publications: Publications = field(default_factory=Publications)

    def add(self, *handlers: BaseHandler[Any, Any, Any]) -> None:
        """Add handlers; of those that take an update the first has it."""
        for handler in handlers:
            self.application.add_handler(handler)
