"""Members, experts and a coordinator do anything in any order, while Telegram fails and the helpdesk ends."""

import asyncio
from collections import Counter
from collections.abc import Callable, Coroutine, Iterator
from contextlib import AbstractContextManager, AsyncExitStack, ExitStack
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, seed, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, rule, run_state_machine_as_test

from core import sqlite as sqlite_files
from delivery import pacer, settling
from sandbox.people import Person
from sandbox.server import Sandbox
from tests import databases
from tests.campaigns.busy import EXPERTS_DO, MEMBERS_DO, Busy
from tests.campaigns.choice import Choice, Report, say
from tests.campaigns.relayed import Judged
from tests.campaigns.seeds import fresh_database
from tests.experts import at_work

Fresh = Callable[[], AbstractContextManager[tuple[str, Path]]]

EXPERTS, STAFF = st.sampled_from(["elena", "boris"]), st.sampled_from(["elena", "boris", "lea"])
COMMANDS = ("/close {number} Answered", "/handover {number} {to}", "/handover {number} green")
NUMBERS = st.integers(1, 2)
"""Of requests; few, so that what one does meets what another did."""
SENDS = ("sendMessage", "editMessageText", "createForumTopic", "pinChatMessage")
TROUBLES: dict[str, dict[str, Any]] = {
    "too many requests": {"retry_after": 1},
    "a server's fault": {"status": 500},
    "a page instead of an answer": {"html": True},
    "a cut connection": {"dropped": True},
    "a lost answer": {"lost": True},
}
SHORT, LONG, STEPS = 5, 300, 25  # helpdesks on each database, and what is done in each


class Muddle(RuleBasedStateMachine):
    """A running helpdesk, and everything that can be done to its requests."""

    def __init__(self, fresh: Fresh, figures: Counter[str]) -> None:
        super().__init__()
        self.figures = figures
        self.runner, self.inner, self.outer = asyncio.Runner(), AsyncExitStack(), ExitStack()
        self.steps: list[str] = []
        self.steady = True
        url, folder = self.outer.enter_context(fresh())
        self.busy = self.runner.run(self._begins(url, folder))

    async def _begins(self, url: str, folder: Path) -> Busy:
        patch = self.outer.enter_context(pytest.MonkeyPatch.context())
        patch.setitem(sqlite_files.SETTINGS, "synchronous", "OFF")
        patch.setattr(pacer, "CHAT_BURST", 1000)
        patch.setattr(settling, "pause_after", lambda _: 0.1)
        telegram = await self.inner.enter_async_context(Sandbox())
        telegram.new_bot("helpdesk")
        named = {"telegram_token": telegram.bot.token, "telegram_api_url": telegram.url, "database_url": url}
        ports = {"data_dir": folder, "http_port": 0, "metrics_port": 0, "send_rate": 500}
        return Busy(await self.inner.enter_async_context(at_work(telegram, {**named, **ports}, folder)))

    @initialize()
    def both_ask(self) -> None:
        """Begin with what the rest can be done to."""
        for name in ("maria", "jonas"):
            self.does(f"{name} asks", self.busy.asks(self.person(name)))

    @rule(what=st.sampled_from(MEMBERS_DO), number=NUMBERS)
    def a_member(self, what: str, number: int) -> None:
        self.does(f"the member of {number}: {what}", self.busy.member_does(what, number))

    @rule(what=st.sampled_from(EXPERTS_DO), name=EXPERTS, number=NUMBERS)
    def an_expert(self, what: str, name: str, number: int) -> None:
        self.does(f"{name}, to {number}: {what}", self.busy.expert_does(what, self.person(name), number))

    @rule(what=st.sampled_from(COMMANDS), name=STAFF, number=NUMBERS, to=EXPERTS)
    def a_command(self, what: str, name: str, number: int, to: str) -> None:
        words = what.format(number=number, to=self.person(to).id)
        self.does(f"{name} types {words}", self.busy.types(self.person(name), words, number))

    @rule(trouble=st.sampled_from(sorted(TROUBLES)), method=st.sampled_from(SENDS), skip=st.integers(0, 2))
    def telegram_fails(self, trouble: str, method: str, skip: int) -> None:
        if self.steady:  # where nobody knows the end of a call twice, nothing is promised of it
            self.steady = False
            self.steps.append(f"{trouble}, at {method} after {skip}")
            self.busy.desk.telegram.faults.add(method, skip=skip, **TROUBLES[trouble])

    @rule(number=NUMBERS)
    def a_topic_is_removed(self, number: int) -> None:
        self.does(f"the topic of {number} is removed", self.busy.removes_topic(number))

    @rule()
    def it_begins_again(self) -> None:
        self.does("it ends and begins again", self.busy.desk.restarted())

    @rule(hours=st.integers(0, 4))
    def all_becomes_quiet(self, hours: int) -> None:
        self.does(f"all becomes quiet, and {hours} hours pass", self.busy.waits(hours))
        self.steady = True

    def person(self, name: str) -> Person:
        """Return who is called so."""
        found: Person = getattr(self.busy.desk, name)
        return found

    def does(self, words: str, act: Coroutine[Any, Any, None]) -> None:
        """Do something, and wait until it is decided."""
        self.steps.append(words)
        self.runner.run(self._decided(act))

    async def _decided(self, act: Coroutine[Any, Any, None]) -> None:
        try:
            await act
            await self.busy.decided()
        except AssertionError as error:
            raise AssertionError("\n".join(["what was done:", *self.steps, "what is wrong:", str(error)])) from error

    def teardown(self) -> None:
        """See whether everything was kept."""
        try:
            judged = self.runner.run(self.busy.judged())
            self._counts(judged)
        finally:
            self.runner.run(self.inner.aclose())
            self.runner.close()
            self.outer.close()
        assert not judged.faults, "\n".join(["what was done:", *self.steps, "what is wrong:", *judged.faults])

    def _counts(self, judged: Judged) -> None:
        told = self.busy.told
        asked = sum(map(len, told.by.values()))
        self.figures.update(helpdesks=1, steps=len(self.steps), calls=judged.calls, repeated=judged.repeated)
        self.figures.update(uncertain=judged.uncertain, asked=asked, answered=sum(map(len, told.to.values())))
        self.figures.update(internal=len(told.internal), edited=len(told.now))


