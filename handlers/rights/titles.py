"""What the ids in a person's data are called, in the reader's language."""

from collections.abc import Iterator, Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from events.models import Event
from knowledge.entries import Content
from people.export_words import Titles
from people.reader import Reader


def titles(session: Session, content: Content, reader: Reader) -> Titles:
    """Return the titles of entries, guides, sections, events, topics and roles, by what an id stands for."""
    profile = content.profile.said_in(reader.language)
    events = session.execute(select(Event.id, Event.title).order_by(Event.id))
    return {
        "event": {id_: title for id_, title in events},  # noqa: C416  a row is no pair to the type checker
        "entry": dict(_entries(content, reader.languages)),
        "topic": {topic.id: topic.title for topic in (*profile.topics, *profile.policy_topics)},
        "role": {role.id: role.title for role in profile.roles},
    }


def _entries(content: Content, languages: Sequence[str]) -> Iterator[tuple[str, str]]:
    default = content.profile.language
    for entry in (*content.entries, *content.guides):
        yield entry.id, entry.in_language(languages, default).title
    for guide in content.guides:
        for section in guide.sections:
            yield f"{guide.id}#{section.id}", section.in_language(languages, default).title
