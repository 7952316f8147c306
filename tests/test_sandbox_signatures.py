"""The local Telegram asks for what Telegram asks for, and answers in its shapes, as python-telegram-bot knows them."""

import inspect
from collections.abc import AsyncIterator, Iterator
from typing import Any

import pytest
import telegram as ptb

from sandbox.methods import methods
from sandbox.signatures import signatures
from sandbox.stage import Stage, small_stage

# What python-telegram-bot adds of its own to a method.
TIMEOUTS = {"self", "read_timeout", "write_timeout", "connect_timeout", "pool_timeout", "api_kwargs"}
SHORTCUTS = {
    "reply_to_message_id",
    "allow_sending_without_reply",
    "disable_web_page_preview",
    "filename",
    "current_offset",
}
OBJECTS = {"sendLocation": "location", "sendVenue": "venue", "sendContact": "contact"}
GROUP_CAPTION = {"caption", "parse_mode", "caption_entities"}

KNOWN = sorted(signatures().values(), key=lambda signature: signature.method)


@pytest.fixture
async def stage() -> AsyncIterator[Stage]:
    async with small_stage() as stage:
        yield stage


@pytest.fixture
async def client(stage: Stage) -> AsyncIterator[ptb.Bot]:
    bot = ptb.Bot(stage.bot.token, f"{stage.telegram.url}/bot", f"{stage.telegram.url}/file/bot")
    async with bot:
        yield bot


def parameters(method: str) -> dict[str, inspect.Parameter]:
    found = inspect.signature(getattr(ptb.Bot, method)).parameters
    own = TIMEOUTS | SHORTCUTS | {OBJECTS.get(method, "")} | (GROUP_CAPTION if method == "sendMediaGroup" else set())
    return {name: parameter for name, parameter in found.items() if name not in own}


def required(method: str) -> set[str]:
    return {name for name, one in parameters(method).items() if one.default is inspect.Parameter.empty}


def test_a_method_takes_the_parameters_that_python_telegram_bot_sends() -> None:
    ours = {signature.method: set(signature.kinds) for signature in KNOWN}

    assert len(ours) > 60
    assert ours == {method: set(parameters(method)) for method in ours}


def test_a_method_requires_what_python_telegram_bot_requires() -> None:
    # python-telegram-bot takes an object instead of these, and sends them one by one.
    ours = {signature.method: set(signature.required) for signature in KNOWN if signature.method not in OBJECTS}

    assert ours == {method: required(method) for method in ours}


def test_every_method_with_a_signature_is_there_and_no_other() -> None:
    assert set(methods()) == set(signatures())


def leftovers(thing: Any) -> Iterator[str]:
    """Fields the library does not know, wherever they are."""
    if isinstance(thing, ptb.TelegramObject):
        for name in thing.api_kwargs:
            yield f"{type(thing).__name__}.{name}"
        for name in {slot for kind in type(thing).__mro__ for slot in getattr(kind, "__slots__", ())} - {"_bot"}:
            yield from leftovers(getattr(thing, name, None))
    elif isinstance(thing, tuple | list):
        for part in thing:
            yield from leftovers(part)


def nothing_left(thing: Any) -> bool:
    assert list(leftovers(thing)) == []
    return True


