"""Coordinators make somebody an expert or a coordinator, and take a role away; by numeric id only."""

import re

from telegram import Update
from telegram.ext import CommandHandler, filters

from core.saying import Saying
from handlers.addressing import BY_A_PERSON
from handlers.context import Context, Work
from handlers.experts.away import give_back_all
from handlers.experts.colleagues import name_of
from handlers.questions.answers import private_visitor
from handlers.registry import Registry
from handlers.visitors import Reply, Visitor, respond
from people import granting_texts as texts
from people.access import NotForYou, may_use
from people.competence import BadCompetence, Competence
from people.models import RoleName

_HERE = filters.UpdateType.MESSAGE & BY_A_PERSON & filters.ChatType.PRIVATE
_ID = re.compile(r"[1-9]\d{0,18}")
_GIVEN = re.compile(r"(topics|languages|countries|hours|timezone)=")
GRANTABLE = {each.value: each for each in (RoleName.EXPERT, RoleName.COORDINATOR)}


async def grant(update: Update, context: Context) -> None:
    """`/grant ID ROLE topics=… languages=… countries=… hours=… timezone=…`."""
    words = list(context.args or ())
    visitor = await private_visitor(update, context)

    def answer(work: Work) -> Reply:
        _permitted(work, visitor)
        language = visitor.reader.language
        if len(words) < 2 or not _is_id(words[0]) or words[1].casefold() not in GRANTABLE:
            return Reply(Saying(texts.how_to_grant(language)))
        try:
            competence = Competence.typed(**_given(" ".join(words[2:])))
        except BadCompetence as bad:
            return Reply(Saying(texts.bad_competence(bad.problems, language)))
        id_, role = int(words[0]), GRANTABLE[words[1].casefold()]
        granted = work.roles.grant(id_, role, competence, by=visitor.user.id)
        known = work.members.known(id_)
        opened = known is not None and known.opened_at is not None
        return Reply(Saying(texts.granted(granted, name_of(work, id_), language, opened=opened)))

    await respond(update, context, visitor, answer)


async def revoke(update: Update, context: Context) -> None:
    """`/revoke ID`: what they had goes back into the queue."""
    words = list(context.args or ())
    visitor = await private_visitor(update, context)

    def answer(work: Work) -> Reply:
        _permitted(work, visitor)
        language = visitor.reader.language
        if len(words) != 1 or not _is_id(words[0]):
            return Reply(Saying(texts.how_to_revoke(language)))
        id_ = int(words[0])
        if id_ in work.house.admin_ids:
            return Reply(Saying(texts.by_settings(name_of(work, id_), language)))
        had = work.roles.revoke(id_, by=visitor.user.id)
        returned = give_back_all(work, id_, "revoked") if had else 0
        return Reply(Saying(texts.revoked(name_of(work, id_), returned, language, had=had)))

    await respond(update, context, visitor, answer)


def register(registry: Registry) -> None:
    """Add what coordinators type to give and take roles."""
    registry.add(CommandHandler("grant", grant, _HERE), CommandHandler("revoke", revoke, _HERE))


def _permitted(work: Work, visitor: Visitor) -> None:
    if not may_use("grant", work.roles.of(visitor.user.id)):
        raise NotForYou


def _is_id(word: str) -> bool:
    return _ID.fullmatch(word) is not None and int(word) < 2**63


def _given(typed: str) -> dict[str, str]:
    """Return what stands behind each name, such as topics=green,smart; a value goes on until the next name."""
    pieces = _GIVEN.split(typed)[1:]
    return {name: value.strip().strip('"') for name, value in zip(pieces[::2], pieces[1::2], strict=True)}
