"""The local Telegram is strict where Telegram is: words, entities, buttons, edits, answers, who may be written to."""

from collections.abc import AsyncIterator
from typing import Any

import pytest

from sandbox.errors import ApiError
from sandbox.stage import Stage, small_stage


@pytest.fixture
async def stage() -> AsyncIterator[Stage]:
    async with small_stage() as stage:
        yield stage


WRONG_PLACE = "400 Bad Request: wrong latitude or longitude specified"


async def refused(stage: Stage, method: str, **params: Any) -> str:
    with pytest.raises(ApiError) as refusal:
        await stage.call(method, **params)
    return f"{refusal.value.code} {refusal.value.description}"


def button(data: str) -> dict[str, Any]:
    return {"inline_keyboard": [[{"text": "A", "callback_data": data}]]}


@pytest.mark.parametrize(
    ("method", "given", "answer"),
    [
        ("sendMessage", {"text": "hi"}, "400 Bad Request: chat_id is empty"),
        ("sendMessage", {"chat_id": "?"}, "400 Bad Request: message text is empty"),
        ("sendMessage", {"chat_id": "?", "text": "   "}, "400 Bad Request: message text is empty"),
        ("deleteMessage", {"chat_id": "?"}, "400 Bad Request: message identifier is not specified"),
        ("sendDocument", {"chat_id": "?"}, "400 Bad Request: there is no document in the request"),
        ("createForumTopic", {"chat_id": "?"}, '400 Bad Request: parameter "name" is required'),
        ("sendMessage", {"chat_id": "?", "text": "a", "parse_mode": "X"}, "400 Bad Request: unsupported parse_mode"),
        ("sendMessage", {"chat_id": 424242, "text": "a"}, "400 Bad Request: chat not found"),
        ("sendMessage", {"chat_id": "@nobody", "text": "a"}, "400 Bad Request: chat not found"),
        ("sendMessage", {"chat_id": -100123, "text": "a"}, "400 Bad Request: chat not found"),
        ("sendLocation", {"chat_id": "?", "latitude": 91, "longitude": 1}, WRONG_PLACE),
        ("noSuchMethod", {}, "404 Not Found: method not found"),
    ],
)  # fmt: skip
async def test_what_is_missing_or_unknown_is_refused_in_telegrams_words(
    stage: Stage, method: str, given: dict[str, Any], answer: str
) -> None:
    given = {key: stage.maria.id if value == "?" else value for key, value in given.items()}

    assert await refused(stage, method, **given) == answer


async def test_a_methods_name_may_be_written_in_any_case(stage: Stage) -> None:
    assert (await stage.call("GETME"))["username"] == "helpdesk_bot"
    assert stage.telegram.calls[-1].method == "getMe"


async def test_json_forms_and_the_address_all_carry_parameters(stage: Stage) -> None:
    to = str(stage.maria.id)
    await stage.call.form("sendMessage", chat_id=to, text="form", reply_markup='{"inline_keyboard":[]}')
    async with stage.call.session.get(f"{stage.call.address}/sendMessage?chat_id={to}&text=address") as response:
        assert (await response.json())["ok"]
    await stage.call("sendMessage", chat_id=to, text="json")

    assert [message.text for message in stage.maria.screen()] == ["/start", "form", "address", "json"]


async def test_broken_json_is_refused(stage: Stage) -> None:
    async with stage.call.session.post(
        f"{stage.call.address}/getMe", data=b"{", headers={"Content-Type": "application/json"}
    ) as response:
        assert response.status == 400
        assert (await response.json())["description"] == "Bad Request: can't parse JSON object"


async def test_what_is_no_unicode_is_refused(stage: Stage) -> None:
    answer = "400 Bad Request: strings must be encoded in UTF-8"
    assert await refused(stage, "sendMessage", chat_id=stage.maria.id, text="half \ud800") == answer

    body = b"chat_id=%d&text=\xff" % stage.maria.id
    form = {"Content-Type": "application/x-www-form-urlencoded"}
    async with stage.call.session.post(f"{stage.call.address}/sendMessage", data=body, headers=form) as response:
        assert response.status == 400


