"""An entry, guide or section as a message in a private chat, with its buttons."""

from core.language import Language
from core.saying import Saying
from core.text import Text, fill, join
from knowledge import buttons
from knowledge.entries import Guide
from knowledge.library import Library
from knowledge.texts import card, numbered, removed_meanwhile
from people.reader import Reader


def shown(library: Library, id_: str, reader: Reader, question: int = 0) -> Saying:
    """Show what has this id, for a question where there is one (not 0); or say that it is gone."""
    words = card(library, id_, reader)
    if words is None:
        return gone(reader.language)
    guide = library.guide(id_)
    parts = [words, *([sections(library, guide, reader)] if guide and guide.sections else [])]
    return Saying(join("\n\n", parts), buttons.below(library, id_, reader.language, question))


def gone(language: Language) -> Saying:
    """Say that what was to be shown is not there any more."""
    return Saying(removed_meanwhile(language), ((buttons.browse(language),),))


def sections(library: Library, guide: Guide, reader: Reader) -> Text:
    """Return a guide's sections by their numbers."""
    titles = [library.title(f"{guide.id}#{section.id}", reader.languages) for section in guide.sections]
    return numbered(titles)


def related(library: Library, id_: str, reader: Reader, question: int = 0) -> Saying:
    """List what is related to an entry, guide or section."""
    found = library.related(id_)
    if not found:
        return gone(reader.language)
    first = fill(reader.language.gettext("Related to “{title}”:"), title=library.title(id_, reader.languages))
    titles = numbered([library.title(each, reader.languages) for each in found])
    how = reader.language.gettext("Press a number or type it.")
    return Saying(join("\n\n", [first, titles, how]), buttons.numbered(found, question))
