"""Something to say becomes a call of Telegram's API."""

from typing import Any

from core.saying import Button, Rows, Saying, that_fit
from core.text import Mark, Text, length

MOST = 4096  # characters in a message; "Sending messages" in Telegram's Bot API

Parameters = dict[str, Any]

VALUES = {"text_link": "url", "date_time": "unix_time", "custom_emoji": "custom_emoji_id", "pre": "language"}
"""Which field of an entity holds the value of a mark."""


def message(chat: int, saying: Saying, *, thread: int | None = None, reply_to: int | None = None) -> Parameters:
    """Return the parameters of `sendMessage`."""
    parameters: Parameters = {"chat_id": chat, **_content(saying)}
    if thread is not None:
        parameters["message_thread_id"] = thread
    if reply_to is not None:
        # What is replied to may have been deleted meanwhile; the answer must arrive all the same.
        parameters["reply_parameters"] = {"message_id": reply_to, "allow_sending_without_reply": True}
    if saying.silent:
        parameters["disable_notification"] = True
    return parameters


def edited_message(chat: int, saying: Saying) -> Parameters:
    """Return the parameters of `editMessageText`, but for the message's id, which is known at the claim."""
    return {"chat_id": chat, **_content(saying)}


def edited_buttons(chat: int, buttons: Rows) -> Parameters:
    """Return the parameters of `editMessageReplyMarkup`, but for the message's id."""
    return {"chat_id": chat, "reply_markup": _keyboard(buttons)}


def entities(text: Text) -> list[Parameters]:
    """Return the marks of a text as Telegram counts them, in UTF-16 units."""
    return [_entity(text.plain, mark) for mark in text.marks if mark.end > mark.start]


def _content(saying: Saying) -> Parameters:
    # An answer has several links: a preview of the first would hide the words on a phone and look like the answer.
    content: Parameters = {"text": saying.text.plain, "link_preview_options": {"is_disabled": True}}
    if saying.text.marks:
        content["entities"] = entities(saying.text)
    if saying.buttons:
        content["reply_markup"] = _keyboard(saying.buttons)
    return content


def _keyboard(buttons: Rows) -> Parameters:
    return {"inline_keyboard": [[_button(button) for button in row] for row in that_fit(buttons)]}


def _button(button: Button) -> Parameters:
    if button.url is not None:
        return {"text": button.label, "url": button.url}
    return {"text": button.label, "callback_data": button.data}


def _entity(plain: str, mark: Mark) -> Parameters:
    entity: Parameters = {
        "type": mark.kind,
        "offset": length(plain[: mark.start]),
        "length": length(plain[mark.start : mark.end]),
    }
    if mark.kind == "text_mention":
        entity["user"] = {"id": mark.value, "is_bot": False, "first_name": plain[mark.start : mark.end]}
    elif mark.kind in VALUES and mark.value is not None:
        entity[VALUES[mark.kind]] = mark.value
    return entity
