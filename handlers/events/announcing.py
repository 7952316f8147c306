"""Announcements: words of a coordinator to those who come to an event, who follow a topic, or to a group."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from telegram import Update
from telegram.ext import CommandHandler, filters

from core.language import Language
from core.markdown import from_markdown
from core.press import number, parts
from core.refusal import NotYours
from core.saying import Saying
from core.text import Text, clean
from delivery.models import Priority
from events import coordinator_texts as texts
from events import form_buttons as buttons
from events import form_texts
from events.announced import To
from events.announcements import Addressed, Announcements
from events.models import Event
from handlers.addressing import BY_A_PERSON
from handlers.context import Context, Work
from handlers.events.form import topics_of
from handlers.events.notices import said_to_many
from handlers.events.rights import PRIVATE, meant, permitted
from handlers.events.seeing import topic_title
from handlers.markup import markdown_of
from handlers.questions.answers import private_visitor
from handlers.registry import Registry
from handlers.visitors import Reply, Visitor, respond, visitor_of
from people.models import Dialogue

KIND, ASKS, PREVIEW = "announce", "asks", "preview"
LONGEST = 3000
"""Characters of an announcement: with its first line and in another script it still fits one message."""
_GROUPS = filters.ChatType.GROUPS & filters.UpdateType.MESSAGE & BY_A_PERSON


@dataclass(frozen=True, slots=True)
class Addressee:
    """For whom an announcement is, and what they are called where it is not stored: a group's title."""

    to: To
    about: str
    title: str = ""

    @property
    def addressed(self) -> Addressed:
        """For whom it is, as announcements know it."""
        return Addressed(self.to, self.about)

    def facts(self, **more: Any) -> dict[str, Any]:
        """Return what a dialogue keeps of it."""
        return {"to": str(self.to), "about": self.about, "title": self.title, **more}

    @classmethod
    def of(cls, facts: Mapping[str, Any]) -> "Addressee":
        """Return what a dialogue kept."""
        return cls(To(facts["to"]), facts["about"], facts["title"])


async def announce(update: Update, context: Context) -> None:
    """Ask for whom an announcement is."""
    visitor = await private_visitor(update, context)
    await respond(update, context, visitor, lambda work: _ask_whom(work, visitor))


async def announce_here(update: Update, context: Context) -> None:
    """Go on in private with an announcement for the group in which this was typed."""
    visitor = await visitor_of(update, context)
    here = Addressee(To.GROUP, str(visitor.chat.id), visitor.chat.title or "")

    def answer(work: Work) -> Reply:
        permitted(work, visitor)
        asked = _ask_what(work, visitor, here)
        work.say(visitor.user.id, asked.saying)
        return Reply(Saying(texts.in_private(visitor.reader.language)))

    await respond(update, context, visitor, answer)


async def pressed(update: Update, context: Context, rest: str) -> None:
    """Ask for whom an announcement is, or what to tell those who come to the event named. Raises `NotYours`."""
    visitor = await private_visitor(update, context)

    def answer(work: Work) -> Reply:
        permitted(work, visitor)
        if not rest:
            return _ask_whom(work, visitor)
        return _ask_what(work, visitor, Addressee(To.REGISTERED, meant(work, rest).id))

    await respond(update, context, visitor, answer)


async def addressed(update: Update, context: Context, rest: str) -> None:
    """Ask what is to be announced to those who were chosen. Raises `NotYours`."""
    kind, about = parts(rest, 2)
    visitor = await private_visitor(update, context)

    def answer(work: Work) -> Reply:
        permitted(work, visitor)
        return _ask_what(work, visitor, _chosen(work, kind, about, visitor.reader.language))

    await respond(update, context, visitor, answer)


async def typed(update: Update, context: Context, dialogue: Dialogue, words: str) -> None:
    """Preview what was typed."""
    visitor, facts = await private_visitor(update, context), dialogue.facts
    written = clean(markdown_of(update.message)) if words and update.message else ""
    lines = written.replace("\n", "  \n")  # Markdown would make one line of two

    def answer(work: Work) -> Reply:
        permitted(work, visitor)
        language = visitor.reader.language
        if not written or len(Text(written)) > LONGEST:
            words = texts.too_long(LONGEST, language) if written else form_texts.press_a_button(language)
            return Reply(Saying(words, ((buttons.cancel(language),),)))
        return _preview(work, visitor, Addressee.of(facts), lines, int(facts.get("turn", 0)) + 1)

    await respond(update, context, visitor, answer)