def muddled(fresh: Fresh, helpdesks: int, steps: int, figures: Counter[str], first: int | None = None) -> None:
    """Let so many helpdesks live through so many steps; AssertionError with all of them where something was not kept.

    What was done is counted in `figures`. Without a first seed it is the same each time.
    """

    def factory() -> Muddle:
        return Muddle(fresh, figures)

    chosen = settings(
        max_examples=helpdesks,
        stateful_step_count=steps,
        deadline=None,
        database=None,
        derandomize=first is None,
        phases=[Phase.generate],  # to make it smaller would take hours; what was done is told
        suppress_health_check=list(HealthCheck),
    )
    machine: Any = factory if first is None else seed(first)(factory)
    run_state_machine_as_test(machine, settings=chosen)


def run(choice: Choice) -> Iterator[Report]:
    """Run on the chosen databases, one after the other: what is hurried is so for the whole process."""
    for kind in choice.databases:
        with ExitStack() as stack:
            server = stack.enter_context(databases.postgres_server()) if kind == "postgresql" else None
            yield _on(kind, server, choice)


def _on(kind: str, server: str | None, choice: Choice) -> Report:
    helpdesks, figures, faults = LONG if choice.long else SHORT, Counter[str](), list[str]()
    try:
        muddled(lambda: fresh_database(server), helpdesks, STEPS, figures, choice.seed)
    except Exception as error:  # noqa: BLE001  # whatever it is, it is told
        first = error.exceptions[0] if isinstance(error, ExceptionGroup) else error  # it went well the second time
        faults.append(f"{type(first).__name__}: {first}")
    name = f"muddle, {kind}, seed {choice.seed}"
    say(f"{name} is over: {dict(figures)}, {len(faults)} faults")
    return Report(name, dict(figures), faults)
