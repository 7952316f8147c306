"""The chat page of the local Telegram: what visitors see and do, and who may not."""

import asyncio
import re
import sys
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

import sandbox
from sandbox.caller import Caller
from sandbox.groups import Group
from sandbox.page import SandboxPage
from sandbox.people import Person
from sandbox.server import Sandbox
from sandbox.showing import Hint, Persona
from tests.visitor import Raw, Visitor, visiting

STATIC = Path(sandbox.__file__).parent / "static"
EVERY_SPECIAL = (
    " <b>&amp;</b> \"'`\\ *_[]()~>#+-=|{}.! \u2028\u2029\u200f\u00ad\t\r\n\n\x00\x1f "
    "🧭👩‍👩‍👧 é e\u0301 \ud800 <script>alert(1)</script>  "
)


@dataclass
class Scene:
    """A page, its bot and its people."""

    telegram: Sandbox
    call: Caller
    maria: Person
    ben: Person
    group: Group
    visitor: Visitor


@pytest.fixture
async def scene() -> AsyncIterator[Scene]:
    telegram = Sandbox()
    bot = telegram.new_bot("assistant", username="assistant_bot")
    maria, ben = telegram.new_person("Maria"), telegram.new_person("Ben", language="de")
    group = telegram.new_group("Neighbours", [maria, ben])
    group.add_bot()
    personas = [Persona(maria, "a member"), Persona(ben, "a neighbour", group)]
    SandboxPage(telegram, personas, "Our chats", [Hint("Greet", "Hello", maria)])
    async with telegram, Caller(telegram.url, bot.token) as call, visiting(telegram.url) as visitor:
        yield Scene(telegram, call, maria, ben, group, visitor)


async def test_a_page_that_opens_is_told_everything(scene: Scene) -> None:
    told = await scene.visitor.everything()

    assert told["title"] == "Our chats"
    assert [(one["name"], one["about"], len(one["chats"])) for one in told["personas"]] == [
        ("Maria", "a member", 2),
        ("Ben", "a neighbour", 2),
    ]
    assert {one["about"]["title"] or one["about"]["kind"] for one in told["chats"]} == {"private", "Neighbours"}
    assert told["hints"][0]["words"] == "Hello"
    assert {one["begins"] for one in told["personas"]} == {
        f"{told['bots'][0]['id']}:{scene.maria.id}",
        f"0:{scene.group.id}",
    }


async def test_a_page_is_told_what_the_bot_says_about_itself_to_each_in_their_language(scene: Scene) -> None:
    assert (await scene.visitor.persona("Ben"))["descriptions"].popitem()[1] == ""

    await scene.call("setMyDescription", description="I answer.")
    await scene.call("setMyDescription", description="Ich antworte.", language_code="de")

    def told(news: Raw) -> list[str]:
        return [text for one in news.get("personas", []) for text in one["descriptions"].values()]

    await scene.visitor.news(lambda news: told(news) == ["I answer.", "Ich antworte."])


async def test_what_is_typed_reaches_the_bot_and_what_it_says_the_page(scene: Scene) -> None:
    await scene.visitor.orders("say", "Maria", words="What is a good practice?")
    asked = (await scene.call("getUpdates"))[-1]["message"]
    await scene.call("sendMessage", chat_id=scene.maria.id, text="It is one.")

    assert (asked["from"]["id"], asked["text"]) == (scene.maria.id, "What is a good practice?")
    assert (await scene.visitor.sees("It is one."))["from"]["username"] == "assistant_bot"


async def test_a_message_with_every_special_character_arrives_unchanged(scene: Scene) -> None:
    await scene.visitor.orders("say", "Maria", words=EVERY_SPECIAL)

    assert (await scene.call("getUpdates"))[-1]["message"]["text"] == EVERY_SPECIAL
    assert (await scene.visitor.sees("alert"))["text"] == EVERY_SPECIAL


async def test_the_page_gets_the_formatting_of_what_a_bot_says(scene: Scene) -> None:
    await scene.visitor.orders("start", "Maria", bot="assistant_bot", payload="")
    await scene.call("sendMessage", chat_id=scene.maria.id, text="🧭 <b>bold</b>", parse_mode="HTML")

    assert (await scene.visitor.sees("bold"))["entities"] == [{"type": "bold", "offset": 3, "length": 4}]


