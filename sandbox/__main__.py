"""Run the local Telegram alone, with its chat page: `python -m sandbox --port 8081`."""

import argparse
import asyncio
import contextlib
import sys

from sandbox.page import SandboxPage
from sandbox.server import Sandbox
from sandbox.showing import Persona


async def serve(port: int) -> None:
    """Until interrupted."""
    telegram = Sandbox(port=port)
    bot = telegram.new_bot("helpdesk")
    anna, ben = telegram.new_person("Anna"), telegram.new_person("Ben")
    telegram.new_group("Group", [anna, ben]).add_bot()
    SandboxPage(telegram, [Persona(anna), Persona(ben)])
    async with telegram:
        sys.stdout.write(f"Bot API  {telegram.url}\ntoken    {bot.token}\nusername @{bot.username}\n")
        sys.stdout.write(f"chats    {telegram.url}/\n")
        sys.stdout.flush()
        await asyncio.Event().wait()


def main() -> None:
    """Read the arguments and serve."""
    parser = argparse.ArgumentParser(prog="sandbox", description=__doc__)
    parser.add_argument("--port", type=int, default=8081)
    with contextlib.suppress(KeyboardInterrupt):
        asyncio.run(serve(parser.parse_args().port))


if __name__ == "__main__":
    main()
