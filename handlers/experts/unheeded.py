"""Commands that do nothing among experts: who typed one is told, so that nobody waits for what it should have done."""

from telegram import Message, Update
from telegram.ext import MessageHandler, filters
from telegram.ext.filters import MessageFilter

from core.saying import Saying
from handlers.addressing import BY_A_PERSON, NAMES_US
from handlers.context import Context, Work
from handlers.experts.replies import Among
from handlers.registry import Registry
from handlers.visitors import Reply, respond, visitor_of
from people.access import COMMANDS, FOR_ADMINISTRATORS, near
from tickets import spoken_texts

_AS_IN_ANY_GROUP = frozenset((*FOR_ADMINISTRATORS, "start"))


_LIKE = {
    **dict.fromkeys(("answer", "respond", "send"), "reply"),
    **dict.fromkeys(("assign", "transfer"), "handover"),
    **dict.fromkeys(("done", "solved"), "close"),
    "claim": "take",
}
"""Which command somebody wants who types one that is called so elsewhere."""


class MeansNothing(MessageFilter):
    """A command to nobody else, and none that means here what it does in any group."""

    def filter(self, message: Message) -> bool:
        """Whether the message is one."""
        typed = _typed(message)
        return _name(typed) not in _AS_IN_ANY_GROUP and ("@" not in typed or NAMES_US.filter(message))


async def nothing_done(update: Update, context: Context) -> None:
    """Say that nothing was done, and what to type instead; to who is no expert nothing is said."""
    visitor, typed = await visitor_of(update, context), _typed(update.effective_message)
    context.letter.forgets = True

    def answer(work: Work) -> Reply | None:
        actor, language, name = work.actor(visitor.user.id), visitor.reader.language, _name(typed)
        if not actor.is_expert:
            return None
        if name in COMMANDS:
            return Reply(Saying(spoken_texts.not_here(typed, language)))
        return Reply(Saying(spoken_texts.no_command(typed, _LIKE.get(name) or near(name, actor.role), language)))

    await respond(update, context, visitor, answer)


def register(registry: Registry) -> None:
    """Add it, behind all commands that do something among experts."""
    here, said = Among(registry), filters.UpdateType.MESSAGE & BY_A_PERSON
    registry.add(MessageHandler(said & here & filters.COMMAND & MeansNothing(), nothing_done))


def _typed(message: Message | None) -> str:
    return (message.text or message.caption or "").split()[0] if message is not None else ""


def _name(typed: str) -> str:
    return typed.removeprefix("/").partition("@")[0].casefold()
