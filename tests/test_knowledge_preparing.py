"""What is learned from the knowledge is learned once, and the same every time."""

from dataclasses import replace
from functools import cache
from pathlib import Path

import numpy as np
import pytest

from knowledge.entries import Phrasing
from knowledge.files.reading import read_content
from knowledge.library import Library, by_language
from knowledge.matching.learning import MOST_PHRASINGS, MOST_VOTES, learnable
from knowledge.matching.learning import learned as votes_of
from knowledge.matching.matcher import Matcher
from knowledge.matching.preparing import Learned, fingerprint, keep, learned
from knowledge.renewing import able
from tests.things import PHRASINGS, THINGS

SECOND = Path(__file__).parent / "second_profile"


def same(one: dict[str, Learned], other: dict[str, Learned]) -> bool:
    return list(one) == list(other) and all(
        np.array_equal(a.votes, b.votes) and (a.gates, a.held_out) == (b.gates, b.held_out)
        for a, b in zip(one.values(), other.values(), strict=True)
        if a.votes is not None and b.votes is not None
    )


def test_votes_are_learned_of_what_has_grown_but_never_more_than_the_memory_is_meant_for() -> None:
    assert learnable(3_000, 240)
    assert learnable(7_000, 450)
    assert not learnable(MOST_PHRASINGS + 1, 300)
    assert not learnable(MOST_PHRASINGS, MOST_VOTES // MOST_PHRASINGS + 1)
    assert not learnable(100, 15)


@cache
def once() -> dict[str, Learned]:
    """What is learned of the shop, for stories that learn it a second time."""
    return learned({"en": PHRASINGS}, {})


def test_votes_bring_each_phrasing_to_its_own_entry() -> None:
    matcher = Matcher(PHRASINGS, "en")
    likeness = np.array([matcher.likeness(text) for text in matcher.phrasings], np.float32)

    votes = votes_of(likeness, matcher.entry_of)

    assert votes.shape == (96, len(THINGS))
    assert ((likeness @ votes).argmax(axis=1) == matcher.entry_of).all()


def test_votes_learn_which_words_matter_where_plain_likeness_is_misled() -> None:
    phrasings = {
        **PHRASINGS,
        "open": ["when is the library open please tell me", "opening times of the library"],
        "fine": ["please tell me the late fine of the library", "fine for books"],
    }
    matcher = Matcher(phrasings, "en")
    question = "please tell me the library opening"
    matcher.learn(matcher.among_themselves())

    assert matcher.ids[int(matcher.chances(matcher.likeness(question)).argmax())] == "open"


def test_what_was_learned_is_read_again_from_the_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    first, again = learned({"en": PHRASINGS}, {}, tmp_path / "new"), once()
    monkeypatch.setattr(Matcher, "learn", None)

    assert same(learned({"en": PHRASINGS}, {}, tmp_path / "new"), first)
    assert same(first, again)


def test_other_phrasings_are_learned_anew_and_old_files_make_room(tmp_path: Path) -> None:
    for number in range(6):
        learned({"en": {"a": [f"phrasing {number}"], "b": ["another"]}}, {}, tmp_path)

    assert len(list(tmp_path.iterdir())) == 4


@pytest.mark.parametrize("spoilt", [b"", b"nonsense", b"PK\x03\x04 half a file"])
def test_a_spoilt_file_is_learned_anew(tmp_path: Path, spoilt: bytes) -> None:
    keep(tmp_path, "en", fingerprint(PHRASINGS, {}), once()["en"])
    file = next(tmp_path.iterdir())
    file.write_bytes(spoilt)

    assert same(learned({"en": PHRASINGS}, {}, tmp_path), once())
    assert file.stat().st_size > 100


def test_a_prepared_library_answers_and_tells_how_well() -> None:
    library = Library.prepared(read_content(SECOND))

    assert library.find("lainani uusimnen", ["fi"]).matches[0].id == "lainan-uusiminen"
    assert set(library.learned) == set(by_language(library.content))
    assert str(library.held_out) == "There is too little knowledge to say how well it answers."


def test_how_like_the_phrasings_are_among_themselves_is_what_asking_them_would_say() -> None:
    often = {str(number): [f"please tell me about w{number}", f"w{number} please"] for number in range(60)}
    for phrasings in (PHRASINGS, often):
        matcher = Matcher(phrasings, "en")

        own = matcher.among_themselves()

        assert own is not None
        assert own == pytest.approx(np.array([matcher.likeness(text) for text in matcher.phrasings]), abs=1e-5)


def test_to_answer_a_question_only_the_languages_that_it_may_be_in_are_learned(tmp_path: Path) -> None:
    content = read_content(SECOND)
    both = [replace(each, phrasings=(*each.phrasings, Phrasing("xx", "sv", each.place))) for each in content.entries]

    library = able(replace(content, entries=tuple(both)), tmp_path, "aukioloajat", ["fi"])

    assert set(by_language(library.content)) == {"fi", "sv"}
    assert set(library.learned) == {"fi"}
    assert library.find("aukioloajat", ["fi"]).answered
    assert [file.name.split("-")[1] for file in tmp_path.iterdir()] == ["fi"]
