"""What can be changed in an entry or a guide: a field of its file, read and written alike."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from core.language import Sentence, say
from knowledge.files.manuscripts import Manuscript, Unwritable

KEYS = ("question", "phrasings", "topic", "sources", "checked", "proofread", "review_by", "related")
SECTION, FIELD, PHRASINGS = "section:", "field:", ":phrasings"


@dataclass(frozen=True, slots=True, order=True)
class Spot:
    """A field of an entry or guide (`target`); with a language that of its translation.

    `field` is a key of the front matter, `answer` (of a guide its introduction), `section:<id>`,
    `section:<id>:phrasings` or, for what an operator fills in, `field:<id>`.
    """

    target: str
    field: str
    language: str = ""


@dataclass(frozen=True, slots=True)
class Written:
    """The file of an entry, or of a guide (`long`), or of a translation; phrasings are in `language` by default."""

    manuscript: Manuscript
    language: str
    long: bool = False

    def value(self, field: str) -> Any:
        """Return what a field says: a text, a list of texts, or phrasings by language; None where it is not there.

        Raises `Unwritable` where a field of this name can never be.
        """
        if field in KEYS:
            value = self.manuscript.value(field)
            return self._by_language(value) if field == "phrasings" else value
        if field == "answer":
            return (self.manuscript.introduction() if self.long else self.manuscript.body) or None
        if field.startswith(FIELD):
            return self._group(field)["value"]
        return self._section(field)

    def with_value(self, field: str, value: Any) -> "Written":
        """Return the file with another value of a field. Raises `Unwritable` if it would not be read again as it is."""
        written = Written(self._changed(field, value), self.language, self.long)
        same = not self.long or [*written.manuscript.sections()] == [*self.manuscript.sections()]
        if not same or written.value(field) != (value or None):
            raise Unwritable(_cannot(field))
        return written

    def _changed(self, field: str, value: Any) -> Manuscript:
        if field in KEYS:
            return self.manuscript.with_value(field, self._listed(value) if field == "phrasings" else value)
        if field == "answer":
            change = self.manuscript.with_introduction if self.long else self.manuscript.with_body
            return change(value or "")
        if field.startswith(FIELD):
            group = self._group(field)
            groups = [each if each["id"] != group["id"] else {**each, "value": value} for each in self._groups()]
            return self.manuscript.with_value("fields", groups)
        id_, text, phrasings = self._taken_apart(field)
        if field.endswith(PHRASINGS):
            return self.manuscript.with_section(id_, text, self._listed(value))
        return self.manuscript.with_section(id_, value or "", phrasings)

    def _section(self, field: str) -> Any:
        _, text, phrasings = self._taken_apart(field)
        return self._by_language(phrasings) if field.endswith(PHRASINGS) else text or None

    def _taken_apart(self, field: str) -> tuple[str, str, Any]:
        if not field.startswith(SECTION) or not self.long:
            raise Unwritable(Sentence.of(say("There is no field {name} here."), name=field))
        id_ = field.removeprefix(SECTION).removesuffix(PHRASINGS)
        return (id_, *self.manuscript.section(id_))

    def _group(self, field: str) -> Any:
        id_ = field.removeprefix(FIELD)
        found = next((each for each in self._groups() if each.get("id") == id_), None)
        if found is None:
            raise Unwritable(Sentence.of(say("There is no field {name} here any more."), name=id_))
        return {"value": None, **found}

    def _groups(self) -> list[dict[str, Any]]:
        return list(self.manuscript.value("fields") or ())

    def _by_language(self, phrasings: Any) -> Any:
        return {self.language: phrasings} if isinstance(phrasings, list) else phrasings

    def _listed(self, phrasings: Mapping[str, list[str]] | None) -> Any:
        """Return phrasings as they stand in a file: one language alone needs no name."""
        if phrasings is None or set(phrasings) - {self.language}:
            return phrasings
        return phrasings.get(self.language)


def _cannot(field: str) -> Sentence:
    if field == "answer" or (field.startswith(SECTION) and not field.endswith(PHRASINGS)):
        return Sentence.of(
            say(
                "A line in it begins like a heading (##) or a list of phrasings (<!--). Begin that line in another way."
            )
        )
    return Sentence.of(say("There are signs in it that its file cannot hold, such as -->. Take them out."))
