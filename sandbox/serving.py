"""The files behind messages, for the page: shown where a browser can do so safely, otherwise handed over to be kept."""

from aiohttp import web

from sandbox.files import StoredFile
from sandbox.guard import POLICY

# A picture is known by its first bytes, whatever its sender calls it.
PICTURES = {b"\x89PNG\r\n\x1a\n": "image/png", b"\xff\xd8\xff": "image/jpeg", b"GIF8": "image/gif"}
PLAYED = frozenset(
    ["audio/mp4", "audio/mpeg", "audio/ogg", "audio/wav", "audio/webm", "video/mp4", "video/ogg", "video/webm"]
)


def shown_as(file: StoredFile) -> str | None:
    """Return the type as which a page may show or play the file; None where it may only be kept."""
    content = file.upload.content
    if content[:4] == b"RIFF" and content[8:12] == b"WEBP":
        return "image/webp"
    picture = next((kind for first, kind in PICTURES.items() if content.startswith(first)), None)
    return picture or (file.upload.mime_type if file.upload.mime_type in PLAYED else None)


def served(file: StoredFile) -> web.Response:
    """Return the file so that nothing in it can act as a page of ours."""
    kind = shown_as(file)
    headers = {**POLICY, "Content-Security-Policy": "sandbox; default-src 'none'"}
    if kind is None:
        headers["Content-Disposition"] = "attachment"
    return web.Response(body=file.upload.content, headers=headers, content_type=kind or "application/octet-stream")
