"""Groups as Telegram keeps them: who sees what, who may do what, topics that close and vanish, groups that move."""

from collections.abc import AsyncIterator
from typing import Any

import pytest

from sandbox.errors import ApiError
from sandbox.groups import Group
from sandbox.stage import Stage, small_stage

CLOSE = "not enough rights to close or open the topic"
PIN = "not enough rights to manage pinned messages in the chat"
BAN = "not enough rights to restrict/unrestrict chat member"


@pytest.fixture
async def stage() -> AsyncIterator[Stage]:
    async with small_stage() as stage:
        yield stage


@pytest.fixture
def experts(stage: Stage) -> Group:
    group = stage.telegram.new_group("Experts", [stage.maria], forum=True)
    group.add_bot(admin=True)
    stage.bot.updates.pending.clear()
    return group


async def refused(stage: Stage, method: str, **params: Any) -> str:
    with pytest.raises(ApiError) as refusal:
        await stage.call(method, **params)
    return refusal.value.description


async def heard(stage: Stage) -> list[str]:
    updates = await stage.call("getUpdates")
    return [update["message"]["text"] for update in updates if "text" in update.get("message", {})]


async def test_with_privacy_a_bot_sees_of_a_group_only_what_is_meant_for_it(stage: Stage) -> None:
    group = stage.telegram.new_group("Community", [stage.maria])
    group.add_bot()
    await stage.maria.says("just talk", to=group)
    await stage.maria.says("what does @helpdesk_bot think?", to=group)
    asked = await stage.maria.says("/ask@helpdesk_bot how?", to=group)
    await stage.maria.says("/ask@another_bot how?", to=group)
    await stage.maria.says("/ask how?", to=group)
    sent = await stage.call("sendMessage", chat_id=group.id, text="answer")
    await stage.maria.replies(group.messages[-1], "a reply to it")
    await stage.maria.replies(asked, "a reply to what was meant for it")

    assert await heard(stage) == [
        "/ask@helpdesk_bot how?",
        "/ask how?",
        "a reply to it",
        "a reply to what was meant for it",
    ]
    assert sent["chat"]["type"] == "supergroup"


async def test_a_plain_command_goes_to_the_bot_that_spoke_last(stage: Stage) -> None:
    other = stage.telegram.new_bot("other")
    group = stage.telegram.new_group("Community", [stage.maria])
    group.add_bot(stage.bot)
    group.add_bot(other)
    await stage.call("sendMessage", chat_id=group.id, text="me")
    other.updates.pending.clear()
    await stage.maria.says("/ask", to=group)

    assert await heard(stage) == ["/ask"]
    assert not other.updates.pending


async def test_an_administrator_and_a_bot_without_privacy_see_everything_but_bots(stage: Stage) -> None:
    curious = stage.telegram.new_bot("curious", privacy=False)
    group = stage.telegram.new_group("Community", [stage.maria])
    group.add_bot(stage.bot, admin=True)
    group.add_bot(curious)
    curious.updates.pending.clear()
    await stage.maria.says("just talk", to=group)
    await stage.call("sendMessage", chat_id=group.id, text="from a bot")

    assert await heard(stage) == ["just talk"]
    assert [b"just talk" in pending.body for pending in curious.updates.pending.values()] == [True]


async def test_a_plain_message_in_a_topic_answers_the_message_that_opened_it(stage: Stage, experts: Group) -> None:
    topic = await stage.call("createForumTopic", chat_id=experts.id, name="#1")
    thread = topic["message_thread_id"]
    said = await stage.maria.says("internal", to=experts, thread=thread)

    message = (await stage.call("getUpdates"))[-1]["message"]
    assert message["message_thread_id"] == thread
    assert message["is_topic_message"] is True
    assert message["reply_to_message"]["message_id"] == thread
    assert message["reply_to_message"]["forum_topic_created"] == {"name": "#1", "icon_color": 7322096}
    assert message["reply_to_message"]["from"]["is_bot"] is True
    general = await stage.maria.says("in general", to=experts)
    assert "message_thread_id" not in general.raw
    answer = await stage.call("sendMessage", chat_id=experts.id, text="y", reply_parameters={"message_id": said.id})
    assert (answer["message_thread_id"], answer["reply_to_message"]["message_id"]) == (thread, said.id)


