"""Learning in a process of its own: it has little of the processor, and ends when this one does."""

import asyncio
import os
import sys
from asyncio.subprocess import DEVNULL, PIPE, Process
from collections.abc import Awaitable, Sequence
from contextlib import suppress
from pathlib import Path

import knowledge

LONGEST = 1800.0  # seconds; on an idle machine it takes half a minute
_COMMAND = ("-m", "knowledge.learner")
_KEPT = 2000  # characters of what it says


class NotLearned(Exception):
    """The process that was to learn did not."""


async def learn_apart(lesson: bytes, folder: Path, command: tuple[str, ...] = _COMMAND) -> None:
    """Let a process learn this lesson and keep in the folder what it has learned. Raises `NotLearned`."""
    try:
        process = await _started(command, folder)
    except OSError as error:
        raise NotLearned(f"it cannot be started: {error.strerror or error}") from error
    try:
        async with asyncio.timeout(LONGEST):
            last, _ = await asyncio.gather(_words(process), _hear(process, lesson))
            code = await process.wait()
    except TimeoutError:
        raise NotLearned(f"it took longer than {LONGEST:.0f} s") from None
    finally:
        await _end(process)
    if code:
        raise NotLearned(f"it ended with {code}: {last}")


def _started(command: Sequence[str], folder: Path) -> Awaitable[Process]:
    """Start it where the code is, which need not be installed."""
    words, code = (sys.executable, *command, str(folder.absolute())), Path(knowledge.__file__).parents[1]
    return asyncio.create_subprocess_exec(
        *words, stdin=PIPE, stdout=DEVNULL, stderr=PIPE, cwd=code, env=_surroundings()
    )


async def _hear(process: Process, lesson: bytes) -> None:
    """Tell it what to learn. The pipe stays open: by its closing it knows that we have ended, however we did."""
    if process.stdin is not None:
        with suppress(ConnectionError):  # it has ended; why, it says itself
            process.stdin.write(lesson)
            await process.stdin.drain()


async def _words(process: Process) -> str:
    """Return the last line it says."""
    said = b""
    while process.stderr is not None and (more := await process.stderr.read(4096)):
        said = (said + more)[-_KEPT:]
    return said.decode(errors="replace").strip().rpartition("\n")[2]


async def _end(process: Process) -> None:
    if process.returncode is None:
        with suppress(ProcessLookupError):
            process.kill()
    await process.wait()
    if process.stdin is not None:
        process.stdin.close()


def _surroundings() -> dict[str, str]:
    """Return our own surroundings with none of the settings, so not the token either."""
    ours = {name: value for name, value in os.environ.items() if not name.startswith("HELPDESK_")}
    return {**ours, "OPENBLAS_NUM_THREADS": "1"}
