"""Topics whose new events somebody wants to hear of: at once, weekly, or no more."""

from telegram import Update

from core.press import parts
from core.refusal import NotYours
from events import buttons, follow_texts
from events.follows import Follows
from events.models import Event, Pace
from handlers.context import Context, Work
from handlers.events.seeing import for_button, topic_title
from handlers.questions.answers import private_visitor
from handlers.registry import Registry
from handlers.visitors import Reply, Visitor, respond
from knowledge.profile import Profile
from knowledge.tokens import token_of


async def follow(update: Update, context: Context, rest: str) -> None:
    """Follow the topic of an event, at once; asked again it says how often this person hears of it."""
    await for_button(update, context, rest, _follow)


async def pace(update: Update, context: Context, rest: str) -> None:
    """Follow a topic so often. Raises `NotYours` for one that is not there any more."""
    token, written = parts(rest, 2)
    how_often, visitor = buttons.read_pace(written), await private_visitor(update, context)
    if how_often is None:
        raise NotYours(rest)
    wanted = how_often

    def answer(work: Work) -> Reply:
        topic = _topic(work, visitor, token)
        if topic is None:
            raise NotYours(token)
        return _set(work, visitor, topic, wanted)

    await respond(update, context, visitor, answer)


async def stop(update: Update, context: Context, rest: str) -> None:
    """Tell this person nothing more of a topic, or nothing weekly, however often it is pressed."""
    visitor = await private_visitor(update, context)

    def answer(work: Work) -> Reply:
        if rest == buttons.EVERY_RULE:
            Follows(work.session, work.clock).stop_weekly(visitor.user.id)
            return Reply(follow_texts.no_more_weekly(visitor.reader.language))
        topic = _topic(work, visitor, rest)
        if topic is None:
            raise NotYours(rest)
        followed = Follows(work.session, work.clock).stop(visitor.user.id, topic)
        title = topic_title(work.house, topic)
        return Reply(follow_texts.stopped(title, rest, visitor.reader.language, followed=followed))

    await respond(update, context, visitor, answer)


async def topics(update: Update, context: Context, rest: str) -> None:
    """List the topics that can be followed, and how often this person hears of each."""
    if rest:
        raise NotYours(rest)
    visitor = await private_visitor(update, context)

    def answer(work: Work) -> Reply:
        followed = {token_of(each.topic): each for each in Follows(work.session, work.clock).of(visitor.user.id)}
        every = dict.fromkeys([*_followable(work.house.profile), *(each.topic for each in followed.values())])
        titled = [(token_of(topic), topic_title(work.house, topic)) for topic in every]
        return Reply(follow_texts.topics(titled, followed, visitor.reader.language))

    await respond(update, context, visitor, answer)


def register(registry: Registry) -> None:
    """Add what the buttons about following do."""
    registry.presses.on(buttons.FOLLOW, follow)
    registry.presses.on(buttons.PACE, pace)
    registry.presses.on(buttons.STOP, stop)
    registry.presses.on(buttons.FOLLOWED, topics)


def _follow(work: Work, visitor: Visitor, event: Event) -> Reply:
    if not event.topic:
        raise NotYours(event.id)
    followed = {each.topic: each for each in Follows(work.session, work.clock).of(visitor.user.id)}
    known = followed.get(event.topic)
    return _set(work, visitor, event.topic, Pace(known.pace) if known else Pace.AT_ONCE)


def _set(work: Work, visitor: Visitor, topic: str, pace: Pace) -> Reply:
    Follows(work.session, work.clock).follow(visitor.user.id, topic, pace)
    title = topic_title(work.house, topic)
    return Reply(follow_texts.follows(title, token_of(topic), pace, visitor.reader.language))


def _followable(profile: Profile) -> list[str]:
    """Return the topics that events have: those of policies, where the profile names any."""
    return [each.id for each in profile.policy_topics or profile.topics]


def _topic(work: Work, visitor: Visitor, token: str) -> str | None:
    """Return the topic that a token stands for, also one that only this person still follows."""
    profile = work.house.profile
    followed = (each.topic for each in Follows(work.session, work.clock).of(visitor.user.id))
    every = [*(each.id for each in (*profile.topics, *profile.policy_topics)), *followed]
    return next((topic for topic in every if token_of(topic) == token), None)
