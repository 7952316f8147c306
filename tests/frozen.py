"""A line between two programs of this machine that can go dead, or be cut."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from functools import partial

from sqlalchemy import make_url

Ends = tuple[asyncio.StreamReader, asyncio.StreamWriter]


class Line:
    """Passes bytes between a port of this machine and a server, as long as it is not frozen or cut.

    `hears` is told everything that goes to the server.
    """

    def __init__(self, reaches: Callable[[], Awaitable[Ends]], hears: Callable[[bytes], None] = lambda _: None) -> None:
        self._reaches, self._hears = reaches, hears
        self._thawed = asyncio.Event()
        self._thawed.set()
        self.port = 0
        self._served: set[asyncio.Task[None]] = set()

    def freezes(self) -> None:
        """Let nothing pass from now on, and end nothing."""
        self._thawed.clear()

    def thaws(self) -> None:
        """Let everything pass again."""
        self._thawed.set()

    def cuts(self) -> None:
        """End every connection, without a word; new ones may be made."""
        for task in self._served:
            task.cancel()

    def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Begin to serve a connection."""
        task = asyncio.create_task(self._serve(reader, writer))
        self._served.add(task)
        task.add_done_callback(self._served.discard)

    async def ends(self) -> None:
        """Wait until every connection has been ended by its own side."""
        self.thaws()
        await asyncio.gather(*self._served, return_exceptions=True)

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        ends = [writer]
        try:
            far_reader, far_writer = await self._reaches()
            ends.append(far_writer)
            await _first(self._pass(reader, far_writer, self._hears), self._pass(far_reader, writer))
        except OSError:
            pass  # nobody listens at the other end: who came is told by the end of the connection
        finally:
            for end in ends:
                end.close()
                with contextlib.suppress(OSError):
                    await end.wait_closed()

    async def _pass(
        self,
        reader: asyncio.StreamReader,
        writer: asyncio.StreamWriter,
        hears: Callable[[bytes], None] = lambda _: None,
    ) -> None:
        with contextlib.suppress(OSError):
            while data := await reader.read(65536):
                await self._thawed.wait()
                hears(data)
                writer.write(data)
                await writer.drain()


async def _first(*ways: Awaitable[None]) -> None:
    """Wait for one of these and end the others."""
    tasks = [asyncio.ensure_future(way) for way in ways]
    try:
        await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


@asynccontextmanager
async def laid(line: Line) -> AsyncIterator[Line]:
    """Open a line at a port of its own."""
    server = await asyncio.start_server(line.serve, "127.0.0.1", 0)
    line.port = server.sockets[0].getsockname()[1]
    try:
        yield line
    finally:
        server.close()
        await line.ends()


@asynccontextmanager
async def line_to(url: str) -> AsyncIterator[tuple[Line, str]]:
    """Open a line to the server at this address, which listens on a socket, and give the address through the line."""
    parsed = make_url(url)
    async with laid(Line(partial(asyncio.open_unix_connection, f"{parsed.query['host']}/.s.PGSQL.5432"))) as opened:
        through = parsed.set(host="127.0.0.1", port=opened.port).difference_update_query(["host"])
        yield opened, through.render_as_string(hide_password=False)
