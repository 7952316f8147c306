"""Whatever is forged in a press or a link is refused or does what anybody may; nothing of another's changes."""

from pathlib import Path

from tests.campaigns.forging import forged


async def test_no_forged_press_or_link_fails_or_touches_what_is_anothers(database_url: str, tmp_path: Path) -> None:
    report = await forged(database_url, tmp_path, 300 if database_url.startswith("sqlite") else 60, seed=1)

    assert report.faults == []
