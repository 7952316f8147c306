"""What a visitor of the chat page can do, each by its name."""

from collections.abc import Awaitable, Callable
from typing import Any

from sandbox import commands, troubles
from sandbox.chats import Raw
from sandbox.groups import Group
from sandbox.orders import BadOrder, Order
from sandbox.text import LONGEST_CAPTION, LONGEST_TEXT

EMPTY = f"A message has 1 to {LONGEST_TEXT} characters."


async def say(order: Order) -> None:
    """Write something; what is too long for one message becomes several, as phones do it."""
    words = order.value("words", str)
    if not words.strip():
        raise BadOrder(EMPTY)
    if len(words) > LONGEST_TEXT:
        await order.person.pastes(words, order.open_chat, order.thread)
        return
    await order.person.says(words, order.open_chat, order.thread, order.answered)


async def attach(order: Order) -> None:
    """Send the files that came with the order, several as albums; `words` is the caption."""
    caption = order.value("words", str).strip()
    if not order.uploads:
        raise BadOrder("Choose a file first.")
    if len(caption) > LONGEST_CAPTION:
        raise BadOrder(f"The words below a file have at most {LONGEST_CAPTION} characters.")
    where: Raw = {"to": order.open_chat, "thread": order.thread, "reply_to": order.answered}
    await order.person.sends_files(order.uploads, caption, as_files=bool(order.given.get("as_files")), **where)


async def share(order: Order) -> None:
    """Send one's place or phone number."""
    where: Raw = {"to": order.open_chat, "thread": order.thread, "reply_to": order.answered}
    if order.value("what", str) == "place":
        await order.person.sends_location(**where)
    else:
        await order.person.sends_contact(first_name=order.person.name, **where)


async def edit(order: Order) -> None:
    """Change an own message."""
    words, message = order.value("words", str), order.message()
    if message.author["id"] != order.person.id:
        raise BadOrder("Only its author can change a message.")
    if not words.strip() or len(words) > LONGEST_TEXT:
        raise BadOrder(EMPTY)
    await order.person.edits(message, words)


async def delete(order: Order) -> None:
    """Remove an own message, or any in a private chat."""
    message = order.message()
    if message.author["id"] != order.person.id and not order.chat.may(order.person.id, "can_delete_messages"):
        raise BadOrder("Only its author or an administrator can delete a message.")
    await order.person.deletes(message)


async def forward(order: Order) -> None:
    """Pass a message on, to the chat `to`."""
    message = order.message()
    there = Order(order.showing, {**order.given, "chat": order.value("to", str)})
    await order.person.forwards(message, there.open_chat)


async def pin(order: Order) -> None:
    """Pin a message, or unpin one that is pinned."""
    message = order.message()
    if not order.chat.may(order.person.id, "can_pin_messages"):
        raise BadOrder("Only an administrator can pin a message here.")
    if message.id in order.chat.pinned:
        await order.person.unpins(message)
    else:
        await order.person.pins(message)


async def press(order: Order) -> None:
    """Press a button; what the bot answers comes as news."""
    await order.person.presses(order.message(), (order.value("row", int), order.value("column", int)))


async def start(order: Order) -> None:
    """Press Start, or open a bot by its link."""
    bot, payload = order.bot, order.value("payload", str)
    await order.person.starts(payload, bot)


async def block(order: Order) -> None:
    """Stop the bot of a private chat."""
    bot = next((bot for bot in order.world.bots.values() if bot.id == order.chat.bot_id), None)
    if bot is None:
        raise BadOrder("Only a bot can be blocked.")
    order.person.blocks(bot)


async def offers(order: Order) -> Raw:
    """Return the commands that this person is offered here."""
    found: list[Raw] = []
    for bot in order.world.bots_in(order.chat):
        suffix = "" if order.chat.private else f"@{bot.username}"
        listed = commands.offered(bot, order.chat, order.person.user)
        found += [{**one, "command": f"/{one['command']}{suffix}"} for one in listed]
    return {"commands": found}


async def inline(order: Order) -> Raw:
    """Return what a bot offers for `@bot query`; 409 if it does not answer in time."""
    question = await order.person.looks_up(order.value("query", str), order.bot, order.chat)
    if question.answer is None:
        raise BadOrder(f"@{order.bot.username} offered nothing in time.")
    shown = ("id", "title", "description", "type")
    results = [{name: result.get(name) for name in shown} for result in question.answer["results"]]
    return {"question": question.id, "results": results, "button": question.answer["button"]}


async def choose(order: Order) -> None:
    """Send one of the inline results."""
    question = order.world.questions.get(order.value("question", str))
    results = question.answer["results"] if question and question.answer else []
    for result in results:
        if str(result["id"]) == order.value("result", str):
            query, bot = order.value("query", str), order.bot
            await order.person.chooses(result, order.open_chat, query, bot, order.thread)
            return
    raise BadOrder("This is not on offer any more.")


async def topic(order: Order) -> Raw:
    """Open a topic; its id."""
    title, chat = order.value("title", str).strip(), order.chat
    if not title or not chat.forum:
        raise BadOrder("A topic needs a title, and a group that has topics.")
    return {"thread": await order.person.opens_topic(Group(order.world, chat), title)}


async def trouble(order: Order) -> None:
    """Let the server misbehave in one way, or in none, on the way to people."""
    kind = order.value("kind", str)
    if kind not in (*troubles.TROUBLES, ""):
        raise BadOrder("There is no such trouble.")
    if not kind:
        troubles.end(order.world)
        return
    once = 1 if order.given.get("once", kind in ("busy", "lost")) else None
    named = order.given.get("method")
    for method in [str(named)] if named else troubles.TROUBLED:
        troubles.make(order.world, kind, method, once)


async def calm(order: Order) -> None:
    """End one of the faults in force."""
    troubles.end(order.world, order.value("number", int))


async def limits(order: Order) -> None:
    """Switch Telegram's flood limits on or off."""
    order.world.limits.strict = order.value("strict", bool)
    order.world.changes.tell("trouble", None, None, None)


async def disturb(order: Order) -> None:
    """Deliver the next update to each bot twice, or the next two in the wrong order."""
    for bot in order.world.bots.values():
        if order.value("how", str) == "twice":
            bot.updates.repeats = 1
        else:
            bot.updates.reverse(2)


ORDERS: dict[str, Callable[[Order], Awaitable[Any]]] = {
    order.__name__: order
    for order in (
        *(say, attach, share, edit, delete, forward, pin),
        *(press, start, block, offers, inline, choose, topic),
        *(trouble, calm, limits, disturb),
    )
}
