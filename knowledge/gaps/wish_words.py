"""What people read who wanted to be told of an answer."""

from core.language import Language
from core.press import press
from core.saying import Button, Saying
from core.text import Text, bold, fill, join
from knowledge.buttons import SEE
from knowledge.library import Library
from knowledge.tokens import token_of
from people.reader import Reader

UNWISH = "unwish"


def there_is_an_answer(words: str, entry: str, library: Library, reader: Reader, question: int = 0) -> Saying:
    """Tell somebody, in the words of their question, that it has an answer now; and how to read it."""
    language = reader.language
    title = library.title(entry, reader.languages)
    lines: list[Text | str] = [
        fill(language.gettext("There is an answer now to what you asked: “{words}”"), words=words),
        *([bold(title)] if title != words else []),
        language.gettext("You are told this once, since you wanted to be; your wish has now been deleted."),
    ]
    show = Button(language.pgettext("button", "Show the answer"), press(SEE, token_of(entry), question))
    return Saying(join("\n\n", lines), ((show,),))


def not_needed(gap: int, language: Language) -> Button:
    """Return the button that withdraws the wish to be told."""
    return Button(language.pgettext("button", "No longer needed"), press(UNWISH, gap))


def withdrawn(language: Language, *, was_there: bool) -> Saying:
    """Say that a wish is gone."""
    first = (
        language.gettext("You will not be told: your wish has been deleted.")
        if was_there
        else language.gettext("There is no such wish any more; nothing was changed.")
    )
    return Saying(join("\n", [first, language.gettext("You can ask again at any time.")]))
