"""Every figure that is counted, from all domains, and the report made of them."""

from collections.abc import Callable, Mapping
from functools import partial

from sqlalchemy.orm import Session

from core.clock import Clock
from core.language import Language
from events import figures as of_events
from knowledge import figures as of_knowledge
from knowledge.entries import Content
from knowledge.profile import Profile
from people import figures as of_people
from people.hiding import Told, share, told
from people.periods import Period, parts_of
from people.report import Report, section
from people.tally import Counts, Figure, Tallies
from people.times import name_of
from tickets import figures as of_tickets
from tickets.countries import name_of as country_of
from tickets.working_time import WorkingTime


def figures(profile: Profile) -> tuple[Figure, ...]:
    """Return the figures in the order of a report."""
    working = WorkingTime.of(profile.working_hours, profile.timezone, profile.holidays)
    return (*of_knowledge.FIGURES, *of_tickets.figures(working), *of_events.FIGURES, *of_people.FIGURES)


def report_on(session: Session, clock: Clock, content: Content, period: Period, language: Language) -> Report:
    """Return the report for a period that is over; see `ready_on`."""
    profile = content.profile
    listed, name = figures(profile), partial(_called, profile, language)
    tallies = Tallies(session, clock, listed)

    def counted(within: Period) -> dict[str, Counts]:
        topics = of_knowledge.topics(session, content, within.first, within.last)
        return {**tallies.between(within.first, within.last), of_knowledge.TOPICS.id: topics}

    counts = counted(period)
    shown = _told(counts, counted, period)
    first, *others = listed
    sections = (section(each, shown[each.id], language, name) for each in (first, of_knowledge.TOPICS, *others))
    return Report(profile.name, period, clock.now().date(), _headlines(counts, shown, language), tuple(sections))


def at_a_glance(session: Session, language: Language) -> str:
    """Say how many requests are open now; who reads it sees the queue anyway."""
    opened, untaken = of_tickets.waiting_now(session)
    sentence = language.gettext("Open requests now: {open}, of these without an expert: {untaken}.")
    return sentence.format(open=opened, untaken=untaken)


def _told(
    counts: Mapping[str, Counts], counted: Callable[[Period], Mapping[str, Counts]], period: Period
) -> dict[str, Told]:
    """Return each figure as it may be shown beside reports on the parts of the period."""
    parts = [_told(counted(part), counted, part) for part in parts_of(period)]
    return {id_: told(each, [part[id_] for part in parts]) for id_, each in counts.items()}


def _headlines(counts: Mapping[str, Counts], shown: Mapping[str, Told], language: Language) -> tuple[str, ...]:
    helped = share(counts["questions"], [of_knowledge.SOLVED, of_knowledge.ANSWERED], shown["questions"])
    if helped is None:
        return ()
    sentence = language.gettext("Answered without an expert: {percent} % of the questions.")
    return (sentence.format(percent=helped),)


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
