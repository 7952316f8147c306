"""A change of the knowledge from the first question to its publication."""

from dataclasses import replace
from typing import Any

from telegram import Update

from core.press import number, parts
from core.refusal import NotYours
from core.saying import Saying
from handlers.context import Context, Work
from handlers.editors.trying import checked_today, dated, dates_of, now, presents_of, seeing, seen_in, trial_of
from handlers.requests.taking import next_asked, with_words, words_in
from handlers.visitors import Reply, Visitor, respond, visitor_of
from knowledge.editing import buttons, texts
from knowledge.editing.agenda import today_in, whole
from knowledge.editing.drafts import Draft, edits_of_translations
from knowledge.editing.edits import Change, ChangedMeanwhile
from knowledge.editing.spots import Spot
from knowledge.editing.trials import Trial
from knowledge.editing.typed_fields import Unreadable, Wanted, id_from
from knowledge.texts import card
from people.access import NotForYou, may_use
from people.dialogues import Dialogues
from people.models import Dialogue

KIND, ASKS, PREVIEW = "edit", "asks", "preview"


def permitted(work: Work, visitor: Visitor) -> None:
    """Let coordinators pass, in private. Raises `NotForYou`; `NotYours` for a press that was forged in a group."""
    if not visitor.private:
        raise NotYours("not in private")
    if not may_use("edit", work.roles.of(visitor.user.id)):
        raise NotForYou


async def ask(update: Update, context: Context, visitor: Visitor, draft: Draft, spot: Spot) -> None:
    """Ask for a field, showing what it says now. Raises `Unwritable` where there is no such field."""
    known = draft.changes.get(spot)
    before, seen = await now(context, spot) if known is None else (known.value, known.seen)
    opened = draft.with_change(spot, Change(before, before, seen)) if known is None else draft
    await _ask(update, context, visitor, opened.asking(spot), before)


async def typed(update: Update, context: Context, dialogue: Dialogue, words: str) -> None:
    """Take what was typed as the text that was asked for."""
    visitor, draft = await visitor_of(update, context), Draft.of(dialogue.facts)
    if dialogue.step == PREVIEW:
        language = visitor.reader.language
        await respond(update, context, visitor, lambda _: Reply(Saying(texts.press_a_button(language))))
    else:
        await _take(update, context, visitor, draft, words_in(update.message, draft) or words)


async def said(update: Update, context: Context, rest: str) -> None:
    """Take a button in the place of what could have been typed. Raises `NotYours`."""
    visitor, dialogue = await _in_dialogue(update, context)
    if dialogue.step != ASKS:
        raise NotYours(rest)
    await _take(update, context, visitor, Draft.of(dialogue.facts), rest)


async def preview(update: Update, context: Context, visitor: Visitor, draft: Draft) -> None:
    """Show what members will see, or what is wrong with it."""
    language = visitor.reader.language
    draft = dated(draft, context) if draft.is_new else draft
    trial = await trial_of(context, draft.changed)
    entry = trial.found(draft.target)
    if trial.faults or entry is None:
        await _show_faults(update, context, visitor, draft, trial)
    elif not draft.changed:
        await _end(update, context, visitor, Saying(texts.nothing_changed(language)))
    else:
        turned = replace(draft, turn=draft.turn + 1)
        shown = card(trial.library(draft.target), seen_in(draft, entry), visitor.reader) or texts.present("", "")
        default = trial.content.profile.language
        words = texts.preview(shown, turned.real, entry, language, default)
        below = buttons.of_preview(turned.turn, language, reviewed=Spot(draft.target, "checked") in turned.real)

        def answer(work: Work) -> Reply:
            permitted(work, visitor)
            work.dialogues.begin(visitor.user.id, KIND, PREVIEW, **turned.facts)
            return Reply(Saying(words, below))

        await respond(update, context, visitor, answer)


async def publish(update: Update, context: Context, rest: str) -> None:
    """Publish what the newest preview showed. Raises `NotYours`."""
    visitor, draft = await _previewed(update, context, rest)
    trial, presents = await trial_of(context, draft.changed), await presents_of(context, draft)
    conflicts = [spot for spot, each in draft.real.items() if presents[spot][0] not in (each.before, each.value)]
    if trial.faults:
        await _show_faults(update, context, visitor, draft, trial)
    elif conflicts:
        await _show_conflict(update, context, visitor, draft, conflicts[0], presents[conflicts[0]][0])
    else:
        await _publish(update, context, visitor, seeing(draft, presents), trial)


