"""What a visitor of the chat page can have done beyond words: files, pins, topics, suggestions, the host's switches."""

import json
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from typing import Any

import aiohttp
import pytest

from sandbox.caller import Caller
from sandbox.commands import offered
from sandbox.groups import Group
from sandbox.page import SandboxPage
from sandbox.people import Person
from sandbox.scenes import Control, Scene, Step
from sandbox.server import Sandbox
from sandbox.showing import Persona
from tests.visitor import Raw, Visitor, visiting

PNG = b"\x89PNG\r\n\x1a\n and so on"


@dataclass
class Host:
    """A page whose host has a switch and a scene; what was switched is in `switched`."""

    telegram: Sandbox
    call: Caller
    maria: Person
    ben: Person
    group: Group
    forum: Group
    page: SandboxPage
    visitor: Visitor
    switched: list[str] = field(default_factory=list)

    async def sends(self, files: list[tuple[str, str, bytes]], **facts: Any) -> tuple[int, Raw]:
        """Send files as Maria in private, as the page does it."""
        key = f"{self.telegram.bot.id}:{self.maria.id}"
        form = aiohttp.FormData({"order": json.dumps({"person": self.maria.id, "chat": key, "words": "", **facts})})
        for number, (name, kind, content) in enumerate(files):
            form.add_field(f"file{number}", content, filename=name, content_type=kind)
        async with self.visitor.session.post(f"{self.telegram.url}/page/orders/attach", data=form) as response:
            return response.status, await response.json()

    async def fetches(self, path: str, **query: Any) -> aiohttp.ClientResponse:
        """Fetch something of the page's."""
        return await self.visitor.session.get(self.telegram.url + path, params=query)


@pytest.fixture
async def host() -> AsyncIterator[Host]:
    telegram = Sandbox()
    bot = telegram.new_bot("assistant", username="assistant_bot")
    ben, maria = telegram.new_person("Ben"), telegram.new_person("Maria", language="pt")
    group, forum = telegram.new_group("Neighbours", [ben, maria]), telegram.new_group("Team", [ben, maria], forum=True)
    group.add_bot()
    forum.add_bot(admin=True)
    switched: list[str] = []

    async def switch(value: str) -> str:
        if value == "broken":
            raise ValueError("It is stuck.")
        switched.append(value)
        return f"Now {value}."

    page = SandboxPage(
        telegram,
        [Persona(maria, zone="Europe/Lisbon"), Persona(ben, begins=forum)],
        scenes=[Scene("One", "It begins.", [Step("Look.", ben, forum, topic="#1"), Step("Say.", maria, words="Hi")])],
        controls=[Control("lamp", "Lamp", switch, "choice", ["on", "off"], lambda: "".join(switched[-1:]))],
    )
    async with telegram, Caller(telegram.url, bot.token) as call, visiting(telegram.url) as visitor:
        await maria.starts()
        yield Host(telegram, call, maria, ben, group, forum, page, visitor, switched)


async def test_several_pictures_become_an_album_and_a_file_goes_alone(host: Host) -> None:
    files = [("a.png", "image/png", PNG), ("b.mp4", "video/mp4", b"film"), ("c.txt", "text/plain", b"words")]

    assert await host.sends(files, words="Look") == (200, {})

    sent = [message.raw for message in host.maria.screen()[-3:]]
    assert [next(kind for kind in ("photo", "video", "document") if kind in raw) for raw in sent] == [
        "photo",
        "video",
        "document",
    ]
    assert sent[0]["media_group_id"] == sent[1]["media_group_id"]
    assert "media_group_id" not in sent[2]
    assert [raw.get("caption") for raw in sent] == ["Look", None, None]


async def test_pictures_can_be_sent_as_files(host: Host) -> None:
    await host.sends([("a.png", "image/png", PNG)], as_files=True)

    assert host.maria.screen()[-1].raw["document"]["mime_type"] == "image/png"


async def test_more_than_ten_make_a_second_album(host: Host) -> None:
    await host.sends([(f"{number}.png", "image/png", PNG) for number in range(12)])

    albums = [message.raw["media_group_id"] for message in host.maria.screen()[-12:]]
    assert [albums.count(album) for album in dict.fromkeys(albums)] == [10, 2]


async def test_no_file_and_too_many_words_below_one_are_refused(host: Host) -> None:
    assert await host.visitor.tries("attach", "Maria", words="") == (409, {"error": "Choose a file first."})
    assert (await host.sends([("a.txt", "text/plain", b"a")], words="a" * 1025))[0] == 409


