"""A line to PostgreSQL that can go dead: nothing is refused, nothing is answered."""

import asyncio
import contextlib
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from sqlalchemy import make_url


class Line:
    """Passes bytes between a port of this machine and a server's socket, as long as it is not frozen."""

    def __init__(self, socket: str) -> None:
        self._socket = socket
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

    def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Begin to serve a connection."""
        self._served.add(asyncio.create_task(self._serve(reader, writer)))

    async def ends(self) -> None:
        """Wait until every connection has been ended by its own side."""
        self.thaws()
        await asyncio.gather(*self._served)

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        far_reader, far_writer = await asyncio.open_unix_connection(self._socket)
        ways = [asyncio.create_task(self._pass(*way)) for way in ((reader, far_writer), (far_reader, writer))]
        await asyncio.wait(ways, return_when=asyncio.FIRST_COMPLETED)
        for way in ways:
            way.cancel()
        await asyncio.gather(*ways, return_exceptions=True)
        for end in (writer, far_writer):
            end.close()
            with contextlib.suppress(OSError):
                await end.wait_closed()

    async def _pass(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while data := await reader.read(65536):
            await self._thawed.wait()
            writer.write(data)
            await writer.drain()


@asynccontextmanager
async def line_to(url: str) -> AsyncIterator[tuple[Line, str]]:
    """Open a line to the server at this address, which listens on a socket, and give the address through the line."""
    parsed = make_url(url)
    line = Line(f"{parsed.query['host']}/.s.PGSQL.5432")
    server = await asyncio.start_server(line.serve, "127.0.0.1", 0)
    line.port = server.sockets[0].getsockname()[1]
    through = parsed.set(host="127.0.0.1", port=line.port).difference_update_query(["host"])
    try:
        yield line, through.render_as_string(hide_password=False)
    finally:
        server.close()
        await line.ends()
