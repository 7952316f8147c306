"""Two processes on the same data, and one that is asked to end."""

import asyncio
import signal
import time
from dataclasses import replace
from pathlib import Path

import pytest

from tests.campaigns.kills import STOP, campaign
from tests.campaigns.owners import TAKE_OVER, pair, until_ready
from tests.campaigns.process import free_port
from tests.databases import empty_postgres


@pytest.fixture
def postgres_url(postgres: str, postgres_template: str) -> str:
    return empty_postgres(postgres, postgres_template)


async def test_a_second_process_on_one_sqlite_file_is_refused(sqlite_url: str, tmp_path: Path) -> None:
    async with campaign(sqlite_url, tmp_path, seed=1, webhook=False) as running:
        first = await running.installation.start()
        assert await until_ready(running.installation, first)
        other = replace(running.installation, http_port=free_port(), metrics_port=free_port())
        code = await (await other.start()).ends()

        assert code == 78
        assert "Another helpdesk already runs on this data. Stop it first" in other.log.read_text()
        assert first.code is None
        assert (await first.stopped())[0] == 0


async def test_a_second_process_on_postgresql_stands_by_and_takes_over(postgres_url: str, tmp_path: Path) -> None:
    async with pair(postgres_url, tmp_path) as two:
        await asyncio.sleep(1.5)
        owner, ready, taken = await two.owner_gauge(), await two.ready(), two.balancer.taken[two.standby.http_port]
        await two.first.killed()
        two.campaign.interruptions.append(time.time())
        took = await two.takes_over()
        await asyncio.sleep(0.5)
        verdict = await two.campaign.settles(two.second)

    assert owner == 0
    assert ready
    assert taken > 0
    assert took < TAKE_OVER
    assert verdict.faults == []


async def test_asked_to_end_it_ends_in_time_and_says_nothing_twice(database_url: str, tmp_path: Path) -> None:
    async with campaign(database_url, tmp_path, seed=2, webhook=True) as running:
        process = await running.installation.start()
        assert await until_ready(running.installation, process)
        running.crowd.begins()
        await asyncio.sleep(1)
        process.signalled(signal.SIGTERM)
        code, seconds = await process.stopped()
        verdict = await running.ends()

    assert (code, seconds < STOP) == (0, True)
    assert (verdict.faults, verdict.repeated, verdict.uncertain) == ([], 0, 0)
