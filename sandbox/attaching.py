"""What a person sends besides words."""

from collections.abc import Sequence
from itertools import groupby
from typing import Any

from sandbox.account import Place
from sandbox.chats import Raw
from sandbox.files import Upload
from sandbox.methods.media import described
from sandbox.screen import Message
from sandbox.speaking import Speaking
from sandbox.text import typed

SAMPLES = {
    "photo": ("photo.jpg", "image/jpeg"),
    "document": ("document.pdf", "application/pdf"),
    "voice": ("voice.ogg", "audio/ogg"),
    "sticker": ("sticker.webp", "image/webp"),
    "video": ("video.mp4", "video/mp4"),
    "audio": ("audio.mp3", "audio/mpeg"),
    "animation": ("animation.mp4", "video/mp4"),
    "video_note": ("note.mp4", "video/mp4"),
}


PICTURES = frozenset(("image/jpeg", "image/png", "image/webp"))
# What may be in one album; what is in none goes alone.
FAMILIES = {"photo": "seen", "video": "seen", "audio": "heard", "document": "kept", "animation": ""}


class Attaching(Speaking):
    """Pictures, files, voice, places, contacts, albums; `where` takes `to`, `thread`, `reply_to` as in `says`."""

    async def sends_photo(self, caption: str = "", content: bytes = b"a picture", **where: Any) -> Message:
        """Send a picture."""
        return self._sends("photo", caption, content, where)

    async def sends_document(
        self, caption: str = "", content: bytes = b"a file", name: str | None = None, **where: Any
    ) -> Message:
        """Send a file."""
        return self._sends("document", caption, content, where, name)

    async def sends_video(self, caption: str = "", content: bytes = b"a film", **where: Any) -> Message:
        """Send a film."""
        return self._sends("video", caption, content, where)

    async def sends_voice(self, caption: str = "", content: bytes = b"a voice", **where: Any) -> Message:
        """Send a voice message."""
        return self._sends("voice", caption, content, where)

    async def sends_sticker(self, emoji: str = "🙂", content: bytes = b"a sticker", **where: Any) -> Message:
        """Send a sticker."""
        message = self.content("sticker", content)
        message["sticker"]["emoji"] = emoji
        return self.post(message, **where)

    async def sends_location(self, latitude: float = 50.85, longitude: float = 4.35, **where: Any) -> Message:
        """Send a point on the map."""
        return self.post({"location": {"latitude": latitude, "longitude": longitude}}, **where)

    async def sends_contact(
        self, phone_number: str = "+32000000000", first_name: str = "Somebody", **where: Any
    ) -> Message:
        """Send a phone number."""
        return self.post({"contact": {"phone_number": phone_number, "first_name": first_name}}, **where)

    async def sends_album(
        self,
        captions: Sequence[str] = ("", ""),
        kind: str = "photo",
        *,
        to: Place = None,
        thread: int | None = None,
        reply_to: Message | None = None,
    ) -> list[Message]:
        """Several pictures at once, one for each caption; Telegram makes a message of each, with one media_group_id."""
        group = {"media_group_id": str(13_000_000_000_000_000 + next(self.world.numbers))}
        parts = [self.content(kind, f"part {number}".encode(), caption) for number, caption in enumerate(captions)]
        return [self.post({**group, **part}, to, thread, reply_to) for part in parts]

    async def sends_files(
        self,
        files: Sequence[Upload],
        caption: str = "",
        *,
        as_files: bool = False,
        to: Place = None,
        thread: int | None = None,
        reply_to: Message | None = None,
    ) -> list[Message]:
        """Send files as a phone does: what fits together as albums of at most ten, the caption below the first."""
        sent: list[Message] = []
        for family, members in groupby(files, lambda file: FAMILIES[kind_of(file, as_files=as_files)]):
            kinds = [(file, kind_of(file, as_files=as_files)) for file in members]
            size = 10 if family else 1
            for start in range(0, len(kinds), size):
                words = "" if sent else caption
                parts = self._album(kinds[start : start + size], words)
                sent += [self.post(part, to, thread, reply_to) for part in parts]
        return sent

    def _album(self, files: Sequence[tuple[Upload, str]], caption: str) -> list[Raw]:
        parts = [self.content(kind, file.content, name=file.name, mime_type=file.mime_type) for file, kind in files]
        if caption:
            parts[0] |= _below(caption)
        if len(parts) == 1:
            return parts
        group = {"media_group_id": str(13_000_000_000_000_000 + next(self.world.numbers))}
        return [{**group, **part} for part in parts]

    def _sends(
        self, kind: str, caption: str, content: bytes, where: dict[str, Any], name: str | None = None
    ) -> Message:
        return self.post(self.content(kind, content, caption, name), **where)

    def content(
        self, kind: str, content: bytes, caption: str = "", name: str | None = None, mime_type: str | None = None
    ) -> Raw:
        """Return what a message with such a file holds, for what is put together by hand."""
        sample, usual = SAMPLES[kind]
        file = self.world.files.keep(kind, Upload(name or sample, mime_type or usual, content))
        return {**described(file, kind), **(_below(caption) if caption else {})}


def kind_of(file: Upload, *, as_files: bool = False) -> str:
    """Return as what a phone sends a file of this type."""
    if as_files:
        return "document"
    if file.mime_type == "image/gif":
        return "animation"
    family = file.mime_type.partition("/")[0]
    return "photo" if file.mime_type in PICTURES else family if family in ("video", "audio") else "document"


def _below(caption: str) -> Raw:
    return {"caption" if key == "text" else f"caption_{key}": value for key, value in typed(caption).items()}
