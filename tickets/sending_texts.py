"""What experts are told around previews: what has not arrived, who reads it, and why something was not sent."""

from collections.abc import Sequence

from core.language import Language
from core.press import press
from core.saying import Button, Saying
from core.text import Text, fill, join, text
from tickets.expert_cards import harmless
from tickets.models import Part
from tickets.preview_texts import (
    ASK_HIM,
    CHANGES,
    CORRECT,
    GOOD,
    LEAVE,
    RETRY,
    Preview,
    back_button,
    why_not,
)


def not_delivered(of: Preview, trouble: str, language: Language, author: Text) -> Saying:
    """Tell an expert that what they sent has not arrived."""
    first = language.gettext("For {name}: your answer to request {number}.")
    lines = [fill(first, name=author, number=of.number), why_not(trouble, language)]
    again = Button(language.pgettext("button", "Retry"), press(RETRY, of.answer.id))
    return Saying(join("\n", lines), () if trouble == "blocked" else ((again,),), silent=True)


def delivered_after_all(number: int, language: Language) -> Text:
    """Say that something has arrived that did not at first."""
    return fill(language.gettext("Your answer to request {number} has been delivered now."), number=number)


def colleagues(of: Preview, named: Sequence[tuple[int, str]], language: Language) -> Saying:
    """Ask in private which colleague shall read it."""
    template = language.gettext("Who shall read your answer to request {number} before it is sent?")
    each = [Button(harmless(name)[:20] or str(id_), press(ASK_HIM, of.answer.id, id_)) for id_, name in named]
    rows = tuple(tuple(each[start : start + 2]) for start in range(0, len(each), 2))
    return Saying(fill(template, number=of.number), (*rows, (back_button(of, language),)))


def nobody_to_ask(language: Language) -> Text:
    """Say that no colleague can be asked."""
    return text(language.gettext("No colleague can be reached here now. You can send it without being read."))


def please_read(of: Preview, author: str, language: Language) -> Saying:
    """Ask a colleague to read it."""
    template = language.gettext("{name} asks a colleague to read this answer to request {number} before it is sent.")
    good = Button(language.pgettext("button", "Looks good"), press(GOOD, of.answer.id))
    changes = Button(language.pgettext("button", "Needs changes"), press(CHANGES, of.answer.id))
    return Saying(fill(template, name=harmless(author), number=of.number), ((good, changes),), silent=True)


def was_read(number: int, reader: str, author: Text, language: Language, *, good: bool) -> Text:
    """Tell the author what a colleague thinks of it."""
    if good:
        template = language.gettext("For {author}: {name} has read the answer to request {number} and finds it good.")
    else:
        template = language.gettext("For {author}: {name} would change something in the answer to request {number}.")
    return fill(template, author=author, name=harmless(reader), number=number)


def how_to_edit(language: Language) -> Text:
    """Say how something to send is changed."""
    return text(
        language.gettext(
            "To change words, edit your own message: the preview follows.\nTo take a message out, press its number."
        )
    )


def more_in_group(language: Language) -> Text:
    """Say how more is added in a topic."""
    return text(language.gettext("Reply to the preview with what you want to add. Files are fine, too."))


def changed_after_sending(part: Part, number: int, language: Language) -> Saying:
    """Offer a correction of what was sent."""
    template = language.gettext(
        "You have edited something that was sent to the requester of request {number}. They still have the old words."
    )
    send = Button(language.pgettext("button", "Send correction"), press(CORRECT, part.id))
    leave = Button(language.pgettext("button", "Leave it"), press(LEAVE, part.id))
    return Saying(fill(template, number=number), ((send,), (leave,)), silent=True)


def correction_sent(number: int, language: Language) -> Saying:
    """Say that a correction goes to the member."""
    return Saying(fill(language.gettext("The correction goes to the requester of request {number}."), number=number))


def left(language: Language) -> Saying:
    """Say that no correction goes."""
    return Saying(text(language.gettext("No correction was sent. The requester keeps the old words.")))


def nothing_in_it(language: Language) -> Text:
    """Say that there is nothing to send."""
    return text(
        language.gettext("Nothing was sent: there is nothing in it yet. Reply to the preview with your answer.")
    )


def not_sent_reply(language: Language) -> Text:
    """Say that a reply to something else than card, relay or preview is internal."""
    return text(
        language.gettext(
            "This stayed internal. To send something, reply to the card, to a message of the requester, "
            "or to the open preview."
        )
    )


def was_sent_already(language: Language) -> Text:
    """Say that a preview is not open any more."""
    return text(
        language.gettext("This stayed internal: that answer is no longer open. To add something, reply to the card.")
    )


def not_a_person(language: Language) -> Text:
    """Say that nobody knows who wrote it."""
    return text(
        language.gettext(
            "Nothing was sent: the helpdesk cannot see who wrote this. Write under your own name, not as the group."
        )
    )


def not_yours(number: int, owner: str, language: Language) -> Text:
    """Name the owner to who is not."""
    template = language.gettext("Nothing was sent: request {number} is with {name}.")
    return fill(template, number=number, name=harmless(owner))


def cannot_be_sent(language: Language) -> Text:
    """Say what to do with what Telegram does not let a bot pass on."""
    return text(
        language.gettext(
            "Nothing was added: Telegram does not let a bot pass this on. Send it as a file or write it in words."
        )
    )
