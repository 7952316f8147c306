"""What an editor should look at, beyond what keeps a file from being read."""

from collections.abc import Iterator, Sequence
from datetime import date

import numpy as np

from core.language import Sentence, say
from core.problems import Problem, Severity
from knowledge.checking.facts import Said, drifted
from knowledge.entries import Content, Entry, Phrasing, Section
from knowledge.library import by_language
from knowledge.matching.matcher import Matcher
from knowledge.matching.words import stems, words

ENOUGH_PHRASINGS = 5
SAME_WORDS = 0.75
"""The likeness from which two phrasings are practically the same words."""


def checked(content: Content, today: date, further: Sequence[Said] = ()) -> tuple[Problem, ...]:
    """Return the problems of a content that was read: its own, and those of what it says; by file and line.

    `further` texts, such as those of events, must state the same facts.
    """
    found = [
        *content.problems,
        *said_twice(content),
        *_overdue(content, today),
        *_few_phrasings(content),
        *_confused(content),
        *drifted(content.facts, [*content.said, *further]),
    ]
    return tuple(sorted(found, key=lambda problem: (problem.file, problem.line)))


def said_twice(content: Content) -> Iterator[Problem]:
    """Return each phrasing that has the same words as an earlier one of its entry."""
    for phrasings in content.phrasings().values():
        first: dict[tuple[str, frozenset[str]], Phrasing] = {}
        for phrasing in phrasings:
            said = phrasing.language, frozenset(stems(words(phrasing.text), phrasing.language))
            if said in first:
                sentence = say("this has the same words as “{text}”, so it adds nothing; say it differently")
                yield _problem(phrasing, Severity.ERROR, Sentence.of(sentence, text=first[said].text))
            first.setdefault(said, phrasing)


def _overdue(content: Content, today: date) -> Iterator[Problem]:
    for entry in (*content.entries, *content.guides):
        if entry.review_by < today:
            sentence = f"this was to be reviewed by {entry.review_by}; check the facts and set both dates anew"
            yield Problem(entry.place.file, entry.place.line, Severity.WARNING, sentence)


def _few_phrasings(content: Content) -> Iterator[Problem]:
    each: Sequence[Entry | Section] = [*content.entries, *(part for guide in content.guides for part in guide.sections)]
    for asked in each:
        listed = sum(phrasing.language == content.profile.language for phrasing in asked.phrasings) - 1
        if listed < ENOUGH_PHRASINGS:
            sentence = f"there are {listed} phrasings; with {ENOUGH_PHRASINGS} or more it is found far more often"
            yield Problem(asked.place.file, asked.place.line, Severity.WARNING, sentence)


def _confused(content: Content) -> Iterator[Problem]:
    """Phrasings that are practically those of another entry, and less like the rest of their own."""
    places = {(each.language, id_, each.text): each for id_, said in content.phrasings().items() for each in said}
    for language, asked in by_language(content).items():
        matcher = Matcher(asked, language)
        for number, text in enumerate(matcher.phrasings):
            other = _nearer_elsewhere(matcher, number)
            if other is not None:
                id_, nearest = matcher.ids[matcher.entry_of[other]], matcher.phrasings[other]
                sentence = f"this is nearly “{nearest}” of `{id_}`, so one is taken for the other; say it differently"
                phrasing = places[language, matcher.ids[matcher.entry_of[number]], text]
                yield _problem(phrasing, Severity.WARNING, sentence)


def _nearer_elsewhere(matcher: Matcher, number: int) -> int | None:
    """Return the phrasing of another entry that is all but this one, if none of its own entry is as near."""
    likeness = matcher.likeness(matcher.phrasings[number])
    likeness[number] = 0.0
    own = matcher.entry_of == matcher.entry_of[number]
    other = int(np.argmax(np.where(own, 0.0, likeness)))
    near = likeness[other] >= SAME_WORDS and likeness[other] > likeness[own].max()
    return other if near and not own[other] else None


def _problem(phrasing: Phrasing, severity: Severity, sentence: str) -> Problem:
    return Problem(phrasing.place.file, phrasing.place.line, severity, sentence)