async def test_a_start_link_carries_its_payload(scene: Scene) -> None:
    await scene.visitor.orders("start", "Maria", bot="Assistant_Bot", payload="q_1")

    assert (await scene.call("getUpdates"))[-1]["message"]["text"] == "/start q_1"


async def test_a_long_text_becomes_several_messages(scene: Scene) -> None:
    await scene.visitor.orders("say", "Maria", words="a" * 5000)

    assert [len(update["message"].get("text", "")) for update in (await scene.call("getUpdates"))[-2:]] == [4096, 904]


async def test_an_own_message_can_be_edited(scene: Scene) -> None:
    await scene.visitor.orders("say", "Maria", words="frist")
    message = await scene.visitor.sees("frist")
    await scene.visitor.orders("edit", "Maria", message=message["message_id"], words="first")

    assert (await scene.call("getUpdates"))[-1]["edited_message"]["text"] == "first"
    assert "edit_date" in await scene.visitor.sees("first")


async def test_a_message_cannot_be_edited_away(scene: Scene) -> None:
    message = await scene.maria.says("something", scene.group)
    facts = {"chat": f"0:{scene.group.id}", "message": message.id, "words": " "}

    assert await scene.visitor.tries("edit", "Maria", **facts) == (
        409,
        {"error": "A message has 1 to 4096 characters."},
    )


async def test_nobody_edits_what_another_wrote(scene: Scene) -> None:
    message = await scene.ben.says("mine", scene.group)
    status, answer = await scene.visitor.tries(
        "edit", "Maria", chat=f"0:{scene.group.id}", message=message.id, words="yours"
    )

    assert (status, answer) == (409, {"error": "Only its author can change a message."})
    assert scene.group.messages[-1].text == "mine"


async def test_a_reply_names_the_message_it_answers(scene: Scene) -> None:
    message = await scene.maria.says("Anybody here?", scene.group)
    await scene.visitor.orders("say", "Ben", words="Yes", reply_to=message.id)

    assert (await scene.visitor.sees("Yes"))["reply_to_message"]["message_id"] == message.id


async def test_a_press_reaches_the_bot_and_its_notice_the_page(scene: Scene) -> None:
    await scene.visitor.orders("start", "Maria", bot="assistant_bot", payload="")
    keys = {"inline_keyboard": [[{"text": "No", "callback_data": "n"}, {"text": "Yes", "callback_data": "y"}]]}
    asked = await scene.call("sendMessage", chat_id=scene.maria.id, text="Sure?", reply_markup=keys)
    await scene.visitor.orders("press", "Maria", message=asked["message_id"], row=0, column=1)
    press = (await scene.call("getUpdates"))[-1]["callback_query"]
    await scene.call("answerCallbackQuery", callback_query_id=press["id"], text="Noted")

    assert press["data"] == "y"
    answer = await scene.visitor.news(lambda news: news["kind"] == "answer")
    assert (answer["user_id"], answer["text"]) == (scene.maria.id, "Noted")


async def test_edits_and_deletions_by_a_bot_are_news(scene: Scene) -> None:
    await scene.visitor.orders("start", "Maria", bot="assistant_bot", payload="")
    sent = await scene.call("sendMessage", chat_id=scene.maria.id, text="first")
    where = {"chat_id": scene.maria.id, "message_id": sent["message_id"]}
    await scene.call("editMessageText", text="second", **where)
    await scene.call("deleteMessage", **where)

    await scene.visitor.sees("second")
    gone = await scene.visitor.news(lambda news: news["kind"] == "deletion")
    assert gone["message_id"] == sent["message_id"]


async def test_a_blocked_bot_is_told_so_until_it_is_started_again(scene: Scene) -> None:
    await scene.visitor.orders("start", "Maria", bot="assistant_bot", payload="")
    await scene.visitor.orders("block", "Maria")

    status, answer = await scene.visitor.tries("say", "Maria", words="Hello")
    assert (status, answer["error"]) == (409, "The bot is blocked; restart it first.")
    assert (await scene.visitor.news(lambda news: news["kind"] == "chat"))["about"]["blocked"] is True
    await scene.visitor.orders("start", "Maria", bot="assistant_bot", payload="")
    await scene.visitor.orders("say", "Maria", words="Hello")


