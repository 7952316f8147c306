"""Addresses that an operator writes: of web pages and of databases."""

import re
from urllib.parse import SplitResult, urlsplit

from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError

LOOPBACK = {"127.0.0.1", "::1", "localhost"}


def web_address(address: str) -> SplitResult | None:
    """Take an http or https address apart; None for anything else."""
    try:
        parts = urlsplit(address)
        usable = parts.scheme in {"http", "https"} and parts.hostname and (parts.port or True)
    except ValueError:
        return None
    return parts if usable and not re.search(r"\s", address) else None


def webhook_problem(address: str) -> str | None:
    """Say why Telegram cannot deliver to this address, or nothing if it can."""
    parts = web_address(address)
    if parts is None:
        return "is not a web address"
    if parts.scheme != "https" and parts.hostname not in LOOPBACK:
        return "is not an https address, the only kind that Telegram delivers to"
    if parts.path in {"", "/"}:
        return "has no path after the host's name"
    return None


def database_problem(address: str) -> str | None:
    """Say why nothing can be kept at this address, or nothing if it can."""
    url = _database(address)
    if url is None:
        return "is not a database's address"
    if url.drivername not in {"sqlite+aiosqlite", "postgresql+asyncpg"}:
        return "begins with a name that the helpdesk does not know"
    if url.database in {None, "", ":memory:"}:
        return "names no file or database to keep things in"
    if "sslmode" in url.query:
        return "has sslmode=, which asyncpg calls ssl="
    return None


def database_passwords(address: str) -> tuple[str, ...]:
    """Return the passwords that a usable address carries."""
    url = make_url(address)
    return tuple(filter(None, [url.password, *url.normalized_query.get("password", ())]))


def _database(address: str) -> URL | None:
    try:
        return make_url(address)
    except (ArgumentError, ValueError):
        return None
