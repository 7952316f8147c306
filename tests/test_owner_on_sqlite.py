"""On SQLite one process owns the file, from when it locks it until it lets go or dies."""

import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import text

from core.sqlite import Sqlite
from delivery.owner import FileOwner, lock_path

HOLDER = """
import sys
from pathlib import Path
from delivery.owner import lock_file
print("taken" if lock_file(Path(sys.argv[1])) is not None else "refused", flush=True)
sys.stdin.read()
"""


@contextmanager
def another_process(sqlite: Sqlite) -> "Iterator[tuple[subprocess.Popen[str], str]]":
    """Let another process try to take the place; what it says about it."""
    command = [sys.executable, "-c", HOLDER, str(lock_path(sqlite.file))]
    process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    with process:
        assert process.stdout is not None
        yield process, process.stdout.readline().strip()


async def test_a_second_process_is_refused_while_the_first_holds_the_file(sqlite: Sqlite) -> None:
    owner = FileOwner(sqlite)
    ours = await owner.acquire()
    with another_process(sqlite) as (_, said):
        pass
    await owner.release()
    with another_process(sqlite) as (_, said_later):
        pass

    assert (ours, said, said_later) == (True, "refused", "taken")


async def test_a_process_that_is_killed_frees_its_place(sqlite: Sqlite) -> None:
    owner = FileOwner(sqlite)
    with another_process(sqlite) as (process, said):
        while_it_lives = await owner.acquire()
        process.send_signal(signal.SIGKILL)
        process.wait()
        afterwards = await owner.acquire()
    await owner.release()

    assert (said, while_it_lives, afterwards) == ("taken", False, True)


async def test_two_owners_in_one_process_exclude_each_other(sqlite: Sqlite) -> None:
    first, second = FileOwner(sqlite), FileOwner(sqlite)

    assert await first.acquire()
    assert await first.acquire()
    assert not await second.acquire()
    await first.release()
    await first.release()
    assert await second.acquire()
    await second.release()


async def test_the_lock_is_no_lock_on_the_database_itself(sqlite: Sqlite) -> None:
    owner = FileOwner(sqlite)
    await owner.acquire()
    counted = await owner.grouped(lambda session: session.execute(text("SELECT count(*) FROM inbox")).scalar())
    await sqlite.write(lambda session: session.execute(text("DELETE FROM inbox")))
    await owner.release()

    assert counted == 0
    assert lock_path(sqlite.file) != sqlite.file
    assert not owner.lost.is_set()
