"""Writing an event in the chat: one field after the other, then a preview; the preview's buttons make it real."""

from collections.abc import Sequence
from dataclasses import replace
from zoneinfo import ZoneInfo

from telegram import Update

from core.press import number, parts
from core.refusal import NotYours
from core.saying import Saying
from core.zones import zone_named
from events import form_buttons as buttons
from events import form_texts as texts
from events.form import Form, Purpose, taken
from events.typed import Around, Unreadable, Wanted, read_typed
from handlers.context import Context, Work
from handlers.events.previews import preview_of
from handlers.events.rights import permitted
from handlers.house import House
from handlers.questions.answers import private_visitor
from handlers.registry import Registry
from handlers.visitors import Reply, Visitor, respond
from people.dialogues import Dialogues
from people.models import Dialogue
from people.times import said_city

KIND, ASKS, PREVIEW = "event", "asks", "preview"
ENDED_HERE = (KIND, "announce")
"""The dialogues that the way out ends; a button that is pressed late must not end any other."""


def ask(work: Work, visitor: Visitor, form: Form) -> Reply:
    """Ask for the field that is next, or show the preview where none is left."""
    if not form.asked:
        return preview(work, visitor, form)
    work.dialogues.begin(visitor.user.id, KIND, ASKS, **form.facts)
    language = visitor.reader.language
    choices = _choices(work.house, form, visitor)
    return Reply(Saying(texts.asks(form, choices, language), buttons.while_asked(form, choices, language)))


def preview(work: Work, visitor: Visitor, form: Form) -> Reply:
    """Show what would become of a form, and for how many people."""
    turned = replace(form, asked="", left=(), turn=form.turn + 1)
    saying, shown = preview_of(work, visitor, turned)
    work.dialogues.begin(visitor.user.id, KIND, PREVIEW, **shown.facts)
    return Reply(saying)


async def typed(update: Update, context: Context, dialogue: Dialogue, words: str) -> None:
    """Take what was typed as the field that was asked for."""
    visitor, form = await private_visitor(update, context), Form.of(dialogue.facts)

    def answer(work: Work) -> Reply:
        permitted(work, visitor)
        if dialogue.step != ASKS:
            return Reply(Saying(texts.press_a_button(visitor.reader.language)))
        return _take(work, visitor, form, words)

    await respond(update, context, visitor, answer)


async def said(update: Update, context: Context, rest: str) -> None:
    """Take a button in the place of what could have been typed. Raises `NotYours`."""
    field, _, value = rest.partition(":")
    await _asked(update, context, field, value)


async def skipped(update: Update, context: Context, field: str) -> None:
    """Leave a field empty. Raises `NotYours`."""
    await _asked(update, context, field, None)


async def seen(update: Update, context: Context, rest: str) -> None:
    """Show the preview now. Raises `NotYours`."""
    visitor = await private_visitor(update, context)

    def answer(work: Work) -> Reply:
        permitted(work, visitor)
        form = form_of(work, visitor)
        if rest or (not form.ready and form.purpose is Purpose.NEW):
            raise NotYours(rest)
        return preview(work, visitor, form)

    await respond(update, context, visitor, answer)


async def change(update: Update, context: Context, rest: str) -> None:
    """Ask what is to be changed, or for the field that was chosen. Raises `NotYours`."""
    turn, field = parts(rest, 2)
    visitor = await private_visitor(update, context)

    def answer(work: Work) -> Reply:
        permitted(work, visitor)
        form, language = form_of(work, visitor), visitor.reader.language
        known = buttons.FIELDS[form.purpose]
        if form.turn != number(turn) or (field and field not in known):
            raise NotYours(rest)
        if not field and len(known) > 1:
            names = [(texts.name_of(each, language), each) for each in known]
            return Reply(Saying(texts.which_field(language), buttons.of_fields(form, names, language)))
        return ask(work, visitor, replace(form, turn=max(form.turn, 1)).asking(field or known[0], ()))

    await respond(update, context, visitor, answer)


