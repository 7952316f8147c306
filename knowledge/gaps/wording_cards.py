"""Letting an entry be asked for in words that were not answered: which entry, and which of the words."""

from collections.abc import Mapping, Sequence

from core.language import Language
from core.press import press
from core.saying import Button, Saying
from core.text import Text, bold, fill, join, text
from knowledge.buttons import in_rows
from knowledge.editing.buttons import cancel
from knowledge.gaps.cards import LINE, MOST_WORDINGS
from knowledge.gaps.grouping import Group, Missed
from knowledge.matching.words import stems, words
from knowledge.texts import numbered
from knowledge.tokens import token_of

INTO, WORDS = "gapinto", "gapwords"


def which_entry(group: Group, near: Mapping[str, str], language: Language) -> Saying:
    """Ask which of these (titles by id), or what other entry, guide or section shall be found with a group's words."""
    lines: list[Text | str] = [
        fill(language.gettext("Which answer shall “{words}” lead to?"), words=bold(group.text)),
        *([numbered([*near.values()])] if near else []),
        language.gettext("Press a number, or type the id of another entry, guide or section."),
    ]
    return Saying(join("\n\n", lines), (*_into(group.number, near), (cancel(language),)))


def no_such_entry(typed: str, group: int, near: Mapping[str, str], language: Language) -> Saying:
    """Say that there is nothing of this id, and what is most like it."""
    lines: list[Text | str] = [
        fill(language.gettext("There is no entry, guide or section “{id}”."), id=text(typed).cut(LINE)),
        *([join("\n", [language.gettext("The nearest are:"), numbered([*near.values()])])] if near else []),
        language.gettext("Press a number, or type another id; /cancel ends this."),
    ]
    return Saying(join("\n\n", lines), (*_into(group, near), (cancel(language),)))


def which_words(missed: Sequence[Missed], entry: str, title: str, language: Language) -> Saying:
    """Ask which words (each as somebody typed it) shall lead to an entry; the first are the most typical."""
    first = fill(language.gettext("Which words shall lead to “{title}”?"), title=title)
    how = language.gettext("Press a number. Before anything is published you see a preview and can change the words.")
    listed = numbered([text(each.text).cut(LINE).plain for each in missed])
    buttons = [Button(str(place), press(WORDS, each.id, token_of(entry))) for place, each in enumerate(missed, start=1)]
    return Saying(join("\n\n", [first, listed, how]), (*in_rows(buttons), (cancel(language),)))


def spoken(group: Group) -> list[Missed]:
    """Return for each of a group's wordings, the most typical first, one question that was asked so."""
    by_text = {each.text: each for each in reversed(group.missed)}
    return [by_text[wording.text] for wording in group.wordings[:MOST_WORDINGS]]


def different(texts: Sequence[str], language: str) -> list[str]:
    """Return those texts that have other stems than those before them: more would not help to find an entry."""
    found: dict[frozenset[str], str] = {}
    for each in texts:
        found.setdefault(frozenset(stems(words(each), language)), each)
    return [*found.values()]


def _into(group: int, near: Mapping[str, str]) -> tuple[tuple[Button, ...], ...]:
    each = [Button(str(place), press(INTO, group, token_of(id_))) for place, id_ in enumerate(near, start=1)]
    return in_rows(each)
