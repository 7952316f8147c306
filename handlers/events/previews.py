"""What a coordinator sees before anything becomes real: what people will read, and how many they are."""

from dataclasses import replace

from core.saying import Saying
from events import coordinator_texts, form_buttons, form_texts
from events.announced import To
from events.announcements import Addressed, Announcements, Followers
from events.cards import card
from events.form import Form, Purpose
from events.models import Event, EventState, RunKind
from events.notices import Notice
from events.programme import drafted, written_of
from events.registrations import Registrations
from events.run_queries import COMING
from events.seeing import Seen
from handlers.context import Work
from handlers.events.notices import said_of
from handlers.events.rights import meant
from handlers.events.seeing import topic_title
from handlers.visitors import Visitor


def preview_of(work: Work, visitor: Visitor, form: Form) -> tuple[Saying, Form]:
    """Return the preview of a form, and the form with what the preview was made of."""
    if form.purpose is Purpose.NEW:
        return _new(work, visitor, form), form
    event = meant(work, form.event)
    seen = replace(form, version=event.version)
    preview = _move if form.purpose is Purpose.MOVE else _follow_up
    return preview(work, visitor, seen, event), seen


def followers(work: Work, topic: str) -> Followers:
    """Return how many people hear of a topic."""
    announcements, those = Announcements(work.session, work.clock), Addressed(To.FOLLOWERS, topic)
    return Followers(announcements.count(those), announcements.count_weekly(those)) if topic else Followers()


def concerned(work: Work, event: Event) -> int:
    """Return how many people a change of an event concerns: those who come, wait, or are offered a place."""
    counts = Registrations(work.session, work.clock).counted(event.id)
    return sum(counts.get(each, 0) for each in COMING)


def registered(work: Work, event: Event) -> int:
    """Return how many people are registered for an event."""
    return Announcements(work.session, work.clock).count(Addressed(To.REGISTERED, event.id))


def as_written(work: Work, form: Form, id_: str) -> Event:
    """Return the event that a form would make, as people would see it; it is in no session."""
    event = drafted(form.written(id_), work.clock.now())
    event.state = EventState.PUBLISHED
    return event


def _new(work: Work, visitor: Visitor, form: Form) -> Saying:
    event, language = as_written(work, form, form.event or "new"), visitor.reader.language
    topic = topic_title(work.house, event.topic)
    shown = card(Seen(event, work.clock.now(), topic), visitor.reader)
    guide = work.house.library.title(event.guide, visitor.reader.languages) if event.guide else ""
    words = form_texts.preview(shown.text, event, followers(work, event.topic), topic, guide, language)
    return Saying(words, form_buttons.of_new(form.turn, language))


def _move(work: Work, visitor: Visitor, form: Form, event: Event) -> Saying:
    words = coordinator_texts.move(event, as_written(work, form, event.id), concerned(work, event), visitor.reader)
    return Saying(words, form_buttons.of_move(form.turn, visitor.reader.language))


def _follow_up(work: Work, visitor: Visitor, form: Form, event: Event) -> Saying:
    written = replace(written_of(event), follow_up=form.fields["follow_up"])
    after, language = drafted(written, work.clock.now()), visitor.reader.language
    notice = Notice(RunKind.CONCLUSIONS, after, visitor.met(work))
    message = said_of(work.house, notice, visitor.reader).text
    over = event.over_at is not None and event.over_at <= work.clock.now()
    words = coordinator_texts.follow_up(message, registered(work, event), over=over, language=language)
    return Saying(words, form_buttons.of_follow_up(form.turn, language))
