"""Turning to an expert: a question becomes a request in a few short steps, each of which can be left out."""

import time
from pathlib import Path
from typing import Any

import pytest

from bot.serve import Service
from bot.settings import load_settings
from core.clock import Clock
from knowledge.library import Finding, Library
from sandbox.people import Person
from sandbox.screen import Message
from sandbox.server import Sandbox
from tests.clocks import MovedClock
from tests.conftest import running
from tests.desk import CLARA, desk, parts_of, request_of, requests_of, sends
from tickets.states import Consent, State


@pytest.fixture
def clock() -> Clock:
    return MovedClock()


@pytest.fixture
def helpdesk_settings(helpdesk_settings: dict[str, Any], tmp_path: Path) -> dict[str, Any]:
    return helpdesk_settings | {"content_dir": desk(tmp_path), "admin_ids": (CLARA,)}


def later(clock: Clock, **by: float) -> None:
    assert isinstance(clock, MovedClock)
    clock.moves(**by or {"seconds": 10})


async def test_send_now_sends_at_once_and_shows_the_card(maria: Person, helpdesk: Service) -> None:
    await maria.says("/expert How do others show modern art?")
    asked = await maria.hears()
    assert "“How do others show modern art?”" in asked.text
    assert asked.buttons[-1] == ["Send now", "Cancel"]
    await maria.presses(asked, "Send now")

    card = await maria.hears()
    request = await request_of(helpdesk, maria)
    assert card.text.splitlines()[0] == f"Request {request.id} · received"
    assert "“How do others show modern art?”" in card.text
    assert "No answer time is published." in card.text
    assert card.buttons == [["Add information", "My requests"], ["Allow reuse", "Withdraw"]]
    assert (request.state, request.kind, request.consent, request.country) == (State.RECEIVED, "written", None, None)
    assert [part.text for part in await parts_of(helpdesk, request)] == ["How do others show modern art?"]


async def test_each_step_can_be_answered_and_all_is_shown_before_it_is_sent(
    maria: Person, helpdesk: Service, clock: Clock
) -> None:
    await maria.says("/expert May two classes come at once?")
    kinds = await maria.hears()
    assert "2. Guided tour: A curator shows you round." in kinds.text
    later(clock)
    await maria.presses(kinds, "Guided tour")
    topic = await maria.hears()
    assert topic.text.startswith("This request prepares the official application and does not replace it.")
    assert topic.links == {"Guided tour": "https://museum.example.org/tour"}
    assert "1 of 3 · Topic" in topic.text
    await maria.presses(topic, "Nature")
    group = await maria.hears()
    assert group.text == "2 of 3 · Your group\nWho comes with you?"
    await maria.says("Two classes of ten year olds")
    when = await maria.hears()
    assert "3 of 3 · Needed by" in when.text
    await maria.presses(when, "Skip")
    await maria.presses(await maria.hears(), "Reuse without names")

    review = await maria.hears()
    assert review.text.splitlines()[:6] == [
        "Please check your request before it is sent.",
        "“May two classes come at once?”",
        "Kind of help: Guided tour",
        "Topic: Nature",
        "Your group: Two classes of ten year olds",
        "Needed by: not given",
    ]
    assert "The answer may be reused for others, without names." in review.text
    assert "does not replace it" in review.text
    assert review.buttons == [["Send", "Change", "Cancel"]]
    await maria.says("send")
    await maria.sees("· received")
    request = await request_of(helpdesk, maria)
    assert (request.kind, request.policy_topic, request.needed_by) == ("tour", "nature", None)
    assert (request.details, request.consent) == ({"group": "Two classes of ten year olds"}, Consent.REUSE)


