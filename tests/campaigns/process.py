"""A helpdesk in a process of its own, which can be killed."""

import asyncio
import os
import signal
import socket
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).parents[2]
PLAIN = ("-m", "bot", "run")
SECRET = "campaign"
PATIENCE = 30.0  # seconds for anything that a busy machine does by itself


def free_port() -> int:
    """Return a port that nobody listens on; a killed process must be found at the same address again."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@dataclass(slots=True)
class Installation:
    """What an operator sets for one helpdesk, and where its words go."""

    token: str
    api_url: str
    database_url: str
    folder: Path
    webhook: bool
    program: Sequence[str] = PLAIN
    send_rate: int = 28
    webhook_port: int = 0  # where Telegram brings updates, if not straight to this process
    http_port: int = field(default_factory=free_port)
    metrics_port: int = field(default_factory=free_port)

    def environment(self, failpoint: str | None) -> dict[str, str]:
        """Return the environment of a process: this one's without its settings, and those of the installation."""
        inherited = {name: value for name, value in os.environ.items() if not name.startswith("HELPDESK_")}
        settings = {
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
            settings |= {"WEBHOOK_URL": f"http://127.0.0.1:{port}/telegram/webhook", "WEBHOOK_SECRET": SECRET}
        if failpoint:
            settings["FAILPOINT"] = failpoint
        return {**inherited, "PYTHONPATH": str(ROOT), **{f"HELPDESK_{name}": each for name, each in settings.items()}}

    async def start(self, failpoint: str | None = None) -> "Process":
        """Start a process; its words are added to `run.log`."""
        with (self.folder / "run.log").open("ab") as log:
            process = await asyncio.create_subprocess_exec(
                sys.executable,
                *self.program,
                env=self.environment(failpoint),
                cwd=self.folder,
                stdout=log,
                stderr=log,
            )
        return Process(process)

    @property
    def words(self) -> str:
        """All that its processes have written."""
        return (self.folder / "run.log").read_text(errors="replace")


@dataclass(slots=True)
class Process:
    """One run of the helpdesk; the moments are unix seconds."""

    process: asyncio.subprocess.Process
    started_at: float = field(default_factory=time.time)
    ended_at: float | None = None

    async def ends(self, within: float = PATIENCE) -> int | None:
        """Wait for its end and return the exit code, below zero for a signal; None if it is still there."""
        try:
            async with asyncio.timeout(within):
                code = await self.process.wait()
        except TimeoutError:
            return None
        self.ended_at = self.ended_at or time.time()
        return code

    async def killed(self) -> None:
        """Kill it, if it is still there, without any warning."""
        self.signalled(signal.SIGKILL)
        await self.ends()

    def signalled(self, number: signal.Signals) -> None:
        """Send it a signal, if it is still there."""
        if self.process.returncode is None:
            self.process.send_signal(number)

    async def stopped(self) -> tuple[int | None, float]:
        """Ask it to end; return its exit code and how many seconds that took."""
        begun = time.monotonic()
        self.signalled(signal.SIGTERM)
        return await self.ends(), time.monotonic() - begun
