"""Questions that nobody answered are gathered by their words, and those that matter most come first."""

import random
from collections.abc import Sequence
from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from knowledge.gaps.grouping import Group, Missed, Wording, grouped, key_of, settled, worded

TODAY = date(2026, 11, 23)
DOGS = ["May I bring my dog?", "may i bring MY dog", "Can I bring my dog", "May I bring my dgo?"]
WIFI = ["Is there free wifi?", "is the wifi free"]


def asked(*texts: str, days_ago: int = 0, first: int = 1, language: str = "en") -> list[Missed]:
    day = TODAY - timedelta(days=days_ago)
    return [Missed(number, text, language, "unknown", None, day) for number, text in enumerate(texts, first)]


def groups(missed: Sequence[Missed]) -> list[Group]:
    return grouped(missed, TODAY)


def ids(found: Sequence[Group]) -> list[list[int]]:
    return [[each.id for each in group.missed] for group in found]


def test_what_is_said_alike_stands_together() -> None:
    assert ids(groups(asked(*DOGS, *WIFI))) == [[1, 2, 3, 4], [5, 6]]


def test_wordings_that_differ_in_signs_alone_are_one_and_the_most_frequent_spelling_is_shown() -> None:
    (group,) = groups(asked("Is it FREE??", "is it free", "is it free"))

    assert group.wordings == (Wording("is it free", 3),)


def test_a_wording_asked_most_is_the_typical_one_and_of_equals_the_one_with_most_in_common() -> None:
    often = asked("can I bring a dog", "may I bring my dog", "may I bring my dog", "bring my dog along")
    once = asked("dog in the museum", "bring my dog in the museum", "can I bring my dog in the museum today")

    assert groups(often)[0].text == "may I bring my dog"
    assert [each.text for each in groups(once)] == ["bring my dog in the museum"]


def test_the_same_words_in_two_languages_stand_apart() -> None:
    assert ids(groups([*asked("Wifi?"), *asked("Wifi?", first=2, language="fr")])) == [[1], [2]]


def test_a_group_knows_its_days_reasons_and_what_was_shown() -> None:
    missed = [
        Missed(3, "dogs", "en", "not my case", "pets", TODAY - timedelta(days=2), 1),
        Missed(5, "Dogs?", "en", "unknown", None, TODAY),
        Missed(9, "dogs", "en", "not my case", "pets", TODAY - timedelta(days=9), 1),
    ]
    (group,) = groups(missed)

    assert (group.number, group.newest, group.asked, group.waiting) == (3, 9, 3, 2)
    assert (group.first, group.last) == (TODAY - timedelta(days=9), TODAY)
    assert dict(group.reasons) == {"not my case": 2, "unknown": 1}
    assert dict(group.shown) == {"pets": 2}


def test_to_be_asked_weighs_half_as_much_a_month_later() -> None:
    month = asked("parking", "parking", days_ago=30)
    (group,) = groups(month)
    newer = asked("wifi", "wifi", days_ago=29, first=10)

    assert group.weight(TODAY) == 1.0
    assert [each.text for each in groups([*month, *newer])] == ["wifi", "parking"]
    assert [each.text for each in groups([*month, *asked("wifi", first=10)])] == ["parking", "wifi"]


def test_signs_alone_are_questions_too_and_no_two_of_them_the_same() -> None:
    assert ids(groups(asked("???", "!!!", "???"))) == [[1, 3], [2]]


def test_only_a_wording_that_leads_to_one_entry_settles_and_not_for_whom_it_did_not_fit() -> None:
    missed = [
        *asked(*DOGS),
        Missed(8, "may I bring my dog", "en", "not my case", "dogs", TODAY),
        *asked(*WIFI, first=9),
    ]
    new = worded([("dogs", "MAY I bring my dog"), ("wifi", "Is there free wifi"), ("wlan", "is there FREE wifi?")])

    found = list(settled(groups(missed), new))

    assert [(group.number, answer, sorted(gone)) for group, answer, gone in found] == [(1, "dogs", [1, 2, 3, 4])]


TEXTS = st.lists(st.sampled_from([*DOGS, *WIFI, "???", "", "a", "ą ę", "x" * 300]) | st.text(max_size=30), max_size=25)


@given(TEXTS, st.randoms(use_true_random=False))
def test_every_question_stands_in_exactly_one_group_whatever_the_order_they_are_read_in(
    texts: list[str], chance: random.Random
) -> None:
    missed = asked(*texts)
    shuffled = missed[:]
    chance.shuffle(shuffled)
    found = groups(missed)

    assert sorted(number for group in ids(found) for number in group) == [each.id for each in missed]
    assert groups(shuffled) == found
    for group in found:
        assert sum(wording.asked for wording in group.wordings) == group.asked
        assert len({key_of(wording.text) for wording in group.wordings}) == len(group.wordings)
    weights = [group.weight(TODAY) for group in found]
    assert weights == sorted(weights, reverse=True)


@given(TEXTS)
def test_who_asks_the_same_comes_to_stand_in_the_same_group(texts: list[str]) -> None:
    twice = asked(*texts, *texts)
    number = {each.id: group.number for group in groups(twice) for each in group.missed}

    assert all(number[place] == number[place + len(texts)] for place in range(1, len(texts) + 1))
