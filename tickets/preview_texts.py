"""What an expert sees of something to send: the preview, what becomes of it, and why something was not sent."""

from collections.abc import Sequence
from dataclasses import dataclass

from core.language import Language
from core.press import press
from core.saying import Button, Rows, Saying
from core.text import Text, bold, fill, italic, join, text
from tickets.cards import quoted
from tickets.expert_cards import harmless, quiet
from tickets.models import Answer, Part
from tickets.states import AnswerKind, AnswerState

SEND, MORE, CHECK, EDIT, DISCARD, DONE = "rxsend", "rxmore", "rxcheck", "rxedit", "rxdrop", "rxdone"
REMOVE, BACK, GOOD, CHANGES, RETRY, CORRECT, LEAVE = "rxcut", "rxback", "rxgood", "rxfix", "rxagain", "rxcorr", "rxkeep"
ASK_HIM = "rxread"
ONCE_MORE = "again"
"""In the place of a part's trouble: it did not arrive at first, and is on its way again."""
SHOWN = 240  # characters of each part
MOST = 3900


@dataclass(frozen=True, slots=True)
class Preview:
    """An answer with what is in it, as it is read now."""

    answer: Answer
    parts: Sequence[Part]
    number: int
    reader: str | None = None
    """The colleague who reads it, or has read it."""

    @property
    def private(self) -> bool:
        """Whether it is written in an expert's private chat."""
        return self.answer.thread_id is None and self.answer.chat_id > 0


def preview(of: Preview, language: Language, *, choosing: bool = False) -> Saying:
    """Show what would be sent; `choosing` offers to take each part out."""
    lines = [bold(_head(of, language)), *_listed(of, language), *_how(of, language)]
    rows = _removals(of, language) if choosing else _buttons(of, language)
    return Saying(join("\n", lines).cut(MOST), rows, silent=True)


def stalled(of: Preview, owner: str | None, language: Language) -> Saying:
    """Show what cannot be sent now: another has the request, or nobody because it is closed."""
    why = (
        fill(language.gettext("It cannot be sent: the request is with {name}."), name=harmless(owner))
        if owner is not None
        else text(language.gettext("It cannot be sent: the request is closed."))
    )
    lines = [bold(_head(of, language)), *_listed(of, language), italic(why)]
    drop = _button(language.pgettext("button", "Discard"), DISCARD, of.answer.id)
    return Saying(join("\n", lines).cut(MOST), ((drop,),), silent=True)


def settled(of: Preview, language: Language) -> Saying:
    """Show what became of something that was sent."""
    lines = [bold(_sent_head(of, language)), *_listed(of, language), fate(of, language)]
    again = any(part.trouble and part.trouble not in ("blocked", ONCE_MORE) for part in of.parts)
    rows = ((_button(language.pgettext("button", "Retry"), RETRY, of.answer.id),),) if again else ()
    return Saying(join("\n", lines).cut(MOST), rows, silent=True)


def cancelled(of: Preview, language: Language) -> Saying:
    """Say that nothing was sent."""
    template = language.gettext("Nothing was sent to the requester of request {number}. What you wrote stays internal.")
    return Saying(fill(template, number=of.number), silent=True)


def fate(of: Preview, language: Language) -> Text:
    """Say whether everything has arrived, or why not."""
    troubles = [part.trouble for part in of.parts if part.trouble and part.trouble != ONCE_MORE]
    if troubles:
        return why_not(troubles[0], language)
    if all(part.arrived_at for part in of.parts):
        return text(language.gettext("Delivered."))
    return text(language.gettext("On its way."))


def why_not(trouble: str, language: Language) -> Text:
    """Say why something has not arrived."""
    if trouble == "blocked":
        words = language.gettext("Not delivered: the requester has blocked the bot. It goes once they come back.")
        return text(words)
    if trouble == "uncertain":
        return text(language.gettext("Nobody knows whether it arrived: Telegram did not say. You can send it again."))
    if trouble == "expired":
        return text(language.gettext("Not delivered: Telegram could not be reached for too long."))
    if "too big" in trouble.lower() or "too large" in trouble.lower():
        return text(language.gettext("Not delivered: a file is too big for a bot to send."))
    return fill(language.gettext("Not delivered: Telegram refused it ({reason})."), reason=harmless(trouble)[:200])


