"""A whole conversation on the chat page, typed and pressed in a browser."""

import time

from playwright.async_api import FilePayload, Locator, Page, expect

from tests.browser.conftest import Stage, bubble, offers, own, person, says

PICTURE = (
    b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00\x00\x01\x00\x00\x00\x01\x08\x06\x00\x00\x00\x1f\x15\xc4\x89"
    b"\x00\x00\x00\rIDATx\x9cc\xf8\xcf\xc0\xf0\x1f\x00\x05\x00\x01\xff\x89\x99=\x1d\x00\x00\x00\x00IEND\xaeB`\x82"
)


async def chooses(page: Page, message: Locator, what: str) -> None:
    """Open a message's menu and choose."""
    await message.hover()
    await message.get_by_label("More about this message").click()
    await page.get_by_role("menuitem", name=what).click()


async def test_a_question_is_typed_answered_and_its_button_pressed(stage: Stage) -> None:
    page = await stage.opens()
    await page.get_by_role("button", name="Start").click()
    await expect(bubble(page, "You said: /start")).to_be_visible()

    await says(page, "How do I register?")
    await bubble(page, "How to register").get_by_role("button", name="Solved").click()

    await expect(page.locator("#notice")).to_have_text("Noted")
    await expect(bubble(page, "You pressed solved.")).to_contain_text("edited")


async def test_an_empty_chat_shows_what_the_bot_says_about_itself_until_something_is_said(stage: Stage) -> None:
    page = await stage.opens()
    await expect(page.locator("#log")).to_have_text("Nothing was said here yet.")

    await stage.call("setMyDescription", description="I know the rules.\nAsk me.")
    await expect(page.locator("#log")).to_contain_text("What can this bot do?I know the rules.")
    await page.get_by_role("button", name="Start").click()

    await expect(bubble(page, "You said: /start")).to_be_visible()
    await expect(page.locator("#log")).not_to_contain_text("What can this bot do?")


async def test_formatting_of_every_kind_is_shown(stage: Stage) -> None:
    await stage.maria.starts()
    page = await stage.opens()
    await says(page, "How do I register?")

    card = bubble(page, "How to register")
    for kind, words in {
        "strong": "How to register",
        "em": "Register",
        "blockquote:not(.folded)": "What is good is shared.",
        "blockquote.folded": "one",
        "u": "under",
        "s": "gone",
        "pre code": "print",
        "a[href='https://example.org/a']": "page",
        "a[href^='mailto:']": "a@example.org",
        ".hashtag": "#tag",
    }.items():
        await expect(card.locator(kind).first).to_contain_text(words)
    await expect(card).not_to_contain_text("a surprise")
    await card.get_by_role("button", name="Show hidden text").click()
    await expect(card).to_contain_text("a surprise")
    await card.get_by_role("button", name="Show more").click()
    await expect(card.locator("blockquote.folded")).to_have_count(0)


async def test_a_time_is_shown_in_the_zone_of_whoever_looks(stage: Stage) -> None:
    await stage.maria.starts()
    await stage.ben.starts()
    noon = 1_800_014_400  # 2027-01-15 12:00 UTC
    for one in (stage.maria, stage.ben):
        entity = {"type": "date_time", "offset": 0, "length": 4, "unix_time": noon, "date_time_format": "t"}
        await stage.call("sendMessage", chat_id=one.id, text="noon there", entities=[entity])

    page = await stage.opens()
    await expect(bubble(page, "there").locator(".words time")).to_have_text("21:00")
    await person(page, "Ben").click()
    await expect(bubble(page, "there").locator(".words time")).to_have_text("13:00")


async def test_words_that_look_like_markup_stay_words(stage: Stage) -> None:
    page = await stage.opens(f"#{stage.maria.id}/0:{stage.group.id}")
    await says(page, "<img src=x onerror=alert(1)> <b>&amp;</b>")

    await expect(own(page, "onerror").locator(".words")).to_have_text("<img src=x onerror=alert(1)> <b>&amp;</b>")
    assert await page.locator("#log img").count() == 0


async def test_an_own_message_is_edited_replied_to_pinned_and_deleted(stage: Stage) -> None:
    page = await stage.opens(f"#{stage.maria.id}/0:{stage.group.id}")
    await says(page, "A frist word")
    await chooses(page, own(page, "A frist word"), "Edit")
    await says(page, "A first word")
    await expect(own(page, "A first word")).to_contain_text("edited")

    await chooses(page, own(page, "A first word"), "Reply")
    await says(page, "Another one")
    await expect(own(page, "Another one").get_by_role("button", name="In reply to: A first word")).to_be_visible()

    await chooses(page, own(page, "Another one"), "Pin")
    await expect(page.locator("#pinned")).to_contain_text("Another one")

    await chooses(page, bubble(page, "You said: Another one"), "Delete")
    await expect(page.get_by_role("dialog")).to_contain_text("Delete this message?")
    await page.get_by_role("dialog").get_by_role("button", name="Delete").click()
    await expect(page.locator("article", has_text="You said: Another one")).to_have_count(0)