async def test_a_closed_topic_is_open_to_those_who_manage_topics_only(stage: Stage, experts: Group) -> None:
    thread = await stage.maria.opens_topic(experts, "A")
    where = {"chat_id": experts.id, "message_thread_id": thread}
    await stage.call("closeForumTopic", **where)
    assert await refused(stage, "closeForumTopic", **where) == "Bad Request: TOPIC_NOT_MODIFIED"
    assert (await stage.call("sendMessage", **where, text="x"))["text"] == "x"

    experts.promote(rights={"can_manage_topics": False})
    assert await refused(stage, "sendMessage", **where, text="x") == "Bad Request: TOPIC_CLOSED"
    await stage.maria.reopens_topic(experts, thread)
    assert (await stage.call("sendMessage", **where, text="x"))["text"] == "x"


async def test_a_removed_topic_is_found_by_the_next_call_only(stage: Stage, experts: Group) -> None:
    topic = await stage.call("createForumTopic", chat_id=experts.id, name="A")
    where = {"chat_id": experts.id, "message_thread_id": topic["message_thread_id"]}
    card = await stage.call("sendMessage", **where, text="card")
    updates = await stage.call("getUpdates")
    await stage.maria.deletes_topic(experts, topic["message_thread_id"])

    assert await stage.call("getUpdates") == updates
    assert await refused(stage, "sendMessage", **where, text="x") == "Bad Request: message thread not found"
    copy = {"from_chat_id": stage.maria.id, "message_id": 1}
    assert await refused(stage, "copyMessage", **where, **copy) == "Bad Request: message thread not found"
    assert await refused(stage, "editForumTopic", **where, name="B") == "Bad Request: TOPIC_ID_INVALID"
    edit = {"chat_id": experts.id, "message_id": card["message_id"], "text": "x"}
    assert await refused(stage, "editMessageText", **edit) == "Bad Request: message to edit not found"
    assert await stage.call("sendChatAction", **where, action="typing") is True
    assert "A" not in experts.topics.values()


async def test_a_removed_topic_may_also_be_called_deleted(stage: Stage, experts: Group) -> None:
    thread = await stage.maria.opens_topic(experts, "A")
    await stage.maria.deletes_topic(experts, thread, answer="TOPIC_DELETED")

    answer = await refused(stage, "sendMessage", chat_id=experts.id, message_thread_id=thread, text="x")
    assert answer == "Bad Request: TOPIC_DELETED"


async def test_the_general_topic_has_no_name_to_send_to(stage: Stage, experts: Group) -> None:
    answer = await refused(stage, "sendMessage", chat_id=experts.id, message_thread_id=1, text="x")

    assert answer == "Bad Request: message thread not found"


@pytest.mark.parametrize(
    ("right", "method", "params", "answer"),
    [
        ("can_manage_topics", "createForumTopic", {"name": "x"}, "not enough rights to create a topic"),
        ("can_manage_topics", "closeForumTopic", {"message_thread_id": 0}, CLOSE),
        ("can_manage_topics", "editForumTopic", {"message_thread_id": 0}, "not enough rights to edit the topic"),
        ("can_delete_messages", "deleteForumTopic", {"message_thread_id": 0}, "not enough rights to delete the topic"),
        ("can_pin_messages", "pinChatMessage", {"message_id": 0}, PIN),
        ("can_delete_messages", "deleteMessage", {"message_id": 0}, "message can't be deleted"),
        ("can_restrict_members", "banChatMember", {"user_id": 1}, BAN),
    ],
)  # fmt: skip
async def test_what_a_bot_has_no_right_to_is_refused(
    stage: Stage, experts: Group, right: str, method: str, params: dict[str, Any], answer: str
) -> None:
    thread = await stage.maria.opens_topic(experts, "A")
    said = await stage.maria.says("x", to=experts, thread=thread)
    given = {**params, **({"message_thread_id": thread} if "message_thread_id" in params else {})}
    given |= {"message_id": said.id} if "message_id" in params else {}
    experts.promote(rights={right: False})

    assert await refused(stage, method, chat_id=experts.id, **given) == f"Bad Request: {answer}"


async def test_a_bot_may_close_the_topic_it_opened_without_the_right_to_manage_topics(
    stage: Stage, experts: Group
) -> None:
    topic = await stage.call("createForumTopic", chat_id=experts.id, name="mine")
    experts.promote(rights={"can_manage_topics": False, "can_pin_messages": False})
    where = {"chat_id": experts.id, "message_thread_id": topic["message_thread_id"]}

    assert await stage.call("closeForumTopic", **where) is True
    assert (
        await refused(stage, "unpinAllForumTopicMessages", **where)
        == "Bad Request: not enough rights to edit the topic"
    )


