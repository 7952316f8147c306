"""Run the local Telegram alone: `python -m sandbox --port 8081`."""

import argparse
import asyncio
import contextlib
import sys

from sandbox.server import Sandbox


async def serve(port: int) -> None:
    """Until interrupted."""
    async with Sandbox(port=port) as telegram:
        bot = telegram.new_bot("helpdesk")
        sys.stdout.write(f"Bot API  {telegram.url}\ntoken    {bot.token}\nusername @{bot.username}\n")
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
