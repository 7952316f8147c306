"""Updates such as Telegram never sends: real ones with something wrong in them."""

import copy
import json
from collections.abc import Iterator
from typing import Any

from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st

ME: dict[str, Any] = {"id": 0, "is_bot": False, "first_name": "Person", "language_code": "en"}
HERE: dict[str, Any] = {"id": 0, "type": "private", "first_name": "Person"}
GROUP: dict[str, Any] = {"id": -1_001_000_000_077, "type": "supergroup", "title": "A group", "is_forum": True}
MESSAGE: dict[str, Any] = {"message_id": 900, "date": 1_790_000_000, "from": ME, "chat": HERE}
SAID: dict[str, Any] = {**MESSAGE, "text": "What is a peer review?"}
COMMAND = [{"type": "bot_command", "offset": 0, "length": 6}]
PHOTO = {"file_id": "abc", "file_unique_id": "a", "width": 90, "height": 60, "file_size": 1200}
STANDING = {"user": {"id": 7, "is_bot": True, "first_name": "bot"}, "status": "member"}
REAL: list[dict[str, Any]] = [
    {"message": SAID},
    {"message": {**MESSAGE, "text": "/start entry_x", "entities": COMMAND}},
    {"message": {**MESSAGE, "text": "/ask 2", "entities": [{**COMMAND[0], "length": 4}]}},
    {"message": {**MESSAGE, "photo": [PHOTO], "caption": "What is this?", "media_group_id": "13"}},
    {"message": {**MESSAGE, "sticker": {**PHOTO, "type": "regular", "is_animated": False, "is_video": False}}},
    {"message": {**MESSAGE, "location": {"latitude": 50.8, "longitude": 4.3}}},
    {"message": {**SAID, "reply_to_message": SAID, "forward_origin": {"type": "user", "date": 1, "sender_user": ME}}},
    {"message": {**SAID, "chat": GROUP, "message_thread_id": 5, "is_topic_message": True}},
    {"message": {**MESSAGE, "chat": GROUP, "new_chat_members": [ME]}},
    {"message": {**MESSAGE, "chat": GROUP, "migrate_to_chat_id": -1_001_000_000_078}},
    {"edited_message": {**SAID, "edit_date": 1_790_000_001}},
    {"channel_post": {**SAID, "chat": {**GROUP, "type": "channel"}, "sender_chat": {**GROUP, "type": "channel"}}},
    {"callback_query": {"id": "1", "from": ME, "message": SAID, "chat_instance": "1", "data": "q1.2"}},
    {"callback_query": {"id": "2", "from": ME, "inline_message_id": "x", "chat_instance": "1", "data": "q2.0"}},
    {"inline_query": {"id": "3", "from": ME, "query": "peer review", "offset": ""}},
    {
        "my_chat_member": {
            "chat": HERE,
            "from": ME,
            "date": 1_790_000_000,
            "old_chat_member": STANDING,
            "new_chat_member": {**STANDING, "status": "kicked", "until_date": 0},
        }
    },
    {
        "message_reaction": {
            "chat": HERE,
            "user": ME,
            "message_id": 3,
            "date": 1_790_000_000,
            "old_reaction": [],
            "new_reaction": [{"type": "emoji", "emoji": "👍"}],
        }
    },
    {"poll_answer": {"poll_id": "1", "user": ME, "option_ids": [0]}},
]
IDS = st.sampled_from([0, -1, 1, 2**31, 2**32, 2**63 - 1, 2**63, -(2**63), -(2**63) - 1, 10**30])
NO_IDS = ["@somebody", "7", 7.5, True, [7], {"id": 7}, None]  # what is no chat's id
WORDS = st.sampled_from(
    [
        *("", " ", "\x00", "a\x00b", "\ud800", "\udfff tail", "x" * 5000, "y" * 100_000, "\u202e\u200b", "🏳️‍🌈" * 50),
        *("/", "/start", "/start q_" + "9" * 40, "/ask", "<b>&amp;", "%s{0}{n}", "';--", "١٢", "1", "2", "*_`[](["),
    ]
)
FORGED = st.sampled_from(
    [
        *("", "q", "q.", "q1", "q1.1", "q1.0", "q1.9", "q0.1", "q1.10", "qzzzzzzzzzzzzz.1", "Q1.1", "q1.1 ", "q-1.1"),
        *("q\x00.1", "q\ud800.1", "q١.٢", "c" * 65, "/start q_1", "/start q_zzzzzzzzzzzzz", "q_1"),
    ]
)
ANYTHING: st.SearchStrategy[Any] = st.recursive(
    st.none() | st.booleans() | IDS | WORDS | FORGED | st.floats(allow_nan=False, allow_infinity=False),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["id", "chat", "type", "x"]), inner),
    max_leaves=6,
)
KINDS = st.sampled_from(["unheard_of", "business_message", "guest_message", "pre_checkout_query", "report", "update"])


