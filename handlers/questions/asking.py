"""Questions and choices, wherever they are asked."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from sqlalchemy.orm import Session
from telegram import Update

from core.language import Language
from core.saying import Button, Rows, Saying
from core.text import Text, join
from handlers import texts
from handlers.context import Context, Work
from handlers.editors.organiser import with_organiser
from handlers.events import own as own_events
from handlers.house import House
from handlers.questions.answers import next_steps
from handlers.questions.small_talk import small_talk
from handlers.registry import Registry
from handlers.requests import opening
from handlers.visitors import Reply, Visitor, in_language_of, reading, respond, visitor_in, visitor_of
from knowledge import buttons, cards, replies
from knowledge.choices import PICK, Choice, link_to
from knowledge.library import Finding
from knowledge.matching.gates import Decision
from knowledge.models import MISSES, Outcome, Question
from knowledge.questions import Asked, Questions
from knowledge.texts import (
    choices,
    no_such_choice,
    nothing_fits,
    removed_meanwhile,
    short_card,
    what_is_your_question,
    which_is_closest,
    which_is_closest_in_group,
)
from tickets.member_buttons import add_to

_NUMBERS = {"1": 1, "2": 2, "3": 3}
CHOICE_HOLDS = timedelta(hours=1)
"""How long a number alone means what was offered last, and a miss counts as the one before."""


LONGEST_CHOICE = 2  # digits; with more of them it may be a year, which may be asked about
First = Callable[[Work], Text | None]
"""Something that is decided with an answer, and before it; what it returns is said before the answer."""
FOLLOWS = timedelta(minutes=10)
"""How long after a question the next one may be about its answer."""


@dataclass(frozen=True, slots=True)
class Turn:
    """A question in its conversation: its words, what was asked before it, and the question it was edited from."""

    words: str
    before: Question | None = None
    edited: Question | None = None
    own: own_events.Own | None = None
    """What it asks of an event that its asker comes to."""
    events: own_events.Coming | None = None
    """What its asker comes to, if that has been looked up."""

    def after(self, now: datetime) -> str | None:
        """Return the id of the answer that this question may be about."""
        before = self.before
        return before.answered_with if before is not None and now - before.asked_at <= FOLLOWS else None

    @property
    def missed_again(self) -> bool:
        """Whether the question before was not answered either."""
        return self.before is not None and self.before.outcome in MISSES


@dataclass(frozen=True, slots=True)
class Asker:
    """Who asks, what they asked in this chat before, and the events they come to."""

    visitor: Visitor
    before: Question | None
    events: own_events.Coming


def asker_of(session: Session, update: Update, house: House) -> Asker:
    """Return who asks, in a read that looks up more; only for updates that a person sent in a chat."""
    visitor = visitor_in(session, update, house)
    before = Questions(session, house.clock).last(visitor.chat.id, visitor.user.id, CHOICE_HOLDS)
    return Asker(visitor, before, own_events.coming(session, house.clock.now(), visitor.user.id))


async def answer_words(
    update: Update, context: Context, words: str, first: First | None = None, asker: Asker | None = None
) -> None:
    """Answer a question; where no buttons are shown, also the number of a choice."""
    if asker is None:
        asker = await context.read(lambda session: asker_of(session, update, context.house))
    before, visitor = asker.before, replace(asker.visitor, attached=asker.visitor.attached and first is None)
    place = _NUMBERS.get(words.strip()) if not visitor.private else None
    question = before if place and before is not None and before.decision == Decision.CHOOSE else None
    if question is not None and place is not None and place <= len(question.offered):
        await answer_choice(update, context, Choice(question.id, place))
    elif (kind := context.house.phrases.kind_of(words)) is not None:
        await small_talk(update, context, visitor, kind)
    elif (asked_back := _asked_back(words.strip(), visitor.reader.language)) is not None:
        await respond(update, context, visitor, lambda _: Reply(Saying(asked_back)))
    else:
        turn = Turn(words, before if visitor.private else None, events=asker.events)
        await answer_question(update, context, visitor, turn, first)


async def picked(update: Update, context: Context, rest: str) -> None:
    """Show what was chosen with a button."""
    await answer_choice(update, context, Choice.read(rest))


async def answer_question(
    update: Update, context: Context, visitor: Visitor, turn: Turn, first: First | None = None
) -> None:
    """Find what fits the question, and say it in the language that it is written in."""
    phone, now, member = visitor.reader.language, context.house.clock.now(), visitor.user.id
    if turn.events is None:
        turn = replace(turn, events=await context.read(lambda session: own_events.coming(session, now, member)))
    await context.house.up_to_date()
    async with context.house.thinking:
        visitor, turn, finding = _understood(context.house, visitor, turn, now)
    asked = Asked(visitor.chat.id, member, turn.words, visitor.reader.language.code, visitor.wrote)
    said_in = visitor.reader.language
    switched = said_in != phone and (turn.before is None or turn.before.language != said_in.code)
    why = [replies.as_you_wrote(said_in)] if visitor.private and switched else []

    def answer(work: Work) -> Reply:
        if turn.edited is not None:
            work.feedback.withdrawn(turn.edited)
        unfinished = visitor.private and work.requests.has_unfinished(member)
        if unfinished:
            opening.remind(work, visitor)
        before = first(work) if first is not None else None
        question = work.questions.noted(asked, finding)
        said = _said(work, visitor, finding, question, turn)
        if unfinished or first is not None:
            said = _joinable(work, visitor, said, question)
        # Whatever else the album brings is not answered again; each of several captions is.
        key = visitor.album if visitor.album and not work.outbox.has(visitor.album) else None
        return Reply(replace(said, text=join("\n\n", [*([before] if before else []), said.text, *why])), key)

    if await respond(update, context, visitor, answer, always=first is not None):
        context.house.measures.answers.labels(finding.decision).inc()


async def answer_choice(update: Update, context: Context, choice: Choice) -> None:
    """Show what was chosen from what was offered; raises `NotYours`."""
    visitor = await visitor_of(update, context)

    def answer(work: Work) -> Reply:
        offered = work.questions.offered(choice.question, visitor.chat.id, visitor.user.id)
        asker = reading(offered.language, visitor, work.house)
        id_ = work.questions.pick(offered, choice.place)
        if id_ is not None:
            return Reply(_in_place(asker, offered, show(work, asker, id_, offered.id)))
        work.feedback.missed(offered, Outcome.NONE_OF_THESE)
        words = nothing_fits(asker.reader.language, work.house.profile.contact, experts=work.somebody_answers)
        return Reply(Saying(words, next_steps(work, asker, offered) if visitor.private else ()))

    await respond(update, context, visitor, answer)


def _understood(house: House, visitor: Visitor, turn: Turn, now: datetime) -> tuple[Visitor, Turn, Finding]:
    """Return who is answered in which language, what is asked of an event of theirs, and what fits."""
    visitor, events = in_language_of(turn.words, visitor, house), turn.events or own_events.Coming()
    after = turn.after(now)
    own = own_events.asked(house, visitor, turn.words, after, events)
    finding = own.finding if own else own_events.find(house, visitor, turn.words, after, events)
    return visitor, replace(turn, own=own), finding


def show(work: Work, visitor: Visitor, id_: str, question: int = 0) -> Saying:
    """Show an entry, guide or section, and count it; or say that it is gone."""
    library, reader = work.house.library, visitor.reader
    if library.holds(id_):
        work.feedback.shown(id_)
    if visitor.private:
        return with_organiser(work, visitor, id_, cards.shown(library, id_, reader, question))
    return Saying(short_card(library, id_, reader) or removed_meanwhile(reader.language))


def _asked_back(words: str, language: Language) -> Text | None:
    """Return what is said to words that cannot be a question: signs alone, or a number that chooses nothing."""
    if not any(each.isalnum() for each in words):
        return what_is_your_question(language)
    return no_such_choice(words, language) if words.isdecimal() and len(words) <= LONGEST_CHOICE else None


def _said(work: Work, visitor: Visitor, finding: Finding, question: Question, turn: Turn) -> Saying:
    said = _found(work, visitor, finding, question, turn)
    if turn.edited is not None:
        said = replace(said, text=join("\n\n", [replies.for_the_edited(visitor.reader.language), said.text]))
    return _in_place(visitor, question, said)


def _joinable(work: Work, visitor: Visitor, said: Saying, question: Question) -> Saying:
    """Offer to add a question, asked in private, to one of the asker's open requests."""
    open_ = work.requests.of_member(visitor.user.id) if visitor.private else []
    return replace(said, buttons=(*said.buttons, *add_to(open_, question.id, visitor.reader.language)))


