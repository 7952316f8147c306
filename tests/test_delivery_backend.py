"""The HTTP below python-telegram-bot tells what was accepted, refused, or not known, and keeps the token to itself."""

import asyncio
import time
import traceback
from collections.abc import AsyncIterator

import pytest
from aiohttp import web
from telegram import Bot, InputMediaDocument
from telegram.error import BadRequest, Conflict, Forbidden, InvalidToken, RetryAfter, TelegramError

from delivery.backend import AiohttpRequest, NoAnswer, NotSent, ServerFault, Unreadable, not_begun_after
from delivery.client import Client, make_bot
from delivery.verdicts import Verdict, judge
from sandbox.people import Person
from sandbox.server import Sandbox

TOKEN = "7000000001:AAsecretsecretsecretsecret"


@pytest.fixture
async def bot(telegram: Sandbox) -> AsyncIterator[Bot]:
    """A Bot as the helpdesk makes it."""
    made = make_bot(telegram.bot.token, telegram.url, AiohttpRequest(read_timeout=0.3))
    await made.initialize()
    yield made
    await made.shutdown()


@pytest.fixture
async def maria(telegram: Sandbox) -> Person:
    """Somebody who has started the bot."""
    person = telegram.new_person("Maria")
    await person.starts()
    return person


async def error_of(bot: Bot, chat: int = 5) -> TelegramError:
    """Return what a call raises; the token is nowhere in it."""
    with pytest.raises(TelegramError) as caught:
        await Client(bot).call("sendMessage", {"chat_id": chat, "text": "hello"})
    assert bot.token.partition(":")[2] not in "".join(traceback.format_exception(caught.value))
    return caught.value


@pytest.mark.parametrize(
    ("fault", "kind", "verdict"),
    [
        ({"dropped": True}, NoAnswer, Verdict.UNKNOWN),
        ({"lost": True}, NoAnswer, Verdict.UNKNOWN),
        ({"silent": True}, NoAnswer, Verdict.UNKNOWN),
        ({"html": True, "status": 200}, Unreadable, Verdict.UNKNOWN),
        ({"body": b'{"ok": true}', "status": 200}, Unreadable, Verdict.UNKNOWN),
        ({"body": b"[" * 100_000, "status": 200}, Unreadable, Verdict.UNKNOWN),
        ({"html": True, "status": 404}, ServerFault, Verdict.AGAIN),
        ({"html": True, "status": 401}, ServerFault, Verdict.AGAIN),
        ({"html": True, "status": 502}, ServerFault, Verdict.AGAIN),
        ({"html": True, "status": 302}, ServerFault, Verdict.AGAIN),
        ({"html": True, "status": 429}, ServerFault, Verdict.AGAIN),
        ({"status": 429}, ServerFault, Verdict.AGAIN),
        ({"status": 500}, ServerFault, Verdict.AGAIN),
        ({"status": 418}, ServerFault, Verdict.AGAIN),
        ({"retry_after": 7}, RetryAfter, Verdict.WAIT),
        ({"status": 409}, Conflict, Verdict.AGAIN),
        ({"status": 404}, InvalidToken, Verdict.TOKEN),
        ({"status": 401}, InvalidToken, Verdict.TOKEN),
        ({"blocked": True}, Forbidden, Verdict.UNREACHABLE),
        ({"status": 403, "description": "Forbidden: something new"}, Forbidden, Verdict.FAILED),
        ({"status": 400}, BadRequest, Verdict.FAILED),
        ({"status": 413, "html": True}, BadRequest, Verdict.FAILED),
    ],
    ids=str,
)
async def test_what_went_wrong_is_told_apart(
    telegram: Sandbox, bot: Bot, fault: dict[str, object], kind: type[TelegramError], verdict: Verdict
) -> None:
    telegram.faults.add("sendMessage", **fault)  # type: ignore[arg-type]  # each is one kind of trouble
    error = await error_of(bot)

    assert type(error) is kind
    assert judge(error).verdict is verdict
    assert judge(error).seconds == (7 if kind is RetryAfter else 0)


