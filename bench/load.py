"""Brings updates to a webhook at a fixed rate and notes how long each acknowledgement took; a process of its own."""

import argparse
import asyncio
import json
import time
from dataclasses import asdict, dataclass, field

import aiohttp

QUESTIONS = (
    "How do I ask the policy helpdesk?",
    "what is a peer revew and who can host one",
    "Is the platform free of charge?",
    "wher can i find good practices",
    "What is the weather in Vilnius tomorrow?",
)

LONGEST = 30.0  # seconds that an update may take to be acknowledged


@dataclass(slots=True)
class Noted:
    """What happened to the updates: seconds to each acknowledgement, which were acknowledged, how many were not."""

    seconds: list[float] = field(default_factory=list)
    acknowledged: list[int] = field(default_factory=list)
    refused: int = 0


def update(number: int, chats: int) -> dict[str, object]:
    """Return an update in which one of so many people asks something."""
    person = 10_000_000 + number % chats
    name = f"Person {person}"
    return {
        "update_id": 500_000_000 + number,
        "message": {
            "message_id": number + 1,
            "date": int(time.time()),
            "chat": {"id": person, "type": "private", "first_name": name},
            "from": {"id": person, "is_bot": False, "first_name": name, "language_code": "en"},
            "text": QUESTIONS[number % len(QUESTIONS)],
        },
    }


async def bring(url: str, secret: str, rate: float, count: int, chats: int, first: int) -> Noted:
    """Bring so many updates, each when its moment comes, however long others take; 256 at once with a rate of 0."""
    noted, headers = Noted(), {"X-Telegram-Bot-Api-Secret-Token": secret}
    connector, places = aiohttp.TCPConnector(limit=0 if rate else 256), asyncio.Semaphore(count if rate else 256)
    timeout = aiohttp.ClientTimeout(total=LONGEST)
    async with aiohttp.ClientSession(connector=connector, headers=headers, timeout=timeout) as session:

        async def one(number: int) -> None:
            async with places:
                begun = time.perf_counter()
                if await _brought(session, url, update(number, chats)):
                    noted.seconds.append(time.perf_counter() - begun)
                    noted.acknowledged.append(number)
                else:
                    noted.refused += 1

        start, tasks = time.perf_counter(), []
        for number in range(count):
            if rate and (wait := start + number / rate - time.perf_counter()) > 0:
                await asyncio.sleep(wait)
            tasks.append(asyncio.create_task(one(first + number)))
        await asyncio.gather(*tasks)
    return noted


async def _brought(session: aiohttp.ClientSession, url: str, body: object) -> bool:
    try:
        async with session.post(url, json=body) as response:
            return response.status == 200
    except (aiohttp.ClientError, TimeoutError):  # it was killed
        return False


def main() -> None:
    """Bring updates as the command line says and print the result as JSON."""
    parser = argparse.ArgumentParser()
    parser.add_argument("url")
    parser.add_argument("secret")
    parser.add_argument("--rate", type=float, default=200)
    parser.add_argument("--count", type=int, default=2000)
    parser.add_argument("--chats", type=int, default=500)
    parser.add_argument("--first", type=int, default=0)
    given = parser.parse_args()
    begun = time.perf_counter()
    noted = asyncio.run(bring(given.url, given.secret, given.rate, given.count, given.chats, given.first))
    took = time.perf_counter() - begun
    print(json.dumps({**asdict(noted), "took": took}))


if __name__ == "__main__":
    main()