async def test_a_text_may_have_4096_characters_after_its_tags_are_read(stage: Stage) -> None:
    longest = "x" * 4096
    sent = await stage.call("sendMessage", chat_id=stage.maria.id, text=f"<b>{longest}</b>", parse_mode="HTML")

    assert sent["text"] == longest
    assert (
        await refused(stage, "sendMessage", chat_id=stage.maria.id, text=longest + "x")
        == "400 Bad Request: message is too long"
    )


async def test_a_caption_may_have_1024_characters(stage: Stage) -> None:
    photo = (await stage.maria.sends_photo()).raw["photo"][-1]["file_id"]
    sent = await stage.call("sendPhoto", chat_id=stage.maria.id, photo=photo, caption="x" * 1024)

    assert len(sent["caption"]) == 1024
    too_long = await refused(stage, "sendPhoto", chat_id=stage.maria.id, photo=photo, caption="x" * 1025)
    assert too_long == "400 Bad Request: message caption is too long"


async def test_entities_are_counted_in_utf_16_units(stage: Stage) -> None:
    sent = await stage.call("sendMessage", chat_id=stage.maria.id, text="🙂 <b>bold</b> /ask", parse_mode="HTML")

    assert sent["entities"] == [
        {"type": "bold", "offset": 3, "length": 4},
        {"type": "bot_command", "offset": 8, "length": 4},
    ]


async def test_entities_beyond_the_text_are_refused(stage: Stage) -> None:
    beyond = [{"type": "bold", "offset": 0, "length": 3}]
    fits = await stage.call("sendMessage", chat_id=stage.maria.id, text="🙂x", entities=beyond)

    assert fits["entities"] == beyond
    answer = await refused(stage, "sendMessage", chat_id=stage.maria.id, text="xx", entities=beyond)
    assert "ends after the end of the text at UTF-16 offset 3" in answer


async def test_a_time_in_milliseconds_is_refused(stage: Stage) -> None:
    def date_time(unix_time: int) -> list[dict[str, Any]]:
        return [{"type": "date_time", "offset": 0, "length": 3, "unix_time": unix_time, "date_time_format": "Dt"}]

    sent = await stage.call("sendMessage", chat_id=stage.maria.id, text="now", entities=date_time(1_800_000_000))
    assert sent["entities"] == date_time(1_800_000_000)

    answer = await refused(
        stage, "sendMessage", chat_id=stage.maria.id, text="now", entities=date_time(1_800_000_000_000)
    )
    assert answer == '400 Bad Request: can\'t parse "unix_time" as Integer: number is out of range'
    tag = '<tg-time unix="1800000000000">now</tg-time>'
    assert "out of range" in await refused(stage, "sendMessage", chat_id=stage.maria.id, text=tag, parse_mode="HTML")


async def test_dates_of_messages_are_unix_seconds(stage: Stage) -> None:
    stage.telegram.clock = lambda: 1_800_000_000.75

    assert (await stage.call("sendMessage", chat_id=stage.maria.id, text="x"))["date"] == 1_800_000_000


async def test_the_data_of_a_button_has_1_to_64_bytes(stage: Stage) -> None:
    for data in ("", "é" * 32 + "x"):
        answer = await refused(stage, "sendMessage", chat_id=stage.maria.id, text="?", reply_markup=button(data))
        assert answer == "400 Bad Request: BUTTON_DATA_INVALID"

    sent = await stage.call("sendMessage", chat_id=stage.maria.id, text="?", reply_markup=button("é" * 32))
    assert sent["reply_markup"] == button("é" * 32)


@pytest.mark.parametrize(
    ("keys", "answer"),
    [
        ([[{"text": "A"}]], "Text buttons are unallowed in the inline keyboard"),
        ([[{"text": "", "callback_data": "a"}]], "Button text must be non-empty"),
        ([[{"text": "A", "callback_data": "a", "url": "https://example.org"}]], "exactly one action"),
        ([[{"text": "A", "url": "nowhere"}]], "Wrong HTTP URL"),
        ([{"text": "A", "callback_data": "a"}], "expected an Array of Array"),
        ([[{"text": "A", "callback_data": "a"}] * 101], "reply markup is too long"),
    ],
)
async def test_a_button_that_does_nothing_sensible_is_refused(stage: Stage, keys: Any, answer: str) -> None:
    markup = {"inline_keyboard": keys}

    assert answer in await refused(stage, "sendMessage", chat_id=stage.maria.id, text="?", reply_markup=markup)