def nested(depth: int) -> Any:
    """Return lists in lists, so deep."""
    found: Any = []
    for _ in range(depth):
        found = [found]
    return found


def _places(tree: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """Return the way to everything in an update."""
    inside = tree.items() if isinstance(tree, dict) else enumerate(tree) if isinstance(tree, list) else ()
    for key, value in inside:
        yield (*path, key)
        yield from _places(value, (*path, key))


@st.composite
def poisoned(draw: st.DrawFn) -> dict[str, Any]:
    """Draw a real update and do one to three things to it."""
    update: dict[str, Any] = copy.deepcopy(draw(st.sampled_from(REAL)))
    for _ in range(draw(st.integers(1, 3))):
        _spoil(update, draw)
    return update


def _spoil(update: dict[str, Any], draw: st.DrawFn) -> None:
    found = list(_places(update))
    if not found:
        return
    *way, last = draw(st.sampled_from(found))
    inside: Any = update
    for step in way:
        inside = inside[step]
    match draw(st.sampled_from(["change", "change", "forge", "remove", "add", "rename", "deepen", "swap"])):
        case "remove":
            del inside[last]
        case "add" if isinstance(inside, dict):
            inside[draw(KINDS)] = draw(ANYTHING)
        case "rename" if isinstance(inside, dict):
            inside[draw(KINDS)] = inside.pop(last)
        case "deepen":
            inside[last] = nested(draw(st.sampled_from([20, 100, 300])))
        case "forge":
            inside[last] = draw(FORGED)
        case "swap":
            inside[last] = [inside[last]] if isinstance(inside[last], dict) else {"id": inside[last]}
        case _:
            inside[last] = draw(ANYTHING)


def draw_many(count: int, first: int) -> list[dict[str, Any]]:
    """Return so many spoilt updates, the same for the same seed."""
    found: list[dict[str, Any]] = []

    @seed(first)
    @settings(
        max_examples=count,
        database=None,
        deadline=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(poisoned())
    def collect(update: dict[str, Any]) -> None:
        found.append(update)

    collect()
    return found


def addressed(update: dict[str, Any], person: int, update_id: int) -> bytes:
    """Return the update as bytes, from this person and their own group; the examples are all from one of each."""
    body = json.dumps({"update_id": update_id, **update})
    body = body.replace(f'"id": {GROUP["id"]},', f'"id": {GROUP["id"] - person},')
    return body.replace(f'"id": {ME["id"]},', f'"id": {person},').encode()


def _from_chat(update_id: int, chat: Any) -> bytes:
    update = {
        "update_id": update_id,
        "message": {**SAID, "from": {**ME, "id": update_id}, "chat": {**HERE, "id": chat}},
    }
    return json.dumps(update).encode()


def malformed(first: int) -> list[bytes]:
    """Return what is hardly an update, or not even JSON; the ids that are usable begin with `first`."""
    deep = b"[" * 100_000 + b"]" * 100_000
    ids = [
        b"-5",
        b"9223372036854775807",
        b"9223372036854775808",
        b"-9223372036854775808",
        b"1e3",
        b'"7"',
        b"null",
        b"[]",
    ]
    return [
        *(b"", b"{", b"null", b"true", b"[]", b"{}", b"7", b'"x"', b"\xff\xfe", b"\x00", b"NaN", deep),
        *(b'{"update_id": %s, "message": {"chat": {"id": 1}, "text": "x"}}' % each for each in ids),
        b'{"update_id": %d}' % first,
        b'{"update_id": %d, "message": null}' % (first + 1),
        b'{"update_id": %d, "message": {"x": NaN, "y": Infinity, "date": 1e400}}' % (first + 2),
        b'{"update_id": %d, "message": %s}' % (first + 3, deep),
        b'{"update_id": %d, "message": {"text": "%s"}}' % (first + 4, b"z" * 900_000),
        b'{"update_id": %d, "message": {"chat": {"id": true}, "from": {"id": "7"}}}' % (first + 5),
        *(_from_chat(first + 10 + place, chat) for place, chat in enumerate(NO_IDS)),
        b'{"report": {"about": "dead", "chat_id": 1, "key": "x"}}',
        b'{"report": {"about": "dead", "chat_id": 1}, "update_id": %d}' % (first + 6),
    ]
