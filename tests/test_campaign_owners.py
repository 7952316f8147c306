"""Two processes on the same data, and one that is asked to end."""

import asyncio
import time
from pathlib import Path

import pytest

from tests.campaigns.kills import STOP
from tests.campaigns.owners import TAKE_OVER, pair, refused, stopped
from tests.databases import empty_postgres

pytestmark = pytest.mark.timeout(900)  # on a busy machine; the first campaign also learns the knowledge


@pytest.fixture
def postgres_url(postgres: str, postgres_template: str) -> str:
    return empty_postgres(postgres, postgres_template)


async def test_a_second_process_on_one_sqlite_file_is_refused(sqlite_url: str, tmp_path: Path) -> None:
    code, words = await refused(sqlite_url, tmp_path)

    assert code == 78
    assert "Another helpdesk already runs on this data. Stop it first" in words


async def test_a_second_process_on_postgresql_stands_by_and_takes_over(postgres_url: str, tmp_path: Path) -> None:
    async with pair(postgres_url, tmp_path) as two:
        await asyncio.sleep(1.5)
        owner, ready, taken = await two.owner_gauge(), await two.ready(), two.balancer.taken[two.standby.http_port]
        await two.first.killed()
        two.campaign.interruptions.append(time.time())
        took = await two.takes_over()
        await asyncio.sleep(3)  # it introduces itself anew, as nobody knows how far the other one came
        verdict = await two.campaign.settles(two.second)

    assert owner == 0
    assert ready
    assert taken > 0
    assert took < TAKE_OVER
    assert verdict.faults == []


async def test_asked_to_end_it_ends_in_time_and_says_nothing_twice(database_url: str, tmp_path: Path) -> None:
    code, seconds, verdict = await stopped(database_url, tmp_path)

    assert code == 0
    assert seconds < STOP
    assert (verdict.faults, verdict.repeated, verdict.uncertain) == ([], 0, 0)
