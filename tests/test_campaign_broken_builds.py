"""The oracle of the kill campaign notices each broken promise, and finds nothing wrong with the real build."""

from pathlib import Path

import pytest

from tests.campaigns.breaking import faults_of

pytestmark = pytest.mark.timeout(900)  # on a busy machine; the first campaign also learns the knowledge


@pytest.mark.parametrize("place", ["intake.commit", "sender.claimed", "sender.called"])
async def test_the_real_build_keeps_every_promise(place: str, sqlite_url: str, tmp_path: Path) -> None:
    assert await faults_of(sqlite_url, tmp_path, place=place) == []


async def test_acknowledging_before_the_commit_is_noticed(sqlite_url: str, tmp_path: Path) -> None:
    faults = await faults_of(sqlite_url, tmp_path, place="intake.commit", broken="acknowledges-before-the-commit")

    assert any("was acknowledged and is not in the database" in fault for fault in faults)
    assert any("has no answer" in fault for fault in faults)


async def test_an_outbox_without_a_unique_key_is_noticed(sqlite_url: str, tmp_path: Path) -> None:
    faults = await faults_of(sqlite_url, tmp_path, place="sender.settled", broken="has-no-unique-key")

    assert any("lines have 3 answers in the database" in fault for fault in faults)
    assert any("answers nothing in its turn" in fault for fault in faults)


async def test_not_repeating_what_somebody_waits_for_is_noticed(sqlite_url: str, tmp_path: Path) -> None:
    faults = await faults_of(sqlite_url, tmp_path, place="sender.claimed", broken="never-repeats-must")

    assert any("is not sent again if nobody knows its end" in fault for fault in faults)
    assert any("has no answer" in fault for fault in faults)
