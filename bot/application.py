"""Builds the dispatcher: python-telegram-bot's Application, which here never swallows a failure."""

import json
from typing import Any

from telegram import Bot, Update
from telegram.ext import Application, ApplicationBuilder, ContextTypes

from core.refusal import Refusal
from delivery.letters import Letter
from delivery.reports import report_in
from handlers import conversation, edited, groups, refusals, reports, settings, standing, strangers
from handlers.context import Context, in_hand
from handlers.dialogues import Stories
from handlers.editors import editing, gap_wording, gaps, organiser, proposing
from handlers.editors.publications import Publications
from handlers.events import announcing, attendees
from handlers.events import calendar as event_calendar
from handlers.events import cards as event_cards
from handlers.events import changes as programme_telling
from handlers.events import following as event_following
from handlers.events import form as programme_form
from handlers.events import guides as event_guides
from handlers.events import programme as programme_events
from handlers.events import quiet as event_quiet
from handlers.events import registering as event_registering
from handlers.events import reminding as event_reminding
from handlers.events import surveys as event_surveys
from handlers.experts import checking, duty_commands, granting, sending_answers, spoken, starting_from, unheeded
from handlers.experts import replies as experts_replies
from handlers.house import House
from handlers.presses import Presses
from handlers.questions import answers, asking, browsing, inline, telling
from handlers.registry import Registry
from handlers.requests import belonging, intake, intake_presses, rating
from handlers.requests import mine as my_requests
from handlers.rights import figures, privacy

Dispatcher = Application[Bot, Context, dict[Any, Any], dict[Any, Any], dict[Any, Any], None]


class Helpdesk(Dispatcher):
    """An Application whose handlers' failures reach whoever asked for an update to be handled."""

    house: House
    presses: Presses
    stories: Stories
    publications: Publications

    async def process_error(
        self,
        update: object,  # noqa: ARG002  the signature is python-telegram-bot's
        error: Exception,
        job: Any = None,  # noqa: ARG002  the same
        coroutine: Any = None,  # noqa: ARG002  the same
    ) -> bool:
        """Raise again what python-telegram-bot caught."""
        raise error


def build(bot: Bot, house: House) -> Helpdesk:
    """Return the dispatcher with all handlers; the first that takes an update has it, the last takes all."""
    application = (
        ApplicationBuilder()
        .application_class(Helpdesk)
        .bot(bot)
        .updater(None)
        .job_queue(None)
        .context_types(ContextTypes(context=Context))
        .build()
    )
    if not isinstance(application, Helpdesk):
        raise TypeError("the builder made another kind of application")
    registry = Registry(application)
    for part in (
        reports,
        standing,
        spoken,
        experts_replies,
        announcing,
        duty_commands,
        granting,
        proposing,
        starting_from,
        unheeded,
        groups,
        inline,
        asking,
        answers,
        sending_answers,
        checking,
        browsing,
        settings,
        privacy,
        figures,
        gaps,
        gap_wording,
        telling,
        editing,
        programme_form,
        programme_events,
        programme_telling,
        attendees,
        event_cards,
        event_registering,
        event_reminding,
        event_following,
        event_calendar,
        event_guides,
        event_quiet,
        event_surveys,
        organiser,
        intake,
        intake_presses,
        belonging,
        my_requests,
        rating,
        conversation,
        edited,
        strangers,
    ):
        part.register(registry)
    application.house, application.presses, application.stories = house, registry.presses, registry.stories
    application.publications = registry.publications
    return application


async def handle(application: Helpdesk, letter: Letter) -> None:
    """Parse an update and let its handler decide about it; a refusal is told to the person in their language."""
    fields = json.loads(letter.body)
    update: object = report_in(fields) or Update.de_json(fields, application.bot)
    in_hand.set(letter)
    try:
        await application.process_update(update)
    except Refusal as refusal:
        if not isinstance(update, Update):
            raise
        await refusals.tell(update, Context.from_update(update, application), refusal)
