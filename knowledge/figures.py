"""What is counted of questions."""

from sqlalchemy import Select, case, func, literal, select
from sqlalchemy.orm import InstrumentedAttribute, Session
from sqlalchemy.sql.elements import ColumnElement

from core.language import say
from knowledge.gates import Decision
from knowledge.models import REASONS, Outcome, Question
from people.tally import Counts, Figure, Span, counted

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