async def test_every_call_is_shown_with_what_became_of_it(scene: Scene) -> None:
    await scene.visitor.orders("trouble", "Maria", kind="busy")
    async with scene.visitor.session.post(
        f"{scene.call.address}/sendMessage", json={"chat_id": scene.group.id, "text": "x"}
    ) as response:
        assert response.status == 429

    call = (await scene.visitor.news(lambda news: news["kind"] == "call"))["call"]
    assert (call["method"], call["code"], call["fault"]) == ("sendMessage", 429, "429")


async def test_trouble_ends_when_none_is_wanted(scene: Scene) -> None:
    await scene.visitor.orders("trouble", "Maria", kind="down")
    await scene.visitor.orders("trouble", "Maria", kind="")

    assert (await scene.call("sendMessage", chat_id=scene.group.id, text="x"))["text"] == "x"


async def test_a_page_that_falls_behind_is_let_go_and_told_everything_when_it_returns(scene: Scene) -> None:
    await scene.visitor.everything()
    for number in range(1200):
        await scene.maria.says(f"message {number}", scene.group)

    async with visiting(scene.telegram.url) as again:
        group = next(one for one in (await again.everything())["chats"] if one["about"]["title"])
        assert group["messages"][-1]["raw"]["text"] == "message 1199"
    with pytest.raises(EOFError):
        await scene.visitor.news(lambda _: False)


@pytest.mark.parametrize(
    ("what", "facts", "sentence"),
    [
        ("say", {"words": 7}, "words is not what it should be."),
        ("say", {"words": " \n"}, "A message has 1 to 4096 characters."),
        ("say", {"words": "x", "chat": "0:1"}, "This person is not in that chat."),
        ("say", {"words": "x", "person": 1}, "Nobody here has this number."),
        ("press", {"message": 99, "row": 0, "column": 0}, "This message is not there any more."),
        ("start", {"bot": "other_bot", "payload": ""}, "There is no such bot here."),
        ("trouble", {"kind": "fire"}, "There is no such trouble."),
    ],
)
async def test_an_order_that_cannot_be_done_is_refused_in_a_sentence(
    scene: Scene, what: str, facts: dict[str, Any], sentence: str
) -> None:
    assert await scene.visitor.tries(what, "Maria", **facts) == (409, {"error": sentence})


@pytest.mark.parametrize("body", [b"", b"[]", b"{", b"[" * 100_000, b"\xff"])
async def test_what_is_no_json_object_is_refused(scene: Scene, body: bytes) -> None:
    url = f"{scene.telegram.url}/page/orders/say"
    async with scene.visitor.session.post(url, data=body, headers={"Content-Type": "application/json"}) as response:
        assert (response.status, await response.json()) == (409, {"error": "An order is a JSON object."})


async def test_a_button_that_is_not_there_cannot_be_pressed(scene: Scene) -> None:
    message = await scene.maria.says("no buttons", scene.group)
    facts = {"chat": f"0:{scene.group.id}", "message": message.id, "row": 0, "column": 0}

    status, answer = await scene.visitor.tries("press", "Maria", **facts)

    assert (status, answer["error"]) == (409, "no button (0, 0); there are [] under 'no buttons'")


async def test_a_group_that_has_moved_is_shown_where_it_is_now(scene: Scene) -> None:
    scene.group.migrate()

    moved = f"0:{scene.group.id}"
    await scene.visitor.news(lambda news: news["kind"] == "everything" and groups(news) == [moved])


async def test_who_leaves_a_group_does_not_see_it_any_more(scene: Scene) -> None:
    await scene.maria.leaves(scene.group)
    await scene.ben.leaves(scene.group)

    await scene.visitor.news(lambda news: news["kind"] == "everything" and groups(news) == [])


def groups(everything: Raw) -> list[str]:
    return [one["key"] for one in everything["chats"] if one["about"]["title"]]


