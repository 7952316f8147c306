"""A whole content folder: the knowledge and its events, which know nothing of each other."""

from datetime import date
from pathlib import Path

from core.problems import Place, Problem
from events.file import EventsFile, Known, read_events
from knowledge.checking.checks import checked
from knowledge.checking.facts import Said
from knowledge.entries import Content


def events_of(directory: Path, content: Content) -> EventsFile:
    """Return the events of a content folder, none where it has no file of them; topics and guides must be there."""
    file = directory / "events.yaml"
    return read_events(file, known_in(content)) if file.exists() else EventsFile((), ())


def known_in(content: Content) -> Known:
    """Return the topics and guides that an event may name."""
    topics = {topic.id for topic in (*content.profile.topics, *content.profile.policy_topics)}
    return Known(topics, {guide.id for guide in content.guides})


def problems_in(directory: Path, content: Content, today: date) -> tuple[Problem, ...]:
    """Return what is wrong in a content folder that was read, by file and line."""
    events = events_of(directory, content)
    language, file = content.profile.language, directory / "events.yaml"
    said = [Said(each.id, each.text, language, Place(file, each.line)) for each in events.said]
    found = [*events.problems, *checked(content, today, said)]
    return tuple(sorted(found, key=lambda problem: (problem.file, problem.line)))
