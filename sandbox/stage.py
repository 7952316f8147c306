"""The smallest scene: a local Telegram, one bot, a bare client in the bot's place, and one person."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

from sandbox.bots import Bot
from sandbox.caller import Caller
from sandbox.people import Person
from sandbox.server import Sandbox


@dataclass(frozen=True, slots=True)
class Stage:
    """Who is there."""

    telegram: Sandbox
    bot: Bot
    call: Caller
    maria: Person


@asynccontextmanager
async def small_stage() -> AsyncIterator[Stage]:
    """Set the scene; nothing waits in the bot's queue."""
    async with Sandbox() as telegram:
        bot, maria = telegram.new_bot(), telegram.new_person("Maria", username="maria_lisboa")
        await maria.starts()
        bot.updates.pending.clear()
        async with Caller(telegram.url, bot.token) as call:
            yield Stage(telegram, bot, call, maria)
