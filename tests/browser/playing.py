"""A small bot beside the chat page, so that there is somebody to talk to."""

import asyncio
from typing import Any

import aiohttp

from sandbox.caller import Caller

Raw = dict[str, Any]

CARD = (
    "<b>How to register</b>\n\nOpen the event's page and press <i>Register</i>; see <a href='https://example.org/a'>"
    "the page</a>.\n<blockquote>What is good is shared.</blockquote><blockquote expandable>one\ntwo\nthree\nfour\nfive"
    "</blockquote><u>under</u> <s>gone</s> <tg-spoiler>a surprise</tg-spoiler> <code>code</code>"
    "<pre><code class='language-python'>print('x')</code></pre>\n/help @assistant_bot #tag a@example.org"
)
KEYS = {
    "inline_keyboard": [
        [{"text": "Solved", "callback_data": "solved"}, {"text": "Not quite", "callback_data": "miss"}],
        [{"text": "Look it up", "switch_inline_query_current_chat": "fun"}],
    ]
}
TYPED = {"keyboard": [["Yes", "No"]], "one_time_keyboard": True, "input_field_placeholder": "Yes or no?"}
RESULTS = [
    {
        "type": "article",
        "id": str(number),
        "title": title,
        "description": f"About {title.lower()}",
        "input_message_content": {"message_text": f"All about {title.lower()}."},
    }
    for number, title in enumerate(["Funds", "Functions"])
]


class Assistant:
    """Answers whatever is said, pressed and asked inline, for as long as it is awake."""

    def __init__(self, call: Caller) -> None:
        self.call = call

    async def works(self) -> None:
        """Until cancelled, also where Telegram cannot be reached for a while."""
        offset = 0
        while True:
            try:
                for update in await self.call("getUpdates", offset=offset, timeout=20):
                    offset = update["update_id"] + 1
                    await self.takes(update)
            except aiohttp.ClientError:
                await asyncio.sleep(0.05)

    async def takes(self, update: Raw) -> None:
        """Do what an update asks for."""
        if "text" in update.get("message", {}):
            await self.hears(update["message"])
        elif "callback_query" in update:
            await self.pressed(update["callback_query"])
        elif "inline_query" in update:
            await self.call("answerInlineQuery", inline_query_id=update["inline_query"]["id"], results=RESULTS)

    async def hears(self, message: Raw) -> None:
        """Say what this story's words ask for."""
        words, chat = message["text"], message["chat"]["id"]
        where = {"chat_id": chat, "message_thread_id": message.get("message_thread_id")}
        where = {name: value for name, value in where.items() if value}
        if "How do I" in words:
            await self.call("sendChatAction", **where, action="typing")
            await self.call("sendMessage", **where, text=CARD, parse_mode="HTML", reply_markup=KEYS)
        elif "sure?" in words:
            await self.call("sendMessage", **where, text="Are you sure?", reply_markup=TYPED)
        elif "reply" in words:
            await self.call("sendMessage", **where, text="Why?", reply_markup={"force_reply": True})
        else:
            await self.call("sendMessage", **where, text=f"You said: {words}")

    async def pressed(self, press: Raw) -> None:
        """Tell what was pressed, in a notice and on the card."""
        await self.call("answerCallbackQuery", callback_query_id=press["id"], text="Noted")
        where = {"chat_id": press["message"]["chat"]["id"], "message_id": press["message"]["message_id"]}
        await self.call("editMessageText", **where, text=f"You pressed {press['data']}.")


class working:  # noqa: N801  reads as `async with working(...)`
    """An assistant that is awake as long as the block."""

    def __init__(self, call: Caller) -> None:
        self.task = asyncio.ensure_future(Assistant(call).works())

    async def __aenter__(self) -> None:
        pass

    async def __aexit__(self, *_: object) -> None:
        self.task.cancel()
        await asyncio.wait([self.task])
        if not self.task.cancelled():
            self.task.result()
