"""Who wants to hear of new events of a topic."""

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from core.clock import Clock
from events.models import Follow, Pace


@dataclass(frozen=True, slots=True)
class Follows:
    """Follows topics, at once or weekly, until the person says stop."""

    session: Session
    clock: Clock

    def follow(self, member: int, topic: str, pace: Pace = Pace.AT_ONCE) -> None:
        """Tell this person of new events of a topic; asked again it only sets how often."""
        known = self.session.get(Follow, (member, topic))
        if known is None:
            known = Follow(member_id=member, topic=topic, since=self.clock.now())
            self.session.add(known)
        known.pace = pace
        self.session.flush()

    def stop(self, member: int, topic: str) -> bool:
        """Tell them nothing more of it; says whether they followed it."""
        known = self.session.get(Follow, (member, topic))
        if known is not None:
            self.session.delete(known)
            self.session.flush()
        return known is not None

    def stop_weekly(self, member: int) -> bool:
        """Tell them nothing more once a week; says whether they heard of anything so."""
        weekly = [each for each in self.of(member) if each.pace == Pace.WEEKLY]
        for each in weekly:
            self.session.delete(each)
        self.session.flush()
        return bool(weekly)

    def of(self, member: int) -> list[Follow]:
        """Return what a person follows."""
        return list(
            self.session.scalars(select(Follow).where(Follow.member_id == member).order_by(Follow.topic).limit(500))
        )