async def test_a_file_and_an_album_are_sent_and_shown(stage: Stage) -> None:
    await stage.maria.starts()
    page = await stage.opens()
    await page.locator("#picker").set_input_files(
        [FilePayload(name=f"{name}.png", mimeType="image/png", buffer=PICTURE) for name in ("a", "b")]
    )
    await says(page, "Two views")
    album = page.locator(".album", has_text="Two views")
    await expect(album.get_by_role("img", name="Picture")).to_have_count(2)

    await page.locator("#picker").set_input_files({"name": "plan.txt", "mimeType": "text/plain", "buffer": b"a plan"})
    await page.get_by_role("button", name="Send", exact=True).click()
    await expect(page.get_by_role("link", name="plan.txt")).to_be_visible()

    pictures = [message.raw for message in stage.maria.screen() if "photo" in message.raw]
    assert [raw.get("caption") for raw in pictures] == ["Two views", None]
    assert len({raw["media_group_id"] for raw in pictures}) == 1
    assert stage.maria.screen()[-1].raw["document"]["file_name"] == "plan.txt"


async def test_a_topic_is_opened_written_in_and_found_in_the_list(stage: Stage) -> None:
    page = await stage.opens()
    await page.get_by_role("navigation").get_by_role("button", name="Workshop").click()
    await page.get_by_role("button", name="New topic").click()
    await page.get_by_role("dialog").get_by_role("textbox").fill("Heat pumps")
    await page.keyboard.press("Enter")
    await expect(page.get_by_role("heading", level=1)).to_have_text("Heat pumps")

    await says(page, "Who has one?")
    await expect(bubble(page, "You said: Who has one?")).to_be_visible()
    await page.get_by_role("button", name="All topics").click()

    await expect(page.get_by_role("region", name="Topics").get_by_role("listitem").first).to_contain_text(
        "Heat pumpsYou said: Who has one?"
    )
    thread = next(number for number, name in stage.forum.topics.items() if name == "Heat pumps")
    assert [message.thread for message in stage.forum.messages[-2:]] == [thread, thread]


async def test_commands_are_offered_by_scope_and_language(stage: Stage) -> None:
    await stage.call("setMyCommands", commands=[{"command": "ask", "description": "Ask a question"}])
    await stage.call("setMyCommands", commands=[{"command": "ask", "description": "Etwas fragen"}], language_code="de")
    group = {"type": "all_group_chats"}
    await stage.call("setMyCommands", commands=[{"command": "here", "description": "In groups"}], scope=group)
    await stage.ben.starts()
    page = await stage.opens(f"#{stage.ben.id}")
    await page.get_by_role("button", name="Commands").click()
    await expect(offers(page)).to_have_text(["/askEtwas fragen"])
    await offers(page).click()
    await expect(bubble(page, "You said: /ask")).to_be_visible()

    await page.get_by_role("navigation").get_by_role("button", name="Neighbours").click()
    await page.get_by_label("Message", exact=True).press_sequentially("/h")
    await expect(offers(page)).to_have_text(["/here@assistant_botIn groups"])


async def test_a_bot_is_asked_inline_and_its_result_sent(stage: Stage) -> None:
    page = await stage.opens(f"#{stage.maria.id}/0:{stage.group.id}")
    await page.get_by_label("Message", exact=True).fill("@assistant_bot fun")
    await expect(offers(page)).to_have_count(2)
    await page.keyboard.press("ArrowDown")
    await page.keyboard.press("Enter")

    await expect(own(page, "All about functions.")).to_contain_text("via @assistant_bot")


async def test_buttons_in_place_of_letters_and_a_forced_reply(stage: Stage) -> None:
    await stage.maria.starts()
    page = await stage.opens()
    await says(page, "Are they sure?")
    await page.get_by_role("group", name="Buttons for typing").get_by_role("button", name="Yes").click()
    await expect(bubble(page, "You said: Yes")).to_be_visible()
    await expect(page.get_by_role("group", name="Buttons for typing")).to_be_hidden()

    await says(page, "Ask me for a reply")
    await expect(page.locator("#context")).to_contain_text("Reply to Assistant: Why?")


async def test_a_start_link_opens_the_bot_with_its_payload(stage: Stage) -> None:
    await stage.call("sendMessage", chat_id=stage.group.id, text="https://t.me/assistant_bot?start=q_17")
    page = await stage.opens(f"#{stage.maria.id}/0:{stage.group.id}")
    await page.get_by_role("link", name="start=q_17").click()

    await expect(bubble(page, "You said: /start q_17")).to_be_visible()
    await expect(page.get_by_role("heading", level=1)).to_have_text("Assistant")


async def test_what_a_bot_is_doing_is_shown_until_it_speaks(stage: Stage) -> None:
    await stage.maria.starts()
    page = await stage.opens()
    await stage.call("sendChatAction", chat_id=stage.maria.id, action="typing")
    await expect(page.locator("#chat-note")).to_contain_text("is typing")
    await stage.call("sendMessage", chat_id=stage.maria.id, text="Done")
    await expect(page.locator("#chat-note")).to_contain_text("@assistant_bot")


