"""One headless browser for all stories of a worker, and a chat page with people for each story."""

import shutil
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass, field

import pytest
import pytest_asyncio
from playwright.async_api import Browser, BrowserContext, ConsoleMessage, Locator, Page, async_playwright, expect

from sandbox.caller import Caller
from sandbox.groups import Group
from sandbox.page import SandboxPage
from sandbox.people import Person
from sandbox.scenes import Control, Scene, Step
from sandbox.server import Sandbox
from sandbox.showing import Hint, Persona
from tests.browser.playing import working

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
DESKTOP, PHONE = {"width": 1280, "height": 800}, {"width": 390, "height": 844}
expect.set_options(timeout=5_000)


def pytest_collection_modifyitems(items: Sequence[pytest.Item]) -> None:
    """Let every story of this folder run in the one loop that the browser lives in."""
    for item in items:
        if item.path.parent.name == "browser":
            item.add_marker(pytest.mark.asyncio(loop_scope="session"), append=False)


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def browser() -> AsyncIterator[Browser]:
    """Debian's chromium; without one the stories are skipped, and say so."""
    if CHROMIUM is None:
        pytest.skip("there is no chromium on this machine (on Debian: apt-get install chromium)")
    async with async_playwright() as playwright:
        # It has no sandbox of its own for root, as whom containers run; it opens nothing but our own page.
        browser = await playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield browser
        await browser.close()


@dataclass
class Stage:
    """A local Telegram with an assistant, its people, and the window somebody looks through."""

    telegram: Sandbox
    call: Caller
    maria: Person
    ben: Person
    group: Group
    forum: Group
    browser: Browser
    windows: list[BrowserContext] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)
    foreseen: tuple[str, ...] = ()

    async def opens(self, where: str = "", *, phone: bool = False, dark: bool = False) -> Page:
        """Open the page and wait until it is there."""
        window = await self.browser.new_context(
            viewport=PHONE if phone else DESKTOP,  # type: ignore[arg-type]  # a plain dict is what it takes
            color_scheme="dark" if dark else "light",
            reduced_motion="reduce",
            locale="en-GB",
            timezone_id="Europe/Brussels",
        )
        self.windows.append(window)
        window.set_default_timeout(5_000)
        page = await window.new_page()
        page.on("console", self._heard)
        page.on("pageerror", lambda error: self.complaints.append(str(error)))
        await page.goto(f"{self.telegram.url}/{where}")
        await expect(page.locator("#chat-title")).not_to_have_text("No chat")
        return page

    def _heard(self, message: ConsoleMessage) -> None:
        if message.type in ("error", "warning"):
            self.complaints.append(message.text)


@pytest_asyncio.fixture(loop_scope="session")
async def stage(browser: Browser) -> AsyncIterator[Stage]:
    """A page with an assistant that is awake; at the end no console has complained."""
    telegram = Sandbox()
    bot = telegram.new_bot("Assistant", username="assistant_bot", privacy=False)
    maria, ben = telegram.new_person("Maria"), telegram.new_person("Ben", language="de")
    group = telegram.new_group("Neighbours", [maria, ben])
    forum = telegram.new_group("Workshop", [maria, ben], forum=True)
    group.add_bot()
    forum.add_bot(admin=True)
    hours = [0]

    async def advance(value: str) -> str:
        hours[0] += int(value)
        start = telegram.clock
        telegram.clock = lambda: start() + 3600 * int(value)
        return f"It is {value} hours later."

    SandboxPage(
        telegram,
        [Persona(maria, "a member", zone="Asia/Tokyo"), Persona(ben, "a neighbour")],
        "Our chats",
        [Hint("Greet", "Hello", ben)],
        [
            Scene(
                "A question",
                "Maria asks, and says that it helped.",
                [
                    Step("She writes.", maria, words="How do I regsiter?"),
                    Step("The answer has buttons.", maria, press="Solved"),
                    Step("Time goes by.", maria, control="clock", value="3"),
                ],
            ),
            Scene("A greeting", "Ben greets.", [Step("He writes.", ben, group, words="Hello all")]),
        ],
        [Control("clock", "Hours to go on", advance, "text", state=lambda: f"{hours[0]} hours ahead")],
    )
    async with telegram, Caller(telegram.url, bot.token) as call, working(call):
        stage = Stage(telegram, call, maria, ben, group, forum, browser)
        yield stage
        for window in stage.windows:
            await window.close()
    unforeseen = [one for one in stage.complaints if not any(words in one for words in stage.foreseen)]
    assert unforeseen == []


async def says(page: Page, words: str) -> None:
    """Type it and send it."""
    await page.get_by_label("Message", exact=True).fill(words)
    await page.keyboard.press("Enter")


def bubble(page: Page, words: str) -> Locator:
    """Return the message with these words."""
    return page.locator("article", has_text=words).last


def own(page: Page, words: str) -> Locator:
    """Return the visitor's own message with these words."""
    return page.locator("article.mine", has_text=words).last


def offers(page: Page) -> Locator:
    """Return what is suggested above the writing field."""
    return page.get_by_role("listbox", name="Suggestions").get_by_role("option")


def person(page: Page, name: str) -> Locator:
    """Return the button that makes the visitor this person."""
    return page.get_by_role("group", name="You are").get_by_role("button", name=name)
