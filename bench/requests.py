"""Requests at size: what a relayed message costs and how long it takes, and opening and taking among 100,000.

`python -m bench.requests` prints one JSON. The helpdesk and the local Telegram share one process here.
"""

import argparse
import asyncio
import json
import statistics
import tempfile
import time
from collections.abc import AsyncIterator, Awaitable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import aiohttp
from sqlalchemy import insert, text
from sqlalchemy.orm import Session

from bench.counting import counted
from bot import storage
from bot.serve import Service
from bot.settings import load_settings
from core.clock import SystemClock
from core.database import Database
from core.databases import open_database
from core.language import Language
from people.models import Member, RoleName
from people.roles import Roles
from sandbox.groups import Group
from sandbox.people import Person
from sandbox.screen import Message
from sandbox.server import Sandbox
from tests.databases import empty_postgres, empty_sqlite, postgres_server
from tickets.access import Actor
from tickets.expert_cards import title
from tickets.models import Request
from tickets.requests import Requests
from tickets.states import State, Topic

TIMED = 200
PATIENCE = 900.0  # seconds for what the group's limit of 20 messages a minute delays
REST = 20.0  # seconds after the start until nothing is left to do of it
WINDOW = 2.0  # seconds in which is counted what a message costs, and just before it what is done without any
FIRST = 5_100_000_000
EXPERT, MEMBER = 7_000_000_101, 5_100_000_001


# --- relaying


@dataclass(slots=True)
class Desk:
    """Members with an open request each, an expert who owns them all, and the group."""

    service: Service
    members: list[Person]
    expert: Person
    group: Group


@asynccontextmanager
async def desk(folder: Path, url: str, count: int) -> AsyncIterator[Desk]:
    """Run a helpdesk with so many open requests, each with its topic."""
    async with Sandbox() as telegram:
        bot = telegram.new_bot("helpdesk")
        expert = telegram.new_person("Elena", id=EXPERT)
        members = [telegram.new_person(f"Member {n}", id=FIRST + n) for n in range(1, count + 1)]
        group = telegram.new_group("Experts", [expert], forum=True)
        group.add_bot(admin=True)
        threads = await _topics(telegram, group, count)
        settings: dict[str, Any] = {
            "telegram_token": bot.token,
            "telegram_api_url": telegram.url,
            "database_url": url,
            "data_dir": folder,
            "http_port": 0,
            "metrics_port": 0,
            "experts_chat_id": group.id,
        }
        service = Service(load_settings(env_file=None, **settings))
        running = asyncio.create_task(service.run())
        while not service.ready:  # noqa: ASYNC110  it only says whether it is ready
            await asyncio.sleep(0.02)
        await service.database.write(lambda session: _fill(session, members, threads))
        try:
            yield Desk(service, members, expert, group)
        finally:
            service.stop()
            await running


async def _topics(telegram: Sandbox, group: Group, count: int) -> list[int]:
    """Make topics as the bot does, but not through the helpdesk: it would take as long as the group's limit says."""
    made = []
    async with aiohttp.ClientSession() as session:
        for number in range(1, count + 1):
            address = f"{telegram.url}/bot{telegram.bot.token}/createForumTopic"
            async with session.post(address, json={"chat_id": group.id, "name": f"#{number}"}) as response:
                made.append((await response.json())["result"]["message_thread_id"])
    return made


def _fill(session: Session, members: list[Person], threads: list[int]) -> None:
    now = SystemClock().now()
    seen = {"reachable": True, "opened_at": now, "first_seen_at": now, "last_seen_at": now, "notice_shown_at": now}
    session.execute(insert(Member), [{"id": each.id, "name": each.name, **seen} for each in members])
    Roles(session, SystemClock()).grant(EXPERT, RoleName.EXPERT)
    times = dict.fromkeys(("opened_at", "sent_at", "state_since", "touched_at"), now)
    about = {"state": State.WITH_EXPERT, "language": "en", "owner_id": EXPERT, "topic": Topic.THERE, "details": {}}
    for number, (person, thread) in enumerate(zip(members, threads, strict=True), start=1):
        request = Request(
            member_id=person.id, subject=f"Question {number}", thread_id=thread, seen=[], **about, **times
        )
        session.add(request)
        session.flush()
        request.title_told = title(request, Language("en"))


