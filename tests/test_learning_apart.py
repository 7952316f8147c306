"""Who learns has a process of its own; whatever becomes of that, the helpdesk answers as it did."""

import asyncio
import subprocess
import sys
from collections.abc import Awaitable, Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import psutil
import pytest
from structlog.testing import capture_logs

from bot import learning
from bot.learning import NotLearned, learn_apart
from bot.serve import Service
from knowledge.learner import ORPHANED, lesson
from knowledge.matching.preparing import Learned, fingerprint, keep, learned, remembered
from tests.clocks import MovedClock
from tests.learned import learned_here
from tests.museum import museum
from tests.things import PHRASINGS

ASKED = {"en": PHRASINGS}
SHOWS_ITS_SURROUNDINGS = "import os; raise SystemExit(' '.join(['seen:', *os.environ]))"
HANGS = "import pathlib, sys, time; pathlib.Path(sys.argv[1], 'begun').touch(); time.sleep(60)"


@pytest.fixture
def helpdesk_settings(helpdesk_settings: dict[str, Any], tmp_path: Path) -> dict[str, Any]:
    return helpdesk_settings | {"content_dir": museum(tmp_path)}


@pytest.fixture
def clock() -> MovedClock:
    return MovedClock()


def learner(monkeypatch: pytest.MonkeyPatch, becomes: Callable[[bytes, Path], Awaitable[None]]) -> list[bytes]:
    """Let this become of every lesson from now on; return those given."""
    given: list[bytes] = []

    async def learn(lesson: bytes, folder: Path) -> None:
        given.append(lesson)
        await becomes(lesson, folder)

    monkeypatch.setattr(learning, "learn_apart", learn)
    return given


async def dies(lesson: bytes, folder: Path) -> None:
    raise NotLearned("it ended with -9: ")


async def writes_garbage(lesson: bytes, folder: Path) -> None:
    await learned_here(lesson, folder)
    spoil(folder)


def spoil(folder: Path) -> None:
    for file in folder.glob("matching-*.npz"):
        file.write_bytes(b"garbage")


def hanging() -> list[psutil.Process]:
    """Return the processes that we have begun, and that still hang."""
    return [each for each in psutil.Process().children() if HANGS in each.cmdline()]


async def rounds(helpdesk: Service, count: int = 1) -> None:
    """Let the chore come round so often, and whatever it begins end."""
    for _ in range(count):
        await helpdesk.renewal.teach()
        while helpdesk.renewal.learns:  # noqa: ASYNC110  a chore tells nobody when it is done
            await asyncio.sleep(0.01)


# --- the process


async def test_a_process_of_its_own_learns_the_same_and_keeps_it(tmp_path: Path) -> None:
    await learn_apart(lesson(ASKED, {}), tmp_path)

    found, here = remembered(ASKED, {}, tmp_path)["en"], learned(ASKED, {})["en"]
    assert (found.gates, found.held_out) == (here.gates, here.held_out)
    assert found.votes is not None
    assert here.votes is not None
    assert found.votes == pytest.approx(here.votes, abs=1e-5)


def test_it_ends_when_whoever_asked_has_ended(tmp_path: Path) -> None:
    """Of who has asked its input is left, which closes with whoever held it; `run` closes it at once."""
    ended = subprocess.run([sys.executable, "-m", "knowledge.learner", tmp_path], input=lesson(ASKED, {}), check=False)

    assert ended.returncode == ORPHANED
    assert list(tmp_path.iterdir()) == []


async def test_why_it_failed_is_told_and_it_knows_no_settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HELPDESK_TELEGRAM_TOKEN", "1001:secret")
    with pytest.raises(NotLearned, match=r"it ended with 1: seen: .*PATH") as failed:
        await learn_apart(b"{}" * 500_000, tmp_path, ("-c", SHOWS_ITS_SURROUNDINGS))

    assert "HELPDESK" not in str(failed.value)