async def test_an_edit_that_changes_nothing_is_refused(stage: Stage) -> None:
    sent = await stage.call("sendMessage", chat_id=stage.maria.id, text="one", reply_markup=button("a"))
    where = {"chat_id": stage.maria.id, "message_id": sent["message_id"]}

    answer = await refused(stage, "editMessageText", **where, text="one", reply_markup=button("a"))
    assert answer == (
        "400 Bad Request: message is not modified: specified new message content and reply markup are exactly the same "
        "as a current content and reply markup of the message"
    )
    assert "reply_markup" not in await stage.call("editMessageText", **where, text="one")
    assert "message is not modified" in await refused(stage, "editMessageReplyMarkup", **where)
    assert (await stage.call("editMessageText", **where, text="two"))["edit_date"]


async def test_only_its_own_messages_that_are_there_can_be_edited(stage: Stage) -> None:
    hers = await stage.maria.says("mine")
    answer = await refused(stage, "editMessageText", chat_id=stage.maria.id, message_id=hers.id, text="x")
    assert answer == "400 Bad Request: message can't be edited"

    answer = await refused(stage, "editMessageText", chat_id=stage.maria.id, message_id=99, text="x")
    assert answer == "400 Bad Request: message to edit not found"

    place = await stage.call("sendLocation", chat_id=stage.maria.id, latitude=1, longitude=1)
    answer = await refused(stage, "editMessageText", chat_id=stage.maria.id, message_id=place["message_id"], text="x")
    assert answer == "400 Bad Request: there is no text in the message to edit"


async def test_what_is_gone_cannot_be_answered_deleted_or_copied(stage: Stage) -> None:
    to = stage.maria.id
    sent = await stage.call("sendMessage", chat_id=to, text="x")
    await stage.call("deleteMessage", chat_id=to, message_id=sent["message_id"])

    assert await refused(stage, "deleteMessage", chat_id=to, message_id=sent["message_id"]) == (
        "400 Bad Request: message to delete not found"
    )
    assert await refused(stage, "copyMessage", chat_id=to, from_chat_id=to, message_id=sent["message_id"]) == (
        "400 Bad Request: message to copy not found"
    )
    reply = {"message_id": sent["message_id"]}
    assert await refused(stage, "sendMessage", chat_id=to, text="y", reply_parameters=reply) == (
        "400 Bad Request: message to be replied not found"
    )
    lenient = {**reply, "allow_sending_without_reply": True}
    assert "reply_to_message" not in await stage.call("sendMessage", chat_id=to, text="y", reply_parameters=lenient)


async def test_a_message_older_than_two_days_stays_in_a_private_chat(stage: Stage) -> None:
    sent = await stage.call("sendMessage", chat_id=stage.maria.id, text="x")
    stage.telegram.clock = lambda: sent["date"] + 48 * 3600

    answer = await refused(stage, "deleteMessage", chat_id=stage.maria.id, message_id=sent["message_id"])
    assert answer == "400 Bad Request: message can't be deleted for everyone"


async def test_somebody_who_never_started_the_bot_cannot_be_written_to(stage: Stage) -> None:
    jonas = stage.telegram.new_person("Jonas")
    assert jonas.screen() == []
    assert await refused(stage, "sendMessage", chat_id=jonas.id, text="x") == "400 Bad Request: chat not found"

    group = stage.telegram.new_group("Community", [stage.maria, jonas])
    group.add_bot(admin=True)
    await jonas.says("hello", to=group)
    answer = await refused(stage, "sendMessage", chat_id=jonas.id, text="x")
    assert answer == "403 Forbidden: bot can't initiate conversation with a user"

    await jonas.starts()
    assert (await stage.call("sendMessage", chat_id=jonas.id, text="x"))["chat"]["id"] == jonas.id