@pytest.mark.parametrize(
    ("name", "declared", "content", "shown"),
    [
        ("a.png", "image/png", PNG, "image/png"),
        ("a.jpg", "text/html", b"\xff\xd8\xff\xe0", "image/jpeg"),
        ("a.ogg", "audio/ogg", b"OggS", "audio/ogg"),
        ("a.html", "text/html", b"<script>alert(1)</script>", "application/octet-stream"),
        ("a.svg", "image/svg+xml", b"<svg onload='alert(1)'/>", "application/octet-stream"),
        ("a.png", "image/png", b"<script>alert(1)</script>", "application/octet-stream"),
    ],
)
async def test_a_file_never_acts_as_a_page(host: Host, name: str, declared: str, content: bytes, shown: str) -> None:
    await host.sends([(name, declared, content)], as_files=True)
    number = host.maria.screen()[-1].raw["document"]["file_id"]

    response = await host.fetches(f"/page/files/{number}")

    assert (response.status, response.content_type, await response.read()) == (200, shown, content)
    assert response.headers["Content-Security-Policy"] == "sandbox; default-src 'none'"
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    assert ("Content-Disposition" in response.headers) == (shown == "application/octet-stream")


async def test_older_messages_are_told_on_request(host: Host) -> None:
    topic = await host.ben.opens_topic(host.forum, "#1")
    for number in range(200):
        await host.ben.says(f"message {number}", host.group)
        await host.ben.says(f"talk {number}", host.forum, topic if number % 2 else None)
    chat = next(one for one in (await host.visitor.everything())["chats"] if one["about"]["title"] == "Neighbours")

    older = await (await host.fetches("/page/history", chat=chat["key"], before=host.group.messages[50].id)).json()
    there = await (await host.fetches("/page/history", chat=f"0:{host.forum.id}", thread=topic)).json()

    assert [one["raw"]["text"] for one in older["messages"] if "text" in one["raw"]][-1] == "message 48"
    assert {one["raw"]["message_thread_id"] for one in there["messages"]} == {topic}
    assert len(there["messages"]) == 101
    assert (await host.fetches("/page/history", chat="0:1")).status == 404


async def test_only_its_author_or_an_administrator_deletes_a_message(host: Host) -> None:
    chat = f"0:{host.group.id}"
    message = await host.ben.says("mine", host.group)
    refused = await host.visitor.tries("delete", "Maria", chat=chat, message=message.id)
    hers = await host.maria.says("hers", host.group)
    await host.visitor.orders("delete", "Ben", chat=chat, message=hers.id)
    await host.visitor.orders("delete", "Ben", chat=chat, message=message.id)

    assert refused == (409, {"error": "Only its author or an administrator can delete a message."})
    assert not {"mine", "hers"} & {message.text for message in host.group.messages}


async def test_a_pin_is_news_and_is_taken_away_again(host: Host) -> None:
    chat = f"0:{host.group.id}"
    message = await host.ben.says("Read this", host.group)
    await host.visitor.orders("pin", "Ben", chat=chat, message=message.id)

    def pinned(news: Raw) -> bool:
        return news["kind"] == "chat" and [one["raw"]["text"] for one in news["about"]["pinned"]] == ["Read this"]

    await host.visitor.news(pinned)
    assert host.group.pinned == [message.id]
    assert (await host.visitor.tries("pin", "Maria", chat=chat, message=message.id))[0] == 409
    await host.visitor.orders("pin", "Ben", chat=chat, message=message.id)
    assert host.group.pinned == []


async def test_a_message_is_passed_on_into_another_chat(host: Host) -> None:
    message = await host.ben.says("News", host.group)
    private = f"{host.telegram.bot.id}:{host.maria.id}"
    await host.visitor.orders("forward", "Maria", chat=f"0:{host.group.id}", message=message.id, to=private)

    assert host.maria.screen()[-1].raw["forward_origin"]["sender_user"]["id"] == host.ben.id


async def test_a_topic_needs_a_title_and_a_group_with_topics(host: Host) -> None:
    refusal = (409, {"error": "A topic needs a title, and a group that has topics."})

    assert await host.visitor.tries("topic", "Ben", title=" ") == refusal
    assert await host.visitor.tries("topic", "Ben", title="x", chat=f"0:{host.group.id}") == refusal
    status, answer = await host.visitor.tries("topic", "Ben", title=" Heat ")
    assert (status, host.forum.topics[answer["thread"]]) == (200, "Heat")


async def test_inline_results_are_chosen_by_what_was_offered(host: Host) -> None:
    refusal = (409, {"error": "This is not on offer any more."})
    facts = {"bot": "assistant_bot", "query": "x", "question": "1", "result": "1"}

    assert await host.visitor.tries("choose", "Maria", **facts) == refusal


