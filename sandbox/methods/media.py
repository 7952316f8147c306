"""Pictures, files, voice, places and contacts: uploaded or known by their id, alone or as an album."""

from typing import Any

from sandbox import text
from sandbox.asked import Asked
from sandbox.chats import Raw
from sandbox.errors import bad_request
from sandbox.files import LARGEST_DOWNLOAD, StoredFile, Upload
from sandbox.methods import sending

WORDS = {"photo": "Photo", "video": "Video", "voice": "VoiceNote", "audio": "Audio", "document": "Document"}
WORDS |= {"animation": "Animation", "sticker": "Sticker", "video_note": "VideoNote"}
ALBUM_KINDS = ("photo", "video", "audio", "document")
DEFAULTS: dict[str, Raw] = {
    "video": {"width": 640, "height": 480, "duration": 1},
    "animation": {"width": 320, "height": 240, "duration": 1},
    "voice": {"duration": 1},
    "audio": {"duration": 1},
    "video_note": {"length": 240, "duration": 1},
    "sticker": {"type": "regular", "width": 512, "height": 512, "is_animated": False, "is_video": False},
    "document": {},
}
NAMED = ("document", "video", "audio", "animation")
TYPED = (*NAMED, "voice")


def stored(asked: Asked, kind: str, value: Any) -> StoredFile:
    """Return the file meant by a parameter: an upload under its name or attach://, or an id of one of the same kind."""
    upload = asked.uploads.get(kind) if value is None else _attached(asked, value)
    if upload:
        return asked.world.files.keep(kind, upload)
    if not isinstance(value, str) or not value:
        raise bad_request(f"there is no {kind.replace('_', ' ')} in the request")
    known = asked.world.files.known(value)
    if known.kind != kind and {known.kind, kind} != {"document", "animation"}:
        raise bad_request(f"can't use file of type {WORDS[known.kind]} as {WORDS[kind]}")
    return known


def _attached(asked: Asked, value: Any) -> Upload | None:
    if isinstance(value, Upload):
        return value
    if not isinstance(value, str) or not value.startswith("attach://"):
        return None
    name = value.removeprefix("attach://")
    if name not in asked.uploads:
        raise bad_request("wrong file identifier/HTTP URL specified")
    return asked.uploads[name]


def described(file: StoredFile, kind: str, given: Raw | None = None) -> Raw:
    """Return the file as it stands in a message: {kind: PhotoSize list, Document …}."""
    base: Raw = {"file_id": file.file_id, "file_unique_id": file.unique_id, "file_size": file.size}
    if kind == "photo":
        return {"photo": [{**base, "width": 90, "height": 60}, {**base, "width": 800, "height": 600}]}
    facts = {**DEFAULTS[kind], **{key: value for key, value in (given or {}).items() if value is not None}}
    names: Raw = {"file_name": file.upload.name} if kind in NAMED else {}
    if kind in TYPED:
        names["mime_type"] = file.upload.mime_type
    content = {kind: {**base, **names, **facts}}
    # Telegram gives an animation as a document too.
    return {**content, "document": {**base, **names}} if kind == "animation" else content


def _sender(kind: str, *facts: str) -> Any:
    def send(asked: Asked) -> Raw:
        given = {name: asked.get(name) for name in facts}
        asked.writable_chat()
        content = described(stored(asked, kind, asked.get(kind)), kind, given)
        return sending.deliver(asked, {**content, **_caption(asked, kind, asked.params)})

    return send


def _caption(asked: Asked, kind: str, params: Raw) -> Raw:
    if kind in ("sticker", "video_note"):
        return {}
    above = {"show_caption_above_media": True} if params.get("show_caption_above_media") else {}
    return {**text.caption(params, asked.world.users), **above}


def from_input(asked: Asked, item: Any) -> Raw:
    """Content of an InputMedia object."""
    if not isinstance(item, dict) or item.get("type") not in WORDS:
        raise bad_request("can't parse InputMedia: Can't find field \"type\"")
    kind = item["type"]
    facts: Raw = {name: item.get(name) for name in ("duration", "width", "height") if name in DEFAULTS.get(kind, {})}
    return {**described(stored(asked, kind, item.get("media")), kind, facts), **_caption(asked, kind, item)}


def send_media_group(asked: Asked) -> list[Raw]:
    """Send an album: 2 to 10 pictures and videos, or files only, or music only."""
    items: Any = asked.get("media")
    if not isinstance(items, list):
        raise bad_request("can't parse media JSON object")
    if not 2 <= len(items) <= 10:
        raise bad_request("wrong number of messages sent" if items else "there are no messages to send")
    _check_kinds({item.get("type") for item in items if isinstance(item, dict)})
    chat = asked.writable_chat()
    contents = [from_input(asked, item) for item in items]
    group = str(13_000_000_000_000_000 + next(asked.world.numbers))
    return [sending.deliver_to(asked, chat, {"media_group_id": group, **content}).raw for content in contents]


def _check_kinds(kinds: set[Any]) -> None:
    if not kinds <= set(ALBUM_KINDS):
        raise bad_request("can't parse InputMedia: type of media can't be in a group")
    if len(kinds) > 1 and kinds & {"audio", "document"}:
        raise bad_request("audio and document can't be mixed with other media types in an album")


def send_location(asked: Asked) -> Raw:
    """Send a point on the map."""
    return sending.deliver(asked, {"location": _location(asked)})


def send_venue(asked: Asked) -> Raw:
    """Send a point on the map with a name; Telegram gives the location beside it as well."""
    location = _location(asked)
    venue = {"location": location, "title": asked.get("title"), "address": asked.get("address")}
    return sending.deliver(asked, {"venue": venue, "location": location})


def _location(asked: Asked) -> Raw:
    latitude, longitude = asked.get("latitude"), asked.get("longitude")
    if not (-90 <= latitude <= 90 and -180 <= longitude <= 180):
        raise bad_request("wrong latitude or longitude specified")
    extra = {
        name: asked.get(name) for name in ("horizontal_accuracy", "live_period", "heading", "proximity_alert_radius")
    }
    return {"latitude": latitude, "longitude": longitude, **{key: value for key, value in extra.items() if value}}


def send_contact(asked: Asked) -> Raw:
    """Send a phone number with its name."""
    extra = {name: asked.get(name) for name in ("last_name", "vcard") if asked.get(name)}
    contact = {"phone_number": asked.get("phone_number"), "first_name": asked.get("first_name"), **extra}
    return sending.deliver(asked, {"contact": contact})


def get_file(asked: Asked) -> Raw:
    """Where to download a file, at most 20 MB."""
    file_id = asked.get("file_id")
    if file_id not in asked.world.files.by_id:
        raise bad_request("invalid file_id")
    file = asked.world.files.by_id[file_id]
    if file.size > LARGEST_DOWNLOAD:
        raise bad_request("file is too big")
    return {"file_id": file.file_id, "file_unique_id": file.unique_id, "file_size": file.size, "file_path": file.path}


METHODS = {
    "sendPhoto": _sender("photo"),
    "sendDocument": _sender("document"),
    "sendVideo": _sender("video", "duration", "width", "height"),
    "sendAnimation": _sender("animation", "duration", "width", "height"),
    "sendVoice": _sender("voice", "duration"),
    "sendAudio": _sender("audio", "duration", "performer", "title"),
    "sendVideoNote": _sender("video_note", "duration", "length"),
    "sendSticker": _sender("sticker", "emoji"),
    "sendMediaGroup": send_media_group,
    "sendLocation": send_location,
    "sendVenue": send_venue,
    "sendContact": send_contact,
    "getFile": get_file,
}
