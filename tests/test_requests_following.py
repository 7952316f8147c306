"""A member follows their requests: a lasting card, news once, adding, withdrawing, reopening."""

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from core.clock import Clock
from delivery.models import OutboxRow
from people.roles import Roles
from sandbox.screen import Message
from sandbox.server import Sandbox
from tests.clocks import MovedClock
from tests.desk import Desk, sends, working
from tickets.models import Part, Rated, Rating, Request, Trace
from tickets.states import Act, Consent, State


@pytest.fixture
def clock() -> MovedClock:
    return MovedClock()


@pytest.fixture
async def desk(
    telegram: Sandbox, helpdesk_settings: dict[str, Any], tmp_path: Path, clock: Clock
) -> AsyncIterator[Desk]:
    async with working(telegram, helpdesk_settings, tmp_path, clock) as desk:
        yield desk


AGAIN = "From here on the automatic assistant answers you again."


async def only(desk: Desk) -> Request:
    (request,) = await desk.every(select(Request))
    return request


async def closed(desk: Desk, label: str = "Answered") -> Message:
    """Let Elena take and close Maria's request; return the notice."""
    card = await desk.asked()
    await desk.elena.presses(card, "Take 1")
    await desk.maria.sees("An expert has taken your request 1.")
    await desk.elena.says(f"/close 1 {label}", desk.experts, card.thread)
    notice = await desk.maria.sees("Your request 1 is closed.")
    assert notice.text.endswith(AGAIN)
    return notice


async def test_each_change_is_told_once_and_the_card_shows_it(desk: Desk) -> None:
    card = await desk.asked()
    await desk.elena.presses(card, "Take 1")
    await desk.elena.presses(card, "Take 1")
    told = await desk.maria.sees("An expert has taken your request 1.")
    shown = await desk.maria.sees("Request 1 · with an expert")

    assert "Elena" not in told.text + shown.text
    assert shown.edited
    assert sum("has taken" in words for words in desk.seen_by(desk.maria)) == 1


async def test_requests_lists_them_and_shows_a_card_that_is_kept_up_to_date(desk: Desk) -> None:
    card = await desk.asked()
    await desk.maria.says("/requests")
    listed = await desk.maria.sees("Your open requests:")
    assert listed.text.splitlines()[1] == "1 · received · “How do others pay for a night watch?”"
    await desk.maria.presses(listed, "1")
    again = await desk.maria.hears(after=listed)
    assert again.text.startswith("Request 1 · received")
    await desk.elena.presses(card, "Take 1")

    assert (await desk.maria.sees("Request 1 · with an expert")).id == again.id


async def test_what_stands_behind_add_joins_the_request(desk: Desk) -> None:
    card = await desk.asked()
    await desk.maria.says("/add #1 It is\na small museum.")
    await desk.maria.sees("Added to request 1")

    await desk.elena.sees("It is\na small museum.", in_=desk.experts, thread=card.thread)


async def test_add_alone_takes_the_next_message_and_no_other(desk: Desk) -> None:
    await desk.asked()
    await desk.maria.presses(await desk.maria.sees("· received"), "Add information")
    await desk.maria.sees("What do you want to add to request 1?")
    await desk.maria.says("Are dogs allowed?")
    await desk.maria.sees("Added to request 1")
    await desk.maria.says("Are dogs allowed?")

    await desk.maria.sees("May I bring my dog?")
    assert len(await desk.every(select(Part.id))) == 2


async def test_a_mistyped_cancel_is_not_added(desk: Desk) -> None:
    card = await sends(desk.maria, "How do others pay for a night watch?")
    await desk.maria.presses(card, "Add information")
    await desk.maria.hears()
    await desk.maria.says("cancle")
    again = await desk.maria.hears()
    assert again.text.startswith("There is no button “cancle”, so nothing was done.")
    await desk.maria.says("Cancel")

    assert "cancle" not in str([part.text for part in await desk.every(select(Part))])


async def test_who_wants_to_add_nothing_after_all_says_so(desk: Desk) -> None:
    await desk.asked()
    await desk.maria.says("/add 1")
    asked = await desk.maria.sees("What do you want to add to request 1?")
    await desk.maria.presses(asked, "Cancel")
    await desk.maria.sees("Nothing was added.")
    await desk.maria.says("Are dogs allowed?")

    await desk.maria.sees("May I bring my dog?")


