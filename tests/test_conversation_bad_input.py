"""Whatever is typed, sent or pressed: one plain sentence, and the conversation goes on."""

from pathlib import Path
from typing import Any

import pytest

from bot.serve import Service
from sandbox.people import Person
from sandbox.server import Sandbox
from tests.museum import museum

NONE = "None of the checked answers fits your question."
ASKED_BACK = ("What is your question?", "You cannot choose 0 here now.")
ODD_WORDS = (
    "_*[]()~`>#+-=|{}.!\\",
    "<b>not bold</b> &amp; {name} %s $HOME",
    "'; DROP TABLE question; --",
    "\u202eright to left\u202c \u200b\ufeff",
    "👩‍👩‍👧‍👦🏴󠁧󠁢󠁥󠁮󠁧󠁿",
    "ΩмЖ漢字हिन्दी",
    "a" * 4096,
    "😀" * 2000,
    "0",
    "/",
    "{0}",
)
WORDS_ONLY = "This assistant understands written words only"


@pytest.fixture
def helpdesk_settings(helpdesk_settings: dict[str, Any], tmp_path: Path) -> dict[str, Any]:
    return helpdesk_settings | {"content_dir": museum(tmp_path)}


@pytest.fixture
async def maria(maria: Person) -> Person:
    await maria.starts()
    await maria.hears()
    return maria


async def still_answers(person: Person) -> bool:
    await person.says("Are dogs allowed?")
    return (await person.hears()).text.startswith("May I bring my dog?")


async def test_every_character_is_taken_as_it_is(telegram: Sandbox, helpdesk: Service) -> None:
    for words in ODD_WORDS:
        person = telegram.new_person("<Ma_ri*a>")
        await person.says(words)
        heard = (await person.hears()).text
        assert any(expected in heard for expected in (NONE, *ASKED_BACK)), words
        assert await still_answers(person)


async def test_a_hundred_thousand_characters_are_answered_and_do_no_harm(maria: Person, telegram: Sandbox) -> None:
    message = {"message_id": 9999, "date": 1, "text": "x" * 100_000, "from": maria.user.raw, "chat": maria.chat().raw}
    telegram.bot.updates.add("message", message, maria.id)

    assert (await maria.hears()).text.startswith(NONE)
    assert await still_answers(maria)


async def test_an_unknown_command_is_named_and_said_to_have_done_nothing(maria: Person) -> None:
    await maria.says("/take{n} 12")
    await maria.hears()
    await maria.says("/fly")

    said = (await maria.hears()).text
    assert said.startswith("There is no command /fly here, so nothing was done.")
    assert "/help" in said
    assert "Did you mean" not in said
    await maria.says("/expret how do others pay?")
    assert "Did you mean /expert?" in (await maria.hears()).text
    await maria.says("/quue")
    assert "queue" not in (await maria.hears()).text  # it is for experts


async def test_what_is_no_words_gets_a_plain_sentence(telegram: Sandbox, helpdesk: Service) -> None:
    for kind in ("photo", "document", "voice", "sticker", "video", "location", "contact"):
        person = telegram.new_person("Maria")
        await getattr(person, f"sends_{kind}")()
        assert WORDS_ONLY in (await person.hears()).text, kind
        assert await still_answers(person)


async def test_an_album_is_answered_once(maria: Person) -> None:
    await maria.sends_album(("", "", ""))

    assert (await maria.hears()).text.startswith(WORDS_ONLY)
    await maria.hears_nothing()


async def test_an_update_of_another_kind_is_settled_in_silence(
    maria: Person, telegram: Sandbox, helpdesk: Service
) -> None:
    channel = {"id": -100, "type": "channel", "title": "News"}
    poll = {"id": "1", "question": "?", "options": [], "total_voter_count": 0, "is_closed": True}
    poll |= {"is_anonymous": True, "type": "regular", "allows_multiple_answers": False}
    for kind, body in (
        ("a_kind_nobody_knows", {"from": maria.user.raw}),
        ("poll", poll),
        ("channel_post", {"message_id": 1, "date": 1, "text": "news", "chat": channel}),
        ("inline_query", {"id": "1", "from": maria.user.raw, "query": "dogs", "offset": ""}),
    ):
        telegram.bot.updates.add(kind, body, maria.id)

    assert await still_answers(maria)
    assert helpdesk.registry.get_sample_value("helpdesk_updates_dead_total") == 0


async def test_another_bots_words_are_not_answered(maria: Person, telegram: Sandbox) -> None:
    other = {"id": 77, "is_bot": True, "first_name": "Other", "username": "other_bot"}
    channel = {"id": -100, "type": "channel", "title": "News"}
    said = {"message_id": 9998, "date": 1, "text": "Are dogs allowed?", "chat": maria.chat().raw}
    said["from"] = maria.user.raw
    for author in ({"from": other}, {"via_bot": other}, {"sender_chat": channel}):
        telegram.bot.updates.add("message", said | author, maria.id)

    await maria.hears_nothing()
    assert await still_answers(maria)
