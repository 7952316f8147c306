"""Waiting for something that may happen at any time."""

import asyncio
from dataclasses import dataclass, field


@dataclass(slots=True)
class Bell:
    """Rings for everybody who waits; who comes later waits for the next time."""

    waiting: set[asyncio.Future[None]] = field(default_factory=set)

    def ring(self) -> None:
        """Wake all who wait."""
        for future in self.waiting:
            if not future.done():
                future.set_result(None)
        self.waiting.clear()

    async def heard(self) -> None:
        """Wait until it rings."""
        future: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self.waiting.add(future)
        try:
            await future
        finally:
            self.waiting.discard(future)
