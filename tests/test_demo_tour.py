"""The demo's tour: each scene can be clicked through, and its questions get what the scenes promise."""

from datetime import UTC, datetime, time, timedelta
from pathlib import Path

import pytest

from bot.demo import Demo
from bot.scenes import STRANGE, TYPOS, scenes
from knowledge.files.reading import read_content
from knowledge.library import Library
from knowledge.matching.gates import Decision
from knowledge.renewing import able
from sandbox.scenes import Step
from sandbox.screen import Message
from tests.learned import CONTENT, LEARNED
from tests.test_demo import shown
from tests.visitor import visiting


def offering(step: Step) -> Message:
    """The newest message with the button that the step presses."""
    for message in reversed(step.person.screen(step.place)):
        if any(step.press in row for row in message.buttons):
            return message
    raise AssertionError(f"nobody offers “{step.press}”: {[each.text for each in step.person.screen(step.place)]}")


async def play(demo: Demo, step: Step) -> None:
    if step.words:
        await step.person.says(step.words, step.place)
        await step.person.hears(in_=step.place)
    elif step.press:
        await step.person.presses(offering(step), step.press)
        await step.person.hears(in_=step.place)
    elif step.control:
        async with visiting(demo.telegram.url) as visitor:
            address = f"{visitor.url}/page/controls/{step.control}"
            async with visitor.session.post(address, json={"value": step.value}) as response:
                assert response.status == 200


async def test_every_scene_can_be_played_to_its_end(tmp_path: Path) -> None:
    async with shown(tmp_path) as demo:
        for scene in scenes(demo):
            for step in scene.steps:
                await play(demo, step)


async def test_every_step_of_the_event_brings_what_it_promises_also_a_second_time(tmp_path: Path) -> None:
    promised = {
        "10 minutes": "starts in 5",
        "1 hour": "has started",
        "next morning": "How useful was",
    }
    async with shown(tmp_path) as demo:
        for begun in (time(20, 15), time(9)):  # late, so that it ends in quiet hours, and early
            at = datetime.combine(demo.clock.now().date() + timedelta(days=1), begun, UTC)
            demo.clock.ahead += at - demo.clock.now()
            for step in scenes(demo)[-1].steps:
                before = step.person.screen()[-1:]
                await play(demo, step)
                if step.value in promised:
                    heard = await step.person.hears(30, after=before[0])
                    assert promised[step.value] in heard.text, step.sentence


@pytest.mark.timeout(900)  # on a busy machine it takes its time to learn what it does not find in the cache
@pytest.mark.parametrize("ready", [False, True], ids=["at first", "once it has learned"])
def test_its_questions_are_answered_and_not_answered_as_promised(*, ready: bool) -> None:
    content = read_content(CONTENT)
    for words, decision in ((TYPOS, Decision.ANSWER), (STRANGE, Decision.UNKNOWN)):
        library = able(content, LEARNED, words, ["en"]) if ready else Library(content)
        assert library.find(words).decision is decision
