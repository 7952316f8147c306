"""Answers to presses and inline queries: one each, in time."""

from typing import Any

from sandbox import keyboards, text
from sandbox.asked import Asked
from sandbox.chats import Raw
from sandbox.errors import bad_request

LONGEST_NOTICE = 200
MOST_RESULTS = 50
LONGEST_RESULT_ID = 64


def answer_callback_query(asked: Asked) -> bool:
    """Show the small notice after a press."""
    question = asked.world.open_question(asked.bot, asked.get("callback_query_id"))
    if len(asked.get("text") or "") > LONGEST_NOTICE:
        raise bad_request("MESSAGE_TOO_LONG")
    question.answer = {
        "text": asked.get("text") or "",
        "show_alert": bool(asked.get("show_alert")),
        "url": asked.get("url"),
    }
    if question.chat:
        facts = {"user_id": question.user_id, **question.answer}
        asked.world.changes.tell("answer", question.chat.id, question.chat.bot_id, facts)
        question.chat.bell.ring()
    asked.world.answered.ring()
    return True


def answer_inline_query(asked: Asked) -> bool:
    """Up to 50 results, each checked as if it were sent."""
    question = asked.world.open_question(asked.bot, asked.get("inline_query_id"))
    results: Any = asked.get("results")
    if not isinstance(results, list):
        raise bad_request("can't parse inline query results JSON array")
    if len(results) > MOST_RESULTS:
        raise bad_request("RESULTS_TOO_MUCH")
    question.answer = {
        "results": [_result(asked, result) for result in results],
        "button": asked.get("button"),
        "next_offset": asked.get("next_offset") or "",
        "cache_time": asked.get("cache_time"),
        "is_personal": bool(asked.get("is_personal")),
    }
    if len({result["id"] for result in results}) < len(results):
        question.answer = None
        raise bad_request("RESULT_ID_DUPLICATE")
    asked.world.answered.ring()
    return True


def _result(asked: Asked, result: Any) -> Raw:
    if not isinstance(result, dict) or not result.get("type"):
        raise bad_request("can't parse inline query result: Can't find field \"type\"")
    if not 1 <= len(str(result.get("id", "")).encode()) <= LONGEST_RESULT_ID:
        raise bad_request("RESULT_ID_INVALID")
    keyboards.checked(result.get("reply_markup"), only_inline=True)
    if result["type"] == "article" and not (result.get("title") and result.get("input_message_content")):
        raise bad_request("can't parse inline query result: an article needs title and input_message_content")
    return {**result, "message": _message(asked, result)}


def _message(asked: Asked, result: Raw) -> Raw:
    """Return what the message will say if the result is chosen."""
    words: Raw = result.get("input_message_content") or {}
    if "message_text" in words:
        return text.message_text({**words, "text": words["message_text"]}, asked.world.users)
    if "latitude" in words:
        return {"location": {"latitude": float(words["latitude"]), "longitude": float(words["longitude"])}}
    return text.caption(result, asked.world.users) or {"text": result.get("title") or result["type"]}


METHODS = {"answerCallbackQuery": answer_callback_query, "answerInlineQuery": answer_inline_query}
