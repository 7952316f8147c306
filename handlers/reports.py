"""What delivery found out, and what becomes of it for those concerned."""

from collections.abc import Callable

from telegram.ext import TypeHandler

from core.language import Language
from core.saying import Saying
from core.text import Text
from delivery.models import Priority
from delivery.reports import About, Report
from events.texts import programme_broken
from handlers import introducing, texts
from handlers.context import Context, Work
from handlers.experts import reports as experts_reports
from handlers.moving import move_group
from handlers.registry import Registry
from handlers.requests import following
from handlers.visitors import reader_for
from knowledge.editing.agenda_texts import knowledge_broken
from people.alarms import Alarms

KNOWLEDGE, PROGRAMME = "knowledge", "programme"
ALARMS: dict[str, Callable[[Language, int, str], Text]] = {
    About.DEAD: texts.set_aside,
    About.NO_RIGHT: texts.right_missing,
    About.UNCERTAIN: texts.uncertain,
    About.TOKEN: texts.token_refused,
    About.DATABASE: texts.database_away,
    About.RUN_STOPPED: texts.run_stopped,
    KNOWLEDGE: knowledge_broken,
    PROGRAMME: programme_broken,
}
"""What coordinators hear of, and in which words."""


async def reported(report: Report, context: Context) -> None:
    """Take note of what became of a call or an update."""

    def decide(work: Work) -> None:
        if introducing.is_about_us(report):
            introducing.note(work, report)
            return
        _note(work, report)
        if (report.tag or "").startswith(following.TAG):
            following.heard(work, report)
        experts_reports.heard(work, report)
        if report.about in ALARMS:
            Alarms(work.session, work.clock).happened(report.about, _detail(report))
            tell_coordinators(work)

    await context.decide(decide)


def tell_coordinators(work: Work) -> None:
    """Tell those coordinators whom a message reaches what has not been told for an hour."""
    coordinators = work.members.reachable(work.roles.coordinators())
    for happened in Alarms(work.session, work.clock).to_tell() if coordinators else []:
        for id_ in coordinators:
            language = reader_for(work.house, work.members.known(id_)).language
            words = ALARMS[happened.kind](language, happened.count, happened.detail)
            work.say(id_, Saying(words), priority=Priority.CHANGE)


def register(registry: Registry) -> None:
    """Add what delivery reports."""
    registry.add(TypeHandler(Report, reported))


def _note(work: Work, report: Report) -> None:
    chat = report.chat_id
    if chat is None:
        return
    if report.about == About.DEAD:
        _apologise(work, chat)
    elif report.about == About.UNREACHABLE:
        work.members.blocked(chat)
        experts_reports.member_blocked(work, chat)
    elif report.about == About.MIGRATED:
        move_group(work.clock, work.session, chat, int(report.detail))


def _apologise(work: Work, chat: int) -> None:
    """Say sorry in a private chat, which has its person's id; in a group nobody may have meant the bot."""
    member = work.members.known(chat)
    if member is not None:
        work.say(chat, Saying(texts.not_answered(reader_for(work.house, member).language)))


def _detail(report: Report) -> str:
    return " · ".join(str(each) for each in (report.key, report.chat_id, report.detail) if each)