async def publish_mine(update: Update, context: Context, rest: str) -> None:
    """Publish over what somebody else has published meanwhile. Raises `NotYours`."""
    visitor, draft = await _previewed(update, context, rest)
    presents = await presents_of(context, draft)
    mine = replace(draft, changes={spot: replace(each, before=presents[spot][0]) for spot, each in draft.real.items()})
    trial = await trial_of(context, mine.changed)
    if trial.faults:
        await _show_faults(update, context, visitor, mine, trial)
    else:
        await _publish(update, context, visitor, seeing(mine, presents), trial)


async def change(update: Update, context: Context, rest: str) -> None:
    """Go back from a preview: to a field, to its only field, or to the date of the last check. Raises `NotYours`."""
    turn, key = parts(rest, 2)
    visitor, draft = await _previewed(update, context, turn)
    spot = buttons.spot_of(draft.target, key) if key else next(iter(draft.real), None)
    if key == "today":
        await preview(update, context, visitor, checked_today(draft, context, await dates_of(context, draft)))
    elif not key and len(draft.real) > 1:
        await _choose_field(update, context, visitor, draft)
    elif spot is None:
        raise NotYours(rest)
    else:
        await ask(update, context, visitor, draft, spot)


async def cancel(update: Update, context: Context, _: str) -> None:
    """Give a change up."""
    visitor = await visitor_of(update, context)
    await _end(update, context, visitor, Saying(texts.cancelled(visitor.reader.language)))


# --- what is taken


async def _take(update: Update, context: Context, visitor: Visitor, draft: Draft, words: str) -> None:
    try:
        read = with_words(draft, words, context)
    except Unreadable as refusal:
        await _refuse(update, context, visitor, draft, refusal.wanted)
        return
    if not read.left:
        await preview(update, context, visitor, read)
    elif read.left[0] == "id":
        await ask_id(update, context, visitor, replace(read, left=read.left[1:]))
    else:
        await ask(update, context, visitor, replace(read, left=read.left[1:]), next_asked(read))


async def ask_id(update: Update, context: Context, visitor: Visitor, draft: Draft) -> None:
    """Ask under which id a new entry is to be kept, proposing one."""
    language, library = visitor.reader.language, context.house.library
    question = next((str(each.value) for spot, each in draft.changes.items() if spot.field == "question"), "")
    proposed = id_from(question, [*library.content.phrasings()])
    asked = draft.asking(Spot(draft.target, "id"))

    def answer(work: Work) -> Reply:
        permitted(work, visitor)
        work.dialogues.begin(visitor.user.id, KIND, ASKS, **asked.facts)
        return Reply(Saying(texts.asks_id(proposed, language), buttons.of_id(proposed, language)))

    await respond(update, context, visitor, answer)


# --- what is said


async def _ask(update: Update, context: Context, visitor: Visitor, draft: Draft, value: Any) -> None:
    language, house, spot = visitor.reader.language, context.house, draft.asked
    if spot is None:
        raise ValueError("nothing is asked")
    name = texts.name_of(spot, whole(house.library, draft.target), language)
    today = today_in(house.profile.timezone, house.clock.now())
    below = buttons.while_asked(spot, house.profile, today, language, may_skip=draft.is_new)
    present = texts.present(None if spot.field == "topic" else value, spot.language or house.library.language)
    words = texts.asks(spot, name, language, present)

    def answer(work: Work) -> Reply:
        permitted(work, visitor)
        work.dialogues.begin(visitor.user.id, KIND, ASKS, **draft.facts)
        return Reply(Saying(words, below))

    await respond(update, context, visitor, answer)


async def _refuse(update: Update, context: Context, visitor: Visitor, draft: Draft, wanted: Wanted) -> None:
    def answer(work: Work) -> Reply:
        permitted(work, visitor)
        work.dialogues.begin(visitor.user.id, KIND, ASKS, **draft.facts)
        language = visitor.reader.language
        return Reply(Saying(texts.unreadable(wanted, language), ((buttons.cancel(language),),)))

    await respond(update, context, visitor, answer)


