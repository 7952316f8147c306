"""The helpdesk and the other frameworks' bots that it is compared with: how each is set up and started."""

import os
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from bench.house import SECRET, free_port, surroundings
from sandbox.server import Sandbox

PEERS = Path(__file__).parent / "peers"

Start = Callable[[Sandbox, Path, int], tuple[list[str], dict[str, str]]]
"""Returns the command and the environment that start a bot on this Telegram, folder and port."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A bot to be measured, and how it is configured."""

    name: str
    configuration: str
    start: Start
    keeps: bool = False  # something on the disk, from one start to the next


def candidates(python: str, answers: Path, database: str | None = None) -> list[Candidate]:
    """Return the helpdesk and its peers; `python` has the peers installed."""

    def peer(script: str, *options: str) -> Start:
        def start(telegram: Sandbox, _: Path, port: int) -> tuple[list[str], dict[str, str]]:
            told = ["--api", telegram.url, "--token", telegram.bot.token, "--port", str(port), "--secret", SECRET]
            return [python, str(PEERS / script), *told, "--answers", str(answers), *options], dict(os.environ)

        return start

    def ours(telegram: Sandbox, folder: Path, port: int) -> tuple[list[str], dict[str, str]]:
        settings = surroundings(telegram, folder, (port, free_port()), database=database, rate=1000)
        return [sys.executable, "-m", "bot", "run"], settings

    where = "PostgreSQL" if database else "SQLite"
    return [
        Candidate(
            f"helpdesk, {where}",
            f"`helpdesk run`, {where}, HELPDESK_SEND_RATE=1000; finds each answer",
            ours,
            keeps=True,
        ),
        Candidate(
            "python-telegram-bot",
            "Application.builder().build(), run_webhook (Tornado); answers looked up in a dict, nothing written down",
            peer("telegram_bot.py"),
        ),
        Candidate(
            "python-telegram-bot, concurrent",
            "the same with concurrent_updates(True), as its wiki advises",
            peer("telegram_bot.py", "--concurrent"),
        ),
        Candidate(
            "aiogram",
            "Dispatcher, SimpleRequestHandler on aiohttp, as its documentation shows; the same dict, nothing written",
            peer("aiogram_bot.py"),
        ),
    ]
