"""Something to say becomes the parameters that Telegram wants."""

import pytest

from core.saying import Button, Saying
from core.text import Mark, Text, bold, link, text
from delivery.calls import edited_message, entities, message


def test_a_plain_message_says_where_and_what() -> None:
    assert message(5, Saying(text("hello"))) == {
        "chat_id": 5,
        "text": "hello",
        "link_preview_options": {"is_disabled": True},
    }


def test_a_message_in_a_topic_that_answers_another_is_silent_and_has_buttons() -> None:
    buttons = ((Button("Take", data="take:1"), Button("Open", url="https://example.org")), (Button("Close", data="c"),))
    parameters = message(-5, Saying(text("card"), buttons, silent=True), thread=7, reply_to=9)

    assert parameters["message_thread_id"] == 7
    assert parameters["reply_parameters"] == {"message_id": 9, "allow_sending_without_reply": True}
    assert parameters["disable_notification"] is True
    assert parameters["reply_markup"] == {
        "inline_keyboard": [
            [{"text": "Take", "callback_data": "take:1"}, {"text": "Open", "url": "https://example.org"}],
            [{"text": "Close", "callback_data": "c"}],
        ]
    }


def test_formatting_is_counted_in_utf_16_units() -> None:
    moment = Text("tomorrow", (Mark("date_time", 0, 8, 1_800_000_000), Mark("bold", 3, 3)))
    words = text("😀 ") + bold("é😀") + " " + link("x", "https://example.org") + moment

    assert entities(words) == [
        {"type": "bold", "offset": 3, "length": 3},
        {"type": "text_link", "offset": 7, "length": 1, "url": "https://example.org"},
        {"type": "date_time", "offset": 8, "length": 8, "unix_time": 1_800_000_000},
    ]


def test_an_edit_names_no_message_yet() -> None:
    edited = edited_message(5, Saying(bold("hello")))

    assert edited == {
        "chat_id": 5,
        "text": "hello",
        "entities": [{"type": "bold", "offset": 0, "length": 5}],
        "link_preview_options": {"is_disabled": True},
    }


@pytest.mark.parametrize(
    ("rows", "shown"),
    [
        ([["Send", "Change", "Cancel"]], [["Send", "Change", "Cancel"]]),
        ([["Solved", "Not quite"], ["Ask an expert"]], [["Solved", "Not quite"], ["Ask an expert"]]),
        ([["Twenty letters, or so", "No"]], [["Twenty letters, or so"], ["No"]]),
        ([["Twenty letters or so", "No"]], [["Twenty letters or so", "No"]]),
        ([["No", "Yes", "Fourteen signs"]], [["No", "Yes"], ["Fourteen signs"]]),
        ([["Tell me when there is an answer, and do so here"]], [["Tell me when there is an answer, and do so here"]]),
        ([[*"1234567"]], [[*"1234567"]]),
        ([[], ["No"]], [["No"]]),
    ],
)
def test_a_row_that_a_phone_would_cut_becomes_several(rows: list[list[str]], shown: list[list[str]]) -> None:
    buttons = tuple(tuple(Button(label, data="x") for label in row) for row in rows)
    keyboard = message(5, Saying(text("card"), buttons))["reply_markup"]["inline_keyboard"]

    assert [[button["text"] for button in row] for row in keyboard] == shown
