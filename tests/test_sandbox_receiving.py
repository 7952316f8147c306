"""How the bot gets its updates: polling with offsets, a webhook with retries, never both, and trouble on demand."""

import asyncio
import json
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from typing import Any

import pytest
from aiohttp import web

from sandbox.errors import ApiError
from sandbox.stage import Stage, small_stage


@pytest.fixture
async def stage() -> AsyncIterator[Stage]:
    async with small_stage() as stage:
        yield stage


@dataclass
class Hook:
    """A bot's end of a webhook: what came, and what to answer next (200 when nothing is planned)."""

    bodies: list[bytes] = field(default_factory=list)
    headers: list[Any] = field(default_factory=list)
    planned: list[int] = field(default_factory=list)
    reply: bytes = b""
    doors: dict[int, asyncio.Event] = field(default_factory=dict)
    arrived: asyncio.Condition = field(default_factory=asyncio.Condition)
    url: str = ""

    async def take(self, request: web.Request) -> web.Response:
        body = await request.read()
        async with self.arrived:
            self.bodies.append(body)
            self.headers.append(request.headers)
            self.arrived.notify_all()
        if self.doors:
            chat = json.loads(body)["message"]["chat"]["id"]
            await self.doors[chat].wait()
        return web.Response(status=self.planned.pop(0) if self.planned else 200, body=self.reply)

    @property
    def texts(self) -> list[str]:
        return [json.loads(body)["message"]["text"] for body in self.bodies]

    async def until(self, count: int) -> None:
        async with self.arrived, asyncio.timeout(60):
            await self.arrived.wait_for(lambda: len(self.bodies) >= count)


