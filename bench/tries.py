"""One measurement's failure does not end the others."""

import asyncio
import sys
import traceback
from collections.abc import Awaitable
from typing import Any

FAILED = "failed"
"""The key that stands for all figures where there are none; its value says why."""


async def tried(measuring: Awaitable[dict[str, Any]], seconds: float) -> dict[str, Any]:
    """Return the figures, or why there are none after so many seconds."""
    try:
        async with asyncio.timeout(seconds):
            return await measuring
    except TimeoutError:
        return {FAILED: f"not done after {seconds:g} s"}
    except Exception as error:  # noqa: BLE001  whatever it is, the others are still measured
        traceback.print_exc(file=sys.stderr)
        return {FAILED: f"{type(error).__name__}: {error}"[:500]}