async def test_every_way_of_sending_gives_a_message_the_library_understands(stage: Stage, client: ptb.Bot) -> None:
    to = stage.maria.id
    buttons = ptb.InlineKeyboardMarkup([[ptb.InlineKeyboardButton("Yes", callback_data="y")]])
    picture = ptb.InputMediaPhoto(b"one", caption="<b>1</b>", parse_mode="HTML")
    sent = [
        await client.send_message(to, "<b>Hello</b> @maria_lisboa", parse_mode="HTML", reply_markup=buttons),
        await client.send_photo(to, b"picture", caption="A picture"),
        await client.send_document(to, b"file", filename="ã b.txt"),
        await client.send_video(to, b"film", duration=3, width=10, height=10),
        await client.send_animation(to, b"moving"),
        await client.send_audio(to, b"music", performer="A", title="B"),
        await client.send_voice(to, b"voice", duration=2),
        await client.send_video_note(to, b"note", length=100),
        await client.send_sticker(to, b"sticker"),
        await client.send_location(to, 50.8, 4.3),
        await client.send_venue(to, 50.8, 4.3, "Hall", "Street 1"),
        await client.send_contact(to, "+320000", "Ana"),
        *await client.send_media_group(to, [picture, ptb.InputMediaPhoto(b"two")]),
    ]

    assert nothing_left(sent)
    assert [message.message_id for message in sent] == list(range(2, 2 + len(sent)))
    assert sent[2].document
    assert sent[2].document.file_name == "ã b.txt"
    assert [message.effective_attachment is not None for message in sent] == [False] + [True] * 13


async def test_changing_copying_and_forwarding_give_what_the_library_expects(stage: Stage, client: ptb.Bot) -> None:
    to = stage.maria.id
    text = await client.send_message(to, "one")
    photo = await client.send_photo(to, b"x", caption="old")
    buttons = ptb.InlineKeyboardMarkup([[ptb.InlineKeyboardButton("A", url="https://example.org")]])
    changed = [
        await client.edit_message_text("two", to, text.message_id),
        await client.edit_message_caption(to, photo.message_id, caption="new"),
        await client.edit_message_reply_markup(to, text.message_id, reply_markup=buttons),
        await client.edit_message_media(ptb.InputMediaDocument(b"doc"), to, photo.message_id),
        await client.forward_message(to, to, text.message_id),
    ]

    assert nothing_left(changed)
    assert (await client.copy_message(to, to, text.message_id)).message_id > changed[-1].id  # type: ignore[union-attr]  # a Message
    assert len(await client.copy_messages(to, to, [text.message_id, photo.message_id])) == 2
    assert len(await client.forward_messages(to, to, [text.message_id, photo.message_id])) == 2
    assert await client.delete_message(to, text.message_id)
    assert await client.delete_messages(to, [photo.message_id])


async def test_chats_members_and_profiles_are_whole(stage: Stage, client: ptb.Bot) -> None:
    group = stage.telegram.new_group("Experts", [stage.maria], forum=True)
    group.add_bot(admin=True)
    topic = await client.create_forum_topic(group.id, "#1")
    post = await client.send_message(group.id, "card", message_thread_id=topic.message_thread_id)
    await client.pin_chat_message(group.id, post.message_id)

    assert nothing_left([topic, post, await client.get_me(), await client.get_chat(group.id)])
    assert nothing_left(await client.get_chat(stage.maria.id))
    assert nothing_left(await client.get_chat_administrators(group.id))
    assert nothing_left(await client.get_chat_member(group.id, stage.maria.id))
    assert await client.get_chat_member_count(group.id) == 2
    assert await client.set_my_commands([("ask", "Ask a question")])
    assert nothing_left(await client.get_my_commands())
    assert await client.set_my_description("About", "en")
    assert (await client.get_my_description("en")).description == "About"
    assert (await client.get_my_short_description()).short_description == ""
    assert (await client.get_my_name()).name == "helpdesk"
    assert isinstance(await client.get_chat_menu_button(), ptb.MenuButtonCommands)
    assert nothing_left(await client.get_webhook_info())
    assert nothing_left(await client.get_user_profile_photos(stage.maria.id))
    assert nothing_left(await client.get_forum_topic_icon_stickers())


