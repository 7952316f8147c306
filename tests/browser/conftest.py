"""One headless browser for all stories of a worker, and a chat page with people for each story."""

import shutil
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass, field

import pytest
import pytest_asyncio
from playwright.async_api import Browser, ConsoleMessage, Error, Locator, Page, async_playwright, expect

from sandbox.caller import Caller
from sandbox.groups import Group
from sandbox.page import SandboxPage
from sandbox.people import Person
from sandbox.scenes import Control, Scene, Step
from sandbox.server import Sandbox
from sandbox.showing import Hint, Persona
from tests.browser.playing import working

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
expect.set_options(timeout=30_000)


def pytest_collection_modifyitems(items: Sequence[pytest.Item]) -> None:
    """Let every story of this folder run in the one loop that the browser lives in."""
    for item in items:
        if item.path.parent.name == "browser":
            item.add_marker(pytest.mark.asyncio(loop_scope="session"), append=False)


@dataclass
class Glass:
    """A browser's one window on a desktop and one on a phone, each opened when it is first needed.

    Every story's page has an address of its own, so that nothing is left in the window from the one before.
    """

    browser: Browser
    pages: dict[bool, Page] = field(default_factory=dict)

    async def page(self, *, phone: bool) -> Page:
        """Return the window."""
        if phone not in self.pages:
            self.pages[phone] = await self.browser.new_page(
                viewport={"width": 390, "height": 844} if phone else {"width": 1280, "height": 800},
                reduced_motion="reduce",
                locale="en-GB",
                timezone_id="Europe/Brussels",
            )
            self.pages[phone].set_default_timeout(30_000)
        return self.pages[phone]


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def glass() -> AsyncIterator[Glass]:
    """Debian's chromium; without one the stories are skipped, and say so."""
    if CHROMIUM is None:
        pytest.skip("there is no chromium on this machine (on Debian: apt-get install chromium)")
    async with async_playwright() as playwright:
        # It has no sandbox of its own for root, as whom containers run; it opens nothing but our own page.
        browser = await playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield Glass(browser)
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
    glass: Glass
    opened: list[Page] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)
    foreseen: tuple[str, ...] = ()

    async def opens(self, where: str = "", *, phone: bool = False) -> Page:
        """Open the page and wait until it is there."""
        page = await self.glass.page(phone=phone)
        self.opened.append(page)
        page.on("console", self._heard)
        page.on("pageerror", self._broke)
        await page.emulate_media(color_scheme="light")
        await page.goto(f"{self.telegram.url}/{where}")
        await expect(page.locator("#chat-title")).not_to_have_text("No chat")
        return page

    async def closes(self) -> None:
        """Leave the page; AssertionError if the browser has complained of something that was not foreseen."""
        for page in self.opened:
            await page.goto("about:blank")
            page.remove_listener("console", self._heard)
            page.remove_listener("pageerror", self._broke)
        unforeseen = [one for one in self.complaints if not any(words in one for words in self.foreseen)]
        assert unforeseen == []

    def _broke(self, error: Error) -> None:
        self.complaints.append(str(error))

    def _heard(self, message: ConsoleMessage) -> None:
        if message.type in ("error", "warning"):
            self.complaints.append(message.text)


@pytest_asyncio.fixture(loop_scope="session")
async def stage(glass: Glass) -> AsyncIterator[Stage]:
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
        stage = Stage(telegram, call, maria, ben, group, forum, glass)
        yield stage
        await stage.closes()


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