async def test_two_first_messages_at_once_are_one_request(maria: Person, helpdesk: Service) -> None:
    await maria.says("/expert How do we light a sculpture?")
    await maria.says("It is of white marble.")

    first, second = await maria.hears(), await maria.hears()
    assert "This is the automatic assistant of Museum desk." in first.text
    assert second.text == "Added to your question."
    (request,) = await requests_of(helpdesk, maria)
    assert [part.text for part in await parts_of(helpdesk, request)] == [
        "How do we light a sculpture?",
        "It is of white marble.",
    ]
    await maria.presses(first, "Send now")
    await maria.sees("· received")


async def test_what_comes_after_the_first_moment_is_the_answer_to_the_step(
    maria: Person, helpdesk: Service, clock: Clock
) -> None:
    await maria.says("/expert May two classes come?")
    kinds = await maria.hears()
    later(clock)
    await maria.presses(kinds, "Written answer")
    await maria.hears()
    await maria.says("nature")
    country = await maria.hears()
    assert "2 of 5 · Country or region" in country.text
    await maria.says("Alentejo, Portugal")
    policy = await maria.hears()

    request = await request_of(helpdesk, maria)
    assert "3 of 5 · Policy or instrument" in policy.text
    assert policy.buttons[0] == ["Remember the country"]
    assert (request.policy_topic, request.country, request.step) == ("nature", "Alentejo, Portugal", "policy")
    assert len(await parts_of(helpdesk, request)) == 1


async def test_a_country_is_remembered_only_where_that_is_allowed(maria: Person, clock: Clock) -> None:
    async def country_step() -> Message:
        said = await maria.says("/expert Which floor is for dogs?")
        kinds = await maria.hears(after=said)
        later(clock)
        await maria.presses(kinds, "Written answer")
        topic = await maria.hears()
        await maria.presses(topic, "Skip")
        return await maria.hears()

    first = await country_step()
    assert first.buttons == [["Skip", "Send now", "Cancel"]]
    await maria.says("Portugal")
    policy = await maria.hears()
    await maria.presses(policy, "Remember the country")
    assert (await maria.hears()).text == "Portugal is remembered for your next request."
    await maria.presses(policy, "Send now")
    await maria.sees("· received")
    second = await country_step()
    assert second.buttons[0] == ["Portugal", "Do not remember it"]
    await maria.presses(second, "Do not remember it")
    await maria.sees("It is not remembered any more.")
    await maria.presses(second, "Portugal")

    assert "3 of 5" in (await maria.hears()).text


async def test_the_topic_is_proposed_from_the_question_and_what_was_seen(maria: Person, clock: Clock) -> None:
    await maria.says("Are dogs allowed?")
    await maria.presses(await maria.hears(), "Ask an expert")
    kinds = await maria.hears()
    later(clock)
    await maria.presses(kinds, "Written answer")

    assert (await maria.hears()).buttons[:2] == [["Nature"], ["Art"]]


async def test_from_a_card_it_opens_with_the_question_what_was_seen_and_why_it_did_not_fit(
    maria: Person, helpdesk: Service
) -> None:
    await maria.says("Are dogs\nallowed?")
    await maria.presses(await maria.hears(), "Not quite")
    await maria.presses(await maria.hears(), "Right topic, not my case")
    await maria.presses(await maria.hears(), "Ask an expert")
    await maria.sees("“Are dogs allowed?”")

    request = await request_of(helpdesk, maria)
    assert (request.seen, request.missed) == (["dogs"], "not my case")
    assert [part.text for part in await parts_of(helpdesk, request)] == ["Are dogs\nallowed?"]


async def test_what_was_shown_a_moment_before_counts_as_seen(maria: Person, helpdesk: Service, clock: Clock) -> None:
    await maria.says("Are dogs allowed?")
    await maria.hears()
    later(clock, minutes=5)
    await maria.says("price of tickets for groups")
    await maria.hears()
    await maria.says("/expert May we come with ten dogs?")
    await maria.hears()
    assert (await request_of(helpdesk, maria)).seen == ["tickets-group", "dogs"]


