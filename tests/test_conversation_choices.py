"""What a button sends back, and who may press it."""

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.press import kind_and_rest
from core.refusal import NotYours
from core.text import length
from knowledge.choices import PICK, Choice, link_to, linked_question

LARGEST = 2**63 - 1


def rest(data: str) -> str:
    kind, rest = kind_and_rest(data)
    assert kind == PICK
    return rest


@pytest.mark.parametrize(
    ("choice", "data"),
    [(Choice(1, 0), "pick:1:0"), (Choice(100, 3), "pick:2s:3"), (Choice(LARGEST, 9), "pick:1y2p0ij32e8e7:9")],
)
def test_a_choice_is_a_short_token(choice: Choice, data: str) -> None:
    assert choice.data == data
    assert Choice.read(rest(data)) == choice
    assert length(data) <= 64


@given(st.integers(1, LARGEST), st.integers(0, 9))
def test_every_choice_is_read_as_it_was_written(question: int, place: int) -> None:
    assert Choice.read(rest(Choice(question, place).data)) == Choice(question, place)
    assert linked_question(link_to(question)) == question


@pytest.mark.parametrize(
    "data",
    [
        "",
        "1",
        ":1",
        "0:1",
        "01:1",
        "1:",
        "1:10",
        "1:a",
        "1:-1",
        "1:1:1",
        "1:1\n",
        "1:?",
        "A:1",
        "1:1 ",
        "１:1",
        "1:１",
        "1y2p0ij32e8e8:1",
        "zzzzzzzzzzzzz:1",
        "1:1; drop table question",
        "1:1\x00",
        "x" * 64,
    ],
)
def test_anything_no_button_sends_is_refused(data: str) -> None:
    with pytest.raises(NotYours):
        Choice.read(data)


@given(st.text(max_size=20))
def test_whatever_is_forged_is_read_strictly_or_refused(data: str) -> None:
    with suppress(NotYours):
        assert rest(Choice.read(data).data) == data


@pytest.mark.parametrize("payload", ["", "q_", "q_0", "q1", "q_1y2p0ij32e8e8", "q_1 2", "Q_1", "q_1\n"])
def test_a_link_that_is_not_ours_is_refused(payload: str) -> None:
    with pytest.raises(NotYours):
        linked_question(payload)