async def _show_faults(update: Update, context: Context, visitor: Visitor, draft: Draft, trial: Trial) -> None:
    """Say what is wrong, give the text back to be mended, and go on asking for it."""
    language, default = visitor.reader.language, context.house.library.language
    asked = draft.asked or next(iter(draft.real), None)
    kept = replace(draft, turn=draft.turn + 1, asked=asked)
    below = buttons.of_faults(kept.turn, [*draft.real], language)
    value = kept.changes[asked].value if asked is not None and asked in kept.changes else None
    words = texts.faults(trial.faults, texts.present(value, default), language)

    def answer(work: Work) -> Reply:
        permitted(work, visitor)
        work.dialogues.begin(visitor.user.id, KIND, ASKS, **kept.facts)
        return Reply(Saying(words, below))

    await respond(update, context, visitor, answer)


async def _choose_field(update: Update, context: Context, visitor: Visitor, draft: Draft) -> None:
    language = visitor.reader.language

    def answer(work: Work) -> Reply:
        permitted(work, visitor)
        below = buttons.of_faults(draft.turn, [*draft.real], language)
        return Reply(Saying(texts.which_field(language), below))

    await respond(update, context, visitor, answer)


async def _show_conflict(
    update: Update, context: Context, visitor: Visitor, draft: Draft, spot: Spot, theirs: Any
) -> None:
    def answer(work: Work) -> Reply:
        permitted(work, visitor)
        return _conflict(work, visitor, draft, spot, theirs)

    await respond(update, context, visitor, answer)


def _conflict(work: Work, visitor: Visitor, draft: Draft, spot: Spot, theirs: Any) -> Reply:
    language, library = visitor.reader.language, work.house.library
    mine, entry = draft.changes[spot].value, whole(library, draft.target)
    words = texts.changed_meanwhile(spot, theirs, mine, entry, language, library.language)
    return Reply(Saying(words, buttons.of_conflict(draft.turn, language)))


async def _publish(update: Update, context: Context, visitor: Visitor, draft: Draft, trial: Trial) -> None:
    language, by = visitor.reader.language, visitor.user.id
    entry = trial.found(draft.target)
    title = entry.question if entry else draft.target
    names = [texts.name_of(spot, entry, language) for spot in draft.changes]

    def answer(work: Work) -> Reply:
        permitted(work, visitor)
        _still(work, visitor, draft)
        try:
            publication = work.edits.publish(draft.target, draft.changes, by)
        except ChangedMeanwhile as refusal:
            return _conflict(work, visitor, draft, refusal.spot, refusal.theirs.value)
        work.dialogues.end(by)
        context.publications.tell(work, draft.target)
        below = buttons.after_publishing(publication.id, draft.target, language)
        return Reply(Saying(texts.published(title, names, edits_of_translations(draft, entry), language), below))

    async with context.house.publishing():
        if await respond(update, context, visitor, answer):
            await context.house.renew()


async def _end(update: Update, context: Context, visitor: Visitor, saying: Saying) -> None:
    def answer(work: Work) -> Reply:
        permitted(work, visitor)
        dialogue = work.dialogues.open(visitor.user.id)
        if dialogue is not None and dialogue.kind == KIND:
            work.dialogues.end(visitor.user.id)
        return Reply(saying)

    await respond(update, context, visitor, answer)


async def _in_dialogue(update: Update, context: Context) -> tuple[Visitor, Dialogue]:
    """Return who pressed, and their dialogue about an edit. Raises `NotYours`."""
    visitor, clock = await visitor_of(update, context), context.house.clock
    dialogue = await context.read(lambda session: Dialogues(session, clock).open(visitor.user.id))
    if dialogue is None or dialogue.kind != KIND:
        raise NotYours("no dialogue")
    return visitor, dialogue


async def _previewed(update: Update, context: Context, turn: str) -> tuple[Visitor, Draft]:
    """Return who pressed, and the draft of their newest preview. Raises `NotYours`."""
    visitor, dialogue = await _in_dialogue(update, context)
    draft = Draft.of(dialogue.facts)
    if draft.turn != number(turn):
        raise NotYours(turn)
    return visitor, draft


def _still(work: Work, visitor: Visitor, draft: Draft) -> None:
    """Raise `NotYours` unless this preview is still the newest: a second press must not publish again."""
    dialogue = work.dialogues.open(visitor.user.id)
    if dialogue is None or dialogue.kind != KIND or Draft.of(dialogue.facts).turn != draft.turn:
        raise NotYours(draft.turn)
