"""The durable path beside other frameworks' bots, which give the same answers and write nothing down."""

import asyncio
import json
import signal
import sys
import tempfile
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import aiohttp
import psutil

from bench.candidates import Candidate, candidates
from bench.commits import commit_times
from bench.house import SECRET, free_port, learned
from bench.load import QUESTIONS, update
from bench.tries import tried
from sandbox.server import Sandbox
from tests.campaigns.choice import say
from tests.learned import remembering_all

CHATS, FIRST = 1_000, 10_000_000
LATENCY = 0.05
PATIENCE = 8.0  # seconds for answers after the last update
TILL_UP, TILL_DOWN = 100.0, 8.0  # seconds for answers after a restart, and without one after which none will come
MOST = 240.0  # seconds for one bot, beside what its updates take to be brought
HEADERS = {"X-Telegram-Bot-Api-Secret-Token": SECRET}


class Ended(Exception):
    """A bot ended by itself; its last words."""


@dataclass(slots=True)
class Bot:
    """A bot that runs, its webhook's address, and the most memory it was seen with."""

    process: asyncio.subprocess.Process
    url: str
    most: float = 0.0
    tasks: list[asyncio.Task[None]] = field(default_factory=list)

    def megabytes(self) -> float:
        """Return the memory it holds."""
        return float(psutil.Process(self.process.pid).memory_info().rss) / 1e6

    async def watch(self) -> None:
        """Note the most memory it is seen with."""
        while self.process.returncode is None:
            self.most = max(self.most, self.megabytes())
            await asyncio.sleep(0.1)


async def measure(python: str, *, seconds: int = 8, rate: int = 500) -> dict[str, Any]:
    """Return, for each, start-up, memory, acknowledgements, answers, and what a kill has cost."""
    with tempfile.TemporaryDirectory() as name:
        answers = Path(name, "answers.json")
        await asyncio.to_thread(answers.write_text, json.dumps(await _answers()), "utf-8")
        listed = candidates(python, answers)
        found: dict[str, Any] = {"rate": rate, "seconds": seconds, "api_latency_s": LATENCY, "bots": {}}
        found["commit_ms"] = await asyncio.to_thread(commit_times, Path(name))
        found["versions"] = await _versions(python)
        for each in listed:
            folder = Path(name, each.name.replace(" ", "-"))
            say(f"{each.name}, beside others")
            figures = await tried(_one(each, folder, seconds, rate), MOST + 3 * seconds)
            found["bots"][each.name] = {"configuration": each.configuration, **figures}
        return found


async def _versions(python: str) -> dict[str, str]:
    """Return which versions of the peers are measured."""
    names = ("python-telegram-bot", "aiogram")
    code = f"import importlib.metadata as m, json; print(json.dumps({{n: m.version(n) for n in {names}}}))"
    process = await asyncio.create_subprocess_exec(python, "-c", code, stdout=asyncio.subprocess.PIPE)
    output, _ = await process.communicate()
    versions: dict[str, str] = json.loads(output)
    return versions


async def _answers() -> dict[str, str]:
    """Return what the helpdesk answers to each question."""
    said = {}
    for question in dict.fromkeys(QUESTIONS):
        command = [sys.executable, "-m", "bot", "ask", question, "--json"]
        process = await asyncio.create_subprocess_exec(*command, stdout=asyncio.subprocess.PIPE)
        output, _ = await process.communicate()
        said[question] = json.loads(output)["text"]
    return said


async def _one(candidate: Candidate, folder: Path, seconds: int, rate: int) -> dict[str, Any]:
    # Each in a folder of its own: what waits in one is not to be answered in the next.
    steady, at_once, killed = (folder / each for each in ("steady", "at-once", "killed"))
    for each in (steady, at_once, killed):
        remembering_all(each)  # ours as one that has run before; the peers do not look into it
    if candidate.keeps:  # its start is that of one that has run before
        async with _telegram() as telegram, _running(candidate, telegram, steady) as bot:
            await _first_answer(bot, telegram, 0.0, number=80_000)
            await learned(bot.process.pid)
    async with _telegram() as telegram, _running(candidate, telegram, steady) as bot:
        figures: dict[str, Any] = {"start_to_answer_s": await _first_answer(bot, telegram, time.perf_counter())}
        figures["rest_mb"] = bot.megabytes()
        figures["steady"] = await _brought(bot, telegram, rate, rate * seconds, 1)
        figures["most_mb"] = bot.most
    async with _telegram() as telegram, _running(candidate, telegram, at_once) as bot:
        await _first_answer(bot, telegram, 0.0, number=90_000)
        figures["at_once"] = await _brought(bot, telegram, 0, 2 * CHATS, 100_000)
    figures["killed"] = await _killed(candidate, killed, rate)
    return figures


@asynccontextmanager
async def _telegram() -> AsyncIterator[Sandbox]:
    """Start a local Telegram on which everybody has started the bot."""
    async with Sandbox() as telegram:
        telegram.new_bot("helpdesk")
        for number in range(CHATS):
            await telegram.new_person(f"Person {number}", id=FIRST + number).starts()
        telegram.bot.updates.pending.clear()
        telegram.faults.latency = LATENCY
        yield telegram


@asynccontextmanager
async def _running(candidate: Candidate, telegram: Sandbox, folder: Path) -> AsyncIterator[Bot]:
    """Run a bot as long as the block, then end it at once: a peer may have hours of work left."""
    port = free_port()
    command, environment = candidate.start(telegram, folder, port)
    with (folder / "log.txt").open("ab") as log:
        process = await asyncio.create_subprocess_exec(*command, env=environment, stdout=log, stderr=log)
    bot = Bot(process, f"http://127.0.0.1:{port}/telegram/webhook")
    watching = asyncio.create_task(bot.watch())
    try:
        yield bot
    except Ended as ended:
        raise Ended((folder / "log.txt").read_text("utf-8")[-2000:]) from ended
    finally:
        watching.cancel()
        if process.returncode is None:
            process.kill()
        await process.wait()


