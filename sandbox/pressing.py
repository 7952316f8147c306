"""Buttons, inline queries and reactions."""

import asyncio

from sandbox.account import Place
from sandbox.bots import Bot
from sandbox.chats import Chat, Raw
from sandbox.screen import Message
from sandbox.speaking import Speaking
from sandbox.text import typed
from sandbox.updates import LIFETIMES
from sandbox.world import Question


class Pressing(Speaking):
    """What a person does with a finger."""

    async def presses(
        self,
        message: Message,
        which: str | tuple[int, int],
        *,
        wait: bool = False,
        timeout: float = 5.0,  # noqa: ASYNC109  # part of the promise
    ) -> Raw | None:
        """Press a button, by label or (row, column), as the message looks now.

        With `wait`, the bot's answer `{"text", "show_alert", "url"}` or None if none came in time; else None at once. A
        button for typing types its label, or sends the own number or place if it asks for that.
        """
        entry = message.chat.posts.get(message.id)
        button = (Message.of(message.chat, entry) if entry else message).button(which)
        if "callback_data" in button:
            return await self.forges_press(message, button["callback_data"], wait=wait, timeout=timeout)
        if any(key in button for key in ("url", "switch_inline_query", "copy_text", "web_app")):
            raise AssertionError(f"pressing {button} tells the bot nothing")
        self._type(button, message)
        return None

    def _type(self, button: Raw, message: Message) -> None:
        contact = {"phone_number": "+32000000000", "first_name": self.user.first_name, "user_id": self.id}
        content: Raw = typed(button["text"])
        if button.get("request_contact"):
            content = {"contact": contact}
        elif button.get("request_location"):
            content = {"location": {"latitude": 50.85, "longitude": 4.35}}
        self.post(content, message.chat, message.thread)

    async def forges_press(
        self,
        message: Message,
        data: str,
        *,
        wait: bool = False,
        timeout: float = 5.0,  # noqa: ASYNC109  # part of the promise
    ) -> Raw | None:
        """Press with any data on any message, as a changed client can send it."""
        chat = message.chat
        bot = self._presser(message)
        question = self.world.ask(bot, self.user, LIFETIMES["callback_query"], chat)
        body: Raw = {
            "id": question.id,
            "from": self.user.raw,
            "chat_instance": str(chat.id * 31 + bot.id),
            "data": data,
        }
        bot.updates.add("callback_query", {**body, **self._pressed(message)}, chat.id)
        return await self._answer(question, timeout) if wait else None

    def _presser(self, message: Message) -> Bot:
        number = (
            message.raw.get("via_bot", {}).get("id") or message.chat.bot_id or message.raw.get("from", {}).get("id")
        )
        return next((bot for bot in self.world.bots.values() if bot.id == number), None) or self.world.the_bot()

    def _pressed(self, message: Message) -> Raw:
        for number, place in self.world.inline_messages.items():
            if place == (message.chat, message.id):
                return {"inline_message_id": number}
        entry = message.chat.posts.get(message.id)
        gone = {"chat": message.chat.raw, "message_id": message.id, "date": 0}
        return {"message": entry.raw if entry else gone}

    async def _answer(self, question: Question, seconds: float) -> Raw | None:
        end = asyncio.get_running_loop().time() + seconds
        while question.answer is None:
            try:
                await asyncio.wait_for(self.world.answered.heard(), end - asyncio.get_running_loop().time())
            except TimeoutError:
                return None
        self.notices.append(question.answer)
        return question.answer

    async def asks_inline(
        self,
        query: str,
        bot: Bot | None = None,
        *,
        offset: str = "",
        timeout: float = 5.0,  # noqa: ASYNC109  # part of the promise
    ) -> list[Raw] | None:
        """Type `@bot query` in some chat: the results, or None if the bot did not answer in time."""
        question = await self.looks_up(query, bot, offset=offset, timeout=timeout)
        return question.answer["results"] if question.answer else None

    async def looks_up(
        self,
        query: str,
        bot: Bot | None = None,
        where: Chat | None = None,
        *,
        offset: str = "",
        timeout: float = 5.0,  # noqa: ASYNC109  # part of the promise
    ) -> Question:
        """Type `@bot query` in a chat; the question, whose `answer` is None if the bot did not give one in time."""
        bot = self.world.the_bot(bot)
        question = self.world.ask(bot, self.user, LIFETIMES["inline_query"])
        kind = "supergroup" if where is None else "sender" if where.bot_id == bot.id else where.kind
        body = {"id": question.id, "from": self.user.raw, "query": query, "offset": offset, "chat_type": kind}
        bot.updates.add("inline_query", body, self.id)
        await self._answer(question, timeout)
        return question

    async def chooses(
        self, result: Raw, to: Place, query: str = "", bot: Bot | None = None, thread: int | None = None
    ) -> Message:
        """Send an inline result into a chat; the bot hears which one it was."""
        bot = self.world.the_bot(bot)
        content = {"via_bot": bot.user.raw, **result["message"]}
        message = self.post(content, to, thread, keyboard=result.get("reply_markup"))
        chosen: Raw = {"result_id": str(result["id"]), "from": self.user.raw, "query": query}
        if result.get("reply_markup"):
            number = f"inline-{next(self.world.numbers)}"
            self.world.inline_messages[number] = (message.chat, message.id)
            chosen["inline_message_id"] = number
        bot.updates.add("chosen_inline_result", chosen, self.id)
        return message

    async def reacts(self, message: Message, emoji: str | None) -> None:
        """Put a reaction on a message, or take it away; bots that asked hear it, in groups administrators only."""
        chat, entry = message.chat, message.chat.posts[message.id]
        new: list[Raw] = [{"type": "emoji", "emoji": emoji}] if emoji else []
        old, entry.reactions[self.id] = entry.reactions.get(self.id, []), new
        body = {
            "chat": chat.raw,
            "message_id": entry.id,
            "user": self.user.raw,
            "date": self.world.now(),
            "old_reaction": old,
            "new_reaction": new,
        }
        for bot in self.world.bots_in(chat):
            if chat.private or chat.member(bot.id)["status"] == "administrator":
                bot.updates.add("message_reaction", body, chat.id)
        self.world.changes.tell("reaction", chat.id, chat.bot_id, body)
        chat.bell.ring()
