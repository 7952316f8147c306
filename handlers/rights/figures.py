"""Figures for coordinators: now and this month so far, and a report for a period."""

import asyncio
from dataclasses import replace

from telegram import Update
from telegram.ext import CommandHandler, filters

from core.language import Language
from core.saying import Saying
from delivery.outbox import Call, Upload
from handlers.addressing import BY_A_PERSON
from handlers.context import Context, Work
from handlers.questions.answers import private_visitor
from handlers.registry import Registry
from handlers.rights.figure_list import at_a_glance, report_on
from handlers.visitors import Reply, Visitor, respond
from people import report_page, report_texts
from people.access import NotForYou, may_use
from people.periods import Period, around, period_in
from people.report import Report


async def stats(update: Update, context: Context) -> None:
    """Say what is open now, and what happened in this month so far."""
    visitor = await private_visitor(update, context)
    language = visitor.reader.language

    def answer(work: Work) -> Reply:
        _permitted(work, visitor, "stats")
        *_, month = around(work.clock.now().date())
        report = report_on(work.session, work.clock, work.house.library.content, month, language, rounded=True)
        report = replace(report, headlines=(at_a_glance(work.session, language), *report.headlines))
        return Reply(Saying(report_texts.in_chat(report, language)))

    await respond(update, context, visitor, answer)


async def report(update: Update, context: Context) -> None:
    """Send the report for a period as a PDF, a page and a table."""
    visitor = await private_visitor(update, context)
    house, language = context.house, visitor.reader.language
    content, today = house.library.content, house.clock.now().date()
    period = period_in(" ".join(context.args or ()))
    if period is None or period.first > today:
        await respond(update, context, visitor, lambda work: _instead(work, visitor, period))
        return
    made = await context.read(lambda session: report_on(session, house.clock, content, period, language, rounded=True))
    files = await asyncio.to_thread(_files, made, language)

    def answer(work: Work) -> Reply:
        _permitted(work, visitor, "report")
        for file in files:
            body = {"chat_id": visitor.chat.id, "document": "attach://file"}
            call = Call(f"{work.origin}/{file.filename}", "sendDocument", visitor.chat.id, body)
            work.outbox.call(call, [("file", file)])
        return Reply(Saying(report_texts.files_made(made, language)))

    await respond(update, context, visitor, answer)


def register(registry: Registry) -> None:
    """Add both commands."""
    here = filters.ChatType.PRIVATE & filters.UpdateType.MESSAGE & BY_A_PERSON
    registry.add(CommandHandler("stats", stats, here), CommandHandler("report", report, here))


def _permitted(work: Work, visitor: Visitor, command: str) -> None:
    if not may_use(command, work.roles.of(visitor.user.id)):
        raise NotForYou(command)


def _instead(work: Work, visitor: Visitor, period: Period | None) -> Reply:
    """Say how a period is typed, and of one that lies in the future that it does."""
    _permitted(work, visitor, "report")
    language, today = visitor.reader.language, work.clock.now().date()
    if period is None:
        return Reply(Saying(report_texts.which_period(language, today)))
    return Reply(Saying(report_texts.not_begun(period, language, today)))


def _files(made: Report, language: Language) -> list[Upload]:
    from people.report_pdf import pdf  # noqa: PLC0415  no start should wait for its libraries

    name = f"report-{made.period.name}"
    return [
        Upload(pdf(made, language), f"{name}.pdf", "application/pdf"),
        Upload(report_page.page(made, language).encode(), f"{name}.html", "text/html"),
        Upload(report_texts.table(made).encode("utf-8-sig"), f"{name}.csv", "text/csv"),
    ]
