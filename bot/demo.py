"""The whole helpdesk on this machine: the real service beside a local Telegram with a chat page and a few people."""

import asyncio
import random
from collections.abc import Callable
from pathlib import Path
from typing import Any

from sqlalchemy.orm import Session

from bot.serve import Service
from bot.settings import Settings, load_settings
from core.clock import Clock, SystemClock
from knowledge.profile_file import profile_of
from people.models import RoleName
from people.roles import Roles
from sandbox.page import SandboxPage
from sandbox.server import Sandbox
from sandbox.showing import Hint, Persona

LOOPBACK = "127.0.0.1"


class Demo:
    """The helpdesk and its Telegram in one loop; what the helpdesk keeps is in `data`.

    Raises SettingsProblem if something that an operator has set cannot be used.
    """

    def __init__(self, port: int, data: Path) -> None:
        self.data = data
        self.clock: Clock = SystemClock()
        self.telegram = Sandbox(port, LOOPBACK, lambda: self.clock.now().timestamp())
        profile, _ = profile_of(self._settings().content_dir)
        self.bot = self.telegram.new_bot(profile.name or "Helpdesk", username="helpdesk_bot", privacy=False)
        # As Telegram does after a quiet week; the data may have seen updates of an earlier demo.
        self.bot.updates.next_id = random.SystemRandom().randrange(10**8, 10**9)
        self.maria, self.jonas, self.amina = map(self.telegram.new_person, ("Maria", "Jonas", "Amina"))
        self.community = self.telegram.new_group("Community", [self.jonas, self.maria, self.amina])
        self.community.add_bot()
        self.page = SandboxPage(self.telegram, self._personas(), profile.name, self.hints())
        self.service: Service | None = None
        self._stopped = False

    def stop(self) -> None:
        """End in good order."""
        self._stopped = True
        if self.service:
            self.service.stop()

    async def run(self, started: Callable[[], None]) -> None:
        """Play until stopped, telling when visitors may come; OSError if the port is taken, `Taken` if the data is."""
        async with self.telegram:
            token = self.bot.token
            self.service = Service(self._settings(telegram_token=token, telegram_api_url=self.telegram.url), self.clock)
            if not self._stopped:
                await self._play(self.service, started)

    async def _play(self, service: Service, started: Callable[[], None]) -> None:
        working = asyncio.create_task(service.run())
        try:
            while not (service.ready or working.done()):  # noqa: ASYNC110  it only says whether it is ready
                await asyncio.sleep(0.02)
            if service.ready:
                await service.database.write(self._grant)
                started()
            await working
        finally:
            service.stop()
            await asyncio.wait([working])

    def hints(self) -> tuple[Hint, ...]:
        """Return what a visitor may try first."""
        return (
            Hint("A question with typos", "How do I regsiter for an evnet?", self.maria),
            Hint("A question nobody has curated", "Can I bring my dog on the night train?", self.maria),
            Hint("A question in the group", "/ask How do I regsiter for an evnet?", self.amina, self.community),
        )

    def _personas(self) -> tuple[Persona, ...]:
        return (
            Persona(self.maria, "member"),
            Persona(self.jonas, "expert"),
            Persona(self.amina, "community group", self.community),
        )

    def _grant(self, session: Session) -> None:
        Roles(session, self.clock).grant(self.jonas.id, RoleName.EXPERT)

    def _settings(self, **bot: Any) -> Settings:
        """Take from the operator only what concerns neither Telegram nor data nor addresses, such as the content."""
        return load_settings(
            database_url=f"sqlite+aiosqlite:///{self.data.absolute()}/helpdesk.db",
            data_dir=self.data,
            experts_chat_id=None,
            admin_ids=(),
            webhook_url=None,
            webhook_secret=None,
            http_host=LOOPBACK,
            http_port=0,
            metrics_host=LOOPBACK,
            metrics_port=0,
            **{"telegram_token": None, **bot},
        )
