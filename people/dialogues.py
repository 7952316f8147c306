"""What somebody is in the middle of: a dialogue of several steps, kept so that it survives a restart."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from sqlalchemy.orm import Session

from core.clock import Clock
from people import queries
from people.models import Dialogue
from people.rows import removed

HOLDS = timedelta(hours=1)
"""How long after its last step plain words still belong to a dialogue; after that they are a question again."""
KEPT = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Dialogues:
    """The dialogue that each person is in, one at a time, in their private chat."""

    session: Session
    clock: Clock

    def open(self, member: int) -> Dialogue | None:
        """Return the dialogue that this person is in the middle of."""
        dialogue = self.session.get(Dialogue, member)
        return dialogue if dialogue and self.clock.now() - dialogue.touched_at <= HOLDS else None

    def begin(self, member: int, kind: str, step: str, **facts: Any) -> Dialogue:
        """Begin a dialogue, which ends any other; `facts` is what JSON can hold."""
        dialogue = self.session.get(Dialogue, member)
        if dialogue is None:
            dialogue = Dialogue(member_id=member)
            self.session.add(dialogue)
        dialogue.kind, dialogue.step, dialogue.facts = kind, step, facts
        dialogue.touched_at = self.clock.now()
        return dialogue

    def go_on(self, dialogue: Dialogue, step: str, **facts: Any) -> None:
        """Take the dialogue to its next step, with further facts."""
        dialogue.step, dialogue.facts = step, {**dialogue.facts, **facts}
        dialogue.touched_at = self.clock.now()

    def end(self, member: int) -> bool:
        """End the dialogue of this person; say whether there was one."""
        was_open = self.open(member) is not None
        removed(self.session, queries.dialogue_of(member))
        return was_open

    def forget(self) -> int:
        """Remove what nobody has gone on with; returns how many dialogues."""
        return removed(self.session, queries.dialogues_untouched_since(self.clock.now() - KEPT))
