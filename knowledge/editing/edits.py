"""What coordinators change in the knowledge: published field by field, kept with its history, and taken back."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy.orm import Session

from core.clock import Clock
from core.refusal import NotYours, Refusal
from knowledge.editing import queries
from knowledge.editing.overlay import THE_FILE, Held
from knowledge.editing.spots import Spot
from knowledge.models import Edit, Publication


class ChangedMeanwhile(Refusal):
    """Somebody else has published a change of the same field in between."""

    def __init__(self, spot: Spot, theirs: Edit) -> None:
        super().__init__(f"{spot} has version {theirs.version} now")
        self.spot, self.theirs = spot, theirs


@dataclass(frozen=True, slots=True)
class Change:
    """Another value of a field, what stood there before, and the version its author saw (0: that of the file)."""

    value: Any
    before: Any
    seen: int = 0


@dataclass(frozen=True, slots=True)
class Published:
    """A publication with the fields it changed; `undone` if it was taken back."""

    publication: Publication
    edits: tuple[Edit, ...]
    undone: bool = False

    def taken_back(self) -> dict[Spot, Any]:
        """Return what each of its fields says without it, `THE_FILE` where that is left to the file."""
        return {_spot(each): THE_FILE if _was_first(each) else each.before for each in self.edits}


@dataclass(frozen=True, slots=True)
class Edits:
    """Publishes changes and gives them back; the newest of a field is in force."""

    session: Session
    clock: Clock

    def held(self) -> list[Held]:
        """Return the edits that go before the files."""
        return [Held(each.id, _spot(each), each.value) for each in self.session.scalars(queries.in_force())]

    def stamp(self) -> tuple[int, int]:
        """Return what changes whenever `held` does."""
        newest, count = self.session.execute(queries.stamp()).one()
        return newest, count

    def version(self, spot: Spot) -> int:
        """Return which version of a field is the newest; 0 if it was never changed in the chat."""
        newest = self.session.scalar(queries.newest(spot))
        return newest.version if newest else 0

    def publish(self, target: str, changes: Mapping[Spot, Change], by: int) -> Publication:
        """Let these changes go before the files from now on. Raises `ChangedMeanwhile`."""
        newest = {spot: self.session.scalar(queries.newest(spot)) for spot in changes}
        for spot, edit in newest.items():
            if edit is not None and edit.version != changes[spot].seen:
                raise ChangedMeanwhile(spot, edit)
        publication = self._begun(target, by)
        for spot, change in changes.items():
            self._add(publication, spot, newest[spot], change)
        self.session.flush()
        return publication

    def take_back(self, number: int, by: int) -> Publication:
        """Undo a publication: each of its fields says again what it said before. Raises `ChangedMeanwhile`, `NotYours`.

        A field that only the file had changed before is left to the file, which may say something new by now.
        """
        undone = self.to_take_back(number)
        publication = self._begun(undone.publication.target, by)
        publication.takes_back = number
        for edit in undone.edits:
            self._add(publication, _spot(edit), edit, Change(edit.before, edit.value), holds=not _was_first(edit))
        self.session.flush()
        return publication

    def to_take_back(self, number: int) -> Published:
        """Return a publication that nothing later stands in the way of. Raises `ChangedMeanwhile`, `NotYours`."""
        found = self.published(number)
        if found.undone:
            raise NotYours(number)
        for edit in found.edits:
            newest = self.session.scalar(queries.newest(_spot(edit)))
            if newest is None or newest.id != edit.id:
                raise ChangedMeanwhile(_spot(edit), newest or edit)
        return found

    def published(self, number: int) -> Published:
        """Return a publication with its changes. Raises `NotYours` where there is none."""
        publication = self.session.get(Publication, number)
        if publication is None:
            raise NotYours(number)
        undone = self.session.scalars(queries.taken_back([number])).first() is not None
        return Published(publication, tuple(self.session.scalars(queries.changes_of([number]))), undone)

    def history(self, target: str) -> list[Published]:
        """Return what was published of an entry or guide lately, the newest first."""
        publications = list(self.session.scalars(queries.published(target)))
        ids = [each.id for each in publications]
        edits = list(self.session.scalars(queries.changes_of(ids)))
        undone = set(self.session.scalars(queries.taken_back(ids)))
        return [
            Published(each, tuple(edit for edit in edits if edit.publication_id == each.id), each.id in undone)
            for each in publications
        ]

    def leave_to_files(self, ids: Collection[int]) -> None:
        """Let the files say these from now on: they say the same already, and may be changed there again."""
        if ids:
            self.session.execute(queries.leave_to_file(ids))

    def _begun(self, target: str, by: int) -> Publication:
        publication = Publication(target=target, by_id=by, at=self.clock.now(), takes_back=None)
        self.session.add(publication)
        self.session.flush()
        return publication

    def _add(
        self, publication: Publication, spot: Spot, newest: Edit | None, change: Change, *, holds: bool = True
    ) -> None:
        self.session.add(
            Edit(
                publication_id=publication.id,
                target=spot.target,
                language=spot.language,
                field=spot.field,
                version=newest.version + 1 if newest else 1,
                value=change.value,
                before=change.before,
                holds=holds,
            )
        )


def _was_first(edit: Edit) -> bool:
    """Whether only the file said something before, and would again."""
    return edit.version == 1 and edit.holds


def _spot(edit: Edit) -> Spot:
    return Spot(edit.target, edit.field, edit.language)