async def test_the_narrowest_scope_and_the_own_language_win(host: Host) -> None:
    async def sets(word: str, language: str = "", **scope: Any) -> None:
        commands = [{"command": word, "description": word}]
        await host.call("setMyCommands", commands=commands, scope=scope or None, language_code=language)

    def seen(person: Person, group: Group | None = None) -> str:
        listed = offered(host.telegram.bot, person.chat(group), person.user)
        return listed[0]["command"] if listed else ""

    assert seen(host.maria) == ""
    await sets("plain")
    await sets("portuguese", "pt")
    assert (seen(host.maria), seen(host.ben)) == ("portuguese", "plain")
    await sets("private", type="all_private_chats")
    assert (seen(host.maria), seen(host.maria, host.group)) == ("private", "portuguese")
    await sets("groups", type="all_group_chats")
    await sets("admins", type="all_chat_administrators")
    assert (seen(host.maria, host.group), seen(host.ben, host.group)) == ("groups", "admins")
    await sets("here", type="chat", chat_id=host.group.id)
    await sets("them", type="chat_administrators", chat_id=host.group.id)
    await sets("you", type="chat_member", chat_id=host.group.id, user_id=host.maria.id)
    assert (seen(host.maria, host.group), seen(host.ben, host.group)) == ("you", "them")


async def test_scenes_and_switches_of_the_host_are_shown(host: Host) -> None:
    told = await host.visitor.everything()

    assert told["scenes"][0]["name"] == "One"
    assert [(step["chat"], step["topic"], step["words"]) for step in told["scenes"][0]["steps"]] == [
        (f"0:{host.forum.id}", "#1", ""),
        (f"{host.telegram.bot.id}:{host.maria.id}", "", "Hi"),
    ]
    lamp = {"name": "lamp", "label": "Lamp", "kind": "choice", "choices": ["on", "off"], "state": ""}
    assert told["controls"] == [lamp]
    assert [one["zone"] for one in told["personas"]] == ["Europe/Lisbon", ""]


async def test_a_switch_tells_every_page_how_it_stands(host: Host) -> None:
    url = f"{host.telegram.url}/page/controls/lamp"
    async with host.visitor.session.post(url, json={"value": "on"}) as response:
        assert (response.status, await response.json()) == (200, {"said": "Now on."})

    news = await host.visitor.news(lambda news: news["kind"] == "controls")
    assert ([one["state"] for one in news["controls"]], host.switched) == (["on"], ["on"])


async def test_what_a_switch_refuses_is_told_and_one_that_is_not_there_is_not_found(host: Host) -> None:
    address = f"{host.telegram.url}/page/controls"
    async with host.visitor.session.post(f"{address}/lamp", json={"value": "broken"}) as response:
        assert (response.status, await response.json()) == (409, {"error": "It is stuck."})
    async with host.visitor.session.post(f"{address}/door", json={}) as response:
        assert response.status == 404


async def test_every_event_tells_the_time_by_the_hosts_clock(host: Host) -> None:
    host.telegram.clock = lambda: 1_800_000_000.0
    host.page.refresh()

    assert (await host.visitor.news(lambda news: news["kind"] == "controls"))["now"] == 1_800_000_000


async def test_trouble_in_force_is_shown_and_ended_one_by_one(host: Host) -> None:
    for kind in ("error", "silent"):
        await host.visitor.orders("trouble", "Ben", kind=kind, method="getMe", once=False)
    await host.visitor.orders("limits", "Ben", strict=True)
    await host.visitor.orders("calm", "Ben", number=0)

    def left(news: Raw) -> bool:
        names = [fault["name"] for fault in news.get("trouble", {}).get("faults", [])]
        return news["kind"] == "trouble" and names == ["silent"] and bool(news["trouble"]["strict"])

    await host.visitor.news(left)
    await host.visitor.orders("trouble", "Ben", kind="")
    assert (host.telegram.faults.waiting, host.telegram.strict_limits) == ([], False)


async def test_a_button_that_asks_for_a_number_sends_the_own_one(host: Host) -> None:
    keyboard = {"keyboard": [[{"text": "My number", "request_contact": True}]]}
    asked = await host.call("sendMessage", chat_id=host.maria.id, text="Number?", reply_markup=keyboard)
    await host.visitor.orders("press", "Maria", message=asked["message_id"], row=0, column=0)

    assert host.maria.screen()[-1].raw["contact"]["user_id"] == host.maria.id
