"""A helpdesk in a process of its own, which can be killed."""

import asyncio
import multiprocessing
import os
import signal
import socket
import sys
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from multiprocessing.process import BaseProcess
from pathlib import Path

ROOT = Path(__file__).parents[2]
BUILD, WARM = "tests.campaigns.build", "tests.campaigns.warm"
PATIENCE = 30.0  # seconds for anything that a busy machine does by itself


def free_port() -> int:
    """Return a port that nobody listens on; a killed process must be found at the same address again."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@dataclass(slots=True)
class Installation:
    """What an operator sets for one helpdesk, and where its words go.

    A cold start is `helpdesk run` in a new interpreter. A warm one forks from a process that has imported all modules
    and read the translations, and done nothing else, which saves the seconds for that.
    """

    token: str
    api_url: str
    database_url: str
    folder: Path
    webhook: bool
    cold: bool = False
    change: str = ""  # see `build`
    send_rate: int = 28
    webhook_port: int = 0  # where Telegram brings updates, if not straight to this process
    http_port: int = field(default_factory=free_port)
    metrics_port: int = field(default_factory=free_port)
    started: list["Process"] = field(default_factory=list)
    more: Mapping[str, str] = field(default_factory=dict)

    def settings(self, failpoint: str | None) -> dict[str, str]:
        """Return the variables that an operator sets."""
        named = {
            "TELEGRAM_TOKEN": self.token,
            "TELEGRAM_API_URL": self.api_url,
            "DATABASE_URL": self.database_url,
            "DATA_DIR": str(self.folder),
            "HTTP_PORT": str(self.http_port),
            "METRICS_PORT": str(self.metrics_port),
            "SEND_RATE": str(self.send_rate),
        }
        if self.webhook:
            port = self.webhook_port or self.http_port
            named |= {"WEBHOOK_URL": f"http://127.0.0.1:{port}/telegram/webhook", "WEBHOOK_SECRET": "campaign"}
        if failpoint:
            named["FAILPOINT"] = failpoint
        named |= self.more
        return {f"HELPDESK_{name}": value for name, value in named.items()}

    async def start(self, failpoint: str | None = None) -> "Process":
        """Start a process; its words are added to `run.log`."""
        environment = {name: value for name, value in os.environ.items() if not name.startswith("HELPDESK_")}
        environment |= {"PYTHONPATH": str(ROOT), **self.settings(failpoint)}
        begin = self._cold if self.cold else self._warm
        self.started.append(Process(await begin(environment)))
        return self.started[-1]

    async def clear(self) -> None:
        """Leave no process behind."""
        for process in self.started:
            process.signalled(signal.SIGCONT)
            await process.killed()

    async def _cold(self, environment: Mapping[str, str]) -> asyncio.subprocess.Process:
        command = ("-m", BUILD, self.change) if self.change else ("-m", "bot", "run")
        with self.log.open("ab") as log:
            return await asyncio.create_subprocess_exec(
                sys.executable, *command, env=environment, cwd=self.folder, stdout=log, stderr=log
            )

    async def _warm(self, environment: Mapping[str, str]) -> BaseProcess:
        context = multiprocessing.get_context("forkserver")
        context.set_forkserver_preload([WARM])
        process = context.Process(target=_inside, args=(dict(environment), str(self.folder), self.change), daemon=True)
        await asyncio.to_thread(process.start)
        return process

    @property
    def log(self) -> Path:
        """Where its processes write."""
        return self.folder / "run.log"


def _inside(environment: dict[str, str], folder: str, change: str) -> None:
    """Be the helpdesk."""
    from tests.campaigns import build  # noqa: PLC0415  # only the process that is to be killed needs it

    os.environ.clear()
    os.environ.update(environment)
    os.chdir(folder)
    log = os.open("run.log", os.O_WRONLY | os.O_APPEND | os.O_CREAT)
    os.dup2(log, 1)
    os.dup2(log, 2)
    build.run(change)


@dataclass(slots=True)
class Process:
    """One run of the helpdesk; the moments are unix seconds."""

    process: asyncio.subprocess.Process | BaseProcess
    started_at: float = field(default_factory=time.time)
    ended_at: float | None = None

    @property
    def code(self) -> int | None:
        """The exit code, below zero for a signal; None while it runs."""
        if isinstance(self.process, BaseProcess):
            return self.process.exitcode
        return self.process.returncode

    async def ends(self, within: float = PATIENCE) -> int | None:
        """Wait for its end and return the exit code; None if it is still there."""
        end = time.monotonic() + within
        while self.code is None and time.monotonic() < end:  # noqa: ASYNC110  # a forked process tells nobody
            await asyncio.sleep(0.01)
        if self.code is not None and self.ended_at is None:
            self.ended_at = time.time()
        return self.code

    async def killed(self) -> None:
        """Kill it, if it is still there, without any warning."""
        self.signalled(signal.SIGKILL)
        await self.ends()

    def signalled(self, number: signal.Signals) -> None:
        """Send it a signal, if it is still there."""
        if self.code is None and self.process.pid is not None:
            os.kill(self.process.pid, number)

    async def stopped(self) -> tuple[int | None, float]:
        """Ask it to end; return its exit code and how many seconds that took."""
        begun = time.monotonic()
        self.signalled(signal.SIGTERM)
        return await self.ends(), time.monotonic() - begun
