"""The HTTP side: who may bring updates, and what a probe is told."""

import asyncio
from collections.abc import AsyncIterator
from io import BytesIO
from typing import Any

import aiohttp
import pytest

from bot.serve import Service
from bot.settings import load_settings
from bot.web import SECRET_HEADER, WEBHOOK_PATH
from sandbox.server import Sandbox
from tests.conftest import running

SECRET = "a-secret-of-ours"


@pytest.fixture
async def by_webhook(helpdesk_settings: dict[str, Any], unused_port: int) -> AsyncIterator[Service]:
    """A helpdesk to which Telegram brings updates."""
    address = f"http://127.0.0.1:{unused_port}{WEBHOOK_PATH}"
    settings = {**helpdesk_settings, "http_port": unused_port, "webhook_url": address, "webhook_secret": SECRET}
    async with running(load_settings(env_file=None, **settings)) as service:
        yield service


@pytest.fixture
async def client() -> AsyncIterator[aiohttp.ClientSession]:
    """Somebody on the network."""
    async with aiohttp.ClientSession() as session:
        yield session


async def test_a_question_brought_by_webhook_is_answered(telegram: Sandbox, by_webhook: Service) -> None:
    maria = telegram.new_person("Maria")

    await maria.says("Who can use the platform?")

    assert "Policymakers" in (await maria.hears()).text


@pytest.mark.parametrize(
    ("headers", "status"), [({}, 401), ({SECRET_HEADER: "wrong"}, 401), ({SECRET_HEADER: SECRET}, 200)]
)
async def test_only_who_knows_the_secret_may_bring_updates(
    by_webhook: Service, client: aiohttp.ClientSession, headers: dict[str, str], status: int
) -> None:
    async with client.post(_at(by_webhook, WEBHOOK_PATH), json={"update_id": 5}, headers=headers) as response:
        assert response.status == status


@pytest.mark.parametrize("secret", ["ü", "x" * 8000])
async def test_an_odd_secret_is_only_a_wrong_one(
    by_webhook: Service, client: aiohttp.ClientSession, secret: str
) -> None:
    headers = {SECRET_HEADER: secret}
    async with client.post(_at(by_webhook, WEBHOOK_PATH), json={"update_id": 5}, headers=headers) as response:
        assert response.status == 401


@pytest.mark.parametrize("body", [b"", b"not json", b"[]", b'{"update_id": "7"}', b"\xff\xfe", b"[" * 100_000])
async def test_whatever_is_brought_is_acknowledged(
    by_webhook: Service, client: aiohttp.ClientSession, body: bytes
) -> None:
    headers = {SECRET_HEADER: SECRET}
    async with client.post(_at(by_webhook, WEBHOOK_PATH), data=body, headers=headers) as response:
        assert response.status == 200


async def test_a_body_larger_than_telegram_sends_is_refused(by_webhook: Service, client: aiohttp.ClientSession) -> None:
    headers = {SECRET_HEADER: SECRET}
    async with client.post(_at(by_webhook, WEBHOOK_PATH), data=BytesIO(b" " * 2_000_000), headers=headers) as response:
        assert response.status == 413


async def test_without_a_webhook_nobody_may_bring_updates(helpdesk: Service, client: aiohttp.ClientSession) -> None:
    async with client.post(_at(helpdesk, WEBHOOK_PATH), json={"update_id": 5}) as response:
        assert response.status == 401


async def test_it_is_alive_and_ready(helpdesk: Service, client: aiohttp.ClientSession) -> None:
    for path in ("/healthz", "/readyz"):
        async with client.get(_at(helpdesk, path)) as response:
            assert response.status == 200


async def test_while_it_closes_updates_are_sent_back(by_webhook: Service, client: aiohttp.ClientSession) -> None:
    by_webhook.door.open = False

    async with client.post(_at(by_webhook, WEBHOOK_PATH), json={}, headers={SECRET_HEADER: SECRET}) as response:
        assert response.status == 503
    async with client.get(_at(by_webhook, "/readyz")) as response:
        assert response.status == 503


async def test_the_metrics_tell_what_happened(
    telegram: Sandbox, helpdesk: Service, client: aiohttp.ClientSession
) -> None:
    maria = telegram.new_person("Maria")
    await maria.says("Who can use the platform?")
    await maria.hears()
    await asyncio.sleep(0.05)

    async with client.get(f"http://127.0.0.1:{helpdesk.metrics_port}/metrics") as response:
        figures = await response.text()

    assert "helpdesk_updates_received_total 1.0" in figures
    assert "helpdesk_updates_handled_total 1.0" in figures
    assert 'helpdesk_answers_total{decision="answer"} 1.0' in figures
    assert 'helpdesk_calls_total{priority="reply",result="accepted"} 1.0' in figures
    assert "helpdesk_owner 1.0" in figures


def _at(service: Service, path: str) -> str:
    return f"http://127.0.0.1:{service.http_port}{path}"