async def test_a_page_that_was_closed_is_told_nothing_more(scene: Scene) -> None:
    readers = scene.telegram.world.changes.readers
    async with visiting(scene.telegram.url) as visitor:
        await visitor.everything()
        assert len(readers) == 2

    async with asyncio.timeout(60):
        while len(readers) == 2:
            await scene.maria.says("Anybody here?", scene.group)
            await asyncio.sleep(0.01)


async def test_an_unknown_order_is_not_found(scene: Scene) -> None:
    assert await scene.visitor.tries("dance", "Maria") == (404, {"error": "There is no such order."})


FOREIGN = [
    {"Host": "evil.example"},
    {"Host": "127.0.0.1.evil.example:80"},
    {"Host": "[::1"},
    {"Origin": "https://evil.example"},
    {"Origin": "http://localhost:1"},
    {"Origin": "null"},
    {"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "no-cors"},
    {"Sec-Fetch-Site": "same-site", "Sec-Fetch-Mode": "cors"},
]


async def test_a_page_from_elsewhere_reaches_nothing(scene: Scene) -> None:
    reached = []
    for headers in FOREIGN:
        for path in ("/page/events", "/page/orders/say", "/", "bot"):
            url = f"{scene.call.address}/getMe" if path == "bot" else scene.telegram.url + path
            method = "POST" if "orders" in path else "GET"
            async with scene.visitor.session.request(method, url, headers=headers) as response:
                reached += [] if response.status == 403 else [(path, headers, response.status)]

    assert reached == []


@pytest.mark.parametrize("path", ["/page/events", "/page/page.js"])
async def test_a_link_from_elsewhere_opens_the_page_alone(scene: Scene, path: str) -> None:
    headers = {"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "navigate"}

    async with scene.visitor.session.get(scene.telegram.url + path, headers=headers) as response:
        assert response.status == 403


@pytest.mark.parametrize(
    "headers",
    [{"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "navigate"}, {"Sec-Fetch-Site": "same-origin"}, {}],
)
async def test_the_page_itself_opens_by_a_link_from_anywhere(scene: Scene, headers: dict[str, str]) -> None:
    async with scene.visitor.session.get(scene.telegram.url, headers=headers) as response:
        assert response.status == 200
        assert "script-src 'self'" in response.headers["Content-Security-Policy"]


async def test_the_page_gives_orders_under_either_of_its_names(scene: Scene) -> None:
    one = await scene.visitor.persona("Maria")
    order = {"person": one["id"], "chat": one["begins"], "words": "Hello"}
    url = scene.telegram.url.replace("127.0.0.1", "localhost")
    address = f"{scene.telegram.url}/page/orders/say"
    headers = {"Host": url.removeprefix("http://"), "Origin": url, "Sec-Fetch-Site": "same-origin"}

    async with scene.visitor.session.post(address, json=order, headers=headers) as response:
        assert response.status == 200


async def test_every_file_the_page_asks_for_is_served_from_here(scene: Scene) -> None:
    page = (STATIC / "page.html").read_text()
    asked = set(re.findall(r'(?:src|href)="(/[^"]*)"', page))
    assert asked == {"/page/page.css", "/page/page.js"}
    for script in STATIC.glob("*.js"):
        asked |= {f"/page/{name}" for name in re.findall(r'from "\./([^"]*)"', script.read_text())}

    assert asked == {f"/page/{file.name}" for file in STATIC.iterdir()} - {"/page/page.html"}
    for path in asked:
        async with scene.visitor.session.get(scene.telegram.url + path) as response:
            assert (response.status, await response.text()) == (200, (STATIC / path.removeprefix("/page/")).read_text())


def test_nothing_is_fetched_from_elsewhere_and_no_word_becomes_markup() -> None:
    written = "".join(file.read_text() for file in STATIC.iterdir())

    assert re.findall(r"(?:src|href)=[\"']?https?:|@import|url\(", written) == []
    assert re.findall(r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|eval\(|new Function", written) == []


async def test_the_local_telegram_runs_alone_with_its_page() -> None:
    alone = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "sandbox", "--port", "0", stdout=asyncio.subprocess.PIPE
    )
    assert alone.stdout
    told = [(await alone.stdout.readline()).decode() for _ in range(4)]
    alone.terminate()
    await alone.wait()

    assert re.fullmatch(r"chats    http://127\.0\.0\.1:\d+/\n", told[-1])
