"""The chat page for people who use a keyboard, a screen reader, a phone, or dark colours."""

import pytest
from axe_playwright_python.async_playwright import Axe
from playwright.async_api import Page, expect

from tests.browser.conftest import Stage, bubble, offers, own, person, says

LIGHT_AND_DARK = {"light": {}, "dark": {"runOnly": ["color-contrast"]}}


class Auditor:
    """Asks axe about a page again and again: every rule in light colours, what depends on colours in dark ones, too."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.found: list[str] = []

    async def looks(self, where: str) -> None:
        """Note what is wrong with the page as it stands."""
        await self.page.evaluate("Promise.all(document.getAnimations().map((one) => one.finished))")
        for colours, options in LIGHT_AND_DARK.items():
            await self.page.emulate_media(color_scheme=colours)  # type: ignore[arg-type]  # one of its words
            results = await self.page.evaluate(
                "(options) => axe.run({resultTypes: ['violations'], ...options})", options
            )
            for rule in results["violations"]:
                self.found += [f"{where}, {colours}: {rule['id']} {node['html'][:200]}" for node in rule["nodes"]]


async def filled(stage: Stage) -> None:
    """Let there be something of every kind in the chats."""
    maria, group, forum = stage.maria, stage.group, stage.forum
    await maria.starts()
    asked = await maria.says("How do I register?")
    await maria.sees("How to register")
    await maria.replies(asked, "Once more")
    await maria.sends_document("A plan", name="plan.pdf")
    await maria.sends_voice()
    await maria.sends_album(("One", ""))
    await maria.sends_location()
    await maria.pins(asked)
    await stage.ben.says("Hello", group)
    await maria.says("Good morning", group)
    await maria.opens_topic(forum, "Heat pumps")
    await maria.says("Ask me a reply keyboard, sure?")
    await maria.sees("Are you sure?")


@pytest.mark.parametrize("phone", [False, True], ids=["desktop", "phone"])
async def test_axe_finds_nothing_wrong(stage: Stage, *, phone: bool) -> None:
    await filled(stage)
    page = await stage.opens(phone=phone)
    await expect(bubble(page, "Are you sure?")).to_be_visible()
    await page.evaluate(Axe().axe_script)
    auditor = Auditor(page)

    await page.locator("article.mine .more").last.click(force=True)
    await auditor.looks("a chat with a message's menu")
    await page.keyboard.press("Escape")
    await page.keyboard.press("Control+/")
    await auditor.looks("the shortcuts")
    await page.keyboard.press("Escape")
    if phone:
        await page.get_by_role("button", name="Behind the scenes").click()
    await page.locator("#trouble summary").click()
    await page.locator("#calls summary").first.click()
    await auditor.looks("behind the scenes")
    if phone:
        await page.keyboard.press("Escape")
        await page.get_by_role("button", name="People and chats").click()
        await auditor.looks("the drawer")
    await page.get_by_role("navigation").get_by_role("button", name="Workshop").click()
    await auditor.looks("the topics")
    if phone:
        await page.get_by_role("button", name="People and chats").click()
    await page.get_by_role("button", name="A question").click()
    await page.get_by_label("Message", exact=True).fill("@assistant_bot fun")
    await expect(offers(page)).to_have_count(2)
    await auditor.looks("a tour and suggestions")

    assert auditor.found == []


async def test_everything_is_reached_and_seen_with_the_keyboard_alone(stage: Stage) -> None:
    await stage.maria.starts()
    await stage.maria.says("How do I register?")
    await stage.maria.sees("How to register")
    page = await stage.opens()
    await expect(bubble(page, "How to register")).to_be_visible()
    reached, unseen = [], []
    while True:
        await page.keyboard.press("Tab")
        here = await page.evaluate("((one) => [one.id, one.innerText.trim(), one.tagName])(document.activeElement)")
        if here[2] == "BODY":
            break
        reached += here[:2]
        if await page.evaluate("getComputedStyle(document.activeElement).outlineStyle") != "solid":
            unseen.append(here)

    assert reached[0] == "skip"
    controls = {"theme", "shortcuts-open", "block", "log", "commands", "attach", "words", "send", "filter", "refused"}
    assert controls | {"Trouble", "Set", "Solved", "Not quite", "Show hidden text", "Show more"} <= set(reached)
    assert unseen == []


@pytest.mark.parametrize("how", ["Alt+w", "the link"])
async def test_where_nothing_can_be_written_yet_the_way_to_writing_leads_to_start(stage: Stage, how: str) -> None:
    page = await stage.opens()
    start, words = page.get_by_role("button", name="Start"), page.get_by_label("Message", exact=True)

    async def goes() -> None:
        if how == "the link":
            await page.locator("#skip").focus()
        await page.keyboard.press("Enter" if how == "the link" else how)

    await goes()
    await expect(start).to_be_focused()
    await page.keyboard.press("Enter")
    await expect(words).to_be_focused()
    await page.keyboard.press("Alt+m")
    await goes()
    await expect(words).to_be_focused()


async def test_a_conversation_is_held_with_the_keyboard_alone(stage: Stage) -> None:
    page = await stage.opens()
    await page.get_by_role("button", name="Start").focus()
    await page.keyboard.press("Enter")
    await expect(page.get_by_label("Message", exact=True)).to_be_focused()
    await page.keyboard.type("How do I register?")
    await page.keyboard.press("Enter")
    await expect(bubble(page, "How to register")).to_be_visible()

    await page.keyboard.press("Alt+m")
    await page.keyboard.press("End")
    for _ in range(12):
        await page.keyboard.press("Tab")
        if await page.evaluate("document.activeElement.textContent") == "Solved":
            break
    await page.keyboard.press("Enter")
    await expect(bubble(page, "You pressed solved.")).to_be_focused()

    await page.keyboard.press("Enter")
    await expect(page.get_by_role("menuitem", name="Reply")).to_be_focused()
    await page.keyboard.press("Enter")
    await expect(page.get_by_label("Message", exact=True)).to_be_focused()
    await page.keyboard.type("Thanks")
    await page.keyboard.press("Enter")
    await expect(bubble(page, "You said: Thanks")).to_be_visible()

    await page.keyboard.press("ArrowUp")
    await page.keyboard.type("!")
    await page.keyboard.press("Enter")
    await expect(own(page, "Thanks!")).to_contain_text("edited")

    await page.keyboard.press("Alt+2")
    await expect(person(page, "Ben")).to_have_attribute("aria-pressed", "true")
    await page.keyboard.press("Alt+ArrowDown")
    await expect(page.get_by_role("heading", level=1)).to_have_text("Neighbours")


async def test_on_a_phone_the_chat_fills_the_screen_and_the_rest_waits_in_drawers(stage: Stage) -> None:
    page = await stage.opens(phone=True)
    box = await page.get_by_role("main").bounding_box()
    assert box == {"x": 0, "y": 0, "width": 390, "height": 844}
    assert await page.evaluate("document.documentElement.scrollWidth") == 390
    await expect(person(page, "Ben")).to_be_hidden()

    await page.get_by_role("button", name="People and chats").click()
    await person(page, "Ben").click()
    await expect(page.locator("#chat-me")).to_have_text("as Ben")
    await expect(person(page, "Ben")).to_be_hidden()

    await page.get_by_role("button", name="Behind the scenes").click()
    await expect(page.get_by_role("searchbox", name="Filter the calls")).to_be_visible()
    await page.keyboard.press("Escape")
    await expect(page.get_by_role("button", name="Behind the scenes")).to_be_focused()


async def test_the_colours_can_be_chosen_and_stay(stage: Stage) -> None:
    page = await stage.opens()
    light = await page.evaluate("getComputedStyle(document.body).backgroundColor")
    await page.get_by_label("Colours").select_option("Dark")
    dark = await page.evaluate("getComputedStyle(document.body).backgroundColor")
    assert dark != light

    await page.reload()
    assert await page.evaluate("getComputedStyle(document.body).backgroundColor") == dark


async def test_a_screen_reader_is_told_of_new_messages_and_not_of_old_ones(stage: Stage) -> None:
    await stage.ben.says("Yesterday", stage.group)
    page = await stage.opens(f"#{stage.maria.id}/0:{stage.group.id}")
    await expect(page.get_by_role("log", name="Messages")).to_have_attribute("aria-live", "polite")
    await says(page, "Today")

    await expect(page.get_by_role("article", name="You,")).to_have_count(1)
    await expect(page.get_by_role("article", name="Ben,")).to_have_count(1)


async def test_on_a_touch_screen_the_enter_key_says_what_it_does(stage: Stage) -> None:
    page = await stage.glass.browser.new_page(has_touch=True, is_mobile=True)
    await page.goto(stage.telegram.url)
    words = page.get_by_label("Message", exact=True)
    await stage.maria.starts()
    await words.fill("One")
    await words.press("Enter")
    await words.press_sequentially("Two")

    await expect(words).to_have_value("One\nTwo")
    assert await words.get_attribute("enterkeyhint") == "enter"
    await page.close()
