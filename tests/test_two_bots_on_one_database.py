"""Two bots on one PostgreSQL database: each is owned, hears and speaks by itself, to those who wrote to it."""

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from bot.serve import Service
from bot.settings import load_settings
from core.clock import Clock
from delivery.models import Fate, Handling, InboxRow, OutboxRow
from sandbox.server import Sandbox
from tests.conftest import running
from tests.delivering import BOT, arrives, inbox, outbox, puts_words, words
from tests.museum import museum


@pytest.fixture
async def both(
    telegram: Sandbox, helpdesk_settings: dict[str, Any], postgres_url: str, tmp_path: Path, clock: Clock
) -> AsyncIterator[list[Service]]:
    """Two helpdesks on one database, each with a bot of its own."""
    tokens = [telegram.new_bot(name).token for name in ("first", "second")]  # beside the one that stands still
    here = helpdesk_settings | {"database_url": postgres_url, "content_dir": museum(tmp_path)}
    async with AsyncExitStack() as stack:
        yield [
            await stack.enter_async_context(
                running(load_settings(env_file=None, **here | {"telegram_token": token}), clock)
            )
            for token in tokens
        ]


async def test_each_is_owned_by_itself_and_answers_only_who_wrote_to_it(telegram: Sandbox, both: list[Service]) -> None:
    maria, jonas = telegram.new_person("Maria"), telegram.new_person("Jonas")
    _, first, second = telegram.bots
    await maria.says("/first", to=first)
    await jonas.says("/second", to=second)
    await maria.says("/third", to=second)

    assert "There is no command /first here" in (await maria.sees("/first here", in_=first)).text
    assert "There is no command /second here" in (await jonas.sees("/second here", in_=second)).text
    assert "There is no command /third here" in (await maria.sees("/third here", in_=second)).text
    assert [message for message in jonas.screen(jonas.chat(first)) if message.from_bot] == []
    assert await said(both[0], first.id) == {maria.id}
    assert await said(both[0], second.id) == {maria.id, jonas.id}


async def test_what_waits_for_a_bot_that_does_not_run_is_left_alone_by_the_others(
    telegram: Sandbox, both: list[Service], clock: Clock
) -> None:
    jonas, maria = telegram.new_person("Jonas"), telegram.new_person("Maria")
    database = both[0].database
    await arrives(database, clock, words(1, jonas.id, "/waits"))
    await puts_words(database, clock, "waits", jonas.id, "hello")
    for bot in telegram.bots[1:]:
        await maria.says("/later", to=bot)  # would be handled and answered after what waits already
        await maria.sees("/later here", in_=bot)

    (update,) = [row for row in await inbox(database) if row.bot_id == BOT]
    assert update.state == Handling.WAITING
    assert (await outbox(database))["waits"].state == Fate.WAITING


async def said(service: Service, bot: int) -> set[int]:
    """Return the chats that a bot has in its inbox, which are those in its outbox."""

    def read(session: Any) -> tuple[set[int], set[int]]:
        came = select(InboxRow.lane).where(InboxRow.bot_id == bot)
        went = select(OutboxRow.lane).where(OutboxRow.bot_id == bot, OutboxRow.lane.is_not(None))
        return set(session.scalars(came)), set(session.scalars(went))

    came, went = await service.database.read(read)
    assert came == went
    return came