async def test_a_bot_that_was_blocked_is_told_so_until_it_is_unblocked(stage: Stage) -> None:
    stage.maria.blocks()
    assert await refused(stage, "sendMessage", chat_id=stage.maria.id, text="x") == (
        "403 Forbidden: bot was blocked by the user"
    )

    await stage.maria.starts()
    assert (await stage.call("sendMessage", chat_id=stage.maria.id, text="x"))["text"] == "x"
    updates = await stage.call("getUpdates")
    statuses = [
        update["my_chat_member"]["new_chat_member"]["status"] for update in updates if "my_chat_member" in update
    ]
    assert statuses == ["kicked", "member"]


async def test_an_account_that_was_given_up_and_another_bot_cannot_be_written_to(stage: Stage) -> None:
    other = stage.telegram.new_bot("other")
    answer = await refused(stage, "sendMessage", chat_id=other.id, text="x")
    assert answer == "403 Forbidden: bots can't send messages to bots"

    stage.maria.deactivates()
    assert await refused(stage, "sendMessage", chat_id=stage.maria.id, text="x") == "403 Forbidden: user is deactivated"


async def test_a_press_can_be_answered_once_and_within_150_seconds(stage: Stage) -> None:
    now = [1_800_000_000.0]
    stage.telegram.clock = lambda: now[0]
    await stage.call("sendMessage", chat_id=stage.maria.id, text="?", reply_markup=button("a"))
    message = await stage.maria.hears()
    await stage.maria.presses(message, "A")
    await stage.maria.presses(message, "A")
    first, second = [update["callback_query"]["id"] for update in await stage.call("getUpdates")]
    too_late = "400 Bad Request: query is too old and response timeout expired or query ID is invalid"

    assert await stage.call("answerCallbackQuery", callback_query_id=first) is True
    assert await refused(stage, "answerCallbackQuery", callback_query_id=first) == too_late
    now[0] += 150
    assert await refused(stage, "answerCallbackQuery", callback_query_id=second) == too_late


async def test_an_unknown_or_revoked_token_is_unauthorized_and_no_token_is_not_found(stage: Stage) -> None:
    session, url = stage.call.session, stage.telegram.url
    for path, status, words in (
        ("/bot1:unknown/getMe", 401, "Unauthorized"),
        ("/botnonsense/getMe", 404, "Not Found"),
        ("/file/bot1:unknown/documents/file_1", 401, "Unauthorized"),
    ):
        async with session.get(url + path) as response:
            assert (response.status, (await response.json())["description"]) == (status, words)

    stage.telegram.revoke()
    assert await refused(stage, "getMe") == "401 Unauthorized"


async def test_a_parameter_telegram_does_not_know_is_ignored_but_noted(stage: Stage) -> None:
    await stage.call("sendMessage", chat_id=stage.maria.id, text="x", colour="red")

    assert stage.telegram.calls[-1].ignored == ("colour",)


async def test_an_inline_answer_is_checked_as_if_it_were_sent(stage: Stage) -> None:
    await stage.maria.asks_inline("a", timeout=0)
    number = (await stage.call("getUpdates"))[0]["inline_query"]["id"]
    article = {"type": "article", "id": "1", "title": "T", "input_message_content": {"message_text": "x" * 4097}}

    assert "message is too long" in await refused(stage, "answerInlineQuery", inline_query_id=number, results=[article])
    article["input_message_content"] = {"message_text": "x"}
    assert "RESULT_ID_DUPLICATE" in await refused(
        stage, "answerInlineQuery", inline_query_id=number, results=[article] * 2
    )
    many = [{**article, "id": str(count)} for count in range(51)]
    assert "RESULTS_TOO_MUCH" in await refused(stage, "answerInlineQuery", inline_query_id=number, results=many)
    assert await stage.call("answerInlineQuery", inline_query_id=number, results=[article]) is True
    assert "query is too old" in await refused(stage, "answerInlineQuery", inline_query_id=number, results=[article])