async def relayed(at: Desk, number: int, words: str) -> tuple[float, float]:
    """Let a member add something; return the seconds until it is in the topic, and until they are told."""
    member, begun = at.members[number - 1], time.perf_counter()

    async def until(seen: Awaitable[Message]) -> float:
        await seen
        return time.perf_counter() - begun

    await member.says(f"/add {number} {words}")
    there, told = await asyncio.gather(
        until(at.expert.sees(words, in_=at.group, timeout=PATIENCE)), until(member.hears(timeout=PATIENCE))
    )
    return there, told


async def answered(at: Desk, number: int, words: str) -> float:
    """Let the expert send something; return the seconds from `Send` to the member."""
    await at.expert.says(f"/reply {number} {words}")
    preview = await at.expert.sees(f"Answer to request {number} – not sent yet", timeout=PATIENCE)
    begun = time.perf_counter()
    await at.expert.presses(preview, "Send")
    await at.members[number - 1].sees(words, timeout=PATIENCE)
    return time.perf_counter() - begun


async def relaying(url: str, folder: Path, *, count: int, messages: int, gap: float) -> dict[str, Any]:
    """Measure messages a few seconds apart."""
    async with desk(folder, url, count) as at:
        there, back, costs = [], [], []
        ticks = at.service._ticks  # noqa: SLF001  what is done again and again is not part of a message
        if ticks is not None:
            ticks.pause()
        await asyncio.sleep(REST)
        for place in range(messages):
            with counted() as idle:
                await asyncio.sleep(WINDOW)
            begun = time.perf_counter()
            with counted() as busy:
                there.append((await relayed(at, place + 1, f"message {place} apart"))[0])
                await asyncio.sleep(max(0.0, WINDOW - (time.perf_counter() - begun)))
            costs.append({each: busy[each] - idle[each] for each in ("statements", "commits")})
            await asyncio.sleep(max(0.0, gap - WINDOW - (time.perf_counter() - begun)))
        if ticks is not None:
            ticks.resume()
        for place in range(messages):
            back.append(await answered(at, place + 1, f"answer {place} there"))
            await asyncio.sleep(gap)
    return {
        "open": count,
        "messages": messages,
        "member_to_topic_ms": _spread(there),
        "send_to_member_ms": _spread(back),
        "statements_a_message": statistics.median(each["statements"] for each in costs),
        "commits_a_message": statistics.median(each["commits"] for each in costs),
    }


async def bursting(url: str, folder: Path, *, count: int, burst: int) -> dict[str, Any]:
    """Measure many messages at once."""
    async with desk(folder, url, count) as at:
        await asyncio.sleep(REST)
        begun = time.perf_counter()
        many = await asyncio.gather(*(relayed(at, place + 1, f"burst {place} all") for place in range(burst)))
        drained = time.perf_counter() - begun
    told = _spread([seconds for _, seconds in many])
    return {"open": count, "burst": burst, "drained_s": round(drained, 1), "member_told_ms": told}


# --- among many


async def among(url: str, rows: int) -> dict[str, Any]:
    """Measure opening and taking, each a transaction of its own, among so many requests."""
    await storage.prepare(url, Path(tempfile.gettempdir()), SystemClock().now())
    database, clock = open_database(url), SystemClock()
    opening, taking = [], []
    try:
        await database.write(lambda session: _many(session, rows))
        for _ in range(TIMED):
            begun = time.perf_counter()
            number = await database.write(lambda session: _sent(session, clock))
            opening.append(time.perf_counter() - begun)
            begun = time.perf_counter()
            await _take(database, clock, number)
            taking.append(time.perf_counter() - begun)
            await database.write(lambda session: Requests(session, clock).withdraw(MEMBER_ACTS, number))  # noqa: B023  awaited at once
    finally:
        await database.close()
    return {"rows": rows, "open_ms": _spread(opening), "take_ms": _spread(taking)}


