"""Sentences about what was not answered, for editors: why, how often, what to do, how it was read."""

from collections.abc import Iterator, Mapping
from datetime import date

from core.language import Language
from core.text import Text, bold, fill, join, text
from knowledge.gaps.advice import Advice, Do
from knowledge.library import Explanation, Library
from knowledge.matching.gates import LIKELY_ENOUGH, SURE_ENOUGH
from knowledge.matching.looks import Look
from knowledge.models import Outcome
from knowledge.tallies import DAYS, Tally
from people.hiding import FEWEST
from people.reader import Reader
from people.times import said_day


def reason(outcome: str, language: Language) -> str:
    """Return why something was not answered."""
    words = {
        Outcome.UNKNOWN: language.gettext("nothing fitted"),
        Outcome.NONE_OF_THESE: language.gettext("none of what was offered"),
        Outcome.NOT_MY_TOPIC: language.gettext("not the topic"),
        Outcome.NOT_MY_CASE: language.gettext("the topic, but not the case"),
        Outcome.OUT_OF_DATE: language.gettext("out of date"),
        Outcome.EXPERT: language.gettext("asked for an expert"),
    }
    return words.get(Outcome(outcome), outcome) if outcome in set(Outcome) else outcome


def reasons(counts: Mapping[str, int], language: Language) -> list[Text]:
    """Say of each reason how often it was given."""
    line = language.gettext("{reason}: {n}")
    return [fill(line, reason=reason(each, language), n=counted(count, language)) for each, count in counts.items()]


def counted(count: int, language: Language) -> str:
    """Return a count, or a word for a small one: a few people may know each other."""
    return language.pgettext("instead of a small number", "few") if 0 < count < FEWEST else str(count)


def times_asked(count: int, language: Language) -> Text:
    """Say how often something was asked, unless that is seldom."""
    if count < FEWEST:
        return text(language.gettext("asked once or a few times"))
    return fill(language.ngettext("asked {n} time", "asked {n} times", count), n=count)


def day_or_days(first: date, last: date, language: Language) -> Text:
    """Say on which day, or from which to which."""
    if first == last:
        return fill(language.gettext("on {day}"), day=said_day(first, language))
    days = language.gettext("from {first} to {last}")
    return fill(days, first=said_day(first, language), last=said_day(last, language))


def waiting(count: int, language: Language) -> Iterator[Text]:
    """Say how many want to be told, if anybody does."""
    if 0 < count < FEWEST:
        yield text(language.gettext("somebody wants to be told"))
    elif count:
        yield fill(language.ngettext("{n} person wants to be told", "{n} people want to be told", count), n=count)


def advised(given: Advice, title: str, language: Language) -> Text:
    """Say what seems best to do."""
    words = {
        Do.WORDING: language.gettext("If “{title}” answers it, let these words lead there: “Add wording”."),
        Do.ENTRY: language.gettext("If nothing of this answers it, it needs a new entry."),
        Do.REVIEW: language.gettext("Look at “{title}” again: it was shown and did not fit."),
        Do.NOTHING: language.gettext("“{title}” answers it now; if that is right, press “Answered now”."),
    }
    return fill(words[given.do], title=title)


def read_as(words: str, explanation: Explanation, library: Library, reader: Reader) -> Text:
    """Say how a question was read, what it is like, and why nothing was answered or what would be."""
    language = reader.language
    heard = fill(language.gettext("Words: {words}"), words=", ".join(explanation.words) or "–")
    like = [
        fill(language.gettext("{title}: “{phrasing}”"), title=library.title(id_, reader.languages), phrasing=phrasing)
        for id_, phrasing in explanation.nearest.items()
    ]
    parts: list[Text | str] = [
        fill(language.gettext("How “{words}” is read:"), words=bold(words)),
        join("\n", [heard, *_taken_for(explanation, language)]),
        *([join("\n", [language.gettext("The phrasings most like it:"), *like])] if like else []),
        *(join("\n", _chances(look, language)) for look in explanation.looks[:1]),
    ]
    return join("\n\n", parts)


def said_of_it(tally: Tally, language: Language) -> Text:
    """Say in a line how often an entry was shown in 90 days, and what members said of it; of nobody in particular."""
    if not tally.shown:
        return fill(
            language.ngettext("In {n} day it was shown to nobody.", "In {n} days it was shown to nobody.", DAYS), n=DAYS
        )
    shown = language.ngettext("In {days} days: shown {n} time", "In {days} days: shown {n} times", tally.shown)
    few = language.gettext("In {days} days: shown a few times")
    parts = [
        fill(few if tally.shown < FEWEST else shown, days=DAYS, n=tally.shown),
        fill(language.gettext("helped: {n}"), n=counted(tally.solved, language)),
        *reasons(tally.not_quite, language),
    ]
    return join(" · ", parts)


def _taken_for(explanation: Explanation, language: Language) -> Iterator[Text]:
    for word, mended in explanation.mended.items():
        if mended:
            taken = join(", ", [fill(language.gettext("“{word}”"), word=mending.word) for mending in mended])
            yield fill(language.gettext("“{word}” is not known here; it is taken for {taken}."), word=word, taken=taken)
        else:
            yield fill(language.gettext("“{word}” is not known here, and like no word that is."), word=word)


def _chances(look: Look, language: Language) -> Iterator[Text]:
    scope = language.gettext("Chance that it is about something here: {chance} % (from {least} %, it is offered).")
    sure = language.gettext("Chance that the nearest is the right one: {chance} % (from {least} %, it is the answer).")
    yield fill(scope, chance=round(100 * look.scope), least=round(100 * LIKELY_ENOUGH))
    yield fill(sure, chance=round(100 * look.surety), least=round(100 * SURE_ENOUGH))
    yield text(language.gettext("A phrasing with the missing words raises both."))