async def test_what_is_only_done_is_answered_with_true(stage: Stage, client: ptb.Bot) -> None:
    jonas = stage.telegram.new_person("Jonas")
    group = stage.telegram.new_group("Experts", [stage.maria, jonas], forum=True)
    group.add_bot(admin=True)
    topic = (await client.create_forum_topic(group.id, "#1")).message_thread_id
    post = await client.send_message(group.id, "card", message_thread_id=topic)
    await client.pin_chat_message(group.id, post.message_id)
    done = [
        await client.unpin_chat_message(group.id, post.message_id),
        await client.pin_chat_message(group.id, post.message_id),
        await client.unpin_all_forum_topic_messages(group.id, topic),
        await client.unpin_all_chat_messages(group.id),
        await client.edit_forum_topic(group.id, topic, "#1 answered"),
        await client.close_forum_topic(group.id, topic),
        await client.reopen_forum_topic(group.id, topic),
        await client.delete_forum_topic(group.id, topic),
        await client.edit_general_forum_topic(group.id, "Desk"),
        await client.close_general_forum_topic(group.id),
        await client.reopen_general_forum_topic(group.id),
        await client.hide_general_forum_topic(group.id),
        await client.unhide_general_forum_topic(group.id),
        await client.set_message_reaction(stage.maria.id, 1, "👍"),
        await client.send_chat_action(stage.maria.id, "typing"),
        await client.ban_chat_member(group.id, jonas.id),
        await client.unban_chat_member(group.id, jonas.id),
        await client.set_my_commands([("ask", "Ask")], language_code="fr"),
        await client.delete_my_commands(language_code="fr"),
        await client.set_my_name("Helpdesk"),
        await client.set_my_short_description("Short"),
        await client.set_chat_menu_button(menu_button=ptb.MenuButtonDefault()),
        await client.leave_chat(group.id),
    ]

    assert done == [True] * len(done)
    assert group.topics == {1: "Desk"}
    assert group.pinned == []


async def test_every_kind_of_update_is_one_the_library_understands(stage: Stage, client: ptb.Bot) -> None:
    telegram, maria = stage.telegram, stage.maria
    kinds = list(ptb.Update.ALL_TYPES)
    await client.get_updates(allowed_updates=kinds)
    group = telegram.new_group("Experts", [maria], forum=True)
    group.add_bot(admin=True)
    thread = await maria.opens_topic(group, "A topic")
    said = await maria.says("/ask@helpdesk_bot what? https://example.org", to=group, thread=thread)
    await maria.edits(said, "changed")
    await maria.says("from nobody", to=group, anonymous=True)
    await maria.reacts(said, "👍")
    await maria.closes_topic(group, thread)
    await maria.reopens_topic(group, thread)
    await maria.renames_topic(group, thread, "Another")
    await maria.pins(said)
    await maria.forwards(said)
    await maria.sends_album(["one", "two"])
    for send in (maria.sends_photo, maria.sends_document, maria.sends_voice, maria.sends_sticker, maria.sends_video):
        await send()
    await maria.sends_location()
    await maria.sends_contact()
    jonas = telegram.new_person("Jonas")
    await jonas.joins(group)
    await jonas.leaves(group)
    sent = await client.send_message(maria.id, "?", reply_markup=ptb.InlineKeyboardMarkup.from_button(
        ptb.InlineKeyboardButton("Yes", callback_data="yes")
    ))  # fmt: skip
    await maria.presses(await maria.hears(), "Yes")
    await client.delete_message(maria.id, sent.message_id)
    await maria.asks_inline("question", timeout=0)
    channel = telegram.new_channel("News", [maria])
    channel.add_bot()
    await maria.edits(await maria.says("news", to=channel), "newer")
    maria.blocks()
    maria.unblocks()
    updates = await client.get_updates(allowed_updates=kinds)

    assert nothing_left(updates)
    seen = {name for update in updates for name in ptb.Update.ALL_TYPES if getattr(update, name)}
    assert seen == {
        "message", "edited_message", "channel_post", "edited_channel_post", "message_reaction", "callback_query",
        "inline_query", "my_chat_member", "chat_member",
    }  # fmt: skip
