"""The PostgreSQL of a campaign, stopped and started as its operator, or a fault of the machine, would do it."""

import asyncio
import os
import shlex
from pathlib import Path

from sqlalchemy import make_url


class Server:
    """The server behind an address that `tests.databases.postgres_server` gave."""

    def __init__(self, url: str) -> None:
        self._data = Path(str(make_url(url).query["host"]))
        words = shlex.split((self._data / "postmaster.opts").read_text())
        self._control, self._options = Path(words[0]).with_name("pg_ctl"), shlex.join(words[3:])

    async def restarts(self, mode: str = "immediate") -> None:
        """Let it end at once, as in a crash, and start again; it recovers from its log."""
        await self._does("restart", "-m", mode)

    async def stops(self, mode: str = "immediate") -> None:
        """Let it end."""
        await self._does("stop", "-m", mode)

    async def starts(self) -> None:
        """Let it be there again."""
        await self._does("start", "-l", str(self._data / "log"), "-o", self._options)

    async def _does(self, *words: str) -> None:
        owner = self._data.stat()
        process = await asyncio.create_subprocess_exec(
            self._control,
            *words,
            "-D",
            self._data,
            "-w",
            user=owner.st_uid if os.geteuid() == 0 else None,
            cwd=self._data,
            stdout=asyncio.subprocess.DEVNULL,
            stderr=asyncio.subprocess.DEVNULL,
        )
        if await process.wait() != 0:
            raise AssertionError(f"the server could not {words[0]}")
