"""Who changed what in the knowledge, and taking it back."""

import asyncio
from collections.abc import Sequence

from sqlalchemy.orm import Session
from telegram import Update

from core.press import number
from core.saying import Saying
from handlers.context import Context, Work
from handlers.editors.drafting import permitted
from handlers.visitors import Reply, respond, visitor_of
from knowledge.editing import buttons, history_texts
from knowledge.editing import texts as edit_texts
from knowledge.editing.agenda import whole
from knowledge.editing.edits import Edits, Published
from knowledge.editing.overlay import Held
from knowledge.editing.trials import tried
from knowledge.tokens import meant
from people.members import Members


async def history(update: Update, context: Context, rest: str) -> None:
    """List what was changed in an entry or guide. Raises `NotYours`."""
    visitor, house = await visitor_of(update, context), context.house
    id_ = meant(house.library, rest)
    listed = await context.read(lambda session: Edits(session, house.clock).history(id_))
    names = await _names(context, listed)

    def answer(work: Work) -> Reply:
        permitted(work, visitor)
        title = work.house.library.title(id_, visitor.reader.languages)
        words = history_texts.history(whole(work.house.library, id_), title, listed, names, visitor.reader)
        return Reply(Saying(words, buttons.of_history(listed)))

    await respond(update, context, visitor, answer)


async def publication(update: Update, context: Context, rest: str) -> None:
    """Show what a publication changed. Raises `NotYours`."""
    visitor, house, wanted = await visitor_of(update, context), context.house, number(rest)
    found = await context.read(lambda session: Edits(session, house.clock).published(wanted))
    names = await _names(context, [found])
    entry = whole(house.library, found.publication.target)
    words = history_texts.publication(found, entry, names, visitor.reader, house.library.language)

    def answer(work: Work) -> Reply:
        permitted(work, visitor)
        return Reply(Saying(words, buttons.of_publication(found, visitor.reader.language)))

    await respond(update, context, visitor, answer)


async def undo(update: Update, context: Context, rest: str) -> None:
    """Take a publication back, unless something stands in the way. Raises `NotYours`, `ChangedMeanwhile`."""
    visitor, house, wanted = await visitor_of(update, context), context.house, number(rest)
    language = visitor.reader.language

    def read(session: Session) -> tuple[Published, list[Held]]:
        edits = Edits(session, house.clock)
        return edits.to_take_back(wanted), edits.held()

    found, held = await context.read(read)
    trial = await asyncio.to_thread(tried, house.content_dir, held, found.taken_back(), house.library.content)
    entry = whole(house.library, found.publication.target)
    title = entry.question if entry else found.publication.target
    removed = trial.found(found.publication.target) is None

    def answer(work: Work) -> Reply:
        permitted(work, visitor)
        if trial.faults:
            return Reply(Saying(edit_texts.cannot_take_back(trial.faults, language)))
        back = work.edits.take_back(wanted, visitor.user.id)
        context.publications.tell(work, back.target)
        below = buttons.after_publishing(back.id, back.target, language, removed=removed)
        return Reply(Saying(edit_texts.taken_back(title, language, removed=removed), below))

    async with house.publishing():
        if await respond(update, context, visitor, answer):
            await house.renew()


async def _names(context: Context, listed: Sequence[Published]) -> dict[int, str]:
    ids = {each.publication.by_id for each in listed if each.publication.by_id is not None}

    def read(session: Session) -> dict[int, str]:
        members = Members(session, context.house.clock)
        return {id_: member.name for id_ in ids if (member := members.known(id_))}

    return await context.read(read)
