"""Who may use which command."""

from difflib import get_close_matches

from core.refusal import Refusal
from people.models import RoleName

_RANKS = {RoleName.MEMBER: 0, RoleName.EXPERT: 1, RoleName.COORDINATOR: 2}

COMMANDS: dict[str, RoleName] = {
    "start": RoleName.MEMBER,
    "help": RoleName.MEMBER,
    "ask": RoleName.MEMBER,
    "topics": RoleName.MEMBER,
    "guides": RoleName.MEMBER,
    "expert": RoleName.MEMBER,
    "requests": RoleName.MEMBER,
    "add": RoleName.MEMBER,
    "withdraw": RoleName.MEMBER,
    "reopen": RoleName.MEMBER,
    "events": RoleName.MEMBER,
    "event": RoleName.MEMBER,
    "register": RoleName.MEMBER,
    "unregister": RoleName.MEMBER,
    "remind": RoleName.MEMBER,
    "myevents": RoleName.MEMBER,
    "settings": RoleName.MEMBER,
    "privacy": RoleName.MEMBER,
    "cancel": RoleName.MEMBER,
    "queue": RoleName.EXPERT,
    "mine": RoleName.EXPERT,
    "take": RoleName.EXPERT,
    "reply": RoleName.EXPERT,
    "askback": RoleName.EXPERT,
    "handover": RoleName.EXPERT,
    "close": RoleName.EXPERT,
    "history": RoleName.EXPERT,
    "away": RoleName.EXPERT,
    "edit": RoleName.COORDINATOR,
    "gaps": RoleName.COORDINATOR,
    "newevent": RoleName.COORDINATOR,
    "reschedule": RoleName.COORDINATOR,
    "cancelevent": RoleName.COORDINATOR,
    "followup": RoleName.COORDINATOR,
    "attendees": RoleName.COORDINATOR,
    "announce": RoleName.COORDINATOR,
    "grant": RoleName.COORDINATOR,
    "revoke": RoleName.COORDINATOR,
    "stats": RoleName.COORDINATOR,
    "report": RoleName.COORDINATOR,
}
"""Each command that works, and the least that somebody must be to use it; in the order of `/help`."""

IN_GROUPS = ("ask", "help")
"""What anybody is offered to type in a group."""
FOR_ADMINISTRATORS = (*IN_GROUPS, "quiet", "speak")
"""What administrators of a group are offered there; they need no role here."""


class NotForYou(Refusal):
    """Somebody's role does not let them do this."""


def may_use(command: str, role: RoleName) -> bool:
    """Whether somebody with this role may use the command; a coordinator may what an expert may."""
    needed = COMMANDS.get(command)
    return needed is not None and _RANKS[role] >= _RANKS[needed]


def commands_for(role: RoleName) -> tuple[str, ...]:
    """Return the commands that somebody with this role may use."""
    return tuple(command for command in COMMANDS if may_use(command, role))


def near(typed: str, role: RoleName) -> str | None:
    """Return the command that somebody with this role has most likely mistyped, such as expert for /expret."""
    word = typed.removeprefix("/").partition("@")[0].casefold()
    found = get_close_matches(word, commands_for(role), n=1, cutoff=0.75)
    return found[0] if found else None
