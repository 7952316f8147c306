"""What stands before several replicas: it takes a webhook's update and brings it to each replica in turn."""

import itertools
from collections.abc import Sequence

import aiohttp
from aiohttp import web

PATH = "/telegram/webhook"


class Balancer:
    """Forwards updates to the ports behind it, round and round; whoever does not answer is passed over."""

    def __init__(self, port: int, behind: Sequence[int]) -> None:
        self._port, self._behind = port, list(behind)
        self._turns = itertools.count()
        self.taken = dict.fromkeys(behind, 0)

    async def __aenter__(self) -> "Balancer":
        application = web.Application()
        application.router.add_post(PATH, self._forward)
        self._session = aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=5))
        self._runner = web.AppRunner(application, access_log=None, shutdown_timeout=1.0)
        await self._runner.setup()
        await web.TCPSite(self._runner, "127.0.0.1", self._port).start()
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._session.close()
        await self._runner.cleanup()

    async def _forward(self, request: web.Request) -> web.Response:
        body, turn = await request.read(), next(self._turns)
        for step in range(len(self._behind)):
            port = self._behind[(turn + step) % len(self._behind)]
            status = await self._post(port, body, dict(request.headers))
            if status == 200:
                self.taken[port] += 1
                return web.Response()
        return web.Response(status=502)

    async def _post(self, port: int, body: bytes, headers: dict[str, str]) -> int:
        """Return the status, 0 where nobody answers."""
        try:
            async with self._session.post(f"http://127.0.0.1:{port}{PATH}", data=body, headers=headers) as response:
                return response.status
        except (aiohttp.ClientError, OSError, TimeoutError):
            return 0
