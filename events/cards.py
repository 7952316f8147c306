"""An event's card: what it is, when and where, how its reader stands to it, and what they can do."""

from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from core.language import Language
from core.saying import Button, Rows, Saying
from core.text import Text, bold, fill, join, link, text
from events import buttons
from events.models import Event, EventState, Standing
from events.seeing import Change, Seen
from events.spans import Span, in_person, when, whole
from events.written import Registration as Kind
from people.reader import Reader
from people.times import said_day, said_time


def card(seen: Seen, reader: Reader, slides: Text | None = None) -> Saying:
    """Show an event to one person, with all that they can do about it; `slides` is where its slides are."""
    parts = [
        head(seen.event, reader, seen),
        *([text(seen.event.summary)] if seen.event.summary else []),
        *_what_changed(seen, reader),
        _standing(seen, reader),
        *_further(seen, reader.language, slides),
    ]
    return Saying(join("\n\n", [each for each in parts if each]), below(seen, reader.language))


def shared(event: Event, topic: str, reader: Reader, seen: Seen) -> Text:
    """Return a card for others: nothing of who shares it, on the clock of the event alone."""
    alone = Reader(reader.language, reader.languages, event.timezone)
    parts = [
        head(event, alone, seen, topic=topic),
        *([text(event.summary)] if event.summary else []),
        *_further(seen, reader.language),
    ]
    return join("\n\n", parts)


def head(event: Event, reader: Reader, seen: Seen | None = None, topic: str = "") -> Text:
    """Return what an event is, when and where; a reminder or notice begins with the same lines."""
    language = reader.language
    subject = topic or (seen.topic if seen else "")
    lines = [
        bold(event.title),
        *([bold(_state(seen, language))] if seen and _state(seen, language) else []),
        when(event, reader),
        *_no_hour(event, seen, language),
        *where(event, language, with_room=_may_join(seen)),
        *([fill(language.gettext("Topic: {topic}"), topic=language.said(subject))] if subject else []),
    ]
    return join("\n", lines)


def where(event: Event, language: Language, *, with_room: bool) -> list[Text]:
    """Return the place, or that it is online; the room only for those who may enter it."""
    lines = []
    if in_person(event):
        lines.append(fill(language.gettext("In person: {place}"), place=event.place))
    if event.online and with_room:
        lines.append(fill(language.gettext("Online: {room}"), room=room(event, language)))
    elif event.online or (event.place and not in_person(event)):
        lines.append(text(language.gettext("Online")))
    return lines


def room(event: Event, language: Language) -> Text:
    """Return the link into an event's online room."""
    return link(language.gettext("open the room"), event.online)


def below(seen: Seen, language: Language) -> Rows:
    """Return what its reader can do about an event: the main thing left, the way out last."""
    event = seen.event
    if not seen.open:
        return _rows(_out_of_calendar(event, language), _guide(event, language), _topic(event, language))
    main = buttons.offer(language, event.id)[0] if seen.standing is Standing.OFFERED else _main(seen, language)
    calendar = (buttons.calendar(language, event.id),) if event.starts else ()
    return _rows(main, (*calendar, *_guide(event, language)), _topic(event, language), _way_out(seen, language))


def facts(seen: Seen, reader: Reader) -> Text:
    """Return what is known of when and where an event is, and its page."""
    return join(
        "\n\n", [head(seen.event, reader, seen), *_what_changed(seen, reader), *_further(seen, reader.language)]
    )


def _rows(*rows: tuple[Button, ...]) -> Rows:
    return tuple(row for row in rows if row)


def _main(seen: Seen, language: Language) -> tuple[Button, ...]:
    event = seen.event
    if seen.standing is Standing.REGISTERED:
        return (*_its_page(event, language), buttons.set_reminders(language, event.id))
    if seen.standing is not None:
        return ()
    remind = (buttons.reminders(language, event.id),) if event.starts else ()
    if not event.has_places:
        return (*_its_page(event, language), *remind)
    full = seen.free == 0
    return (buttons.wait(language, event.id) if full else buttons.register(language, event.id), *remind)


def _its_page(event: Event, language: Language) -> tuple[Button, ...]:
    """Return the way to the page on which places are given, where that is not here."""
    if event.registration != Kind.LINK:
        return ()
    return (Button(language.pgettext("button", "Register on its page"), url=event.registration_link),)


def _out_of_calendar(event: Event, language: Language) -> tuple[Button, ...]:
    cancelled = event.state == EventState.CANCELLED and event.starts is not None
    return (buttons.out_of_calendar(language, event.id),) if cancelled else ()


def _guide(event: Event, language: Language) -> tuple[Button, ...]:
    return (buttons.guide(language, event.id),) if event.guide else ()


def _topic(event: Event, language: Language) -> tuple[Button, ...]:
    follow = (buttons.follow(language, event.id),) if event.topic else ()
    return (*follow, buttons.events(language))


def _way_out(seen: Seen, language: Language) -> tuple[Button, ...]:
    if seen.standing is Standing.WAITING:
        return (buttons.stop_waiting(language, seen.event.id),)
    if seen.standing is not Standing.REGISTERED:
        return ()
    out = buttons.no_more if reminded_only(seen.event) else buttons.cannot_come
    return (out(language, seen.event.id),)