async def test_a_long_question_reaches_the_request_whole(maria: Person, helpdesk: Service) -> None:
    question = " ".join(f"word{number}" for number in range(400))
    await maria.says(question)
    await maria.presses(await maria.hears(), "Ask an expert")
    await maria.sees("Your question for the experts")

    (part,) = await parts_of(helpdesk, await request_of(helpdesk, maria))
    assert part.text == question


async def test_a_groups_question_is_taken_to_private_and_from_there_to_the_experts(
    maria: Person, helpdesk: Service, telegram: Sandbox
) -> None:
    group = telegram.new_group("Museums", [maria])
    group.add_bot()
    await maria.hears(in_=group)
    await maria.says("/ask How do I fly to the moon?", group)
    link = next(iter((await maria.hears(in_=group)).links.values()))
    await maria.starts(link.rpartition("=")[2])
    await maria.presses(await maria.sees("None of the checked answers"), "Ask an expert")
    await maria.presses(await maria.sees("“How do I fly to the moon?”"), "Send now")

    await maria.sees("· received")
    (part,) = await parts_of(helpdesk, await request_of(helpdesk, maria))
    assert (part.text, part.chat_id) == ("How do I fly to the moon?", maria.id)


async def test_a_wish_for_a_human_opens_with_the_question_that_was_not_answered(maria: Person) -> None:
    await maria.says("How do I fly to the moon?")
    await maria.hears()
    await maria.says("talk to a human")

    assert "“How do I fly to the moon?”" in (await maria.hears()).text


async def test_each_answer_can_be_changed_before_it_is_sent(maria: Person, helpdesk: Service, clock: Clock) -> None:
    await maria.says("/expert May two classes come at once?")
    kinds = await maria.hears()
    later(clock)
    await maria.presses(kinds, "Guided tour")
    for _ in range(3):
        await maria.presses(await maria.hears(), "Skip")
    await maria.presses(await maria.hears(), "Decide later")
    review = await maria.hears()
    await maria.presses(review, "Change")
    what = await maria.hears()
    assert what.buttons[:3] == [["Question", "Kind of help"], ["Topic", "Your group"], ["Needed by", "Reuse"]]
    await maria.presses(what, "Your group")
    assert (await maria.hears()).text == "Your group\nWho comes with you?"
    await maria.says("Thirty children")

    again = await maria.hears()
    assert "Your group: Thirty children" in again.text
    await maria.presses(again, "Send")
    await maria.sees("· received")
    assert (await request_of(helpdesk, maria)).details == {"group": "Thirty children"}


async def test_what_is_pressed_late_or_twice_does_no_harm(maria: Person, helpdesk: Service, clock: Clock) -> None:
    await maria.says("/expert May two classes come at once?")
    kinds = await maria.hears()
    later(clock)
    await maria.presses(kinds, "Guided tour")
    topic = await maria.hears()
    await maria.presses(topic, "Art")
    group = await maria.hears()
    await maria.presses(topic, "Nature")
    assert (await maria.hears()).text == group.text
    await maria.presses(group, "Send now")
    await maria.sees("· received")
    await maria.presses(group, "Send now")
    await maria.presses(kinds, "Written answer")

    for _ in range(2):
        await maria.sees("This request was sent already. Its number is 1.")
    (request,) = await requests_of(helpdesk, maria)
    assert (request.kind, request.policy_topic) == ("tour", "nature")


async def test_nobody_else_presses_in_somebodys_draft(maria: Person, jonas: Person, helpdesk: Service) -> None:
    await maria.says("/expert A secret question")
    await maria.hears()
    await jonas.starts()
    own = await jonas.hears()
    for data in ("rqsend:1", "rqgo:1", "rqdump:1", "rqkind:1:1", "rqsend:7", "rqsend:x", "rqkind:1:9"):
        told = await jonas.forges_press(own, data, wait=True)
        assert told is not None, data
        assert "not open to you" in told["text"], data

    assert (await request_of(helpdesk, maria)).state == State.DRAFT


