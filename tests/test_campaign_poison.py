"""Nothing that arrives ends the helpdesk, stops a chat, or makes a neighbour wait."""

from pathlib import Path

from tests.campaigns.poisoning import poisoned


async def test_no_update_however_spoilt_stops_anybody(database_url: str, tmp_path: Path) -> None:
    report = await poisoned(database_url, tmp_path, count=200, seed=1)

    assert report.faults == []
    assert isinstance(report.figures["dead"], int)
    assert report.figures["dead"] > 10
