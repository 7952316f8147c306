"""What coordinators wrote in the chat, laid over the files."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import groupby
from pathlib import Path
from typing import Any

from core.language import Sentence, say
from knowledge.editing.spots import KEYS, Spot, Written
from knowledge.files.documents import is_id
from knowledge.files.manuscripts import Manuscript, Unwritable
from knowledge.files.profile_file import profile_of
from knowledge.files.reading import content_files


class _TheFile:
    """In the place of a value: what the file says."""


THE_FILE = _TheFile()


@dataclass(frozen=True, slots=True)
class Held:
    """An edit that goes before the file."""

    id: int
    spot: Spot
    value: Any


@dataclass(frozen=True, slots=True)
class Lost:
    """An edit that the file has no place for any more, and why."""

    held: Held
    sentence: str


@dataclass(slots=True)
class Overlay:
    """What stands in the place of files (None: nothing), and which edits changed nothing or could not be made."""

    texts: dict[Path, str | None] = field(default_factory=dict)
    redundant: list[int] = field(default_factory=list)
    lost: list[Lost] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Shelf:
    """The files of a content folder and the edits that go before them; `language` is the folder's own."""

    directory: Path
    held: Sequence[Held]
    language: str
    originals: Mapping[str, Path]
    """The file of each entry and guide, by its id."""

    @classmethod
    def of(cls, directory: Path, held: Iterable[Held]) -> "Shelf":
        """Return the shelf of a folder."""
        profile, _ = profile_of(directory)
        faq, long = content_files(directory, {})
        originals = {file.stem: file for file in (*faq, *long) if "." not in file.stem}
        return cls(directory, sorted(held, key=lambda each: each.spot), profile.language, originals)

    def overlay(self) -> Overlay:
        """Lay the edits over the files."""
        overlay = Overlay()
        for target, edits in groupby(self.held, key=lambda each: each.spot.target):
            self._lay(target, list(edits), overlay)
        return overlay

    def written(self, target: str, language: str = "") -> Written | None:
        """Return what is in force of an entry or guide, or of its translation. Raises `Unwritable` if it is broken."""
        held = [each for each in self.held if (each.spot.target, each.spot.language) == (target, language)]
        found = self._found(target, language)
        return None if found is None else _with(found[1], held, Overlay())

    def _lay(self, target: str, edits: Sequence[Held], overlay: Overlay) -> None:
        moved: Path | None = None
        for language in sorted({"", *(each.spot.language for each in edits)}):
            own = [each for each in edits if each.spot.language == language]
            try:
                found = self._found(target, language)
            except Unwritable:
                continue  # the file is broken and is told so itself; its edits wait until it is mended
            if found is None:
                overlay.lost += [Lost(each, Sentence.of(say("It has been removed from the files."))) for each in own]
            else:
                file, written = found
                changed = _with(written, own, overlay)
                moved = self._place(changed, file) if not language else moved
                to = (moved or file).with_name(file.name)
                if changed != written or to != file:
                    _put(overlay, file, to, changed.manuscript.text)
        self._move_rest(target, moved, overlay)

    def _found(self, target: str, language: str) -> tuple[Path, Written] | None:
        """Return the file with what stands in it; the beginnings of one that is only in the chat yet."""
        original = self.originals.get(target)
        if original is not None:
            file = original.with_name(f"{target}.{language}.md") if language else original
            manuscript = Manuscript.of(file.read_text("utf-8-sig")) if file.exists() else Manuscript.new(target)
            return file, Written(manuscript, language or self.language, self._is_long(file))
        topic = next((each.value for each in self.held if each.spot == Spot(target, "topic")), None)
        if not topic or not is_id(topic) or not is_id(target):
            return None
        name = f"{target}.{language}.md" if language else f"{target}.md"
        return self.directory / "faq" / topic / name, Written(Manuscript.new(target), language or self.language)

    def _is_long(self, file: Path) -> bool:
        return file.parent == self.directory / "guides"

    def _place(self, written: Written, file: Path) -> Path:
        """Return where the file belongs: below the folder of its topic."""
        topic = written.value("topic")
        return file if written.long or not topic or not is_id(topic) else self.directory / "faq" / topic / file.name

    def _move_rest(self, target: str, moved: Path | None, overlay: Overlay) -> None:
        """Take the translations that have no edit along to where the original went."""
        original = self.originals.get(target)
        if moved is None or original is None or moved == original:
            return
        for file in original.parent.glob(f"{target}.*.md"):
            if file not in overlay.texts:
                _put(overlay, file, moved.with_name(file.name), file.read_text("utf-8-sig"))


def _with(written: Written, held: Sequence[Held], overlay: Overlay) -> Written:
    """Make these edits, as far as there is a place for each."""
    for each in sorted(held, key=_order):
        try:
            if written.value(each.spot.field) == (each.value or None):
                overlay.redundant.append(each.id)
            else:
                written = written.with_value(each.spot.field, each.value)
        except Unwritable as refusal:
            overlay.lost.append(Lost(each, refusal.sentence))
    return written


def _order(held: Held) -> tuple[int, str]:
    """Make edits in the order of the file, whatever the order in which they were published."""
    name = held.spot.field
    return (KEYS.index(name) if name in KEYS else len(KEYS), name)


def _put(overlay: Overlay, file: Path, to: Path, text: str) -> None:
    if to != file:
        overlay.texts[file] = None
    overlay.texts[to] = text
