"""Files go up and come down; albums, copies and forwards keep what they are."""

from collections.abc import AsyncIterator
from typing import Any

import pytest
from aiohttp import ClientResponseError

from sandbox.errors import ApiError
from sandbox.files import LARGEST_DOWNLOAD, Upload
from sandbox.stage import Stage, small_stage


@pytest.fixture
async def stage() -> AsyncIterator[Stage]:
    async with small_stage() as stage:
        yield stage


async def refused(stage: Stage, method: str, **params: Any) -> str:
    with pytest.raises(ApiError) as refusal:
        await stage.call(method, **params)
    return refusal.value.description


async def test_what_a_person_sends_can_be_downloaded(stage: Stage) -> None:
    await stage.maria.sends_document("my form", b"%PDF", name="förm.pdf")
    document = (await stage.call("getUpdates"))[-1]["message"]["document"]
    file = await stage.call("getFile", file_id=document["file_id"])

    assert document["file_name"] == "förm.pdf"
    assert file["file_size"] == 4
    assert await stage.call.download(file["file_path"]) == b"%PDF"
    with pytest.raises(ClientResponseError):
        await stage.call.download("documents/file_99")


async def test_an_upload_arrives_with_its_name_and_bytes(stage: Stage) -> None:
    upload = Upload("ã b.txt", "text/plain", b"words")
    sent = await stage.call.form("sendDocument", {"document": upload}, chat_id=str(stage.maria.id), caption="See")
    heard = await stage.maria.hears()
    file = await stage.call("getFile", file_id=sent["document"]["file_id"])

    assert (heard.text, heard.raw["document"]["file_name"]) == ("See", "ã b.txt")
    assert await stage.call.download(file["file_path"]) == b"words"


async def test_a_file_is_sent_again_by_its_id_as_what_it_is(stage: Stage) -> None:
    photo = (await stage.maria.sends_photo()).raw["photo"][-1]["file_id"]
    sent = await stage.call("sendPhoto", chat_id=stage.maria.id, photo=photo)

    assert sent["photo"][-1]["file_id"] == photo
    as_file = await refused(stage, "sendDocument", chat_id=stage.maria.id, document=photo)
    assert as_file == "Bad Request: can't use file of type Photo as Document"
    unknown = await refused(stage, "sendPhoto", chat_id=stage.maria.id, photo="nothing")
    assert unknown == "Bad Request: wrong file identifier/HTTP URL specified"


async def test_a_file_that_is_empty_or_too_big_is_refused(stage: Stage) -> None:
    for content, answer in ((b"", "file must be non-empty"), (b"x" * (10 * 1024 * 1024 + 1), "file is too big")):
        with pytest.raises(ApiError, match=answer):
            await stage.call.form(
                "sendPhoto", {"photo": Upload("a.jpg", "image/jpeg", content)}, chat_id=str(stage.maria.id)
            )

    big = await stage.maria.sends_document(content=bytes(LARGEST_DOWNLOAD + 1))
    assert await refused(stage, "getFile", file_id=big.raw["document"]["file_id"]) == "Bad Request: file is too big"


async def test_an_album_is_two_to_ten_messages_of_one_group(stage: Stage) -> None:
    photo = {"type": "photo", "media": "attach://one"}
    uploads = {"one": Upload("1.jpg", "image/jpeg", b"1")}
    to = str(stage.maria.id)
    sent = await stage.call.form("sendMediaGroup", uploads, chat_id=to, media=f"[{photo}, {photo}]".replace("'", '"'))

    assert len({message["media_group_id"] for message in sent}) == 1
    assert [message["message_id"] for message in sent] == [2, 3]
    for count, kinds, answer in (
        (0, ["photo"], "there are no messages to send"),
        (1, ["photo"], "wrong number of messages sent"),
        (11, ["photo"], "wrong number of messages sent"),
        (2, ["photo", "document"], "audio and document can't be mixed with other media types in an album"),
        (2, ["voice"], "can't parse InputMedia: type of media can't be in a group"),
    ):
        media = [{"type": kinds[number % len(kinds)], "media": "x"} for number in range(count)]
        assert await refused(stage, "sendMediaGroup", chat_id=to, media=media) == f"Bad Request: {answer}"


async def test_a_persons_album_comes_as_several_messages_of_one_group(stage: Stage) -> None:
    await stage.maria.sends_album(["first", "", "third"])
    messages = [update["message"] for update in await stage.call("getUpdates")]

    assert [message.get("caption") for message in messages] == ["first", None, "third"]
    assert len({message["media_group_id"] for message in messages}) == 1


async def test_a_copy_is_a_new_message_and_a_forward_names_its_origin(stage: Stage) -> None:
    to = stage.maria.id
    said = await stage.maria.sends_photo("look @maria_lisboa")
    copied = await stage.call("copyMessage", chat_id=to, from_chat_id=to, message_id=said.id)
    forwarded = await stage.call("forwardMessage", chat_id=to, from_chat_id=to, message_id=said.id)
    copy = stage.maria.screen()[-2]

    assert copied == {"message_id": copy.id}
    assert (copy.text, copy.from_bot, "forward_origin" in copy.raw) == ("look @maria_lisboa", True, False)
    assert copy.raw["photo"] == said.raw["photo"]
    assert forwarded["forward_origin"]["sender_user"]["id"] == to


async def test_a_copy_may_carry_another_caption(stage: Stage) -> None:
    said = await stage.maria.sends_photo("old")
    where = {"chat_id": stage.maria.id, "from_chat_id": stage.maria.id, "message_id": said.id}
    await stage.call("copyMessage", **where, caption="<b>new</b>", parse_mode="HTML")

    assert stage.maria.screen()[-1].text == "new"


async def test_several_are_copied_in_order_without_those_that_are_gone_and_albums_stay_together(stage: Stage) -> None:
    first, second = await stage.maria.sends_album(["a", "b"])
    gone = await stage.maria.says("gone")
    last = await stage.maria.says("c")
    await stage.maria.deletes(gone)
    where = {"chat_id": stage.maria.id, "from_chat_id": stage.maria.id}
    numbers = await stage.call("copyMessages", **where, message_ids=[first.id, second.id, gone.id, last.id])
    copies = stage.maria.screen()[-3:]

    assert [copy.text for copy in copies] == ["a", "b", "c"]
    assert [number["message_id"] for number in numbers] == [copy.id for copy in copies]
    group = {copy.raw.get("media_group_id") for copy in copies[:2]}
    assert len(group) == 1
    assert None not in group
    assert group != {first.raw["media_group_id"]}
    wrong_order = await refused(stage, "copyMessages", **where, message_ids=[last.id, first.id])
    assert wrong_order == "Bad Request: message identifiers must be in a strictly increasing order"


async def test_what_telegram_cannot_copy_is_refused(stage: Stage) -> None:
    group = stage.telegram.new_group("Community", [stage.maria])
    group.add_bot(admin=True)
    protected = await stage.call("sendMessage", chat_id=stage.maria.id, text="x", protect_content=True)

    for source, number in ((group.id, 1), (stage.maria.id, protected["message_id"])):
        where = {"chat_id": stage.maria.id, "from_chat_id": source, "message_id": number}
        assert await refused(stage, "copyMessage", **where) == "Bad Request: message can't be copied"
