"""Forged presses and links by the hundred: each is refused or does what anybody may; nothing of another's changes."""

import json
import random
import string
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from sqlalchemy.orm import Session

from bot.application import handle
from bot.serve import Service
from bot.settings import load_settings
from core.press import base36
from delivery.intake import read_update
from delivery.letters import Letter
from knowledge.tokens import token_of
from sandbox.server import Sandbox
from tests.campaigns.choice import Choice, Report
from tests.campaigns.seeds import run_in_parts
from tests.desk import desk
from tests.everything import everything
from tests.pressing import arrived, press_of, world
from tests.requests_at import ANNA, BORIS, CLARA, JONAS, MARIA

SHORT, LONG, PER_SEED = 1_000, 100_000, 5_000
FIRST = 6_000_000_001  # of those who forge
EACH = 15  # by one person: fewer than what counts as flooding
STAFF = (ANNA, BORIS, CLARA)
COUNTED = {"event": {"taken", "version"}, "tally": {"count"}}
"""What a stranger may change by taking a place, as everybody may."""
LONGEST = 64  # bytes that a button or a link carries
NUMBERS = ["0", "1", "2", "3", "4", "5", "6", "7", "8", "zz", "1y2p0ij32e8e7", "1y2p0ij32e8e8", "00", "-1", "1.0", "١"]
WORDS = ["", " ", "clinic", "fair", "plan", "art", "visit", "en", "xx", "by", "topic", "1d", "*", "a", "w", "on", "off"]
ODD = ["\x00", "\u202e", "\ud800", "🏳️‍🌈", "'; DROP TABLE member;--", "<b>", "%s{0}", "../../etc", "\n", ":" * 30]


class Forger:
    """Makes up what no button and no link of ours carries."""

    def __init__(self, seed: int, kinds: tuple[str, ...]) -> None:
        self._dice = random.Random(seed)
        self._kinds = kinds
        tokens = [token_of(each) for each in ("dogs", "tickets-child", "art")]
        people = [base36(each) for each in (MARIA, JONAS, *STAFF)]
        self._parts = [*NUMBERS, *WORDS, *ODD, *tokens, *people]
        self._likely = [*NUMBERS[:9], "clinic", *tokens]

    def update(self, person: int) -> str:
        """Return a forged update of this person."""
        return press_of(person, self._data()) if self._dice.random() < 0.8 else start_of(person, self._payload())

    def _data(self) -> str:
        kind = self._dice.choice(self._kinds) if self._dice.random() < 0.97 else self._noise()
        parts = self._some(self._dice.choice((0, 1, 1, 1, 1, 2, 2, 2, 3, 4)))
        return ":".join([kind, *parts])[:LONGEST]

    def _some(self, count: int) -> list[str]:
        """Return parts that are mostly what somebody's button might carry."""
        dice = self._dice
        return [dice.choice(self._likely if dice.random() < 0.7 else self._parts) for _ in range(count)]

    def _payload(self) -> str:
        begins = self._dice.choice(("entry_", "event_", "q_", "ask", "", "ENTRY_", "entry_entry_", "q_q_"))
        return (begins + self._dice.choice([*self._parts, self._noise()]))[:LONGEST]

    def _noise(self) -> str:
        letters = string.ascii_letters + string.digits + "_-"
        return "".join(self._dice.choices(letters, k=self._dice.randint(1, LONGEST)))


def start_of(person: int, payload: str) -> str:
    """Return the update of somebody who follows a link to the bot."""
    who = {"id": person, "is_bot": False, "first_name": "Person", "language_code": "en"}
    chat = {"id": person, "type": "private", "first_name": "Person"}
    marks = [{"type": "bot_command", "offset": 0, "length": 6}]
    said = {"message_id": 5, "date": 1_790_000_000, "from": who, "chat": chat, "text": f"/start {payload}"}
    return json.dumps({"update_id": 1, "message": {**said, "entities": marks}})


async def forged(url: str, folder: Path, count: int, seed: int) -> Report:
    """Handle so many, one after the other, and note everything that should not have come of it."""
    async with Sandbox() as telegram:
        settings: dict[str, Any] = {
            "telegram_token": telegram.new_bot("helpdesk").token,
            "telegram_api_url": telegram.url,
            "database_url": url,
            "data_dir": folder,
            "content_dir": desk(folder),
        }
        service = Service(load_settings(env_file=None, **settings))
        await service.application.initialize()
        try:
            return await _handled(service, count, seed)
        finally:
            await service.application.shutdown()
            await service.renewal.close()
            await service.database.close()


async def _handled(service: Service, count: int, seed: int) -> Report:
    database, clock = service.database, service.clock
    await database.write(lambda session: world(session, clock))
    before = await database.read(everything)
    await database.write(lambda session: arrived(session, clock, count))
    forger, came = Forger(seed, service.application.presses.kinds), Counter[str]()
    faults = []
    for number in range(count):
        body = read_update(forger.update(FIRST + number // EACH).encode()).body  # as it is written down
        letter = Letter(number + 1, 0, body, 1, service.bot_id, database, service.metrics)
        try:
            await handle(service.application, letter)
            came["settled" if letter.decided else "left undecided"] += 1
        except Exception as error:  # noqa: BLE001  whatever it is, it is a fault
            came[type(error).__name__] += 1
        if not letter.decided:
            faults.append(f"not settled: {body}")
    faults += await database.read(lambda session: _harm(session, before))
    figures = {"seed": seed, "database": database.name, "forged": count, **came}
    return Report(f"forging, {database.name}, seed {seed}", figures, faults)


def _harm(session: Session, before: dict[str, list[dict[str, Any]]]) -> list[str]:
    """Return what changed of what others have, and who else was told anything."""
    after = everything(session)
    changed = [
        f"{table} changed: {row}"
        for table, rows in before.items()
        for row in _without(rows, table)
        if row not in _without(after[table], table)
    ]
    told = {row["lane"] for row in after["outbox"] if row["lane"] is not None and row["lane"] < FIRST}
    return changed + [f"{person} was told something" for person in sorted(told - set(STAFF))]


def _without(rows: list[dict[str, Any]], table: str) -> list[dict[str, Any]]:
    counted = COUNTED.get(table, set())
    return [{name: value for name, value in row.items() if name not in counted} for row in rows]


def run(choice: Choice) -> Iterator[Report]:
    """Run all, each seed with a database of its own."""
    return run_in_parts(forged, choice, choice.updates or (LONG if choice.long else SHORT), PER_SEED)
