"""The whole helpdesk on this machine: the real service beside a local Telegram with a chat page and a few people."""

import asyncio
import random
from collections.abc import Callable
from pathlib import Path
from typing import Any

from sqlalchemy.orm import Session

from bot import sample_event, scenes
from bot.demo_clock import STEPS, DemoClock
from bot.serve import Service
from bot.settings import Settings, load_settings
from knowledge.files.profile_file import profile_of
from people.models import RoleName
from people.roles import Roles
from sandbox.page import SandboxPage
from sandbox.people import Person
from sandbox.scenes import Control
from sandbox.server import Sandbox
from sandbox.showing import Persona

LOOPBACK = "127.0.0.1"


class Demo:
    """The helpdesk and its Telegram in one loop; what the helpdesk keeps is in `data`.

    Raises SettingsProblem if something that an operator has set cannot be used.
    """

    def __init__(self, port: int, data: Path) -> None:
        self.data = data
        self.clock = DemoClock()
        self.telegram = Sandbox(port, LOOPBACK, lambda: self.clock.now().timestamp())
        profile, _ = profile_of(self._settings().content_dir)
        self.bot = self.telegram.new_bot(profile.name or "Helpdesk", username="helpdesk_bot", privacy=False)
        # As Telegram does after a quiet week; the data may have seen updates of an earlier demo.
        self.bot.updates.next_id = random.SystemRandom().randrange(10**8, 10**9)
        self.maria, self.amina = self._person("Maria"), self._person("Amina", "fr")
        self.jonas, self.elena = self._person("Jonas"), self._person("Elena")
        self.lea = self._person("Lea")
        self.community = self.telegram.new_group("Community", [self.lea, self.maria, self.amina])
        self.community.add_bot()
        self.experts = self.telegram.new_group("Experts", [self.lea, self.jonas, self.elena], forum=True)
        self.experts.add_bot(admin=True)
        self.page = SandboxPage(
            self.telegram, self._personas(), profile.name, scenes.hints(self), scenes.scenes(self), self._controls()
        )
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
            real = {"telegram_token": self.bot.token, "telegram_api_url": self.telegram.url}
            here = {"experts_chat_id": self.experts.chat.id, "admin_ids": (self.lea.id,)}
            self.service = Service(self._settings(**real, **here), self.clock)
            if not self._stopped:
                await self._play(self.service, started)

    async def _play(self, service: Service, started: Callable[[], None]) -> None:
        working = asyncio.create_task(service.run())
        try:
            while not (service.ready or working.done()):  # noqa: ASYNC110  it only says whether it is ready
                await asyncio.sleep(0.02)
            if service.ready:
                service.house.public_url = f"http://{LOOPBACK}:{service.http_port}"
                await service.database.write(self._grant)
                profile = service.house.profile
                await service.database.write(lambda session: sample_event.put_on(session, self.clock, profile))
                started()
            await working
        finally:
            service.stop()
            await asyncio.wait([working])

    async def move_clock(self, step: str) -> str:
        """Move the clock on and let everything look at it; returns the sentence that a visitor reads."""
        self.clock.move(step)
        if self.service:
            self.service.look_now()
        self.page.refresh()
        return f"The clock now says {self._time()}. What is due by now comes within a few seconds."

    async def begin_event_again(self, _: str = "") -> str:
        """Let the sample event be about to start, with nobody registered; returns the sentence that a visitor reads."""
        if self.service:
            service, profile = self.service, self.service.house.profile
            await service.database.write(lambda session: sample_event.begin_again(session, self.clock, profile))
        return "The sample event starts in about an hour, and nobody has registered yet."

    def _controls(self) -> tuple[Control, ...]:
        return (
            Control("clock", "Move the clock on", self.move_clock, "choice", STEPS, self._time),
            Control("event", "Begin the sample event again", self.begin_event_again),
        )

    def _time(self) -> str:
        return f"{self.clock.now():%A %d %B %Y, %H:%M} UTC"

    def _person(self, name: str, language: str = "en") -> Person:
        return self.telegram.new_person(name, language=language)

    def _personas(self) -> tuple[Persona, ...]:
        return (
            Persona(self.maria, "member"),
            Persona(self.amina, "member, in French"),
            Persona(self.jonas, "expert"),
            Persona(self.elena, "expert"),
            Persona(self.lea, "coordinator"),
        )

    def _grant(self, session: Session) -> None:
        for expert in (self.jonas, self.elena):
            Roles(session, self.clock).grant(expert.id, RoleName.EXPERT)

    def _settings(self, **bot: Any) -> Settings:
        """Take from the operator only what concerns neither Telegram nor data nor addresses, such as the content."""
        return load_settings(
            database_url=f"sqlite+aiosqlite:///{self.data.absolute()}/helpdesk.db",
            data_dir=self.data,
            webhook_url=None,
            webhook_secret=None,
            http_host=LOOPBACK,
            http_port=0,
            metrics_host=LOOPBACK,
            metrics_port=0,
            **{"telegram_token": None, "experts_chat_id": None, "admin_ids": (), **bot},
        )