async def test_with_its_rights_a_bot_pins_deletes_and_removes(stage: Stage, experts: Group) -> None:
    topic = await stage.call("createForumTopic", chat_id=experts.id, name="A")
    where = {"chat_id": experts.id, "message_thread_id": topic["message_thread_id"]}
    said = await stage.maria.says("x", to=experts, thread=topic["message_thread_id"])
    await stage.call("pinChatMessage", chat_id=experts.id, message_id=said.id)
    pinned = (await stage.call("getUpdates"))[-1]["message"]
    assert (pinned["pinned_message"]["message_id"], experts.pinned) == (said.id, [said.id])

    await stage.call("editForumTopic", **where, name="B")
    assert (await stage.call("getUpdates"))[-1]["message"]["forum_topic_edited"] == {"name": "B"}
    await stage.call("deleteMessage", chat_id=experts.id, message_id=said.id)
    await stage.call("deleteForumTopic", **where)
    assert experts.topics == {1: "General"}


async def test_a_chat_without_topics_says_so(stage: Stage) -> None:
    group = stage.telegram.new_group("Community", [stage.maria])
    group.add_bot(admin=True)

    assert (
        await refused(stage, "createForumTopic", chat_id=group.id, name="x") == "Bad Request: the chat is not a forum"
    )


async def test_a_bot_hears_what_becomes_of_it(stage: Stage) -> None:
    group = stage.telegram.new_group("Community", [stage.maria])
    group.add_bot()
    group.promote(rights={"can_pin_messages": False})
    group.demote()
    group.remove_bot()
    updates = await stage.call("getUpdates")
    changes = [update["my_chat_member"] for update in updates if "my_chat_member" in update]

    assert updates[-2]["message"]["left_chat_member"]["id"] == stage.bot.id
    statuses = [(change["old_chat_member"]["status"], change["new_chat_member"]["status"]) for change in changes]
    assert statuses == [
        ("left", "member"),
        ("member", "administrator"),
        ("administrator", "member"),
        ("member", "kicked"),
    ]
    assert changes[1]["new_chat_member"]["can_pin_messages"] is False
    answer = await refused(stage, "sendMessage", chat_id=group.id, text="x")
    assert answer == "Forbidden: bot was kicked from the supergroup chat"


async def test_a_bot_that_left_is_no_member(stage: Stage) -> None:
    group = stage.telegram.new_group("Community", [stage.maria])
    group.add_bot()
    await stage.call("leaveChat", chat_id=group.id)

    answer = await refused(stage, "sendMessage", chat_id=group.id, text="x")
    assert answer == "Forbidden: bot is not a member of the supergroup chat"


async def test_a_group_that_became_a_supergroup_tells_its_new_id(stage: Stage) -> None:
    group = stage.telegram.new_group("Community", [stage.maria], kind="group")
    group.add_bot()
    old = group.id
    new = group.migrate()
    with pytest.raises(ApiError) as refusal:
        await stage.call("sendMessage", chat_id=old, text="x")

    assert refusal.value.description == "Bad Request: group chat was upgraded to a supergroup chat"
    assert refusal.value.parameters == {"migrate_to_chat_id": new}
    assert (await stage.call("sendMessage", chat_id=new, text="x"))["chat"]["type"] == "supergroup"
    service = [update["message"] for update in await stage.call("getUpdates") if "message" in update][-2:]
    assert [message["chat"]["id"] for message in service] == [old, new]
    assert (service[0]["migrate_to_chat_id"], service[1]["migrate_from_chat_id"]) == (new, old)


async def test_an_anonymous_administrator_speaks_as_the_group(stage: Stage, experts: Group) -> None:
    await stage.maria.says("from nobody", to=experts, anonymous=True)

    message = (await stage.call("getUpdates"))[-1]["message"]
    assert message["from"]["username"] == "GroupAnonymousBot"
    assert message["sender_chat"]["id"] == experts.id


async def test_a_channel_posts_without_a_sender_and_needs_the_right_to_post(stage: Stage) -> None:
    channel = stage.telegram.new_channel("News", [stage.maria])
    channel.add_bot(rights={"can_post_messages": False})
    await stage.maria.says("news", to=channel)
    post = (await stage.call("getUpdates"))[-1]["channel_post"]

    assert (post["sender_chat"]["id"], "from" in post) == (channel.id, False)
    answer = await refused(stage, "sendMessage", chat_id=channel.id, text="x")
    assert answer == "Bad Request: need administrator rights in the channel chat"


async def test_a_reply_in_a_group_without_topics_carries_the_thread_of_its_root(stage: Stage) -> None:
    group = stage.telegram.new_group("Community", [stage.maria])
    group.add_bot(admin=True)
    root = await stage.maria.says("root", to=group)
    reply = await stage.maria.replies(root, "reply")

    assert reply.raw["message_thread_id"] == root.id
    assert "is_topic_message" not in reply.raw
