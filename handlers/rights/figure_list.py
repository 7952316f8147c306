"""Every figure that is counted, from all domains, and the report made of them."""

from collections.abc import Callable, Mapping
from datetime import date
from functools import partial

from sqlalchemy.orm import Session

from core.clock import Clock
from core.language import Language
from events import figures as of_events
from knowledge import figures as of_knowledge
from knowledge.entries import Content
from knowledge.profile import Profile
from people import figures as of_people
from people import report_texts
from people.hiding import Told, share, told
from people.periods import Period, parts_of, ready_on
from people.report import Report, section
from people.rounding import added, at_least, rough_share, rounded_down
from people.tally import Counts, Figure, Tallies
from people.times import name_of
from tickets import figures as of_tickets
from tickets.countries import name_of as country_of
from tickets.working_time import WorkingTime

Counted = Mapping[str, Counts]
"""The counts of each figure."""
HELPED = (of_knowledge.SOLVED, of_knowledge.ANSWERED)
"""How a question ends that was answered without an expert."""


def figures(profile: Profile) -> tuple[Figure, ...]:
    """Return the figures in the order of a report."""
    working = WorkingTime.of(profile.working_hours, profile.timezone, profile.holidays)
    return (*of_knowledge.FIGURES, *of_tickets.figures(working), *of_events.FIGURES, *of_people.FIGURES)


def report_on(
    session: Session, clock: Clock, content: Content, period: Period, language: Language, *, rounded: bool = False
) -> Report:
    """Return the report for a period, today included if it lies in it.

    `rounded` is for those who may look every day: of a period that is not final, counts are rounded down.
    """
    profile, today = content.profile, clock.now().date()
    listed, name = figures(profile), partial(_called, profile, language)
    tallies, rounded = Tallies(session, clock, listed), rounded and ready_on(period) > today

    def counted(within: Period) -> Counted:
        topics = of_knowledge.topics(session, content, within.first, within.last)
        return {**tallies.between(within.first, within.last), of_knowledge.TOPICS.id: topics}

    shown, helped = _rounded(counted, period, today) if rounded else _exact(counted, period)
    first, *others = listed
    figured = (first, of_knowledge.TOPICS, *others)
    sections = tuple(section(each, shown[each.id], language, name, rounded=rounded) for each in figured)
    headlines = _headlines(helped, language, rounded=rounded)
    cautions = report_texts.cautions(period, today, language, rounded=rounded)
    return Report(profile.name, period, today, headlines, sections, cautions)


def at_a_glance(session: Session, language: Language) -> str:
    """Say how many requests are open now; who reads it sees the queue anyway."""
    opened, untaken = of_tickets.waiting_now(session)
    sentence = language.gettext("Open requests now: {open}, of these without an expert: {untaken}.")
    return sentence.format(open=opened, untaken=untaken)


def _exact(counted: Callable[[Period], Counted], period: Period) -> tuple[Mapping[str, Told], int | None]:
    """Return each figure as it may be shown, and the share that was answered without an expert."""
    counts, shown = counted(period), _told(counted, period)
    return shown, share(counts["questions"], HELPED, shown["questions"])


def _told(counted: Callable[[Period], Counted], period: Period) -> dict[str, Told]:
    """Return each figure as it may be shown beside reports on the parts of the period."""
    parts = [_told(counted, part) for part in parts_of(period)]
    return {id_: told(each, [part[id_] for part in parts]) for id_, each in counted(period).items()}


def _rounded(
    counted: Callable[[Period], Counted], period: Period, today: date
) -> tuple[Mapping[str, Told], int | None]:
    """Return the same of a period that is not final, made of nothing but counts that may be shown anyway."""
    counts = {id_: rounded_down(each) for id_, each in _known(counted, period, today).items()}
    return {id_: at_least(each) for id_, each in counts.items()}, rough_share(counts["questions"], HELPED)


def _known(counted: Callable[[Period], Counted], period: Period, today: date) -> Counted:
    """Return what reports show of the parts of a period: exact counts of those that are final, else rounded ones."""
    if ready_on(period) <= today:
        final = _told(counted, period)
        return {id_: {label: count or 0 for label, count in each.rows.items()} for id_, each in final.items()}
    if parts := [_known(counted, part, today) for part in parts_of(period) if part.first <= today]:
        return {id_: added([part[id_] for part in parts]) for id_ in parts[0]}
    return {id_: rounded_down(each) for id_, each in counted(period).items()}


def _headlines(helped: int | None, language: Language, *, rounded: bool) -> tuple[str, ...]:
    if helped is None:
        return ()
    exactly = language.gettext("Answered without an expert: {percent} % of the questions.")
    roughly = language.gettext("Answered without an expert, by the rounded counts: about {percent} % of the questions.")
    return ((roughly if rounded else exactly).format(percent=helped),)


def _called(profile: Profile, language: Language, kind: str, label: str) -> str:
    match kind:
        case "language":
            return name_of(label, language)
        case "country":
            return country_of(label, language)
        case "filed":
            return next((topic.title for topic in profile.topics if topic.id == label), label)
        case "topic":
            return next((language.said(topic.title) for topic in profile.policy_topics if topic.id == label), label)
    return label
