"""From documents to entries and guides."""

import dataclasses
from collections.abc import Mapping, Sequence
from itertools import chain

from knowledge.documents import Document, Part
from knowledge.entries import Entry, Guide, Phrasing, Section, Translation
from knowledge.profile import Profile


def entry_from(document: Document, translated: Sequence[Document], profile: Profile) -> Entry:
    """Return the entry in a document, with its translations; what is wrong is noted on each document's sheet."""
    fields = document.fields
    entry = Entry(
        id=document.id(),
        question=fields.text("question"),
        answer=document.text(),
        topic=_topic(document, profile),
        phrasings=_phrasings(document, translated, profile.language),
        sources=document.sources(),
        checked=fields.day("checked"),
        review_by=fields.day("review_by"),
        place=document.place,
        related=tuple(each.text for each in fields.texts("related")),
        translations={each.language: _translation(each) for each in translated},
    )
    for each in (document, *translated):
        each.fields.finish()
    return entry


def guide_from(document: Document, translated: Sequence[Document], profile: Profile) -> Guide:
    """Return the guide in a document, with its translations; sections belong together by their ids."""
    entry = entry_from(document, translated, profile)
    introduction, parts = document.parts(profile.language)
    if not parts:
        document.sheet.error(document.body_line, "a guide needs sections; begin each with a line `## Its heading`")
    foreign = {each.language: each.parts(each.language) for each in translated}
    for each in translated:
        _same_sections(each, foreign[each.language][1], parts)
    introductions = {
        language: dataclasses.replace(entry.translations[language], text=text)
        for language, (text, _) in foreign.items()
    }
    sections = tuple(_section(part, foreign, entry) for part in parts)
    whole = dataclasses.replace(entry, answer=introduction, translations=introductions)
    return Guide(**{each.name: getattr(whole, each.name) for each in dataclasses.fields(Entry)}, sections=sections)


def _section(part: Part, foreign: Mapping[str, tuple[str, tuple[Part, ...]]], entry: Entry) -> Section:
    same = {language: each for language, (_, parts) in foreign.items() for each in parts if each.id == part.id}
    translations = {
        language: Translation(language, each.title, each.text, entry.translations[language].checked)
        for language, each in same.items()
    }
    phrasings = (*part.phrasings, *chain.from_iterable(each.phrasings for each in same.values()))
    return Section(part.id, part.title, part.text, phrasings, entry.checked, part.place, translations)


def _same_sections(document: Document, translated: Sequence[Part], original: Sequence[Part]) -> None:
    known = [part.id for part in original]
    for part in translated:
        if part.id not in known:
            sentence = f"the original has no section `{part.id}`; write its id behind the heading, `{{#{known[0]}}}`"
            document.sheet.error(part.place.line, sentence if known else "the original has no sections")


def _topic(document: Document, profile: Profile) -> str:
    topic = document.fields.text("topic")
    if topic and topic not in [each.id for each in profile.topics]:
        document.fields.error("topic", f"there is no topic `{topic}` in profile.yaml; add it there or choose another")
    return topic


def _phrasings(document: Document, translated: Sequence[Document], default: str) -> tuple[Phrasing, ...]:
    spoken = [document.phrasings(default), *(each.phrasings(each.language) for each in translated)]
    return tuple(chain.from_iterable(spoken))


def _translation(document: Document) -> Translation:
    """Return an answer in another language, whose file has `id`, `question` and `checked`, and perhaps phrasings."""
    document.id()
    return Translation(
        document.language, document.fields.text("question"), document.text(), document.fields.day("checked")
    )