async def test_one_that_hangs_is_ended(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(learning, "LONGEST", 0.1)
    with pytest.raises(NotLearned, match="longer than"):
        await learn_apart(b"{}" * 500_000, tmp_path, ("-c", HANGS))

    assert hanging() == []


async def test_it_ends_with_the_helpdesk_and_where_it_cannot_start_that_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    task = asyncio.create_task(learn_apart(b"", tmp_path, ("-c", HANGS)))
    begun = tmp_path / "begun"
    while not begun.exists():  # noqa: ASYNC110  a process of another kind tells nobody that it has begun
        await asyncio.sleep(0.01)
    task.cancel()
    await asyncio.wait([task])
    assert hanging() == []

    monkeypatch.setattr(sys, "executable", str(tmp_path / "none"))
    with pytest.raises(NotLearned, match="cannot be started"):
        await learn_apart(b"", tmp_path)


# --- the helpdesk


@pytest.mark.parametrize("becomes", [dies, writes_garbage])
async def test_where_nothing_is_learned_it_goes_on_warns_once_and_tries_later(
    helpdesk: Service, clock: MovedClock, monkeypatch: pytest.MonkeyPatch, becomes: Callable[[bytes, Path], Any]
) -> None:
    before, given = helpdesk.house.library, learner(monkeypatch, becomes)
    with capture_logs() as logs:
        await rounds(helpdesk, 3)
        assert len(given) == 1
        clock.moves(seconds=61)
        await rounds(helpdesk, 3)
        assert len(given) == 2
    assert [each["log_level"] for each in logs if "could not learn" in each["event"]] == ["warning"]
    assert helpdesk.house.library is before
    assert before.find("Are dogs allowed?").answered

    learner(monkeypatch, learned_here)
    clock.moves(minutes=3)
    await rounds(helpdesk)
    assert helpdesk.house.library.learned.keys() == {"en"}


async def test_what_was_learned_before_it_died_counts(helpdesk: Service, monkeypatch: pytest.MonkeyPatch) -> None:
    async def dies_late(lesson: bytes, folder: Path) -> None:
        await learned_here(lesson, folder)
        raise NotLearned("it ended with -9: ")

    learner(monkeypatch, dies_late)
    with pytest.raises(NotLearned):
        await helpdesk.renewal.learn()

    assert helpdesk.house.library.learned.keys() == {"en"}


async def test_knowledge_that_changes_while_it_is_learned_is_learned_next(
    helpdesk: Service, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = helpdesk.settings.content_dir / "faq" / "visit" / "dogs.md"

    async def meanwhile(lesson: bytes, folder: Path) -> None:
        if len(given) == 1:
            file.write_text(file.read_text("utf-8").replace("phrasings:", "phrasings:\n  - my poodle"), "utf-8")
            await helpdesk.renewal.look()
        await learned_here(lesson, folder)

    given = learner(monkeypatch, meanwhile)
    await rounds(helpdesk)
    assert helpdesk.house.library.learned == {}
    assert helpdesk.house.library.find("my poodle").answered

    await rounds(helpdesk)
    assert [b"my poodle" in each for each in given] == [False, True]
    assert helpdesk.house.library.learned.keys() == {"en"}


# --- what is kept


def test_two_that_learn_the_same_at_once_do_not_disturb_each_other(tmp_path: Path) -> None:
    with ThreadPoolExecutor() as pool:
        list(pool.map(lambda _: learned(ASKED, {}, tmp_path), range(2)))

    assert [file.suffix for file in tmp_path.iterdir()] == [".npz"]
    assert remembered(ASKED, {}, tmp_path).keys() == {"en"}


def test_what_cannot_be_of_these_phrasings_is_learned_anew(tmp_path: Path) -> None:
    right = learned(ASKED, {})["en"]
    votes, gates = right.votes, right.gates
    assert votes is not None
    wrong = {
        "other phrasings": Learned(votes[1:], gates),
        "other numbers": Learned(votes * float("nan"), gates),
        "other gates": Learned(votes, type(gates)(gates.answer[1:], gates.scope)),
    }
    taken = []
    for name, each in wrong.items():
        keep(tmp_path, "en", fingerprint(PHRASINGS, {}), each)
        taken += [name for _ in remembered(ASKED, {}, tmp_path)]

    assert taken == []
