"""A call from its arrival to its answer: token, faults, limits, parameters, the method itself, the journal."""

import asyncio
from dataclasses import dataclass
from typing import Any

from sandbox import parameters
from sandbox.asked import Asked
from sandbox.bots import Bot
from sandbox.chats import Raw
from sandbox.errors import ApiError
from sandbox.faults import Fault
from sandbox.files import Upload
from sandbox.journal import Call
from sandbox.methods import Method, methods
from sandbox.methods.receiving import RawUpdates
from sandbox.signatures import Signature, signatures
from sandbox.world import World


@dataclass(slots=True)
class Outcome:
    """What became of a call, and the trouble that stands between it and its caller."""

    call: Call
    result: Any = None
    error: ApiError | None = None
    fault: Fault | None = None


class Calls:
    """Performs methods on a world."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.signatures: dict[str, Signature] = signatures()
        self.methods: dict[str, Method] = methods()
        world.perform = self.perform

    async def take(self, bot: Bot, name: str, given: Raw, uploads: dict[str, Upload]) -> Outcome:
        """Take a call over HTTP, with latency and faults."""
        signature = self.signatures.get(name.lower())
        method = signature.method if signature else name
        fault = self.world.faults.strike(method, _chat_id(given))
        latency = self.world.faults.latency + (fault.latency if fault else 0.0)
        # Half of the time passes on the way in: who is killed meanwhile may have been heard or not.
        if latency:
            await asyncio.sleep(latency / 2)
        outcome = await self._judge(bot, method, given, uploads, fault)
        if latency:
            await asyncio.sleep(latency / 2)
        return outcome

    async def perform(self, bot: Bot, name: str, given: Raw) -> Outcome:
        """Perform a call a webhook made in its answer."""
        return await self._judge(bot, name, given, {}, None)

    async def _judge(
        self, bot: Bot, method: str, given: Raw, uploads: dict[str, Upload], fault: Fault | None
    ) -> Outcome:
        outcome = Outcome(Call(self.world.clock(), bot.id, method, given), fault=fault)
        try:
            if fault and not fault.answers and not fault.done:
                raise fault.error  # one place writes the journal
            outcome.result = await self._run(bot, method, given, uploads, outcome.call)
        except ApiError as error:
            outcome.error = error
        self._write(outcome)
        return outcome

    async def _run(self, bot: Bot, name: str, given: Raw, uploads: dict[str, Upload], call: Call) -> Any:
        signature = self.signatures.get(name.lower())
        if signature is None:
            raise ApiError(404, "Not Found: method not found")
        call.method, call.ignored = signature.method, parameters.unknown(signature, given)
        files = {field: upload for field, upload in uploads.items() if signature.kinds.get(field) == "F"}
        params = parameters.read(signature, {**given, **files})
        self.world.limits.check(bot.id, signature.method, params.get("chat_id"), _messages(params))
        result = self.methods[name.lower()](Asked(self.world, bot, params, uploads))
        return await result if asyncio.iscoroutine(result) else result

    def _write(self, outcome: Outcome) -> None:
        call, error, fault = outcome.call, outcome.error, outcome.fault
        call.ok = error is None
        call.code, call.description = (error.code, error.description) if error else (200, "")
        call.result = list(outcome.result.ids) if isinstance(outcome.result, RawUpdates) else outcome.result
        call.fault = fault.name if fault else ""
        self.world.journal.write(call)
        self.world.changes.tell("fault" if fault else "call", _chat_id(call.params), call.bot_id, call)


def _chat_id(given: Raw) -> int | None:
    try:
        return int(given.get("chat_id", ""))
    except (TypeError, ValueError):
        return None


def _messages(params: Raw) -> int:
    """How many messages a call sends."""
    several = params.get("media") or params.get("message_ids")
    return len(several) if isinstance(several, list) and several else 1
