"""Statements about people."""

import datetime as dt
from functools import cache

from sqlalchemy import Delete, Select, delete, func, or_, select

from people.models import Alarm, Dialogue, GroupAsker, GroupChat, Introduction, Member, Role, RoleName

MOST_ROLES = 1000
MOST_INTRODUCTIONS = 20 * MOST_ROLES
NOT_THERE = ("left", "kicked")
"""What the bot is, in Telegram's words, in a group that it is not in."""


def roles(limit: int = MOST_ROLES) -> Select[Role]:
    """Every role granted, by the id of who has it."""
    return select(Role).order_by(Role.member_id).limit(limit)


@cache
def any_role() -> Select[int]:
    """Return somebody to whom a role was granted."""
    return select(Role.member_id).limit(1)


def granted(name: RoleName, limit: int = MOST_ROLES) -> Select[int]:
    """Return the ids of those who were granted this role."""
    return select(Role.member_id).where(Role.name == name).order_by(Role.member_id).limit(limit)


def revoke(member_id: int) -> Delete:
    """Take the role away."""
    return delete(Role).where(Role.member_id == member_id)


def members(ids: list[int]) -> Select[Member]:
    """Return those of these people whom the bot has met."""
    return select(Member).where(Member.id.in_(ids)).order_by(Member.id).limit(len(ids))


def members_last_seen_before(moment: dt.datetime) -> Delete:
    """Forget who has not written since then, unless they have a role."""
    return delete(Member).where(Member.last_seen_at < moment, Member.id.not_in(select(Role.member_id)))


def groups_last_seen_before(moment: dt.datetime) -> Delete:
    """Forget the groups in which nobody spoke to the bot since then, unless it is there and to be quiet."""
    gone = or_(GroupChat.quiet_since.is_(None), GroupChat.standing.in_(NOT_THERE))
    return delete(GroupChat).where(GroupChat.last_seen_at < moment, gone)


def askers_last_asked_before(moment: dt.datetime) -> Delete:
    """Forget who asked how much in a group, if that was before."""
    return delete(GroupAsker).where(GroupAsker.asked_at < moment)


def moved_to(id_: int) -> Select[int]:
    """Return the new id of a group that had this one."""
    return select(GroupChat.id).where(GroupChat.moved_from == id_).limit(1)


def groups_by_standing() -> Select[str | None, bool, int]:
    """Count the groups by what the bot is there, and by whether it is to be quiet."""
    quiet = GroupChat.quiet_since.is_not(None)
    return select(GroupChat.standing, quiet, func.count()).group_by(GroupChat.standing, quiet)


def introductions(bot_id: int, limit: int = MOST_INTRODUCTIONS) -> Select[Introduction]:
    """Return what this bot has told Telegram about itself."""
    return select(Introduction).where(Introduction.bot_id == bot_id).order_by(Introduction.about).limit(limit)


def introductions_about(bot_id: int, beginning: str, limit: int = 100) -> Select[str]:
    """Return what this bot has told Telegram about something."""
    about = Introduction.about.startswith(beginning, autoescape=True)
    return select(Introduction.about).where(Introduction.bot_id == bot_id, about).limit(limit)


def alarms_to_tell(told_before: dt.datetime, limit: int = 100) -> Select[Alarm]:
    """Return what happened since coordinators last heard of it, if that is long enough ago."""
    long_ago = or_(Alarm.told_at.is_(None), Alarm.told_at <= told_before)
    return select(Alarm).where(Alarm.count > 0, long_ago).order_by(Alarm.kind).limit(limit)


def reachable(ids: list[int]) -> Select[int]:
    """Return those of these people whom a message in private would reach."""
    return select(Member.id).where(Member.id.in_(ids), Member.reachable).order_by(Member.id).limit(len(ids))


def dialogue_of(member_id: int) -> Delete:
    """Remove the dialogue of this person."""
    return delete(Dialogue).where(Dialogue.member_id == member_id)


def dialogues_untouched_since(moment: dt.datetime) -> Delete:
    """Remove the dialogues that nobody has gone on with since then."""
    return delete(Dialogue).where(Dialogue.touched_at < moment)
