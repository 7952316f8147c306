"""The knowledge in force: the files, then what coordinators wrote, and of what is broken what was there before."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import chain
from pathlib import Path
from typing import Any, TypeVar

from core.problems import Problem
from knowledge.editing.overlay import Held, Lost, Overlay, Shelf
from knowledge.entries import Content, Entry, Guide, Section
from knowledge.files.reading import read_content

Read = TypeVar("Read", Entry, Guide)


@dataclass(frozen=True, slots=True)
class InForce:
    """A content folder with its edits, read: the content, and what became of the edits."""

    content: Content
    overlay: Overlay

    @property
    def troubles(self) -> tuple[str, ...]:
        """What somebody should mend, in a line each: broken files, and edits that no longer fit."""
        files = [f"{each.file.name}:{each.line}: {each.sentence}" for each in self.content.errors]
        return (*files, *(f"{each.held.spot.target}: {each.sentence}" for each in self.overlay.lost))


def read_in_force(directory: Path, held: Iterable[Held]) -> InForce:
    """Read a folder with the edits over its files; edits that would break a file are left out and named as lost.

    Raises `NoContent` where the folder has no profile.
    """
    shelf, lost = Shelf.of(directory, held), list[Lost]()
    while True:
        overlay = shelf.overlay()
        content = read_content(directory, overlay.texts)
        broken = _breaking(shelf.held, overlay, content.errors)
        if not broken:
            overlay.lost += lost
            return InForce(content, overlay)
        lost += broken
        gone = {each.held.id for each in broken}
        shelf = replace(shelf, held=[each for each in shelf.held if each.id not in gone])


def kept(now: Content, before: Content) -> Content:
    """Return the content with what is broken now as it was before.

    Gone for good is only what has no file any more. A broken profile or list of facts stays as it was, too.
    """
    broken = {problem.file for problem in now.errors}
    names = {file.name for file in broken}
    return replace(
        now,
        profile=before.profile if "profile.yaml" in names else now.profile,
        facts=before.facts if "facts.yaml" in names else now.facts,
        entries=_kept(now.entries, before.entries, broken),
        guides=_kept(now.guides, before.guides, broken),
    )


def _breaking(held: Sequence[Held], overlay: Overlay, errors: Iterable[Problem]) -> list[Lost]:
    """Return the edits of files that are broken with them."""
    why = {each.file.name.partition(".")[0]: each.sentence for each in errors if overlay.texts.get(each.file)}
    return [Lost(each, why[each.spot.target]) for each in held if each.spot.target in why]


def _kept(now: Sequence[Read], before: Sequence[Read], broken: Collection[Path]) -> tuple[Read, ...]:
    there = {each.id: each for each in now}
    whole = [_with_translations(each, before, broken) for each in now]
    back = [each for each in before if each.id not in there and each.place.file in broken]
    return tuple(sorted(chain(whole, back), key=lambda each: each.place.file)) if back else tuple(whole)


def _with_translations(now: Read, before: Sequence[Read], broken: Collection[Path]) -> Read:
    """Return what is read now with those translations from before whose files are broken now."""
    files = {file for file in broken if file.parent == now.place.file.parent and file.name.startswith(f"{now.id}.")}
    was = next((each for each in before if each.id == now.id), None) if files else None
    if was is None:
        return now
    back = replace(now, **_back(now, was, files))
    if isinstance(back, Guide):
        known = {each.id: each for each in getattr(was, "sections", ())}
        sections = (replace(each, **_back(each, known.get(each.id, each), files)) for each in back.sections)
        return replace(back, sections=tuple(sections))
    return back


def _back(now: Entry | Section, was: Entry | Section, files: Collection[Path]) -> dict[str, Any]:
    languages = {file.name.split(".")[1] for file in files}
    translations = {language: each for language, each in was.translations.items() if language in languages}
    phrasings = (each for each in was.phrasings if each.place.file in files)
    own = (each for each in now.phrasings if each.place.file not in files)
    return {"translations": {**now.translations, **translations}, "phrasings": (*own, *phrasings)}
