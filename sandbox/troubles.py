"""The trouble that a visitor of the page can make, each under one word."""

from sandbox.chats import Raw
from sandbox.faults import Fault
from sandbox.world import World

TROUBLES: dict[str, Raw] = {
    "busy": {"retry_after": 5},
    "slow": {"latency": 3.0},
    "error": {"status": 500},
    "down": {"html": True},
    "blocked": {"blocked": True},
    "silent": {"silent": True},
    "dropped": {"dropped": True},
    "lost": {"lost": True},
}
# What goes wrong if no method is named: whatever is on its way to people.
TROUBLED = ("sendMessage", "editMessageText", "answerCallbackQuery")


def make(world: World, kind: str, method: str, times: int | None) -> None:
    """Put one of them in force for the next `times` calls of a method ("*": of any); None: until it is ended."""
    world.faults.add(method, times=times, **TROUBLES[kind])
    world.changes.tell("trouble", None, None, None)


def end(world: World, number: int | None = None) -> None:
    """End one of those in force, or all, with the flood limits."""
    if number is None:
        world.faults.clear()
        world.limits.strict = False
    elif 0 <= number < len(world.faults.waiting):
        del world.faults.waiting[number]
    world.changes.tell("trouble", None, None, None)


def troubles(world: World) -> Raw:
    """Return what is in force, and what is over, as the page shows it."""
    strict = world.limits.strict
    return {"faults": [_told(number, fault) for number, fault in enumerate(world.faults.waiting)], "strict": strict}


def _told(number: int, fault: Fault) -> Raw:
    over = fault.times is not None and fault.hits >= fault.times
    facts = {"name": fault.name, "method": fault.method, "times": fault.times, "hits": fault.hits}
    return {"number": number, "over": over, **facts}
