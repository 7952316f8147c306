"""What somebody typed, taken into a draft."""

from telegram import Message

from handlers.context import Context
from handlers.markup import markdown_of
from knowledge.editing.agenda import today_in
from knowledge.editing.drafts import Draft
from knowledge.editing.edits import Change
from knowledge.editing.spots import FIELD, SECTION, Spot
from knowledge.editing.typed_fields import Unreadable, Wanted, read_id, read_typed, with_added


def words_in(message: Message | None, draft: Draft) -> str:
    """Return what was typed with its lines; for a field that is Markdown, with the phone's formatting as Markdown."""
    if message is None or draft.asked is None:
        return ""
    return markdown_of(message) if _is_markdown(draft.asked.field) else message.text or message.caption or ""


def with_words(draft: Draft, words: str, context: Context) -> Draft:
    """Return the draft with what was typed for what is asked. Raises `Unreadable`."""
    spot, house = draft.asked, context.house
    if spot is None:
        raise Unreadable(Wanted.WORDS)
    if spot.field == "id":
        id_ = read_id(words)
        if house.library.holds(id_):
            raise Unreadable(Wanted.FREE_ID)
        return draft.named(id_)
    today = today_in(house.profile.timezone, house.clock.now())
    known = draft.changes.get(spot)
    if _is_list(spot.field):
        words = with_added(spot.field, words, known and known.value, spot.language or house.library.language)
    value = read_typed(spot.field, words, house.profile, today, spot.language)
    return draft.with_change(spot, Change(value, None))


def next_asked(draft: Draft) -> Spot:
    """Return the field that is to be asked for next."""
    language = draft.asked.language if draft.asked else ""
    return Spot(draft.target, draft.left[0], language)


def _is_list(field: str) -> bool:
    return field in ("sources", "related") or field.endswith("phrasings")


def _is_markdown(field: str) -> bool:
    return field == "answer" or (field.startswith((SECTION, FIELD)) and not field.endswith("phrasings"))
