"""What is counted of questions."""

from collections import Counter
from datetime import date

from sqlalchemy import Select, case, func, literal, select
from sqlalchemy.orm import InstrumentedAttribute, Session
from sqlalchemy.sql.elements import ColumnElement

from core.language import say
from knowledge.entries import Content
from knowledge.feedback import SHOWN
from knowledge.matching.gates import Decision
from knowledge.models import REASONS, Outcome, Question, Shown
from people.tally import Counts, Figure, Span, counted

GONE = "gone"
SOLVED, ANSWERED, ABANDONED, NOT_QUITE, EXPERT, NO_ANSWER = (
    "solved",
    "answered",
    "abandoned",
    "not quite",
    "expert",
    "no answer",
)


def endings(session: Session, span: Span) -> Counts:
    """Count how questions ended."""
    return counted(session, _asked(_ending(), span))


def languages(session: Session, span: Span) -> Counts:
    """Count questions by the language in which the member was spoken to."""
    return counted(session, _asked(Question.language, span))


FIGURES = (
    Figure(
        "questions",
        say("Questions"),
        say(
            "Questions that members asked the assistant, by how they ended. Solved and answered questions needed no"
            " expert; a question is abandoned if a choice was offered and nothing was chosen."
        ),
        endings,
        {
            SOLVED: say("solved, as the member said"),
            ANSWERED: say("answered, and nothing more was heard"),
            NOT_QUITE: say("answered, but not quite right"),
            ABANDONED: say("abandoned at a choice"),
            EXPERT: say("taken to an expert"),
            NO_ANSWER: say("no answer was found"),
        },
    ),
    Figure(
        "question_languages",
        say("Languages of questions"),
        say("Questions by the language in which the member is spoken to."),
        languages,
        kind="language",
    ),
)


TOPICS = Figure(
    "answer_topics",
    say("Topics of answers"),
    say("Answers that were shown, by their topic; what was looked up without a question counts, too."),
    lambda _session, _span: {},
    {GONE: say("no longer here")},
    kind="filed",
)
"""Of nobody in particular from the start: what was shown is counted by entry and day alone."""


def topics(session: Session, content: Content, first: date, last: date) -> Counts:
    """Count the answers that were shown, by the topic that the entry has now."""
    topic_of = {each.id: each.topic for each in (*content.entries, *content.guides)}
    shown = select(Shown.entry, func.sum(Shown.count)).where(Shown.outcome == SHOWN, Shown.day.between(first, last))
    counts: Counter[str] = Counter()
    for entry, count in session.execute(shown.group_by(Shown.entry)):
        counts[topic_of.get(entry.partition("#")[0], GONE)] += int(count)
    return counts


def _ending() -> ColumnElement[str]:
    shown = (Question.decision == Decision.ANSWER) | (func.coalesce(Question.picked, 0) > 0)
    not_quite = [str(each) for each in (*REASONS, Outcome.NONE_OF_THESE)]
    undecided = (Question.decision == Decision.CHOOSE) & Question.picked.is_(None) & Question.outcome.is_(None)
    return case(
        (Question.outcome == Outcome.SOLVED, literal(SOLVED)),
        (Question.outcome == Outcome.EXPERT, literal(EXPERT)),
        (Question.outcome.in_(not_quite) & shown, literal(NOT_QUITE)),
        (undecided, literal(ABANDONED)),
        (shown, literal(ANSWERED)),
        else_=literal(NO_ANSWER),
    )


def _asked(label: ColumnElement[str] | InstrumentedAttribute[str], span: Span) -> Select[str, int]:
    within = Question.asked_at >= span.since, Question.asked_at < span.until
    whose = [Question.member_id == span.member] if span.member is not None else []
    return select(label, func.count()).where(*within, *whose).group_by(label)
