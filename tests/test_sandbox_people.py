"""The people's side: they say, press, hear and see, and whoever watches is told."""

import asyncio
import sys
from collections.abc import AsyncIterator
from typing import Any

import aiohttp
import pytest
from aiohttp import web

from sandbox.server import Sandbox
from sandbox.stage import Stage, small_stage


@pytest.fixture
async def stage() -> AsyncIterator[Stage]:
    async with small_stage() as stage:
        yield stage


async def send(stage: Stage, text: str, **more: Any) -> Any:
    return await stage.call("sendMessage", **{"chat_id": stage.maria.id, "text": text, **more})


YES_OR_NO = {"inline_keyboard": [[{"text": "Yes", "callback_data": "y"}], [{"text": "No", "callback_data": "n"}]]}


async def test_each_message_is_heard_once_in_order(stage: Stage) -> None:
    await send(stage, "one")
    await send(stage, "two")

    assert [(await stage.maria.hears()).text, (await stage.maria.hears()).text] == ["one", "two"]
    await stage.maria.hears_nothing(0.01)
    await send(stage, "three")
    with pytest.raises(AssertionError, match=r"Maria heard \[4\] 'three'"):
        await stage.maria.hears_nothing(0.01)


async def test_who_waits_hears_it_when_it_comes(stage: Stage) -> None:
    hearing = asyncio.create_task(stage.maria.hears())
    await asyncio.sleep(0.01)
    await send(stage, "late")

    assert (await hearing).text == "late"


async def test_hearing_nothing_says_what_is_on_the_screen(stage: Stage) -> None:
    with pytest.raises(AssertionError, match=r"Maria heard nothing within 0.01 s; on the screen: \[1\] '/start'"):
        await stage.maria.hears(timeout=0.01)


async def test_only_what_came_after_a_message_is_heard_if_asked_so(stage: Stage) -> None:
    await send(stage, "before")
    question = await stage.maria.says("?")
    await send(stage, "after")

    assert (await stage.maria.hears(after=question)).text == "after"


async def test_the_screen_shows_edits_and_no_deleted_messages(stage: Stage) -> None:
    first = await send(stage, "first")
    second = await send(stage, "second")
    await stage.call("editMessageText", chat_id=stage.maria.id, message_id=first["message_id"], text="changed")
    await stage.call("deleteMessage", chat_id=stage.maria.id, message_id=second["message_id"])

    assert [message.text for message in stage.maria.screen()] == ["/start", "changed"]
    assert (await stage.maria.sees("chang")).edited
    with pytest.raises(AssertionError, match="sees no 'second'"):
        await stage.maria.sees("second", timeout=0.01)


async def test_a_press_reaches_the_bot_and_its_answer_the_person(stage: Stage) -> None:
    await send(stage, "?", reply_markup=YES_OR_NO)
    message = await stage.maria.hears()
    pressing = asyncio.create_task(stage.maria.presses(message, "No", wait=True))
    press = (await stage.call("getUpdates", timeout=5))[-1]["callback_query"]
    await stage.call("answerCallbackQuery", callback_query_id=press["id"], text="As you like", show_alert=True)

    assert message.buttons == [["Yes"], ["No"]]
    assert (press["data"], press["message"]["message_id"], press["from"]["id"]) == ("n", message.id, stage.maria.id)
    assert await pressing == {"text": "As you like", "show_alert": True, "url": None}


async def test_a_press_does_not_wait_unless_asked_to(stage: Stage) -> None:
    await send(stage, "?", reply_markup=YES_OR_NO)
    message = await stage.maria.hears()

    assert await stage.maria.presses(message, (0, 0)) is None
    assert await stage.maria.presses(message, "Yes", wait=True, timeout=0.01) is None


async def test_buttons_are_pressed_as_they_are_now(stage: Stage) -> None:
    sent = await send(stage, "?", reply_markup=YES_OR_NO)
    message = await stage.maria.hears()
    await stage.call("editMessageReplyMarkup", chat_id=stage.maria.id, message_id=sent["message_id"])

    with pytest.raises(AssertionError, match=r"no button 'Yes'; there are \[\]"):
        await stage.maria.presses(message, "Yes")


