"""reply_markup: what Telegram accepts below a message."""

from typing import Any

from sandbox.chats import Raw
from sandbox.errors import bad_request

ACTIONS = (
    "url",
    "callback_data",
    "web_app",
    "login_url",
    "switch_inline_query",
    "switch_inline_query_current_chat",
    "switch_inline_query_chosen_chat",
    "copy_text",
    "callback_game",
    "pay",
)
LONGEST_DATA = 64
MOST_BUTTONS = 100
SCHEMES = ("http://", "https://", "tg://", "ton://", "mailto:")


def checked(markup: Any, *, only_inline: bool = False) -> Raw | None:
    """Check the keyboard, None for an empty one; refused as Telegram would."""
    if not markup:
        return None
    if not isinstance(markup, dict):
        raise bad_request("object expected as reply markup")
    if "inline_keyboard" in markup:
        rows = [_row(row, _inline_button) for row in _rows(markup["inline_keyboard"])]
        return _limited("inline_keyboard", [row for row in rows if row])
    if only_inline:
        raise bad_request("inline keyboard expected")
    return _for_typing(markup)


def _limited(name: str, rows: list[list[Raw]]) -> Raw | None:
    if sum(map(len, rows)) > MOST_BUTTONS:
        raise bad_request("reply markup is too long")
    return {name: rows} if rows else None


def _for_typing(markup: Raw) -> Raw:
    if "keyboard" in markup:
        return {**markup, "keyboard": [_row(row, _typing_button) for row in _rows(markup["keyboard"])]}
    if markup.get("remove_keyboard") or markup.get("force_reply"):
        return markup
    raise bad_request("can't parse reply keyboard markup JSON object")


def _rows(rows: Any) -> list[Any]:
    if not isinstance(rows, list):
        raise bad_request("can't parse reply markup: expected an Array of Array")
    return rows


def _row(row: Any, read: Any) -> list[Raw]:
    if not isinstance(row, list):
        raise bad_request("can't parse reply markup: expected an Array of Array")
    return [read(button) for button in row]


def _typing_button(button: Any) -> Raw:
    button = {"text": button} if isinstance(button, str) else button
    if not isinstance(button, dict) or not isinstance(button.get("text"), str):
        raise bad_request("can't parse keyboard button: Can't find field \"text\"")
    return button


def _inline_button(button: Any) -> Raw:
    if not isinstance(button, dict) or not isinstance(button.get("text"), str) or not button["text"].strip():
        raise bad_request("can't parse inline keyboard button: Button text must be non-empty")
    actions = [name for name in ACTIONS if button.get(name) is not None]
    if not actions:
        raise bad_request("can't parse inline keyboard button: Text buttons are unallowed in the inline keyboard")
    if len(actions) > 1:
        raise bad_request("can't parse inline keyboard button: exactly one action is expected")
    _check_action(button, actions[0])
    return dict(button)


def _check_action(button: Raw, action: str) -> None:
    value = button[action]
    if action == "callback_data" and not 1 <= len(str(value).encode()) <= LONGEST_DATA:
        raise bad_request("BUTTON_DATA_INVALID")
    if action == "url" and not str(value).lower().startswith(SCHEMES):
        raise bad_request(f"inline keyboard button URL '{value}' is invalid: Wrong HTTP URL")