async def test_a_reload_keeps_who_one_is_and_where(stage: Stage) -> None:
    page = await stage.opens()
    await person(page, "Ben").click()
    await page.get_by_role("navigation").get_by_role("button", name="Workshop").click()
    await page.get_by_role("region", name="Topics").get_by_role("button", name="General").click()
    await page.reload()

    await expect(page.get_by_role("heading", level=1)).to_have_text("General")
    await expect(person(page, "Ben")).to_have_attribute("aria-pressed", "true")


async def test_a_page_that_lost_its_server_finds_it_again(stage: Stage) -> None:
    page = await stage.opens(f"#{stage.maria.id}/0:{stage.group.id}")
    stage.foreseen = ("ERR_CONNECTION_REFUSED", "ERR_INCOMPLETE_CHUNKED_ENCODING", "ERR_CONNECTION_RESET")
    await stage.telegram.vanishes()
    await expect(page.get_by_role("alert")).to_be_visible()
    await stage.ben.says("While you were away", stage.group)
    await stage.telegram.returns()

    await expect(bubble(page, "While you were away")).to_be_visible()
    await expect(page.get_by_role("alert")).to_be_hidden()


async def test_five_thousand_messages_stay_usable(stage: Stage) -> None:
    for number in range(5000):
        stage.ben.post({"text": f"Message {number}."}, stage.group)
    stage.telegram.bot.updates.pending.clear()
    page = await stage.opens(f"#{stage.maria.id}/0:{stage.group.id}")
    await expect(bubble(page, "Message 4999.")).to_be_visible()
    assert await page.locator("article").count() <= 300

    await page.get_by_role("log").press("Home")
    await expect(bubble(page, "Message 4850.")).to_be_attached()
    for number in (4750, 4700, 4600):
        await page.get_by_role("button", name="Earlier messages").press("Enter")
        await expect(bubble(page, f"Message {number}.")).to_be_attached()
    assert await page.locator("article").count() <= 300
    await page.get_by_role("button", name="To the newest message").click()
    await says(page, "Still here")
    await expect(own(page, "Still here")).to_be_visible()
    assert await page.locator("article").count() <= 300


async def test_every_call_and_refusal_is_shown_and_can_be_filtered(stage: Stage) -> None:
    page = await stage.opens(f"#{stage.maria.id}/0:{stage.group.id}")
    async with stage.call.session.post(f"{stage.call.address}/sendMessage", json={"chat_id": 1, "text": "x"}):
        pass
    await stage.call("getMe")
    calls = page.get_by_role("list", name="Calls, the newest first")
    await expect(calls).to_contain_text("getMe")
    await page.get_by_label("Refusals only").check()
    await expect(calls).not_to_contain_text("getMe", use_inner_text=True)
    await calls.get_by_text("400 Bad Request: chat not found").click()
    await expect(calls.locator("pre")).to_contain_text('"chat_id": 1')


async def test_trouble_is_made_shown_and_ended(stage: Stage) -> None:
    page = await stage.opens(f"#{stage.maria.id}/0:{stage.group.id}")
    await page.locator("#trouble summary").click()
    await page.get_by_label("What goes wrong").select_option("error")
    await page.get_by_label("With which calls").select_option("*")
    await page.get_by_label("How often").select_option("Until it is ended")
    await page.get_by_role("button", name="Make trouble").click()
    await expect(page.get_by_role("list", name="Trouble in force")).to_contain_text("500, every call")
    assert [fault.status for fault in stage.telegram.faults.waiting] == [500]

    await page.get_by_role("button", name="End all").click()
    await expect(page.get_by_role("list", name="Trouble in force")).to_be_empty()
    assert stage.telegram.faults.waiting == []


async def test_a_tour_is_clicked_through_and_moves_the_clock(stage: Stage) -> None:
    page = await stage.opens()
    before = stage.telegram.clock()
    await page.get_by_role("button", name="A question").click()
    await page.get_by_role("button", name="Maria writes: How do I regsiter?").click()
    await page.get_by_role("button", name="Maria presses “Solved”").click()
    await expect(bubble(page, "You pressed solved.")).to_be_visible()
    await page.get_by_role("button", name="Hours to go on").click()
    await expect(page.locator("#notice")).to_have_text("It is 3 hours later.")

    await expect(page.get_by_text("3 hours ahead")).to_be_visible()
    await expect(page.get_by_text("The time here:")).to_be_visible()
    assert stage.telegram.clock() - before > 3 * 3600 - 1
    await page.get_by_role("button", name="Next: A greeting").click()
    await page.get_by_role("button", name="Ben writes: Hello all").click()
    await expect(own(page, "Hello all")).to_be_visible()


async def test_a_switch_says_what_it_did_or_why_not(stage: Stage) -> None:
    stage.foreseen = ("409 (Conflict)",)
    page = await stage.opens()
    await page.get_by_label("Hours to go on").fill("many")
    await page.get_by_role("button", name="Set").click()

    await expect(page.locator("#notice")).to_contain_text("many")
    assert abs(stage.telegram.clock() - time.time()) < 60