def _in_place(visitor: Visitor, question: Question, said: Saying) -> Saying:
    """Let a group press nothing but the way to a private chat."""
    return said if visitor.private else replace(said, buttons=_in_private(visitor, question))


def _found(work: Work, visitor: Visitor, finding: Finding, question: Question, turn: Turn) -> Saying:
    language, titles = visitor.reader.language, [match.title for match in finding.offered]
    if turn.own is not None:
        section = show(work, visitor, finding.matches[0].id, question.id) if finding.matches else None
        return own_events.said(work, visitor, turn.own, section, question.id)
    if finding.decision is Decision.CHOOSE:
        ask = which_is_closest if visitor.private else which_is_closest_in_group
        return Saying(ask(titles, language), choices(question, language))
    if finding.answered:
        return show(work, visitor, finding.matches[0].id, question.id)
    rows = buttons.what_next(language, question.id, expert_first=turn.missed_again, may_be_told=True)
    return Saying(nothing_fits(language, work.house.profile.contact, experts=work.somebody_answers), rows)


def _in_private(visitor: Visitor, question: Question) -> Rows:
    """Return what can be pressed in a group: nothing but the way to a private chat."""
    address = f"https://t.me/{visitor.chat.get_bot().username}?start={link_to(question.id)}"
    return ((Button(texts.in_private(visitor.reader.language), url=address),),)


def register(registry: Registry) -> None:
    """Add what the buttons of a question do."""
    registry.presses.on(PICK, picked)
