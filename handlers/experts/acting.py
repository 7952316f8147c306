"""Experts act where requests stand: in their group or in private; a try that another's ownership stops names them."""

from collections.abc import Callable

from telegram import Update

from core.press import number
from core.saying import Saying
from core.text import Text
from handlers.context import Context, Work, reappeared
from handlers.experts import previews
from handlers.visitors import Visitor, visitor_of
from people.models import RoleName
from tickets import duty_buttons, sending_texts
from tickets.access import ForExperts, OwnedBy
from tickets.models import Answer, Request

Act = Callable[[Work, Visitor], None]
OnAnswer = Callable[[Work, Visitor, Request, Answer], None]


async def acting(update: Update, context: Context, act: Act) -> None:
    """Let somebody act. What an expert does is not counted as flood: a long answer is many messages."""
    visitor = await visitor_of(update, context)
    if not visitor.private and visitor.chat.id != context.house.experts_chat_id:
        await context.forget_content()
        return

    def decide(work: Work) -> Text | None:
        reappeared(work, update)
        visitor.met(work)
        if not work.actor(visitor.user.id).is_expert:
            raise ForExperts(visitor.user.id)
        try:
            act(work, visitor)
        except OwnedBy as refused:
            return _name_owner(work, visitor, refused)
        return None

    words = await context.decide(decide)
    if words is not None and update.callback_query is not None:
        await context.answer_press(update.callback_query, words.plain)


async def acting_on(update: Update, context: Context, rest: str, act: OnAnswer) -> None:
    """Let the author of an answer act on it."""
    wanted = number(rest)

    def do(work: Work, visitor: Visitor) -> None:
        request, answer = previews.own(work, visitor.user.id, wanted)
        act(work, visitor, request, answer)

    await acting(update, context, do)


def _name_owner(work: Work, visitor: Visitor, refused: OwnedBy) -> Text:
    """Name the owner: below a button in the group only by its notice, else in words, for a coordinator with a way."""
    language = visitor.reader.language
    words = sending_texts.not_yours(refused.number, previews.name_of(work, refused.owner), language)
    request = work.requests.get(refused.number)
    if visitor.pressed is None or visitor.private:
        may = work.roles.of(visitor.user.id) == RoleName.COORDINATOR and request is not None
        rows = ((duty_buttons.take_over(request, language),),) if may and request is not None else ()
        visitor.say(work, Saying(words, rows))
    return words