async def test_a_forged_press_carries_any_data_and_a_deleted_message_is_inaccessible(stage: Stage) -> None:
    said = await stage.maria.says("x")
    await stage.maria.forges_press(said, "forged:1")
    await stage.maria.deletes(said)
    await stage.maria.forges_press(said, "late")
    first, second = [update["callback_query"] for update in (await stage.call("getUpdates"))[1:]]

    assert (first["data"], first["message"]["text"]) == ("forged:1", "x")
    assert second["message"] == {"chat": said.raw["chat"], "message_id": said.id, "date": 0}


async def test_a_keyboard_for_typing_types_its_label(stage: Stage) -> None:
    await send(stage, "?", reply_markup={"keyboard": [["Option 1"], [{"text": "Option 2"}]]})
    message = await stage.maria.hears()
    await stage.maria.presses(message, "Option 2")

    assert message.buttons == [["Option 1"], ["Option 2"]]
    assert (await stage.call("getUpdates"))[-1]["message"]["text"] == "Option 2"


async def test_links_and_entities_can_be_read_by_their_words(stage: Stage) -> None:
    await send(
        stage,
        '🙂 <a href="https://example.org/a">source</a> <b>bold</b>',
        parse_mode="HTML",
        reply_markup={"inline_keyboard": [[{"text": "Open", "url": "https://example.org/b"}]]},
        disable_notification=True,
    )
    message = await stage.maria.hears()

    assert message.links == {"source": "https://example.org/a", "Open": "https://example.org/b"}
    assert [message.piece(entity) for entity in message.entities] == ["source", "bold"]
    assert message.silent


async def test_what_is_too_long_is_pasted_in_parts(stage: Stage) -> None:
    with pytest.raises(AssertionError, match="pastes"):
        await stage.maria.says("x" * 5000)
    parts = await stage.maria.pastes("x" * 5000)

    assert [len(part.text) for part in parts] == [4096, 904]


async def test_groups_and_topics_are_heard_apart(stage: Stage) -> None:
    group = stage.telegram.new_group("Experts", [stage.maria], forum=True)
    group.add_bot(admin=True)
    threads = [await stage.maria.opens_topic(group, name) for name in "AB"]
    for thread in (*threads, None):
        topic = {"message_thread_id": thread} if thread else {}
        await send(stage, f"in {thread}", chat_id=group.id, **topic)

    assert (await stage.maria.hears(in_=group, thread=threads[1])).text == f"in {threads[1]}"
    assert (await stage.maria.hears(in_=group)).text == f"in {threads[0]}"
    assert (await stage.maria.hears(in_=group)).text == "in None"
    await stage.maria.hears_nothing(0.01, in_=group)
    await stage.maria.hears_nothing(0.01)
    assert [message.text for message in stage.maria.screen(group, threads[0])] == ["", f"in {threads[0]}"]


async def test_what_telegram_writes_for_the_bot_is_not_heard_but_seen(stage: Stage) -> None:
    group = stage.telegram.new_group("Experts", [stage.maria], forum=True)
    group.add_bot(admin=True)
    topic = await stage.call("createForumTopic", chat_id=group.id, name="#1")
    await send(stage, "card", chat_id=group.id, message_thread_id=topic["message_thread_id"])

    assert (await stage.maria.hears(in_=group)).text == "card"
    assert [message.service for message in stage.maria.screen(group)] == [True, True, False]


async def test_an_edit_by_a_person_is_heard_by_the_bot(stage: Stage) -> None:
    said = await stage.maria.says("frist")
    photo = await stage.maria.sends_photo("old")
    await stage.maria.edits(said, "first")
    await stage.maria.edits(photo, "new")
    edits = [update["edited_message"] for update in await stage.call("getUpdates") if "edited_message" in update]

    assert [edit.get("text") or edit["caption"] for edit in edits] == ["first", "new"]
    assert all(edit["edit_date"] for edit in edits)


