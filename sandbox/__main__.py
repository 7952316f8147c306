"""Run the local Telegram alone, with its chat page: `python -m sandbox --port 8081`."""

import argparse
import asyncio
import contextlib
import sys

from sandbox.page import SandboxPage
from sandbox.server import Sandbox
from sandbox.showing import Persona

PEOPLE = ("Anna", "Ben:de", "Chloé:fr")


def staged(wanted: argparse.Namespace) -> Sandbox:
    """Return a local Telegram with the bot, people and groups that were asked for, and its page."""
    telegram = Sandbox(port=wanted.port)
    bot = telegram.new_bot(wanted.bot.removesuffix("_bot"), wanted.token, username=wanted.bot)
    people = []
    for one in wanted.person or PEOPLE:
        name, _, language = one.partition(":")
        people.append(telegram.new_person(name, username=f"{name.lower()}_local", language=language or "en"))
    for title in wanted.group or ["Neighbours"]:
        telegram.new_group(title, people).add_bot(bot)
    for title in wanted.forum or ["Workshop"]:
        telegram.new_group(title, people, forum=True).add_bot(bot, admin=True)
    SandboxPage(telegram, [Persona(person, person.user.language or "") for person in people], "Local Telegram")
    return telegram


async def serve(telegram: Sandbox) -> None:
    """Until interrupted."""
    async with telegram:
        bot = telegram.bot
        sys.stdout.write(f"Bot API  {telegram.url}\ntoken    {bot.token}\nusername @{bot.username}\n")
        sys.stdout.write(f"chats    {telegram.url}/\n")
        sys.stdout.flush()
        await asyncio.Event().wait()


def main() -> None:
    """Read the arguments and serve."""
    parser = argparse.ArgumentParser(prog="sandbox", description=__doc__)
    parser.add_argument("--port", type=int, default=8081)
    parser.add_argument("--bot", default="helpdesk_bot", metavar="USERNAME", help="the bot's username")
    parser.add_argument("--token", help="the bot's token; otherwise always the same one")
    parser.add_argument("--person", action="append", metavar="NAME[:LANGUAGE]", help="somebody to be; may be repeated")
    parser.add_argument("--group", action="append", metavar="TITLE", help="a group they are all in; may be repeated")
    parser.add_argument(
        "--forum", action="append", metavar="TITLE", help="a group with topics, the bot an administrator"
    )
    with contextlib.suppress(KeyboardInterrupt):
        asyncio.run(serve(staged(parser.parse_args())))


if __name__ == "__main__":
    main()
