"""What was uploaded: bytes, and the names under which Telegram hands them out again."""

import hashlib
from dataclasses import dataclass, field

from sandbox.errors import bad_request

LARGEST_UPLOAD = 50 * 1024 * 1024
LARGEST_PHOTO = 10 * 1024 * 1024
LARGEST_DOWNLOAD = 20 * 1024 * 1024

FOLDERS = {"photo": "photos", "video": "videos", "voice": "voice", "audio": "music", "sticker": "stickers"}


@dataclass(frozen=True, slots=True)
class Upload:
    """A file on its way in."""

    name: str
    mime_type: str
    content: bytes


@dataclass(frozen=True, slots=True)
class StoredFile:
    """A file Telegram has: its kind (photo, document …), ids and path."""

    kind: str
    file_id: str
    unique_id: str
    path: str
    upload: Upload

    @property
    def size(self) -> int:
        """In bytes."""
        return len(self.upload.content)


@dataclass(slots=True)
class Files:
    """All files, by id and by path."""

    by_id: dict[str, StoredFile] = field(default_factory=dict)
    by_path: dict[str, StoredFile] = field(default_factory=dict)

    def keep(self, kind: str, upload: Upload) -> StoredFile:
        """Store an upload; refuse what is empty or larger than Telegram takes from a bot."""
        _check_size(kind, upload)
        number = len(self.by_id) + 1
        digest = hashlib.sha256(upload.content).hexdigest()
        suffix = "." + upload.name.rpartition(".")[2] if "." in upload.name else ""
        path = f"{FOLDERS.get(kind, kind + 's')}/file_{number}{suffix}"
        stored = StoredFile(kind, f"{kind}-{number}-{digest[:24]}", f"AQAD{digest[:12]}", path, upload)
        self.by_id[stored.file_id] = self.by_path[path] = stored
        return stored

    def known(self, file_id: str) -> StoredFile:
        """Return the file with this id, or Telegram's refusal."""
        if file_id.startswith(("http://", "https://")):
            raise bad_request("failed to get HTTP URL content")
        if file_id not in self.by_id:
            raise bad_request("wrong file identifier/HTTP URL specified")
        return self.by_id[file_id]


def _check_size(kind: str, upload: Upload) -> None:
    if not upload.content:
        raise bad_request("file must be non-empty")
    if len(upload.content) > (LARGEST_PHOTO if kind == "photo" else LARGEST_UPLOAD):
        raise bad_request(f"file is too big, at most {LARGEST_UPLOAD} bytes")
