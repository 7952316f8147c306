"""Keeps web pages from elsewhere away from a server that trusts whoever reaches it."""

from urllib.parse import urlsplit

from aiohttp import web
from aiohttp.typedefs import Handler

LOCAL = frozenset(("127.0.0.1", "localhost", "::1"))
ELSEWHERE = frozenset(("cross-site", "same-site"))
POLICY = {
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self' data: blob:; "
        "media-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
    ),
    "Cross-Origin-Resource-Policy": "same-origin",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "Cache-Control": "no-store",
}


@web.middleware
async def only_from_here(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Refuse what a page of another address had a browser send; programs, which name no origin, are let through.

    The host's name is checked as well: another address can be made to lead to this machine while a page is open.
    """
    if not _is_local(request.headers.get("Host", "")):
        return _refusal("This server is reached as 127.0.0.1 or localhost only.")
    if not _is_ours(request):
        return _refusal("Another web page may not use this server.")
    return await handler(request)


def _is_local(host: str) -> bool:
    try:
        return urlsplit(f"//{host}").hostname in LOCAL
    except ValueError:
        return False


def _is_ours(request: web.Request) -> bool:
    if request.headers.get("Origin", own := f"http://{request.headers['Host']}") != own:
        return False
    # A link from elsewhere may open the page; it may neither embed it nor call anything.
    opened = request.path == "/" and request.headers.get("Sec-Fetch-Mode") == "navigate"
    return opened or request.headers.get("Sec-Fetch-Site") not in ELSEWHERE


def _refusal(sentence: str) -> web.Response:
    return web.Response(status=403, text=f"{sentence}\n")
