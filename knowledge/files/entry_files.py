"""From documents to entries and guides."""

import dataclasses
from collections.abc import Mapping, Sequence
from itertools import chain

from core.language import Sentence, say
from knowledge.entries import Entry, Field, Guide, Phrasing, Section, Translation
from knowledge.files.documents import Document, Part
from knowledge.profile import Profile

MESSAGE = 4096
"""What Telegram takes in one message."""
CARD = 400
"""What is kept free for a card's own words: dates, notices, the names of its parts."""


def entry_from(document: Document, translated: Sequence[Document], profile: Profile) -> Entry:
    """Return the entry in a document, with its translations; what is wrong is noted on each document's sheet."""
    entry = _written(document, translated, profile)
    for each in (document, *translated):
        _fits(each, each.body_line, each.body, entry)
    return entry


def guide_from(document: Document, translated: Sequence[Document], profile: Profile) -> Guide:
    """Return the guide in a document, with its translations; sections belong together by their ids."""
    entry = _written(document, translated, profile)
    introduction, parts = _parts(document, profile.language, entry)
    if not parts:
        words = say("a guide needs sections; begin each with a line `## Its heading`")
        document.sheet.error(document.body_line, Sentence.of(words))
    foreign = {each.language: _parts(each, each.language, entry) for each in translated}
    for each in translated:
        _same_sections(each, foreign[each.language][1], parts)
    introductions = {
        language: dataclasses.replace(entry.translations[language], text=text)
        for language, (text, _) in foreign.items()
    }
    sections = tuple(_section(part, foreign, entry) for part in parts)
    whole = dataclasses.replace(entry, answer=introduction, translations=introductions)
    return Guide(**{each.name: getattr(whole, each.name) for each in dataclasses.fields(Entry)}, sections=sections)


def _written(document: Document, translated: Sequence[Document], profile: Profile) -> Entry:
    """Return what entries and guides have in common; the answer is all of the Markdown."""
    keys = document.keys
    entry = Entry(
        id=document.id(),
        question=keys.text("question"),
        answer=document.text(),
        topic=_topic(document, profile),
        phrasings=_phrasings(document, translated, profile.language),
        sources=document.sources(),
        checked=keys.day("checked"),
        review_by=keys.day("review_by"),
        place=document.place,
        related=tuple(each.text for each in keys.texts("related")),
        translations={each.language: _translation(each) for each in translated},
        fields=_fields(document, translated),
    )
    for each in (document, *translated):
        each.keys.finish()
    return entry


def _parts(document: Document, language: str, entry: Entry) -> tuple[str, tuple[Part, ...]]:
    """Return a guide's introduction and parts, each of which must have an id of its own and fit into a message."""
    introduction, parts = document.parts(language)
    _fits(document, document.body_line, introduction, entry)
    known: set[str] = set()
    for part in parts:
        _fits(document, part.place.line, part.text, entry)
        if part.id in known:
            words = say("the heading's id `{id}` is used already; write another behind it, such as `{{#more}}`")
            document.sheet.error(part.place.line, Sentence.of(words, id=part.id))
        known.add(part.id)
    return introduction, parts


def _section(part: Part, foreign: Mapping[str, tuple[str, tuple[Part, ...]]], entry: Entry) -> Section:
    same = {language: each for language, (_, parts) in foreign.items() for each in parts if each.id == part.id}
    translations = {
        language: dataclasses.replace(entry.translations[language], title=each.title, text=each.text)
        for language, each in same.items()
    }
    phrasings = (*part.phrasings, *chain.from_iterable(each.phrasings for each in same.values()))
    return Section(part.id, part.title, part.text, phrasings, entry.checked, part.place, translations)


def _same_sections(document: Document, translated: Sequence[Part], original: Sequence[Part]) -> None:
    known = [part.id for part in original]
    for part in translated:
        if part.id not in known:
            document.sheet.error(part.place.line, _not_in_the_original(part.id, known))


def _not_in_the_original(id_: str, known: Sequence[str]) -> Sentence:
    if not known:
        return Sentence.of(say("the original has no sections"))
    words = say("the original has no section `{id}`; write its id behind the heading, `{{#{known}}}`")
    return Sentence.of(words, id=id_, known=known[0])


def _topic(document: Document, profile: Profile) -> str:
    topic = document.keys.text("topic")
    if topic and topic not in [each.id for each in profile.topics]:
        words = say("there is no topic `{topic}` in profile.yaml; add it there or choose another")
        document.keys.error("topic", Sentence.of(words, topic=topic))
    return topic


def _phrasings(document: Document, translated: Sequence[Document], default: str) -> tuple[Phrasing, ...]:
    spoken = [document.phrasings(default), *(each.phrasings(each.language) for each in translated)]
    return tuple(chain.from_iterable(spoken))


def _translation(document: Document) -> Translation:
    """Return an answer in another language: `id`, `question`, `checked`, and perhaps `proofread` and phrasings."""
    document.id()
    keys = document.keys
    proofread = None if keys.text("proofread", "no") == "no" else keys.day("proofread")
    return Translation(document.language, keys.text("question"), document.text(), keys.day("checked"), proofread)


def _fields(document: Document, translated: Sequence[Document]) -> tuple[Field, ...]:
    """Return the fields of the original, which its translations share; one that no text asks for is worth a look."""
    fields = document.open_or_filled()
    asked = set().union(*(each.asks_for(fields) for each in (document, *translated)))
    for field in fields:
        if field.id not in asked:
            sentence = f"no text asks for this field; write `{{{{{field.id}}}}}` where its value goes, or remove it"
            document.sheet.warning(field.place.line, sentence)
    return fields


def _fits(document: Document, line: int, text: str, entry: Entry) -> None:
    """Note a text that Telegram would refuse in one message, together with its title and sources."""
    around = "".join((entry.question, *(source.name or source.address for source in entry.sources)))
    over = _telegram_length(entry.filled(text, "")) + _telegram_length(around) + CARD - MESSAGE
    if over > 0:
        words = say("this does not fit into one message; shorten it by {n} characters or make it a guide")
        document.sheet.error(line, Sentence.of(words, n=over))


def _telegram_length(text: str) -> int:
    """Return the length as Telegram counts it, in UTF-16 units."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2
