"""Nothing that arrives ends the helpdesk, stops a chat, or makes a neighbour wait."""

from pathlib import Path

import pytest

from tests.campaigns.poisoning import poisoned

pytestmark = pytest.mark.timeout(900)  # on a busy machine; the first campaign also learns the knowledge


async def test_no_update_however_spoilt_stops_anybody(database_url: str, tmp_path: Path) -> None:
    count = 200 if database_url.startswith("sqlite") else 50
    report = await poisoned(database_url, tmp_path, count, seed=1)

    assert report.faults == []
    assert report.figures["updates"] >= count / 2
    assert report.figures["dead"] >= count / 5