async def _first_answer(bot: Bot, telegram: Sandbox, begun: float, number: int = 0) -> float:
    """Bring one update until it is taken, and wait for its answer; return the seconds since `begun`."""
    end = time.monotonic() + TILL_UP
    async with aiohttp.ClientSession(headers=HEADERS) as session:
        while True:
            try:
                async with session.post(bot.url, json=update(number, CHATS)) as response:
                    if response.status == 200:
                        break
            except aiohttp.ClientError:
                pass
            if bot.process.returncode is not None or time.monotonic() > end:
                raise Ended("it did not start")
            await asyncio.sleep(0.02)
    while not _answered(telegram, 0):  # noqa: ASYNC110  another process answers
        await asyncio.sleep(0.01)
    return time.perf_counter() - begun


def _answered(telegram: Sandbox, since: int) -> list[int]:
    """Return the chats that heard something, once for each time."""
    return [int(call.chat_id or 0) for call in telegram.calls[since:] if call.ok and call.method == "sendMessage"]


async def _brought(bot: Bot, telegram: Sandbox, rate: float, count: int, first: int) -> dict[str, float]:
    """Bring updates; return how fast they were acknowledged and answered."""
    since, begun = len(telegram.calls), time.perf_counter()
    noted = await load(bot.url, rate, count, first)
    loaded = time.perf_counter()
    answered = await _all_answered(telegram, since, len(noted["acknowledged"]))
    times, took = sorted(noted["seconds"]), time.perf_counter() - begun
    return {
        "acknowledged": len(times),
        "acknowledged_per_s": len(times) / noted["took"],
        "ack_p50_ms": 1000 * times[len(times) // 2],
        "ack_p99_ms": 1000 * times[int(len(times) * 0.99)],
        "ack_max_ms": 1000 * times[-1],
        "answered": answered,
        "answered_per_s": answered / took,
        "answered_after_the_last_s": time.perf_counter() - loaded,
    }


async def _all_answered(telegram: Sandbox, since: int, count: int) -> int:
    """Wait for so many answers, as long as some still come and patience lasts; return how many came."""
    end, heard, last = time.monotonic() + PATIENCE, 0, time.monotonic()
    while heard < count and time.monotonic() < min(end, last + TILL_DOWN):
        await asyncio.sleep(0.1)
        came = len(_answered(telegram, since))
        heard, last = came, time.monotonic() if came > heard else last
    return min(count, heard)


async def load(url: str, rate: float, count: int, first: int, chats: int = CHATS) -> dict[str, Any]:
    """Bring updates from a process of its own; return what it noted."""
    options = ["--rate", str(rate), "--count", str(count), "--first", str(first), "--chats", str(chats)]
    command = [sys.executable, "-m", "bench.load", url, SECRET, *options]
    process = await asyncio.create_subprocess_exec(*command, stdout=asyncio.subprocess.PIPE)
    output, _ = await process.communicate()
    noted: dict[str, Any] = json.loads(output)
    return noted


async def _killed(candidate: Candidate, folder: Path, rate: int, after: float = 1.5) -> dict[str, float | None]:
    """Kill it amidst updates and start it again; return what became of the updates it had acknowledged.

    `never_answered` are those still without an answer when none had come for `TILL_DOWN` seconds: they are lost.
    `still_coming` are those that were waiting when `TILL_UP` was over and answers still came: slow, and not lost.
    """
    first = 200_000
    async with _telegram() as telegram:
        async with _running(candidate, telegram, folder) as bot:
            await _first_answer(bot, telegram, 0.0, number=first)
            since = len(telegram.calls)
            loading = asyncio.create_task(load(bot.url, rate, min(CHATS - 1, 4 * rate), first + 1))
            await _some_answered(telegram, since)
            await asyncio.sleep(after)
            bot.process.send_signal(signal.SIGKILL)
            noted = await loading
        waiting = {FIRST + number % CHATS for number in noted["acknowledged"]}
        begun = time.monotonic()
        async with _running(candidate, telegram, folder) as bot:
            await _first_answer(bot, telegram, 0.0, number=first)
            missing, silent, last = await _heard_by_all(telegram, since, waiting)
    lost, late = (missing, 0) if silent else (0, missing)
    return {
        "acknowledged": len(waiting),
        "never_answered": lost,
        "still_coming": late,
        "restart_to_last_answer_s": last and last - begun,
    }


async def _heard_by_all(telegram: Sandbox, since: int, waiting: set[int]) -> tuple[int, bool, float | None]:
    """Wait until each of these chats has heard something, as long as answers come.

    Return how many have not, whether silence ended it (or all have heard), and when the last answer came, if one did.
    """
    begun, last = time.monotonic(), None
    missing = waiting - set(_answered(telegram, since))
    while missing and time.monotonic() < min((last or begun) + TILL_DOWN, begun + TILL_UP):
        await asyncio.sleep(0.1)
        left = missing - set(_answered(telegram, since))
        last = time.monotonic() if left < missing else last
        missing = left
    return len(missing), not missing or time.monotonic() >= (last or begun) + TILL_DOWN, last


async def _some_answered(telegram: Sandbox, since: int) -> None:
    while not _answered(telegram, since):  # noqa: ASYNC110  another process answers
        await asyncio.sleep(0.01)