def header(kind: AnswerKind, number: int, language: Language) -> Text:
    """Return the first line of what the member gets."""
    if kind is AnswerKind.QUESTION:
        return bold(
            fill(
                language.gettext("An expert asks you something about your request {number}. Type your reply here."),
                number=number,
            )
        )
    if kind is AnswerKind.CORRECTION:
        return bold(fill(language.gettext("Correction of the answer to your request {number}:"), number=number))
    first = bold(fill(language.gettext("Answer to your request {number}:"), number=number))
    return join("\n", [first, italic(language.gettext("An expert wrote this. If something is missing, reply to it."))])


def _head(of: Preview, language: Language) -> Text:
    if of.answer.kind == AnswerKind.QUESTION:
        return fill(language.gettext("Question about request {number} – not sent yet"), number=of.number)
    return fill(language.gettext("Answer to request {number} – not sent yet"), number=of.number)


def _sent_head(of: Preview, language: Language) -> Text:
    if of.answer.kind == AnswerKind.QUESTION:
        return fill(language.gettext("Question about request {number} – sent"), number=of.number)
    return fill(language.gettext("Answer to request {number} – sent"), number=of.number)


def _listed(of: Preview, language: Language) -> list[Text]:
    return [fill("{place}. {part}", place=place, part=_part(part, language)) for place, part in enumerate(of.parts, 1)]


def _part(part: Part, language: Language) -> Text:
    words = quiet(Text(" ".join(part.text.split()))).cut(SHOWN)
    if part.kind == "text":
        return quoted(words, language)
    called = _called(part.kind, language)
    name = f"{called} {harmless(part.filename)}" if part.filename else called
    kind = fill("[{kind}]", kind=name)
    return join(" ", [kind, quoted(words, language)]) if words.plain else kind


def _called(kind: str, language: Language) -> str:
    return {
        "photo": language.pgettext("message", "picture"),
        "video": language.pgettext("message", "video"),
        "audio": language.pgettext("message", "audio"),
        "document": language.pgettext("message", "file"),
        "voice": language.pgettext("message", "voice message"),
        "location": language.pgettext("message", "place"),
        "contact": language.pgettext("message", "contact"),
        "sticker": language.pgettext("message", "sticker"),
    }.get(kind, kind.replace("_", " "))


def _how(of: Preview, language: Language) -> list[Text]:
    if of.answer.takes_more:
        return [italic(language.gettext("Write now; several messages and files are fine. Press Done at the end."))]
    if not of.parts:
        return [italic(language.gettext("Reply to this message. Several messages and files are fine."))]
    lines = [language.gettext("Nobody outside sees it before you press Send. Replies to this message join it.")]
    if of.reader and of.answer.state == AnswerState.CHECKING:
        lines.append(fill(language.gettext("{name} is reading it."), name=harmless(of.reader)).plain)
    elif of.answer.state == AnswerState.CHECKING:
        lines.append(language.gettext("A colleague is asked to read it."))
    elif of.reader:
        lines.append(fill(language.gettext("{name} has read it."), name=harmless(of.reader)).plain)
    return [italic(line) for line in lines]


def _buttons(of: Preview, language: Language) -> Rows:
    id_ = of.answer.id
    drop = _button(language.pgettext("button", "Discard"), DISCARD, id_)
    if of.answer.takes_more:
        return ((_button(language.pgettext("button", "Done"), DONE, id_), drop),)
    more = _button(language.pgettext("button", "Add more"), MORE, id_)
    if not of.parts:
        return ((more, drop),) if of.private else ((drop,),)
    return (
        (_button(language.pgettext("button", "Send"), SEND, id_), more),
        (_button(language.pgettext("button", "Ask a colleague to check"), CHECK, id_),),
        (_button(language.pgettext("button", "Edit"), EDIT, id_), drop),
    )


def _removals(of: Preview, language: Language) -> Rows:
    template = language.pgettext("button", "Remove {place}")
    each = [
        Button(template.format(place=place), press(REMOVE, of.answer.id, part.id))
        for place, part in enumerate(of.parts, 1)
    ]
    rows = tuple(tuple(each[start : start + 3]) for start in range(0, len(each), 3))
    return (*rows, (back_button(of, language),))


def back_button(of: Preview, language: Language) -> Button:
    """Return the button that shows the preview as it was."""
    return _button(language.pgettext("button", "Back"), BACK, of.answer.id)


def _button(label: str, kind: str, about: int) -> Button:
    return Button(label, press(kind, about))
