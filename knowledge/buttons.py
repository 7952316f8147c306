"""The buttons below answers and lists, and what each sends back."""

from collections.abc import Sequence

from core.language import Language
from core.press import press
from core.saying import Button, Rows
from knowledge.library import Library
from knowledge.models import REASONS, Outcome
from knowledge.tokens import token_of

SOLVED, NOT_QUITE, WHY = "solved", "notquite", "why"
SEE, RELATED, EXPERT, REPHRASE, TELL = "see", "related", "expert", "rephrase", "tell"
BROWSE, TOPICS, TOPIC, GUIDES = "browse", "topics", "topic", "guides"
A_ROW = 3


def below(library: Library, id_: str, language: Language, question: int = 0) -> Rows:
    """Return what can be done with an entry, guide or section; of one shown for a question (not 0), whether it fits."""
    about = (question, token_of(id_))
    verdict = (
        Button(language.pgettext("button", "Solved"), press(SOLVED, *about)),
        Button(language.pgettext("button", "Not quite"), press(NOT_QUITE, *about)),
    )
    return (*((verdict,) if question else ()), *further(library, id_, language, question))


def further(library: Library, id_: str, language: Language, question: int = 0) -> Rows:
    """Return what can be done with it when it has been said whether it fits."""
    related = Button(language.pgettext("button", "Related"), press(RELATED, token_of(id_), question))
    last = (related,) if library.related(id_) else ()
    return (*_onwards(library, id_, language, question), (*last, expert(language, question)))


def reasons(id_: str, language: Language, question: int) -> Rows:
    """Return a button for each reason why an answer is not quite right."""
    about = (question, token_of(id_))
    every = [(reason_label(reason, language), press(WHY, *about, place)) for place, reason in enumerate(REASONS)]
    return tuple((Button(label, data),) for label, data in every)


def reason_label(reason: str | None, language: Language) -> str:
    """Return what a reason why an answer did not fit is called; nothing for any other outcome."""
    return {
        str(Outcome.NOT_MY_TOPIC): language.pgettext("button", "Not my topic"),
        str(Outcome.NOT_MY_CASE): language.pgettext("button", "Right topic, not my case"),
        str(Outcome.OUT_OF_DATE): language.pgettext("button", "Out of date"),
    }.get(str(reason), "")


def what_next(language: Language, question: int, *, expert_first: bool, may_be_told: bool = False) -> Rows:
    """Return what can be done after a miss; after the second in a row the expert comes first."""
    other = (Button(language.pgettext("button", "Rephrase"), press(REPHRASE, question)), browse(language))
    ask = (expert(language, question),)
    tell = Button(language.pgettext("button", "Tell me when there is an answer"), press(TELL, question))
    return (*((ask, other) if expert_first else (other, ask)), *(((tell,),) if may_be_told else ()))


def browse(language: Language) -> Button:
    """Return the button that lists the topics in a new message."""
    return Button(language.pgettext("button", "Browse topics"), press(BROWSE))


def expert(language: Language, question: int = 0) -> Button:
    """Return the button that turns to an expert, with a question where there is one."""
    return Button(language.pgettext("button", "Ask an expert"), press(EXPERT, question))


def numbered(ids: Sequence[str], question: int = 0, first: int = 1) -> Rows:
    """Return a button for each of these, with its number, that shows it."""
    return in_rows([Button(str(place), press(SEE, token_of(id_), question)) for place, id_ in enumerate(ids, first)])


def in_rows(each: Sequence[Button]) -> Rows:
    """Return buttons three in a row."""
    return tuple(tuple(each[start : start + A_ROW]) for start in range(0, len(each), A_ROW))


def _onwards(library: Library, id_: str, language: Language, question: int) -> Rows:
    """Return the way into a guide's sections, or from one of them to the next."""
    guide_id, _, section_id = id_.partition("#")
    guide = library.guide(guide_id)
    if guide is None:
        return ()
    sections = [f"{guide.id}#{section.id}" for section in guide.sections]
    if not section_id:
        return numbered(sections, question)
    all_ = Button(language.pgettext("button", "All sections"), press(SEE, token_of(guide_id), question))
    after = sections[sections.index(id_) + 1 :] if id_ in sections else []
    following = [
        Button(language.pgettext("button", "Next"), press(SEE, token_of(each), question)) for each in after[:1]
    ]
    return ((*following, all_),)
