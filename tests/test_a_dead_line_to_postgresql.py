"""A line to PostgreSQL that goes dead, with nothing refused and nothing answered, holds nobody up for ever."""

import asyncio
from collections.abc import AsyncIterator

import pytest

from core import postgres
from core.database import is_trouble
from core.postgres import Postgres
from tests.delivering import runs
from tests.frozen import Line, line_to

LONG = 10.0  # seconds; on a busy machine, for what takes a tenth of one


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let nobody wait long for an answer."""
    monkeypatch.setattr(postgres, "ANSWER_SECONDS", 0.2)
    monkeypatch.setattr(postgres, "CLOSING_SECONDS", 0.2)


@pytest.fixture
async def through(postgres_url: str, quick: None) -> AsyncIterator[tuple[Line, Postgres]]:
    """A line, and a database at its end to which a connection is open."""
    async with line_to(postgres_url) as (line, url):
        opened = Postgres(url)
        await opened.write(runs("SELECT 1"))
        yield line, opened
        line.thaws()
        await opened.close()


async def test_what_is_not_answered_is_trouble_and_when_the_line_lives_all_goes_on(
    through: tuple[Line, Postgres],
) -> None:
    line, cut_off = through
    line.freezes()
    asked = [asyncio.create_task(each(runs("SELECT 1"))) for each in (cut_off.write, cut_off.grouped, cut_off.read)]
    ended, _ = await asyncio.wait(asked, timeout=LONG)
    errors = [task.exception() for task in ended]
    line.thaws()
    await cut_off.write(runs("SELECT 1"))

    assert len(ended) == 3
    assert all(error is not None and is_trouble(error) for error in errors)


async def test_who_ends_does_not_wait_for_an_answer_that_does_not_come(through: tuple[Line, Postgres]) -> None:
    line, cut_off = through
    line.freezes()
    asked = asyncio.create_task(cut_off.write(runs("SELECT pg_sleep(9)")))
    closing = asyncio.create_task(cut_off.close())
    ended, _ = await asyncio.wait([closing], timeout=LONG)
    line.thaws()
    await asyncio.gather(asked, closing, return_exceptions=True)

    assert ended