async def test_a_number_that_is_none_is_answered_with_what_to_type(desk: Desk) -> None:
    for typed in ("/add", "/withdraw x", "/reopen 0", "/add 99999999999999999999 x", "/withdraw -1"):
        await desk.maria.says(typed)

        assert "with the number of your request, such as" in (await desk.maria.hears()).text, typed


async def test_anothers_request_is_spoken_of_like_one_that_does_not_exist(desk: Desk) -> None:
    await desk.asked()
    for typed in ("/add 1 Hello", "/withdraw 1", "/reopen 1", "/add 7 Hello", "/withdraw 7", "/reopen 7"):
        await desk.jonas.says(typed)

        said = "This choice is not open to you, or no longer.\n/help shows what you can type."
        assert (await desk.jonas.hears()).text.endswith(said), typed
    assert (await only(desk)).state == State.RECEIVED


async def test_withdrawing_closes_it_and_tells_the_experts(desk: Desk) -> None:
    card = await desk.asked()
    await desk.maria.says("/withdraw 1")
    said = await desk.maria.sees("Request 1 is withdrawn and closed.")
    assert said.buttons == [["Reopen"]]
    assert AGAIN in said.text

    await desk.elena.sees("The requester has withdrawn the request.", in_=desk.experts, thread=card.thread)
    await desk.maria.sees("It was closed because you withdrew it.")
    await desk.maria.says("/withdraw 1")
    await desk.maria.sees("Request 1 is closed already.")


async def test_a_closed_request_opens_again_with_the_expert_who_had_it(desk: Desk, clock: MovedClock) -> None:
    notice = await closed(desk)
    clock.moves(days=13)
    await desk.maria.presses(notice, "Reopen")

    await desk.maria.sees("Request 1 is open again")
    await desk.elena.sees("The requester has reopened the request.", in_=desk.experts)
    request = await only(desk)
    assert (request.state, request.owner_id, request.closed_at) == (State.WITH_EXPERT, desk.elena.id, None)


async def test_a_request_whose_expert_has_left_opens_again_for_anybody(desk: Desk) -> None:
    notice = await closed(desk)
    clock = desk.service.clock
    await desk.service.database.write(lambda session: Roles(session, clock).revoke(desk.elena.id))
    await desk.maria.presses(notice, "Reopen")

    await desk.maria.sees("Request 1 is open again")
    request = await only(desk)
    assert (request.state, request.owner_id) == (State.RECEIVED, None)


async def test_after_14_days_a_new_request_is_linked_to_the_old_one(desk: Desk, clock: MovedClock) -> None:
    notice = await closed(desk)
    clock.moves(days=15)
    await desk.maria.presses(notice, "Reopen")
    offered = await desk.maria.sees("so it stays closed")
    await desk.maria.presses(offered, "New request")
    await desk.maria.sees("What do you want to ask the experts?")
    said = await desk.maria.says("The watchman has left.")
    await desk.maria.presses(await desk.maria.hears(after=said), "Send now")

    await desk.maria.sees("Request 2 · received")
    assert await desk.every(select(Request.follows_id).order_by(Request.id)) == [None, 1]


async def test_consent_is_changed_at_any_time_and_the_experts_are_told(desk: Desk) -> None:
    await desk.asked()
    await desk.maria.presses(await desk.maria.sees("· received"), "Allow reuse")
    await desk.maria.sees("may be reused for others, without names.\nYou can change")
    assert (await only(desk)).consent == Consent.REUSE
    await desk.elena.sees("lets the answer be reused", in_=desk.experts)
    card = await desk.maria.sees("The answer may be reused for others")
    await desk.maria.presses(card, "Keep private")

    await desk.elena.sees("keeps the answer private", in_=desk.experts)
    assert (await only(desk)).consent == Consent.PRIVATE


async def test_out_of_hours_the_next_working_time_is_told_once_a_day(desk: Desk, clock: MovedClock) -> None:
    clock.moves(hours=10)  # Monday, 19:00
    await desk.asked()
    told = await desk.maria.sees("The experts are not at work now.")
    assert "back on Tuesday, 24 November 2026 at 09:00 (Lisbon)" in told.text
    await desk.maria.says("/add 1 One more thing")
    await desk.maria.sees("Added to request 1")

    clock.moves(days=1)
    await desk.maria.says("/add 1 And another")
    await desk.maria.sees("back on Wednesday, 25 November 2026")

    assert sum("not at work" in words for words in desk.seen_by(desk.maria)) == 2


