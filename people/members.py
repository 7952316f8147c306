"""Meeting members, and knowing whether a message can reach them."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session

from core.clock import Clock
from core.text import plain_name
from people import queries
from people.flood import OF_A_PERSON, Flow
from people.models import KEPT, GroupChat, Member
from people.rows import found_or_added, removed


@dataclass(frozen=True, slots=True)
class Members:
    """What is known of those who write to the bot."""

    session: Session
    clock: Clock

    def met(
        self, id_: int, name: str, username: str | None = None, language: str | None = None, *, private: bool = True
    ) -> Member:
        """Return who wrote just now, with what Telegram says of them today; writing in private opens the chat."""
        member = found_or_added(self.session, Member, id_, lambda: self._stranger(id_))
        member.name, member.username, member.spoken = plain_name(name), username, language
        member.last_seen_at = self.clock.now()
        if private:
            self._opened(member)
        return member

    def known(self, id_: int) -> Member | None:
        """Return the member, if the bot has met them."""
        return self.session.get(Member, id_)

    def reads(self, id_: int, language: str | None) -> None:
        """Note the language that somebody has chosen here; None: the one of their Telegram."""
        member = self.known(id_)
        if member is not None:
            member.chosen = language

    def lives_in(self, id_: int, zone: str) -> None:
        """Note the zone whose time somebody wants to read."""
        member = self.known(id_)
        if member is not None:
            member.zone = zone

    def blocked(self, id_: int) -> None:
        """Note that nothing reaches this person any more."""
        member = self.known(id_)
        if member is not None:
            member.reachable = False

    def back(self, id_: int) -> None:
        """Note that messages reach this person again."""
        member = self.known(id_)
        if member is not None:
            self._opened(member)

    def wrote(self, member: Member) -> Flow:
        """Count a message of this member, and say whether to answer it."""
        return member.wrote(self.clock.now(), OF_A_PERSON)

    def needs_notice(self, shown_to: "Member | GroupChat") -> bool:
        """Whether the notice is still to be shown; from now on it counts as shown."""
        if shown_to.notice_shown_at is not None:
            return False
        shown_to.notice_shown_at = self.clock.now()
        return True

    def reachable(self, ids: Sequence[int]) -> list[int]:
        """Return those of these people whom a message in private would reach."""
        return list(self.session.scalars(queries.reachable(list(ids))))

    def forget(self) -> int:
        """Remove whom has been kept as long as the table says; returns how many members."""
        return removed(self.session, queries.members_last_seen_before(self.clock.now() - KEPT))

    def _stranger(self, id_: int) -> Member:
        now = self.clock.now()
        return Member(id=id_, name="", reachable=False, first_seen_at=now, last_seen_at=now, window_count=0)

    def _opened(self, member: Member) -> None:
        member.reachable = True
        member.opened_at = member.opened_at or self.clock.now()
