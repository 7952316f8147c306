"""Two bots on one PostgreSQL: each has an owner of its own, and handles and says nothing that is the other's."""

from typing import Any

import pytest

from bot.settings import load_settings
from sandbox.server import Sandbox
from tests.conftest import running
from tests.delivering import inbox, outbox


@pytest.fixture
def settings(telegram: Sandbox, helpdesk_settings: dict[str, Any], postgres_url: str) -> list[dict[str, Any]]:
    """What two helpdesks are set to, on the same database."""
    other = telegram.new_bot("other")
    first = {**helpdesk_settings, "database_url": postgres_url}
    return [first, {**first, "telegram_token": other.token}]


async def test_each_bot_answers_who_wrote_to_it(telegram: Sandbox, settings: list[dict[str, Any]]) -> None:
    maria = telegram.new_person("Maria")
    one, two = telegram.bots
    helpdesks = [running(load_settings(env_file=None, **each)) for each in settings]
    async with helpdesks[0] as first, helpdesks[1] as second:
        for bot in (one, two):
            await maria.says("Who can use the platform?", to=bot)
        heard = [(await maria.hears(in_=bot, timeout=10)).text for bot in (one, two)]
        both_own = [each.metrics.owner._value.get() for each in (first, second)]  # noqa: SLF001  the library offers no other way
        rows = await inbox(first.database), (await outbox(first.database)).values()

    assert all("Policymakers" in text for text in heard)
    assert both_own == [1, 1]
    assert {row.bot_id for kind in rows for row in kind if row.lane == maria.id} == {one.id, two.id}
