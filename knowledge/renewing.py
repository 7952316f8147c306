"""A new library in the place of one in force, with what was learned of phrasings that are still the same."""

from collections.abc import Callable, Sequence
from pathlib import Path

from knowledge.editing.overlay import Held
from knowledge.entries import Content
from knowledge.in_force import InForce, kept, read_in_force
from knowledge.learner import lesson as written
from knowledge.library import Library, by_language
from knowledge.matching.preparing import ByLanguage, learned, remembered


def renewed(directory: Path, held: Sequence[Held], before: Library) -> tuple[InForce, Library]:
    """Read a folder with its edits; of what is broken the library has what was there before.

    Languages in which a phrasing has changed are plain at first: see `unlearned`. Raises `NoContent`.
    """
    read = read_in_force(directory, held)
    content = kept(read.content, before.content)
    same = before.same(by_language(content))
    learned = {language: each for language, each in before.learned.items() if language in same}
    return read, Library(content, learned, before)


def remembering(content: Content, folder: Path) -> Library:
    """Return the library with what was learned of its phrasings in an earlier run, if the folder has that."""
    return Library(content, remembered(by_language(content), content.beside(), folder))


def unlearned(library: Library) -> list[str]:
    """Return the languages of which nothing was learned yet."""
    return [language for language in library.asked if language not in library.learned]


def lesson(library: Library) -> bytes:
    """Return what is to be learned still, for a process of its own."""
    return written(_asked(library, unlearned(library)), library.content.beside())


def taught(library: Library, folder: Path) -> Library:
    """Return the library with what the folder remembers by now of languages that were not learned yet."""
    found = remembered(_asked(library, unlearned(library)), library.content.beside(), folder)
    return library.having_learned({**library.learned, **found})


def able(
    content: Content,
    folder: Path,
    question: str,
    languages: Sequence[str],
    before: Callable[[Sequence[str]], None] = lambda _: None,
) -> Library:
    """Return a library that has learned what it takes to answer this question; other languages may stay plain.

    Before anything is learned, which takes a while, `before` is called with the languages.
    """
    library = Library(content, remembered(by_language(content), content.beside(), folder))
    new = [language for language in library.wanted(question, languages) if language not in library.learned]
    if not new:
        return library
    before(new)
    return _taught(library, new, folder)


def _taught(library: Library, languages: Sequence[str], folder: Path) -> Library:
    new = learned(_asked(library, languages), library.content.beside(), folder)
    return library.having_learned({**library.learned, **new})


def _asked(library: Library, languages: Sequence[str]) -> ByLanguage:
    return {language: library.asked[language] for language in languages}