async def send(update: Update, context: Context, rest: str) -> None:
    """Send what the newest preview showed, once. Raises `NotYours`."""
    visitor = await private_visitor(update, context)

    def answer(work: Work) -> Reply:
        permitted(work, visitor)
        dialogue = work.dialogues.open(visitor.user.id)
        if dialogue is None or dialogue.kind != KIND or dialogue.step != PREVIEW:
            raise NotYours(rest)
        if dialogue.facts["turn"] != number(rest):
            raise NotYours(rest)
        addressee, words = Addressee.of(dialogue.facts), dialogue.facts["words"]
        work.dialogues.end(visitor.user.id)
        return _send(work, visitor, addressee, words)

    await respond(update, context, visitor, answer)


def register(registry: Registry) -> None:
    """Add the command and what its buttons do."""
    registry.add(CommandHandler("announce", announce, PRIVATE), CommandHandler("announce", announce_here, _GROUPS))
    registry.stories.on(KIND, typed)
    registry.presses.on(buttons.ANNOUNCE, pressed)
    registry.presses.on(buttons.TO, addressed)
    registry.presses.on(buttons.SEND, send)


def _ask_whom(work: Work, visitor: Visitor) -> Reply:
    permitted(work, visitor)
    language = visitor.reader.language
    announcements = Announcements(work.session, work.clock)
    events, followed = [(each.title, each.id) for each in announcements.events()], announcements.topics()
    topics = [(title, id_) for title, id_ in topics_of(work.house) if id_ in followed]
    group = language.pgettext("button", "Experts' group") if work.house.experts_chat_id else None
    below = buttons.of_audiences(events, topics, group)
    return Reply(Saying(texts.whom(language, somebody=bool(events or topics)), (*below, (buttons.cancel(language),))))


def _chosen(work: Work, kind: str, about: str, language: Language) -> Addressee:
    if kind == "e":
        return Addressee(To.REGISTERED, meant(work, about).id)
    if kind == "t" and about in [id_ for _, id_ in topics_of(work.house)]:
        return Addressee(To.FOLLOWERS, about)
    if kind == "g" and work.house.experts_chat_id:
        return Addressee(To.GROUP, str(work.house.experts_chat_id), language.pgettext("button", "Experts' group"))
    raise NotYours(about)


def _ask_what(work: Work, visitor: Visitor, addressee: Addressee) -> Reply:
    language, name = visitor.reader.language, _name(work, visitor, addressee)
    count, weekly = _counts(work, addressee)
    if not count + weekly:
        return Reply(Saying(texts.nobody_there(name, language), ((buttons.announce_to_others(language),),)))
    work.dialogues.begin(visitor.user.id, KIND, ASKS, **addressee.facts())
    if addressee.to is To.GROUP:
        words = texts.what_in_group(name, language)
    else:
        words = texts.what(name, count, weekly, language)
    return Reply(Saying(words, ((buttons.cancel(language),),)))


def _preview(work: Work, visitor: Visitor, addressee: Addressee, words: str, turn: int) -> Reply:
    work.dialogues.begin(visitor.user.id, KIND, PREVIEW, **addressee.facts(words=words, turn=turn))
    language, name = visitor.reader.language, _name(work, visitor, addressee)
    if addressee.to is To.GROUP:
        shown = texts.announcement_in_group(from_markdown(words), name, language)
    else:
        message = said_to_many(work.house, words, visitor.reader, *_subject(work, addressee)).text
        shown = texts.announcement(message, name, *_counts(work, addressee), language)
    return Reply(Saying(shown, buttons.of_announcement(turn, language)))


def _send(work: Work, visitor: Visitor, addressee: Addressee, words: str) -> Reply:
    language, name = visitor.reader.language, _name(work, visitor, addressee)
    count, weekly = _counts(work, addressee)
    known = Announcements(work.session, work.clock).add(addressee.addressed, words)
    if addressee.to is not To.GROUP:
        return Reply(Saying(texts.sent(name, count, weekly, language)))
    key = f"announcement/{known.id}"
    work.say(int(addressee.about), Saying(from_markdown(words)), key=key, priority=Priority.ARTICLE, must=False)
    return Reply(Saying(texts.sent_to_group(name, language)))


def _counts(work: Work, addressee: Addressee) -> tuple[int, int]:
    """Return how many people read it at once, and how many with the news of the week."""
    announcements = Announcements(work.session, work.clock)
    return announcements.count(addressee.addressed), announcements.count_weekly(addressee.addressed)


def _subject(work: Work, addressee: Addressee) -> tuple[Event | None, str]:
    event = meant(work, addressee.about) if addressee.to is To.REGISTERED else None
    return event, addressee.about if addressee.to is To.FOLLOWERS else ""


def _name(work: Work, visitor: Visitor, addressee: Addressee) -> str:
    language = visitor.reader.language
    if addressee.to is To.REGISTERED:
        return texts.those_who_come(meant(work, addressee.about), language)
    if addressee.to is To.FOLLOWERS:
        return texts.those_who_follow(topic_title(work.house, addressee.about), language)
    return addressee.title