async def test_while_an_expert_talks_nothing_is_said_of_hours(desk: Desk, clock: MovedClock) -> None:
    clock.moves(hours=7, minutes=50)  # ten minutes before the end of Monday's work
    card = await desk.asked()
    answer = await desk.sent("Ask your insurer first.", card)
    clock.moves(minutes=20)
    await desk.maria.replies(answer, "I have.")
    await desk.maria.sees("Added to request 1")
    said_of_hours = select(OutboxRow.key).where(OutboxRow.key.startswith("request/hours/"))
    assert await desk.every(said_of_hours) == []
    clock.moves(minutes=30)
    await desk.maria.replies(answer, "And now?")

    await desk.maria.sees("The experts are not at work now.")


async def test_an_operator_who_promises_an_answer_has_its_day_on_the_card(
    telegram: Sandbox, helpdesk_settings: dict[str, Any], tmp_path: Path, clock: MovedClock
) -> None:
    async with working(telegram, helpdesk_settings, tmp_path, clock, "reply_days: 2") as desk:
        await desk.asked()
        assert "expect an answer by Tuesday, 24 November 2026." in (await desk.maria.sees("· received")).text


async def test_at_work_nothing_is_said_of_hours(desk: Desk) -> None:
    await desk.asked()

    assert not any("not at work" in words for words in desk.seen_by(desk.maria))


async def test_a_sixth_open_request_is_refused_with_what_to_do(desk: Desk) -> None:
    for number in range(1, 6):
        said = await desk.maria.says(f"/expert Question {number} of many")
        await desk.maria.presses(await desk.maria.hears(after=said), "Send now")
        await desk.maria.sees(f"Request {number} · received")
    said = await desk.maria.says("/expert One too many")

    assert "You have five open requests" in (await desk.maria.hears(after=said)).text
    assert len(await desk.every(select(Request.id))) == 5


class TestClosing:
    """The notice, and the anonymous rating."""

    @pytest.mark.parametrize(
        ("label", "why"),
        [("Referred", "because you were referred to somebody who can help"), ("Duplicate", "because another of your")],
    )
    async def test_the_notice_says_why_and_until_when_it_reopens(self, desk: Desk, label: str, why: str) -> None:
        notice = await closed(desk, label)

        assert why in notice.text
        assert "you can reopen it until 7 December 2026" in notice.text
        stars = [["1 – poor", "2", "3"], ["4", "5 – very good"]] if label == "Referred" else []
        assert notice.buttons == [*stars, ["Reopen"]]

    async def test_a_rating_is_kept_once_and_without_the_request(self, desk: Desk) -> None:
        notice = await closed(desk)
        await desk.maria.presses(notice, "4")
        thanks = await desk.maria.sees("kept without your name")
        await desk.maria.presses(thanks, "Useful")
        await desk.maria.sees("Noted, thank you.")
        await desk.maria.presses(notice, "1 – poor")
        await desk.maria.sees("has been rated already")

        ratings = await desk.every(select(Rating))
        assert [(each.stars, each.reason) for each in ratings] == [(4, "useful")]
        assert not {"request_id", "member_id"} & set(Rating.__table__.columns.keys())

    async def test_a_malformed_rating_is_none(self, desk: Desk) -> None:
        notice = await closed(desk)
        for data in ("rqrate:1:0", "rqrate:1:6", "rqrate:1:x", "rqrate:1", "rqrate:7:3", "rqrate:1:-1", "rqwhy:1:9:0"):
            told = await desk.maria.forges_press(notice, data, wait=True)
            assert told is not None, data
            assert "not open to you" in told["text"], data

        assert await desk.every(select(Rating.id)) == []
        assert await desk.every(select(Rated.request_id)) == []

    async def test_nobody_else_rates_it(self, desk: Desk) -> None:
        notice = await closed(desk)
        await desk.jonas.starts()
        own = await desk.jonas.hears()
        told = await desk.jonas.forges_press(own, "rqrate:1:5", wait=True)

        assert told is not None
        assert "not open to you" in told["text"]
        assert notice.buttons
        assert await desk.every(select(Rating.id)) == []


async def test_the_trace_says_who_did_what(desk: Desk) -> None:
    await closed(desk)
    acts = [(each.act, each.by) for each in await desk.every(select(Trace).order_by(Trace.id))]

    assert acts == [(Act.SENT, desk.maria.id), (Act.TAKEN, desk.elena.id), (Act.CLOSED, desk.elena.id)]
