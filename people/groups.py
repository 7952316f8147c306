"""Groups: whether the bot may speak there, and how often it is asked."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from core.clock import Clock
from people import queries
from people.flood import Flow, Limit
from people.models import KEPT, GroupAsker, GroupChat, Member
from people.rows import found_or_added, removed

OF_ONE_THERE = Limit(5, timedelta(minutes=5))
"""How much one person may ask in a group; more is better asked in private, and goes on there at once."""
OF_ALL_THERE = Limit(12, timedelta(minutes=1))
"""How much all of a group may ask: Telegram takes 20 messages a minute there, notices and changes included."""
ASKERS_KEPT = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Turn:
    """Whether a question in a group is answered; if not, the limit that is reached, whose it is, and until when."""

    flow: Flow
    limit: Limit
    until: datetime | None
    of_all: bool


@dataclass(frozen=True, slots=True)
class Groups:
    """What is known of the groups that the bot is or was in."""

    session: Session
    clock: Clock

    def known(self, id_: int) -> GroupChat | None:
        """Return the group, if anything is known of it."""
        return self.session.get(GroupChat, id_)

    def spoken_to(self, id_: int) -> GroupChat:
        """Return the group in which the bot was just spoken to."""
        group = found_or_added(self.session, GroupChat, id_, lambda: self._new(id_))
        group.last_seen_at = self.clock.now()
        return group

    def asked(self, group: GroupChat, member: Member) -> Turn:
        """Count a question of this member in this group, and say whether to answer it."""
        asker = self._asker(group, member)
        asker.asked_at = self.clock.now()
        flow = asker.wrote(self.clock.now(), OF_ONE_THERE)
        if flow is not Flow.FREE:
            return Turn(flow, OF_ONE_THERE, asker.paused_until, of_all=False)
        flow = group.wrote(self.clock.now(), OF_ALL_THERE)
        return Turn(flow, OF_ALL_THERE, group.paused_until, of_all=True)

    def hush(self, id_: int) -> bool:
        """Be quiet in this group from now on; say whether that is new."""
        group = self.spoken_to(id_)
        was, group.quiet_since = group.quiet_since, group.quiet_since or self.clock.now()
        return was is None

    def speak(self, id_: int) -> bool:
        """Answer in this group again; say whether that is new."""
        group = self.spoken_to(id_)
        was, group.quiet_since = group.quiet_since, None
        return was is not None

    def is_quiet(self, id_: int) -> bool:
        """Whether an administrator has switched the bot off in this group."""
        group = self.known(id_)
        return group is not None and group.quiet_since is not None

    def came(self, id_: int, standing: str) -> GroupChat:
        """Note what the bot is in this group, in Telegram's word, and return the group."""
        group = self.spoken_to(id_)
        group.standing = standing
        return group

    def went(self, id_: int, standing: str) -> None:
        """Note that the bot is not in this group any more; what was wanted of it there stays, if it comes back."""
        group = self.known(id_)
        if group is not None:
            group.standing = standing

    def moved(self, old: int, new: int) -> None:
        """Keep what is known of a group under its new id; a second time changes nothing."""
        before, after = self.known(old), self.known(new)
        if before is not None and after is None:
            before.id, before.moved_from = new, old
            return
        after = after or self.spoken_to(new)
        after.moved_from = old
        if before is None:
            return
        after.quiet_since = after.quiet_since or before.quiet_since
        after.notice_shown_at = after.notice_shown_at or before.notice_shown_at
        self.session.delete(before)

    def now(self, id_: int) -> int:
        """Return the id that a group has now, which had this one once."""
        return self.session.scalar(queries.moved_to(id_)) or id_

    def forget(self) -> int:
        """Remove what has been kept as long as its table says; returns how many rows."""
        now = self.clock.now()
        statements = [queries.groups_last_seen_before(now - KEPT), queries.askers_last_asked_before(now - ASKERS_KEPT)]
        return sum(removed(self.session, statement) for statement in statements)

    def _new(self, id_: int) -> GroupChat:
        now = self.clock.now()
        return GroupChat(id=id_, first_seen_at=now, last_seen_at=now, window_count=0)

    def _asker(self, group: GroupChat, member: Member) -> GroupAsker:
        # The group's row is locked, so that nobody else adds this one meanwhile.
        found = self.session.get(GroupAsker, (group.id, member.id))
        if found is None:
            found = GroupAsker(group_id=group.id, member_id=member.id, window_count=0)
            self.session.add(found)
        return found
