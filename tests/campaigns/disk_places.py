"""A small disk of its own for a database, which can be filled; only root may mount one."""

import errno
import os
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

FILLER = "filler"


@contextmanager
def small_disk(folder: Path, megabytes: int, owner: int = 0) -> Iterator[Path]:
    """Mount an empty disk of this size in the folder, for this user."""
    place = folder / "disk"
    place.mkdir(parents=True)
    options = f"size={megabytes}m,mode=0700,uid={owner}"
    subprocess.run(["mount", "-t", "tmpfs", "-o", options, "tmpfs", str(place)], check=True)
    try:
        yield place
    finally:
        subprocess.run(["umount", "--lazy", str(place)], check=True)


def may_mount() -> bool:
    """Whether this user may mount a disk."""
    return os.geteuid() == 0 and Path("/proc/self/mounts").exists()


def fill(disk: Path) -> None:
    """Leave no room on a disk; again and again, since a database may give some back meanwhile."""
    with (disk / FILLER).open("ab", buffering=0) as filler:
        for size in (1 << 20, 1 << 12):
            try:
                while True:
                    filler.write(b"x" * size)
            except OSError as error:
                if error.errno != errno.ENOSPC:
                    raise


def make_room(disk: Path) -> None:
    """Take away what filled it."""
    (disk / FILLER).unlink()
