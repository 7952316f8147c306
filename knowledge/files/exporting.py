"""The knowledge in force, written as files."""

import shutil
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from knowledge.editing.overlay import Overlay
from knowledge.files.reading import content_files


class NoPlace(Exception):
    """The knowledge cannot be written there: something else is in that folder."""

    def __init__(self, directory: Path) -> None:
        super().__init__(f"{directory} is not empty and is no content folder; name a new or an empty folder")
        self.directory = directory


@dataclass(slots=True)
class Exported:
    """What was written and what was removed; `left` are entries' files there that are not in force."""

    written: list[Path] = field(default_factory=list)
    removed: list[Path] = field(default_factory=list)
    left: list[Path] = field(default_factory=list)


def export(source: Path, overlay: Overlay, to: Path) -> Exported:
    """Write a content folder, with what stands in the place of its files, to a folder that is new, empty or the like.

    Only files that differ are touched, each at once, so that whoever reads the folder never reads half of one. A file
    is removed where its entry is written to another place. Raises `NoPlace`.
    """
    if to.exists() and any(to.iterdir()) and not (to / "profile.yaml").is_file():
        raise NoPlace(to)
    done = Exported()
    texts = dict(_texts(source, overlay))
    for file, text in texts.items():
        target = to / file
        if not target.exists() or target.read_bytes() != text:
            _put(target, text)
            done.written.append(target)
    names = {file.name for file in texts}
    for file in (each for files in content_files(to, {}) for each in files if each.relative_to(to) not in texts):
        if file.name in names:
            file.unlink()
            done.removed.append(file)
        else:
            done.left.append(file)
    return done


def _texts(source: Path, overlay: Overlay) -> Iterator[tuple[Path, bytes]]:
    """Return each file of the folder, as it is or as it is in force, by its place in the folder."""
    for file in sorted(each for each in source.rglob("*") if each.is_file() and not each.name.startswith(".")):
        if file not in overlay.texts:
            yield file.relative_to(source), file.read_bytes()
    for file, text in overlay.texts.items():
        if text is not None:
            yield file.relative_to(source), text.encode()


def _put(file: Path, text: bytes) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    beside = file.with_name(f".{file.name}.new")
    beside.write_bytes(text)
    if file.exists():
        shutil.copymode(file, beside)
    beside.replace(file)
