"""What a draft would make of the knowledge, and what that says at this moment."""

import asyncio
from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta
from typing import Any

from sqlalchemy.orm import Session

from handlers.context import Context
from knowledge.editing.agenda import review_after, today_in, whole
from knowledge.editing.drafts import Draft
from knowledge.editing.edits import Change, Edits
from knowledge.editing.overlay import Held, Shelf
from knowledge.editing.spots import FIELD, Spot
from knowledge.editing.trials import Trial, tried
from knowledge.entries import Entry, Guide, fields_in

FIRST_REVIEW = timedelta(days=183)
"""After how long a new entry is looked at for the first time, unless its author says otherwise."""


async def now(context: Context, spot: Spot) -> tuple[Any, int]:
    """Return what a field says and in which version of the chat's. Raises `Unwritable`."""

    def read(session: Session) -> tuple[list[Held], int]:
        edits = Edits(session, context.house.clock)
        return edits.held(), edits.version(spot)

    held, version = await context.read(read)
    written = Shelf.of(context.house.content_dir, held).written(spot.target, spot.language)
    return (written.value(spot.field) if written else None), version


async def trial_of(context: Context, changes: Mapping[Spot, Any]) -> Trial:
    """Try these changes out, beside everything else."""
    house = context.house
    held = await context.read(lambda session: Edits(session, house.clock).held())
    return await asyncio.to_thread(tried, house.content_dir, held, changes, house.library.content)


async def presents_of(context: Context, draft: Draft) -> dict[Spot, tuple[Any, int]]:
    """Return what each changed field says at this moment, and in which version of the chat's."""
    return {spot: await now(context, spot) for spot in draft.real}


def seeing(draft: Draft, presents: Mapping[Spot, tuple[Any, int]]) -> Draft:
    """Return what is really changed, on top of what is there now."""
    changes = {spot: replace(each, seen=presents[spot][1]) for spot, each in draft.real.items()}
    return replace(draft, changes=changes)


async def dates_of(context: Context, draft: Draft) -> dict[Spot, tuple[Any, int]]:
    """Return the same of the date checked and the review date."""
    spots = (Spot(draft.target, "checked"), Spot(draft.target, "review_by"))
    return {spot: await now(context, spot) for spot in spots}


def checked_today(draft: Draft, context: Context, dates: Mapping[Spot, tuple[Any, int]]) -> Draft:
    """Return the draft with the check of today, and with a new review date where the entry has one."""
    house, entry = context.house, whole(context.house.library, draft.target)
    today = today_in(house.profile.timezone, house.clock.now())
    review = review_after(entry, today).isoformat() if entry else None
    for spot, value in zip(dates, (today.isoformat(), review), strict=True):
        if value is not None:
            draft = draft.with_change(spot, Change(value, *dates[spot]))
    return draft


def dated(draft: Draft, context: Context) -> Draft:
    """Return a new entry's draft with its dates, unless they were given."""
    today = today_in(context.house.profile.timezone, context.house.clock.now())
    for field, day in (("checked", today), ("review_by", today + FIRST_REVIEW)):
        spot = Spot(draft.target, field)
        if spot not in draft.changes:
            draft = draft.with_change(spot, Change(day.isoformat(), None))
    return draft


def seen_in(draft: Draft, entry: Entry) -> str:
    """Return the id of what shows the change: of a field that is filled in, the first section that asks for it."""
    asked = next((spot.field.removeprefix(FIELD) for spot in draft.real if spot.field.startswith(FIELD)), None)
    sections = entry.sections if isinstance(entry, Guide) else ()
    return next((f"{entry.id}#{each.id}" for each in sections if asked in fields_in(each.text)), draft.shown)
