"""Reading a content folder: its profile, and every entry and guide with its translations."""

import dataclasses
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import chain
from pathlib import Path
from typing import Any, TypeVar

from core.language import Sentence, say
from core.problems import Place, Problem, Severity
from knowledge.checking.facts import Said
from knowledge.entries import Content, Entry, Guide, Section
from knowledge.files.documents import Document, read_document
from knowledge.files.entry_files import entry_from, guide_from
from knowledge.files.facts_file import facts_of
from knowledge.files.profile_file import profile_of

Read = TypeVar("Read", Entry, Guide)


class NoContent(Exception):
    """There is no content folder where one was expected."""

    def __init__(self, directory: Path) -> None:
        super().__init__(f"there is no {directory / 'profile.yaml'}; check the name of the content folder")
        self.directory = directory


def read_content(directory: Path, instead: Mapping[Path, str | None] | None = None) -> Content:
    """Read every file; a broken one is left out and its problems are named.

    Of an entry's or a guide's file that `instead` names, the text there is read; `None`: it is not there.
    Raises `NoContent` where the folder has no profile.
    """
    if not (directory / "profile.yaml").is_file():
        raise NoContent(directory)
    profile, sheet = profile_of(directory)
    faq, long = (_documents(files, instead or {}) for files in content_files(directory, instead or {}))
    entries = [entry_from(document, translated, profile) for document, translated in _with_translations(faq)]
    guides = [guide_from(document, translated, profile) for document, translated in _with_translations(long)]
    for document in faq:
        _topic_is_folder(document)
    originals = [document for document in (*faq, *long) if not document.language]
    _ids_are_unique(originals)
    _relations_exist(originals)
    facts, facts_sheet = facts_of(directory, profile.language)
    sheets = [sheet, facts_sheet, *(document.sheet for document in (*faq, *long))]
    problems = list(chain.from_iterable(each.problems for each in sheets))
    profiles = Said("profile", sheet.text(), profile.language, Place(sheet.file))
    return Content(
        profile,
        tuple(_sound(entries, problems)),
        tuple(_sound(guides, problems)),
        tuple(sorted(problems, key=lambda problem: (problem.file, problem.line))),
        facts,
        (profiles, *chain.from_iterable(document.said(profile.language) for document in (*faq, *long))),
    )


def content_files(directory: Path, instead: Mapping[Path, str | None]) -> tuple[list[Path], list[Path]]:
    """Return the files of entries and those of guides, in their order, with what stands there instead of some."""
    gone = {file for file, text in instead.items() if text is None}
    added = instead.keys() - gone
    faq = {*directory.glob("faq/**/*.md"), *(file for file in added if directory / "faq" in file.parents)}
    long = {*directory.glob("guides/*.md"), *(file for file in added if directory / "guides" == file.parent)}
    return sorted(faq - gone), sorted(long - gone)


def _documents(files: Iterable[Path], instead: Mapping[Path, str | None]) -> list[Document]:
    return [read_document(file, instead.get(file)) for file in files]


def _with_translations(documents: Iterable[Document]) -> Iterator[tuple[Document, list[Document]]]:
    """Each original with its translations, which stand beside it."""
    originals: dict[Path, Document] = {}
    translated: dict[Path, list[Document]] = defaultdict(list)
    for document in documents:
        beside = document.sheet.file.with_name(document.name)
        if document.language:
            translated[beside].append(document)
        else:
            originals[beside] = document
    for orphan in chain.from_iterable(translated[beside] for beside in translated.keys() - originals.keys()):
        orphan.sheet.error(1, f"this translates {orphan.name}.md, which is not beside it; add that file or remove this")
    yield from ((document, translated.get(beside, [])) for beside, document in originals.items())


def _sound(read: Iterable[Read], problems: Iterable[Problem]) -> Iterator[Read]:
    """Return what can be used: originals without an error, and of their translations those without one."""
    broken = {problem.file for problem in problems if problem.severity is Severity.ERROR}
    for each in read:
        if each.place.file not in broken:
            yield _without(each, {file for file in broken if file.parent == each.place.file.parent})


def _without(read: Read, broken: set[Path]) -> Read:
    """Leave out what stands in these files beside the original."""
    lost = {file.name.split(".")[1] for file in broken if file.name.startswith(f"{read.id}.")}
    kept = dataclasses.replace(read, **_translated_without(read, lost))
    if isinstance(kept, Guide):
        sections = tuple(dataclasses.replace(each, **_translated_without(each, lost)) for each in kept.sections)
        return dataclasses.replace(kept, sections=sections)
    return kept


def _translated_without(read: Entry | Section, lost: set[str]) -> dict[str, Any]:
    translations = {language: each for language, each in read.translations.items() if language not in lost}
    original = read.phrasings[0].place.file
    phrasings = (each for each in read.phrasings if each.place.file == original or each.language not in lost)
    return {"translations": translations, "phrasings": tuple(phrasings)}


def _topic_is_folder(document: Document) -> None:
    folder = document.sheet.file.parent.name
    topic = document.keys.text("topic", folder)
    if not document.language and topic != folder:
        words = say("the topic is `{topic}`, but the folder is `{folder}`; make them the same")
        document.keys.error("topic", Sentence.of(words, topic=topic, folder=folder))


def _ids_are_unique(originals: Iterable[Document]) -> None:
    first: dict[str, Path] = {}
    for document in originals:
        if document.name in first:
            where = first[document.name]
            words = say("the id `{id}` is used already in {where}; choose another")
            document.keys.error("id", Sentence.of(words, id=document.name, where=where))
        first.setdefault(document.name, document.sheet.file)


def _relations_exist(originals: Sequence[Document]) -> None:
    known = {document.name for document in originals}
    for document in originals:
        for related in document.keys.texts("related"):
            if related.text not in known:
                words = say("`related` names `{id}`, which does not exist; add it or remove the name")
                document.sheet.error(related.place.line, Sentence.of(words, id=related.text))