def reminded_only(event: Event) -> bool:
    """Whether places are given elsewhere, so that who is registered here is only reminded here."""
    return event.registration in (Kind.LINK, Kind.INVITATION)


def _state(seen: Seen, language: Language) -> str:
    if seen.event.state == EventState.CANCELLED:
        return language.gettext("This event is cancelled.")
    return language.gettext("This event is over.") if seen.over else ""


def _no_hour(event: Event, seen: Seen | None, language: Language) -> list[Text]:
    missing = seen is not None and seen.open and event.starts is not None and event.starts.clock is None
    return [text(language.gettext("The hour is not published."))] if missing else []


def _may_join(seen: Seen | None) -> bool:
    """Whether the room is shown: where places are given here, only to who has one."""
    if seen is None:
        return True
    return seen.open and (not seen.event.has_places or seen.standing is Standing.REGISTERED)


def _what_changed(seen: Seen, reader: Reader) -> list[Text]:
    """Return what was different before, and until when."""
    if seen.change is None or seen.over:
        return []
    day = said_day(seen.change.at.date(), reader.language)
    first = fill(reader.language.gettext("Last changed on {day}:"), day=day)
    lines = changes(seen.change, reader)
    return [join("\n", [first, *lines])] if lines else []


def changes(change: Change, reader: Reader) -> list[Text]:
    """Return a line with old and new for each thing that has changed."""
    language, before, now = reader.language, change.before, change.now
    lines = []
    if any(before[name] != now[name] for name in ("starts", "ends", "timezone")):
        was, is_ = whole(Span.said(before), language), whole(Span.said(now), language)
        lines.append(fill(language.gettext("Time: {new}, before: {old}"), new=is_, old=was))
    if before["place"] != now["place"]:
        nowhere = language.gettext("none")
        line = language.gettext("Place: {new}, before: {old}")
        lines.append(fill(line, new=now["place"] or nowhere, old=before["place"] or nowhere))
    if before["online"] != now["online"]:
        lines.append(text(language.gettext("The online room is another one.")))
    if before["state"] != now["state"] == EventState.PUBLISHED:
        lines.append(text(language.gettext("It takes place after all.")))
    return lines


def _standing(seen: Seen, reader: Reader) -> Text:
    """Return how its reader stands to an event, or how somebody can come."""
    language = reader.language
    if not seen.open:
        return Text()
    if seen.standing is Standing.WAITING:
        line = language.gettext("You are number {n} on the waiting list. You hear at once when it is your turn.")
        return fill(line, n=seen.turn or 1)
    if seen.standing is Standing.OFFERED:
        return offered_until(seen, reader)
    if seen.standing is Standing.REGISTERED and not reminded_only(seen.event):
        return text(language.gettext("You are registered."))
    return how_to_come(seen, language)


def offered_until(seen: Seen, reader: Reader) -> Text:
    """Say until when a place is kept for somebody."""
    until = seen.registration.offer_until if seen.registration else None
    if until is None:
        return Text()
    line = reader.language.gettext("A place is kept for you until {time} on {day}. Then it goes to the next person.")
    day = said_day(until.astimezone(ZoneInfo(reader.zone)).date(), reader.language)
    return fill(line, time=said_time(until, reader.language, reader.zone), day=day)


def how_to_come(seen: Seen, language: Language) -> Text:
    """Say how somebody can come."""
    reminded = seen.standing is Standing.REGISTERED
    match seen.event.registration:
        case Kind.HERE:
            return _places(seen, language)
        case Kind.LINK:
            lines = [language.gettext("You register on the event's own page, not here.")]
        case Kind.INVITATION:
            lines = [language.gettext("Only invited people can take part.")]
        case _:
            return text(language.gettext("Registration is closed."))
    said = language.gettext("You are reminded here.") if reminded else language.gettext("You can be reminded here.")
    return join("\n", [*lines, *([said] if seen.event.starts else [])])


def _places(seen: Seen, language: Language) -> Text:
    capacity = seen.event.capacity
    if capacity is None or seen.free is None:
        return text(language.gettext("You can register here."))
    if seen.free:
        line = language.ngettext("{n} of {all} places is free.", "{n} of {all} places are free.", seen.free)
        return fill(line, n=seen.free, all=capacity)
    full = fill(language.gettext("All {all} places are taken."), all=capacity)
    line = language.ngettext("{n} person is on the waiting list.", "{n} people are on the waiting list.", seen.waiting)
    return join("\n", [full, fill(line, n=seen.waiting)]) if seen.waiting else full


def _further(seen: Seen, language: Language, slides: Text | None = None) -> list[Text]:
    """Return where more is to be read, once it is published."""
    event, lines = seen.event, []
    if event.follow_up:
        lines.append(link(language.gettext("Conclusions and key learnings"), event.follow_up))
    if slides:
        lines.append(fill(language.gettext("Slides: {where}"), where=slides))
    if event.link and event.link != event.follow_up:
        page = link(language.gettext("Page of the event"), event.link)
        lines.append(fill(language.gettext("{page} ({host})"), page=page, host=_host(event.link)))
    return [join("\n", lines)] if lines else []


def _host(address: str) -> str:
    return (urlsplit(address).hostname or address).removeprefix("www.")