async def cancel(update: Update, context: Context, _: str) -> None:
    """Give it up."""
    visitor = await private_visitor(update, context)

    def answer(work: Work) -> Reply:
        dialogue = work.dialogues.open(visitor.user.id)
        if dialogue is not None and dialogue.kind in ENDED_HERE:
            work.dialogues.end(visitor.user.id)
        return Reply(Saying(texts.cancelled(visitor.reader.language)))

    await respond(update, context, visitor, answer)


def form_of(work: Work, visitor: Visitor, turn: str | None = None) -> Form:
    """Return the form that somebody is writing; of a turn only the newest preview's. Raises `NotYours`."""
    dialogue = work.dialogues.open(visitor.user.id)
    if dialogue is None or dialogue.kind != KIND:
        raise NotYours("no form")
    form = Form.of(dialogue.facts)
    if turn is not None and (dialogue.step != PREVIEW or form.turn != number(turn)):
        raise NotYours(turn)
    return form


def register(registry: Registry) -> None:
    """Add what a form's buttons do."""
    registry.stories.on(KIND, typed)
    registry.presses.on(buttons.SAY, said)
    registry.presses.on(buttons.SKIP, skipped)
    registry.presses.on(buttons.SEE, seen)
    registry.presses.on(buttons.CHANGE, change)
    registry.presses.on(buttons.CANCEL, cancel)


async def _asked(update: Update, context: Context, field: str, value: str | None) -> None:
    """Take a value for the field that is asked for at this moment. Raises `NotYours`."""
    visitor, clock = await private_visitor(update, context), context.house.clock
    dialogue = await context.read(lambda session: Dialogues(session, clock).open(visitor.user.id))
    if dialogue is None or dialogue.kind != KIND or dialogue.step != ASKS:
        raise NotYours(field)

    def answer(work: Work) -> Reply:
        permitted(work, visitor)
        form = form_of(work, visitor)
        if form.asked != field:
            raise NotYours(field)
        if value is None:
            return ask(work, visitor, _next(form.with_(**{field: None})))
        return _take(work, visitor, form, value)

    await respond(update, context, visitor, answer)


def _take(work: Work, visitor: Visitor, form: Form, words: str) -> Reply:
    language, house = visitor.reader.language, work.house
    field = "online" if form.asked == "place" and words.strip().startswith(("https://", "http://")) else form.asked
    try:
        value = read_typed(field, words, _around(house, form, visitor, work))
    except Unreadable as refusal:
        return _refuse(work, visitor, form, refusal.wanted)
    read = taken(form, field, value, language)
    if field == "online" and not read.fields.get("timezone"):
        read = read.with_(timezone=house.profile.timezone)
    return ask(work, visitor, _next(read))


def _refuse(work: Work, visitor: Visitor, form: Form, wanted: Wanted) -> Reply:
    work.dialogues.begin(visitor.user.id, KIND, ASKS, **form.facts)
    language = visitor.reader.language
    below = buttons.while_asked(form, _choices(work.house, form, visitor), language)
    return Reply(Saying(texts.unreadable(form, wanted, language), below))


def _next(form: Form) -> Form:
    return form.asking(form.left[0] if form.left else "", form.left[1:])


def _around(house: House, form: Form, visitor: Visitor, work: Work) -> Around:
    zone = zone_named(form.fields.get("timezone") or "") or ZoneInfo(house.profile.timezone)
    topics, guides = [id_ for _, id_ in topics_of(house)], [guide.id for guide in house.library.guides()]
    return Around(work.clock.now(), visitor.reader.language, zone, form.starts, topics, guides)


def topics_of(house: House) -> list[tuple[str, str]]:
    """Return the topics that an event can have, with what each is called."""
    profile = house.profile
    return [(each.title, each.id) for each in profile.policy_topics or profile.topics]


def _choices(house: House, form: Form, visitor: Visitor) -> Sequence[tuple[str, str]]:
    language = visitor.reader.language
    match form.asked:
        case "topic":
            return [(language.said(title), id_) for title, id_ in topics_of(house)]
        case "registration":
            return buttons.of_registration(language)
        case "guide":
            return [
                (house.library.title(each.id, visitor.reader.languages), each.id) for each in house.library.guides()
            ]
        case "timezone":
            home = house.profile.timezone
            return [(said_city(home, language), home)]
        case _:
            return ()