class TestDrafts:
    """A draft is kept until it is sent or discarded."""

    async def test_it_survives_a_restart(
        self, telegram: Sandbox, helpdesk_settings: dict[str, Any], clock: Clock
    ) -> None:
        maria = telegram.new_person("Maria")
        settings = load_settings(env_file=None, **helpdesk_settings)
        async with running(settings, clock):
            await maria.says("/expert May two classes come at once?")
            kinds = await maria.hears()
            later(clock)
            await maria.presses(kinds, "Guided tour")
            await maria.hears()
        await maria.says("nature")
        async with running(settings, clock):
            assert "2 of 3 · Your group" in (await maria.hears()).text

    async def test_who_comes_back_later_goes_on_where_they_were(self, maria: Person, clock: Clock) -> None:
        await maria.says("/expert May two classes come at once?")
        kinds = await maria.hears()
        later(clock)
        await maria.presses(kinds, "Guided tour")
        asked = await maria.hears()
        later(clock, hours=2)
        await maria.says("/expert")
        offered = await maria.hears()
        assert "You have begun a request that is not sent yet: “May two classes come at once?”" in offered.text
        assert offered.buttons == [["Continue", "Discard"]]
        await maria.presses(offered, "Continue")

        assert (await maria.hears()).text.endswith(asked.text.rpartition("\n\n")[2])

    async def test_a_question_typed_after_an_hour_is_a_question_and_the_draft_is_named_once(
        self, maria: Person, clock: Clock
    ) -> None:
        await maria.says("/expert May two classes come at once?")
        await maria.hears()
        later(clock, hours=2)
        await maria.says("Are dogs allowed?")
        await maria.sees("May I bring my dog?")
        reminder = await maria.sees("You have begun a request")
        assert reminder.buttons == [["Continue", "Discard"]]
        said = await maria.says("Are dogs allowed?")
        await maria.hears(after=said)

        await maria.hears_nothing()

    async def test_discarding_forgets_it(self, maria: Person, helpdesk: Service) -> None:
        await maria.says("/expert May two classes come at once?")
        await maria.hears()
        await maria.says("/cancel")
        left = await maria.hears()
        assert left.text.startswith("Cancelled: nothing was sent. The draft is kept until 7 December 2026, or")
        await maria.presses(left, "Discard")
        await maria.sees("The draft is discarded, and nothing was sent.")

        assert await requests_of(helpdesk, maria) == []

    async def test_after_cancel_it_is_offered_to_who_asks_for_an_expert_without_a_question(
        self, maria: Person, helpdesk: Service
    ) -> None:
        await maria.says("/expert May two classes come at once?")
        await maria.presses(await maria.hears(), "Cancel")
        await maria.hears()
        await maria.says("/expert")
        await maria.presses(await maria.hears(), "Continue")

        assert "Which kind of help do you want?" in (await maria.hears()).text
        assert len(await requests_of(helpdesk, maria)) == 1

    async def test_who_starts_again_is_reminded_of_it(self, maria: Person, clock: Clock) -> None:
        await maria.says("/expert May two classes come at once?")
        await maria.hears()
        later(clock)
        await maria.starts()

        await maria.sees("Type your question in your own words")
        assert (await maria.sees("You have begun a request")).buttons == [["Continue", "Discard"]]

    async def test_after_cancel_a_further_question_begins_anew(self, maria: Person, helpdesk: Service) -> None:
        await maria.says("/expert May two classes come at once?")
        await maria.presses(await maria.hears(), "Cancel")
        await maria.hears()
        await maria.says("/expert Who feeds the parrots?")

        assert "“Who feeds the parrots?”" in (await maria.hears()).text
        assert len(await requests_of(helpdesk, maria)) == 1

    @pytest.mark.parametrize(
        ("label", "parts"),
        [
            ("Add this to it", ["May two classes come?", "Who feeds the parrots?"]),
            ("Begin anew with this", ["Who feeds the parrots?"]),
        ],
    )
    async def test_a_further_question_joins_the_draft_or_takes_its_place(
        self, maria: Person, helpdesk: Service, clock: Clock, label: str, parts: list[str]
    ) -> None:
        await maria.says("/expert May two classes come?")
        await maria.hears()
        later(clock)
        await maria.says("/expert Who feeds the parrots?")
        offered = await maria.hears()
        await maria.presses(offered, label)
        await maria.hears()

        (draft,) = await requests_of(helpdesk, maria)
        assert [part.text for part in await parts_of(helpdesk, draft)] == parts