MEMBER_ACTS, EXPERT_ACTS = Actor(MEMBER, RoleName.MEMBER), Actor(EXPERT, RoleName.EXPERT)


def _sent(session: Session, clock: SystemClock) -> int:
    requests = Requests(session, clock)
    return requests.send(MEMBER_ACTS, requests.begin(MEMBER, "en", "How do others do it?").id).id


async def _take(database: Database, clock: SystemClock, number: int) -> None:
    await database.write(lambda session: Requests(session, clock).take(EXPERT_ACTS, number))


def _many(session: Session, rows: int) -> None:
    """Write requests of a thousand members; one in a hundred is open."""
    now = SystemClock().now()
    seen = {"name": "M", "reachable": True, "opened_at": now, "first_seen_at": now, "last_seen_at": now}
    session.execute(insert(Member), [{"id": FIRST + n, **seen} for n in range(1, 1002)])
    Roles(session, SystemClock()).grant(EXPERT, RoleName.EXPERT)
    times = dict.fromkeys(("opened_at", "sent_at", "state_since", "touched_at"), now)
    about = {"language": "en", "topic": Topic.THERE, "details": {}, "seen": [], **times}
    for start in range(0, rows, 10_000):
        listed = [
            {
                "member_id": FIRST + 2 + n % 1000,
                "subject": f"Question {n}",
                "state": State.WITH_EXPERT if n % 100 == 0 else State.CLOSED,
                "closed_at": None if n % 100 == 0 else now,
                "reason": None if n % 100 == 0 else "answered",
                "owner_id": EXPERT,
                **about,
            }
            for n in range(start, min(rows, start + 10_000))
        ]
        session.execute(insert(Request), listed)
    if session.get_bind().dialect.name == "postgresql":
        session.execute(text("ANALYZE"))


def _spread(seconds: list[float]) -> dict[str, float]:
    listed = sorted(1000 * each for each in seconds)
    place = min(len(listed) - 1, round(0.99 * (len(listed) - 1)))
    return {"p50": round(statistics.median(listed), 1), "p99": round(listed[place], 1), "most": round(listed[-1], 1)}


def main() -> None:
    """Measure on SQLite and PostgreSQL."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--long", action="store_true", help="25 messages each way, 200 at once: a quarter of an hour")
    parser.add_argument("--only", choices=["relaying", "burst", "among"], help="one of the three")
    given = parser.parse_args()
    messages, burst = (25, 200) if given.long else (10, 20)
    figures: dict[str, Any] = {}
    with tempfile.TemporaryDirectory() as name:
        if given.only in (None, "relaying"):
            url, folder = _empty(name, "relaying")
            figures["relaying"] = asyncio.run(relaying(url, folder, count=200, messages=messages, gap=6.0))
        if given.only in (None, "burst"):
            url, folder = _empty(name, "burst")
            figures["burst"] = asyncio.run(bursting(url, folder, count=200, burst=burst))
        if given.only in (None, "among"):
            with postgres_server() as server:
                for rows in (100, 100_000):
                    figures[f"sqlite, {rows}"] = asyncio.run(among(_empty(name, str(rows))[0], rows))
                    figures[f"postgresql, {rows}"] = asyncio.run(among(empty_postgres(server), rows))
    print(json.dumps(figures, indent=2))


def _empty(within: str, name: str) -> tuple[str, Path]:
    """Return the address of an empty SQLite file in a folder of its own, and the folder."""
    folder = Path(within, name)
    folder.mkdir()
    return empty_sqlite(folder), folder


if __name__ == "__main__":
    main()