async def test_inline_results_are_offered_and_the_chosen_one_is_sent_and_told(stage: Stage) -> None:
    group = stage.telegram.new_group("Community", [stage.maria])
    group.add_bot()
    asking = asyncio.create_task(stage.maria.asks_inline("funds"))
    query = (await stage.call("getUpdates", offset=-1, timeout=5))[-1]["inline_query"]
    article = {
        "type": "article",
        "id": "e1",
        "title": "Funds",
        "input_message_content": {"message_text": "<b>Funds</b>", "parse_mode": "HTML"},
        "reply_markup": YES_OR_NO,
    }
    await stage.call("answerInlineQuery", inline_query_id=query["id"], results=[article])
    results = await asking
    assert results
    message = await stage.maria.chooses(results[0], group, "funds")
    chosen = (await stage.call("getUpdates"))[-1]["chosen_inline_result"]

    assert query["query"] == "funds"
    assert (message.text, message.raw["via_bot"]["username"]) == ("Funds", "helpdesk_bot")
    assert chosen["result_id"] == "e1"
    edit = {"inline_message_id": chosen["inline_message_id"], "text": "Changed"}
    assert await stage.call("editMessageText", **edit) is True
    assert group.messages[-1].text == "Changed"
    await stage.maria.forges_press(message, "y")
    assert (await stage.call("getUpdates"))[-1]["callback_query"]["inline_message_id"] == chosen["inline_message_id"]


async def test_a_persons_language_and_names_are_told(stage: Stage) -> None:
    ana = stage.telegram.new_person("Ana", "Reis", "ana_reis", language="pt", id=77)
    await ana.starts("event_1")
    message = (await stage.call("getUpdates"))[-1]["message"]

    assert message["from"] == {
        "id": 77,
        "is_bot": False,
        "first_name": "Ana",
        "last_name": "Reis",
        "username": "ana_reis",
        "language_code": "pt",
    }
    assert message["text"] == "/start event_1"


async def test_a_reaction_of_the_bot_must_be_one_that_telegram_knows(stage: Stage) -> None:
    said = await stage.maria.says("thanks")
    where = {"chat_id": stage.maria.id, "message_id": said.id}
    assert await stage.call("setMessageReaction", **where, reaction=[{"type": "emoji", "emoji": "👍"}])

    with pytest.raises(Exception, match="REACTION_INVALID"):
        await stage.call("setMessageReaction", **where, reaction=[{"type": "emoji", "emoji": "🧮"}])


async def test_whoever_watches_is_told_of_every_change(stage: Stage) -> None:
    reader = stage.telegram.subscribe()
    sent = await send(stage, "one")
    await stage.call("editMessageText", chat_id=stage.maria.id, message_id=sent["message_id"], text="two")
    await stage.call("sendChatAction", chat_id=stage.maria.id, action="typing")
    await stage.call("deleteMessage", chat_id=stage.maria.id, message_id=sent["message_id"])
    reader.close()
    kinds = [change.kind async for change in reader]

    assert kinds == ["message", "call", "edit", "call", "action", "call", "deletion", "call"]


async def test_a_watcher_who_does_not_keep_up_is_let_go(stage: Stage) -> None:
    slow, quick = stage.telegram.subscribe(size=2), stage.telegram.subscribe()
    for text in "abc":
        await stage.maria.says(text)
    quick.close()

    assert [change.facts["text"] async for change in slow] == ["a", "b"]
    assert slow.lost
    assert len([change async for change in quick]) == 3


async def test_with_several_bots_it_must_be_said_which_is_meant(stage: Stage) -> None:
    assert stage.telegram.bot is stage.bot
    other = stage.telegram.new_bot("other")
    with pytest.raises(AssertionError, match="there are 2 bots; say which one is meant"):
        await stage.maria.says("hello")
    said = await stage.maria.says("hello", to=other)

    assert [b"hello" in pending.body for pending in other.updates.pending.values()] == [True]
    assert (said.chat_id, stage.bot.updates.pending) == (stage.maria.id, {})


async def test_routes_of_ones_own_can_be_added_before_the_start() -> None:
    async def hello(request: web.Request) -> web.Response:
        return web.Response(text="hello")

    telegram = Sandbox()
    telegram.application.router.add_get("/page", hello)
    async with telegram, aiohttp.ClientSession() as session, session.get(f"{telegram.url}/page") as response:
        assert await response.text() == "hello"


async def test_it_runs_alone_and_tells_its_address_and_a_token() -> None:
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "sandbox", "--port", "0", stdout=asyncio.subprocess.PIPE
    )
    assert process.stdout
    try:
        words = [(await process.stdout.readline()).decode().split() for _ in range(2)]
        async with aiohttp.ClientSession() as session, session.get(f"{words[0][-1]}/bot{words[1][-1]}/getMe") as answer:
            assert (await answer.json())["result"]["username"] == "helpdesk_bot"
    finally:
        process.terminate()
        await process.communicate()