async def test_a_refused_connection_is_known_not_to_have_been_sent(telegram: Sandbox, bot: Bot) -> None:
    await telegram.vanishes()
    error = await error_of(bot)
    await telegram.returns()

    assert type(error) is NotSent
    assert judge(error).verdict is Verdict.AGAIN


async def test_a_client_that_is_not_open_sends_nothing() -> None:
    bot = make_bot(TOKEN, "http://127.0.0.1:1")

    assert type(await error_of(bot)) is NotSent


async def test_a_call_that_gets_no_connection_in_time_is_known_not_to_have_been_sent(
    telegram: Sandbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("delivery.backend.CONNECT_SECONDS", 0.05)
    monkeypatch.setattr("delivery.backend.CONNECTIONS", 1)
    telegram.faults.add("sendMessage", silent=True)
    bot = make_bot(telegram.bot.token, telegram.url, AiohttpRequest(read_timeout=0.3))
    await bot.request.initialize()
    errors = await asyncio.gather(error_of(bot), error_of(bot))
    await bot.request.shutdown()

    assert {type(error) for error in errors} == {NoAnswer, NotSent}


async def test_a_call_whose_process_was_stopped_until_it_was_too_late_is_not_sent(
    telegram: Sandbox, bot: Bot, maria: Person
) -> None:
    before = len(telegram.calls)
    with not_begun_after(time.monotonic()):
        error = await error_of(bot, maria.id)
    arrived = len(telegram.calls) - before
    await Client(bot).call("sendMessage", {"chat_id": maria.id, "text": "hello"})

    assert isinstance(error, NotSent)
    assert arrived == 0


async def test_the_token_is_in_no_error_at_the_start(telegram: Sandbox) -> None:
    bot = make_bot(TOKEN, telegram.url)
    with pytest.raises(InvalidToken) as caught:
        await bot.initialize()
    await bot.request.shutdown()

    assert "secret" not in "".join(traceback.format_exception(caught.value))


async def test_the_environments_proxy_is_used(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []

    async def proxy(request: web.BaseRequest) -> web.StreamResponse:
        asked.append(f"http://{request.host}{request.path}")
        return web.json_response({"ok": True, "result": True})

    runner = web.ServerRunner(web.Server(proxy))
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    monkeypatch.setenv("HTTP_PROXY", f"http://127.0.0.1:{runner.addresses[0][1]}")
    monkeypatch.delenv("NO_PROXY", raising=False)
    monkeypatch.delenv("no_proxy", raising=False)
    bot = make_bot(TOKEN, "http://telegram.invalid")
    await bot.request.initialize()
    await Client(bot).call("getMe", {})
    await bot.request.shutdown()
    await runner.cleanup()

    assert asked == [f"http://telegram.invalid/bot{TOKEN}/getMe"]


async def test_an_answer_may_take_as_long_as_the_call_says(telegram: Sandbox, bot: Bot) -> None:
    telegram.faults.add("getMe", latency=0.5)

    assert (await Client(bot).call("getMe", {}, seconds=5))["is_bot"] is True


async def test_the_bots_own_methods_work(telegram: Sandbox, bot: Bot, maria: Person) -> None:
    sent = await bot.send_message(maria.id, "<b>hello</b>", parse_mode="HTML")
    await bot.edit_message_text("changed", maria.id, sent.message_id)
    file = await bot.send_document(maria.id, b"content", filename="form.pdf")
    await bot.send_media_group(
        maria.id, [InputMediaDocument(b"one", filename="1"), InputMediaDocument(b"two", filename="2")]
    )
    assert file.document is not None
    down = await (await bot.get_file(file.document.file_id)).download_as_bytearray()

    assert down == b"content"
    assert next(message.text for message in maria.screen() if message.from_bot) == "changed"
    assert len(telegram.arrivals(maria)) == 4


async def test_a_download_that_is_not_there_is_no_wrong_token(telegram: Sandbox, bot: Bot) -> None:
    with pytest.raises(TelegramError) as caught:
        await bot.request.retrieve(f"{telegram.url}/nothing-here")

    assert type(caught.value) is ServerFault


async def test_opening_and_closing_twice_is_harmless() -> None:
    request = AiohttpRequest()
    await request.initialize()
    await request.initialize()
    await request.shutdown()
    await request.shutdown()

    assert request.read_timeout == 20