async def test_pictures_sent_at_a_step_go_with_the_question(maria: Person, helpdesk: Service, clock: Clock) -> None:
    await maria.says("/expert What is this?")
    kinds = await maria.hears()
    later(clock)
    await maria.sends_album(("front", "back"))
    added = await maria.hears()
    assert added.text.startswith("Added to your question.")
    await maria.presses(kinds, "Send now")
    await maria.sees("· received")

    parts = await parts_of(helpdesk, await request_of(helpdesk, maria))
    assert [(part.kind, part.text) for part in parts] == [
        ("text", "What is this?"),
        ("photo", "front"),
        ("photo", "back"),
    ]


async def test_the_question_alone_is_asked_for_where_it_is_missing(maria: Person) -> None:
    await maria.says("/expert")
    asked = await maria.hears()
    assert "What do you want to ask the experts?" in asked.text
    assert asked.buttons == [["Cancel"]]
    await maria.says("How do others show modern art?")

    assert "“How do others show modern art?”" in (await maria.hears()).text


async def test_a_voice_message_is_a_question(maria: Person, helpdesk: Service) -> None:
    await maria.says("/expert")
    await maria.hears()
    await maria.sends_voice()
    await maria.presses(await maria.sees("Which kind of help"), "Send now")

    assert "An attachment without words" in (await maria.sees("· received")).text
    assert (await parts_of(helpdesk, await request_of(helpdesk, maria)))[0].kind == "voice"


async def test_a_name_made_to_look_like_our_marks_has_no_effect(telegram: Sandbox, helpdesk: Service) -> None:
    odd = telegram.new_person("<b>Request 1 · closed</b> /close 1 {number} @all")
    card = await sends(odd, "{question} <i>x</i> _y_ **z** /take 1")

    assert "“{question} <i>x</i> _y_ **z** /take 1”" in card.text
    assert {each["type"] for each in card.entities} <= {"bold", "bot_command", "mention"}


async def test_two_people_at_once_do_not_cross_however_slow_matching_is(
    maria: Person, jonas: Person, helpdesk: Service, monkeypatch: pytest.MonkeyPatch
) -> None:
    quick = Library.find

    def slow(library: Library, *about: Any, **more: Any) -> Finding:
        time.sleep(0.05)
        return quick(library, *about, **more)

    monkeypatch.setattr(Library, "find", slow)
    people = {"Maria": maria, "Jonas": jonas}
    for words in ("Are dogs allowed?", "/expert {name} 0", "{name} 1", "{name} 2"):
        for name, person in people.items():
            await person.says(words.format(name=name))
    for name, person in people.items():
        for _ in range(4):
            await person.hears()
        (request,) = await requests_of(helpdesk, person)
        assert [part.text for part in await parts_of(helpdesk, request)] == [f"{name} {number}" for number in range(3)]


async def test_where_nobody_would_see_a_request_that_is_said(
    telegram: Sandbox, helpdesk_settings: dict[str, Any], clock: Clock
) -> None:
    maria = telegram.new_person("Maria")
    async with running(load_settings(env_file=None, **helpdesk_settings | {"admin_ids": ()}), clock) as service:
        await maria.says("/expert Is anybody there?")

        assert "cannot pass a question on to an expert yet" in (await maria.hears()).text
        assert await requests_of(service, maria) == []
