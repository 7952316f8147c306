"""What others will read of a question has no mail address and no telephone number in it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.masking import masked


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("Write to maria.silva@camara-porto.pt, please", "Write to …@…, please"),
        ("<maria@example.org>; or jonas+eu@mail.example.org.", "<…@…>; or …@…."),
        ("élodie@exämple.fr?", "…@…?"),
        ("Call me: +351 912 345 678", "Call me: +…"),
        ("tel. 0043 (0)1 2345-678 or (02) 234 56 78", "tel. +… or +…"),
        ("0171/2345678, 600 123 456", "+…, +…"),
        ("my account is LT12 1000 0111 0100 1000", "my account is LT12 +…"),
    ],
)
def test_an_address_or_a_number_is_masked(typed: str, kept: str) -> None:
    assert masked(typed) == kept


@pytest.mark.parametrize(
    "typed",
    [
        "Who pays 80 % in 2021-2027?",
        "Is 23.11.2026 09:30 right, or 2026-11-23, or 01/02/2027?",
        "We ask for 100 000 euros, or 1.500.000",
        "the hall is @ the town hall",
        "Which of 36 states, 1234 regions and 20 000 towns?",
    ],
)
def test_years_dates_and_amounts_stay(typed: str) -> None:
    assert masked(typed) == typed


@given(st.text(alphabet="ab @.+0129-/( ", max_size=60))
def test_masking_again_changes_nothing(typed: str) -> None:
    assert masked(masked(typed)) == masked(typed)