@pytest.fixture
async def hook(stage: Stage) -> AsyncIterator[Hook]:
    hook = Hook()
    application = web.Application()
    application.router.add_post("/hook", hook.take)
    runner = web.AppRunner(application, access_log=None, shutdown_timeout=0.1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    hook.url = f"http://127.0.0.1:{runner.addresses[0][1]}/hook"
    stage.telegram.world.webhook_pauses = (0.01, 0.02)
    yield hook
    for door in hook.doors.values():
        door.set()
    await stage.call("deleteWebhook")
    await runner.cleanup()


def texts(updates: list[dict[str, Any]]) -> list[str]:
    return [update["message"]["text"] for update in updates]


async def begun(stage: Stage) -> None:
    """Until a poll has begun to wait."""
    while stage.bot.updates.waiting is None:  # noqa: ASYNC110  # a poll has no bell
        await asyncio.sleep(0.005)


async def test_updates_come_until_a_higher_offset_confirms_them(stage: Stage) -> None:
    for text in ("one", "two", "three"):
        await stage.maria.says(text)
    first = await stage.call("getUpdates")
    again = await stage.call("getUpdates", offset=first[0]["update_id"])

    assert texts(first) == texts(again) == ["one", "two", "three"]
    assert [update["update_id"] - first[0]["update_id"] for update in first] == [0, 1, 2]
    assert texts(await stage.call("getUpdates", offset=first[1]["update_id"])) == ["two", "three"]
    assert texts(await stage.call("getUpdates")) == ["two", "three"]
    assert await stage.call("getUpdates", offset=first[2]["update_id"] + 1) == []


async def test_a_negative_offset_forgets_all_but_the_last(stage: Stage) -> None:
    for text in ("one", "two", "three"):
        await stage.maria.says(text)

    assert texts(await stage.call("getUpdates", offset=-2)) == ["two", "three"]
    assert texts(await stage.call("getUpdates")) == ["two", "three"]


async def test_a_limit_is_kept_and_is_a_hundred_by_default(stage: Stage) -> None:
    for number in range(102):
        await stage.maria.says(f"number {number}")

    assert texts(await stage.call("getUpdates", limit=2)) == ["number 0", "number 1"]
    assert len(await stage.call("getUpdates")) == 100


async def test_a_long_poll_ends_as_soon_as_something_comes(stage: Stage) -> None:
    poll = asyncio.create_task(stage.call("getUpdates", timeout=50))
    await begun(stage)
    await stage.maria.says("there")

    assert texts(await poll) == ["there"]


async def test_of_two_pollers_the_first_is_terminated(stage: Stage) -> None:
    first = asyncio.create_task(stage.call("getUpdates", timeout=50))
    await begun(stage)
    second = asyncio.create_task(stage.call("getUpdates", timeout=50))
    with pytest.raises(ApiError) as refusal:
        await first
    await stage.maria.says("there")

    assert refusal.value.code == 409
    assert refusal.value.description == (
        "Conflict: terminated by other getUpdates request; make sure that only one bot instance is running"
    )
    assert texts(await second) == ["there"]


async def test_polling_and_a_webhook_exclude_each_other(stage: Stage, hook: Hook) -> None:
    poll = asyncio.create_task(stage.call("getUpdates", timeout=50))
    await begun(stage)
    await stage.call("setWebhook", url=hook.url)

    with pytest.raises(ApiError, match="Conflict: terminated by setWebhook request"):
        await poll
    with pytest.raises(
        ApiError, match="Conflict: can't use getUpdates method while webhook is active; use deleteWebhook"
    ):
        await stage.call("getUpdates")
    await stage.call("deleteWebhook")
    assert await stage.call("getUpdates") == []


async def test_allowed_updates_are_remembered_and_touch_only_what_comes_later(stage: Stage) -> None:
    said = await stage.maria.says("before")
    first = await stage.call("getUpdates", allowed_updates=["edited_message"])
    await stage.maria.says("not wanted")
    await stage.maria.edits(said, "edited")
    rest = await stage.call("getUpdates", offset=first[0]["update_id"] + 1)

    assert texts(first) == ["before"]
    assert [list(update) for update in rest] == [["update_id", "edited_message"]]
    assert (await stage.call("getWebhookInfo"))["allowed_updates"] == ["edited_message"]


async def test_reactions_come_only_if_asked_for(stage: Stage) -> None:
    said = await stage.maria.says("x")
    await stage.maria.reacts(said, "👍")
    assert len(await stage.call("getUpdates", allowed_updates=["message_reaction"])) == 1

    await stage.maria.reacts(said, "👎")
    reaction = (await stage.call("getUpdates"))[-1]["message_reaction"]
    assert reaction["old_reaction"] == [{"type": "emoji", "emoji": "👍"}]
    assert reaction["new_reaction"] == [{"type": "emoji", "emoji": "👎"}]


async def test_a_press_is_kept_150_seconds_and_a_message_a_day(stage: Stage) -> None:
    now = [1_800_000_000.0]
    stage.telegram.clock = lambda: now[0]
    said = await stage.maria.says("kept")
    await stage.maria.forges_press(said, "gone")
    now[0] += 149
    assert len(await stage.call("getUpdates")) == 2

    now[0] += 1
    assert texts(await stage.call("getUpdates")) == ["kept"]
    now[0] += 86_400 - 151
    assert texts(await stage.call("getUpdates")) == ["kept"]
    now[0] += 1
    assert await stage.call("getUpdates") == []


async def test_a_webhook_gets_what_waited_with_its_secret(stage: Stage, hook: Hook) -> None:
    await stage.maria.says("waited")
    await stage.call("setWebhook", url=hook.url, secret_token="se_cret-1")
    await stage.maria.says("new")
    await hook.until(2)

    # The second comes only after the first was taken off the list.
    assert (await stage.call("getWebhookInfo"))["pending_update_count"] <= 1
    assert hook.texts == ["waited", "new"]
    assert [headers["X-Telegram-Bot-Api-Secret-Token"] for headers in hook.headers] == ["se_cret-1"] * 2


async def test_a_webhook_is_asked_again_until_it_says_2xx_and_keeps_the_order(stage: Stage, hook: Hook) -> None:
    hook.planned = [500, 503, 302]
    await stage.call("setWebhook", url=hook.url)
    await stage.maria.says("one")
    await stage.maria.says("two")
    await hook.until(5)

    assert hook.texts == ["one", "one", "one", "one", "two"]
    info = await stage.call("getWebhookInfo")
    assert info["last_error_message"] == "Wrong response from the webhook: 302 Found"


async def test_what_a_webhook_never_took_waits_for_the_next(stage: Stage, hook: Hook) -> None:
    hook.planned = [500] * 1000
    await stage.call("setWebhook", url=hook.url)
    await stage.maria.says("one")
    await hook.until(2)
    assert (await stage.call("getWebhookInfo"))["pending_update_count"] == 1

    await stage.call("deleteWebhook")
    assert texts(await stage.call("getUpdates")) == ["one"]


async def test_a_new_webhook_may_drop_what_waits(stage: Stage, hook: Hook) -> None:
    await stage.maria.says("old")
    await stage.call("setWebhook", url=hook.url, drop_pending_updates=True)
    await stage.maria.says("new")
    await hook.until(1)

    assert hook.texts == ["new"]


async def test_one_chat_waits_in_order_while_others_go_on(stage: Stage, hook: Hook) -> None:
    jonas = stage.telegram.new_person("Jonas")
    hook.doors = {stage.maria.id: asyncio.Event(), jonas.id: asyncio.Event()}
    hook.doors[jonas.id].set()
    await stage.call("setWebhook", url=hook.url)
    for person, text in ((stage.maria, "m1"), (stage.maria, "m2"), (jonas, "j1"), (jonas, "j2")):
        await person.says(text)
    await hook.until(3)
    await asyncio.sleep(0.05)
    assert sorted(hook.texts) == ["j1", "j2", "m1"]

    hook.doors[stage.maria.id].set()
    await hook.until(4)
    assert hook.texts[-1] == "m2"


async def test_no_more_updates_are_in_flight_than_max_connections(stage: Stage, hook: Hook) -> None:
    people = [stage.telegram.new_person(f"P{number}") for number in range(5)]
    hook.doors = {person.id: asyncio.Event() for person in people}
    await stage.call("setWebhook", url=hook.url, max_connections=2)
    for person in people:
        await person.says("x")
    await hook.until(2)
    await asyncio.sleep(0.05)
    assert len(hook.bodies) == 2

    for door in hook.doors.values():
        door.set()
    await hook.until(5)
    assert len(hook.bodies) == 5


async def test_a_webhook_may_answer_with_one_call(stage: Stage, hook: Hook) -> None:
    hook.reply = json.dumps({"method": "sendMessage", "chat_id": stage.maria.id, "text": "at once"}).encode()
    await stage.call("setWebhook", url=hook.url)
    await stage.maria.says("?")

    assert (await stage.maria.hears()).text == "at once"


@pytest.mark.parametrize(
    ("params", "answer"),
    [
        ({"url": "nowhere"}, "bad webhook"),
        ({"url": "http://127.0.0.1/", "secret_token": "no blanks"}, "secret token contains unallowed characters"),
        ({"url": "http://127.0.0.1/", "max_connections": 101}, "invalid max_connections value specified"),
    ],
)
async def test_a_wrong_webhook_is_refused(stage: Stage, params: dict[str, Any], answer: str) -> None:
    with pytest.raises(ApiError, match=answer):
        await stage.call("setWebhook", **params)


async def test_an_update_can_be_delivered_twice_or_in_the_wrong_order(stage: Stage) -> None:
    stage.telegram.deliver_twice()
    await stage.maria.says("one")
    stage.telegram.deliver_reversed(2)
    await stage.maria.says("two")
    assert texts(await stage.call("getUpdates")) == ["one", "one"]

    await stage.maria.says("three")
    updates = await stage.call("getUpdates")
    assert texts(updates) == ["one", "one", "three", "two"]
    assert updates[0] == updates[1]


async def test_anything_can_be_injected_as_an_update(stage: Stage) -> None:
    number = stage.telegram.inject({"unheard_of": {"a": "\ud800"}})
    stage.telegram.inject(b'{"update_id": 5, "message": {"deep": [[[]]]}}')
    updates = await stage.call("getUpdates")

    assert updates == [
        {"update_id": number, "unheard_of": {"a": "\ud800"}},
        {"update_id": 5, "message": {"deep": [[[]]]}},
    ]


async def test_what_is_no_json_comes_once_by_polling_and_until_taken_by_webhook(stage: Stage, hook: Hook) -> None:
    stage.telegram.inject(b"{broken")
    async with stage.call.session.post(f"{stage.call.address}/getUpdates") as response:
        assert await response.read() == b'{"ok":true,"result":[{broken]}'
    assert await stage.call("getUpdates") == []

    hook.planned = [400]
    await stage.call("setWebhook", url=hook.url)
    stage.telegram.inject(b"{broken")
    await hook.until(2)
    assert hook.bodies == [b"{broken", b"{broken"]
