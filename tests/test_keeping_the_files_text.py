"""Whatever is changed in a content file in the chat, the rest stays as an editor wrote it, and is read as before."""

from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

import knowledge
from knowledge.editing.overlay import Held
from knowledge.editing.spots import KEYS, Spot, Written
from knowledge.entries import Entry
from knowledge.files.manuscripts import ORDER, Manuscript, Unwritable
from knowledge.files.reading import read_content
from knowledge.files.yaml_text import block
from knowledge.in_force import read_in_force

CONTENT = Path(knowledge.__file__).parent / "content"
FILES = sorted([*CONTENT.glob("faq/**/*.md"), *CONTENT.glob("guides/*.md")])
GUIDE = min(CONTENT.glob("guides/*.md"))
COMMENTED = """---
# Written by hand.
id: dogs  # never changes
question: "May I bring my dog?"

# Ask the front desk.
checked: 2026-03-02
topic: visit
---

No.
"""
words = (
    st.text(
        st.characters(exclude_categories=["Cs", "Cc"], include_characters="\n\t", exclude_characters="\ufffe\uffff")
    )
    .map(str.strip)
    .filter(bool)
)
lines = words.map(lambda text: " ".join(text.split())).filter(bool)


def test_there_is_something_to_try() -> None:
    assert len(FILES) > 160


def test_a_file_is_taken_apart_and_put_together_again_byte_for_byte() -> None:
    for file in FILES:
        text = file.read_text("utf-8")
        manuscript = Manuscript.of(text)

        assert manuscript.text == text
        for id_ in manuscript.sections():
            assert manuscript.with_section(id_, *manuscript.section(id_)).text == text


@pytest.mark.parametrize("folder", sorted({file.parent for file in FILES}), ids=lambda folder: folder.name)
def test_every_field_written_anew_says_the_same(folder: Path) -> None:
    for file in folder.glob("*.md"):
        every_field_written_anew_says_the_same(file)


def every_field_written_anew_says_the_same(file: Path) -> None:
    written = Written(Manuscript.of(file.read_text("utf-8")), "en", long=file.parent.name == "guides")
    fields = [*KEYS, "answer"]
    for id_ in written.manuscript.sections() if written.long else ():
        fields += [f"section:{id_}", f"section:{id_}:phrasings"]
    values = {field: written.value(field) for field in fields}
    for field, value in values.items():
        written = written.with_value(field, value)

    assert {field: written.value(field) for field in fields} == values


def test_written_from_nothing_every_entry_is_read_again_as_it_was(tmp_path: Path) -> None:
    content, folder = read_content(CONTENT), tmp_path / "content"
    folder.mkdir()
    (folder / "profile.yaml").write_bytes((CONTENT / "profile.yaml").read_bytes())
    (folder / "faq").mkdir()
    for guide in content.guides:
        (folder / "guides").mkdir(exist_ok=True)
        (folder / "guides" / guide.place.file.name).write_bytes(guide.place.file.read_bytes())
    again = read_in_force(folder, [held for entry in content.entries for held in edits_of(entry)])

    assert again.overlay.lost == []
    assert len(again.content.entries) == len(content.entries) == 152
    assert [told(entry) for entry in again.content.entries] == [told(entry) for entry in content.entries]


def edits_of(entry: Entry) -> list[Held]:
    """The edits that make this entry, were there no file of it."""
    found = []
    for file in entry.place.file.parent.glob(f"{entry.id}.*md"):
        language = file.name.split(".")[1].removesuffix("md")
        written = Written(Manuscript.of(file.read_text("utf-8")), language or "en")
        fields = [(field, written.value(field)) for field in (*KEYS, "answer")]
        found += [Held(1, Spot(entry.id, field, language), value) for field, value in fields if value is not None]
    return found


def told(entry: Entry) -> tuple[object, ...]:
    spoken = [(each.language, each.text) for each in entry.phrasings]
    said = (entry.id, entry.question, entry.answer, entry.topic, entry.sources, entry.related)
    return (*said, entry.checked, entry.review_by, sorted(spoken), dict(entry.translations))


def test_what_an_editor_remarked_stays_where_it_is() -> None:
    changed = Manuscript.of(COMMENTED).with_value("question", "Dogs?").with_value("related", ["cats"])

    assert changed.text == COMMENTED.replace('"May I bring my dog?"', "Dogs?").replace(
        "topic: visit\n", "topic: visit\nrelated:\n  - cats\n"
    )


@pytest.mark.parametrize(
    "text", ["", "no front matter", "---\n{id: dogs}\n---\nNo.", "---\na: [\n---\nNo.", "---\n- a\n---\n"]
)
def test_a_file_that_cannot_be_taken_apart_is_not_written(text: str) -> None:
    with pytest.raises(Unwritable):
        Manuscript.of(text)


@pytest.mark.parametrize("text", ["Fine.\n\n## More\n\nText", "<!-- phrasings\n- a\n-->\n\nText"])
def test_a_section_takes_no_text_that_would_be_read_as_something_else(text: str) -> None:
    written = Written(Manuscript.of(GUIDE.read_text("utf-8")), "en", long=True)
    (first, *_) = written.manuscript.sections()

    with pytest.raises(Unwritable):
        written.with_value(f"section:{first}:phrasings", None).with_value(f"section:{first}", text)


def test_a_phrasing_cannot_end_its_list() -> None:
    written = Written(Manuscript.of(GUIDE.read_text("utf-8")), "en", long=True)
    (first, *_) = written.manuscript.sections()

    with pytest.raises(Unwritable):
        written.with_value(f"section:{first}:phrasings", {"en": ["so --> there"]})


@given(
    st.sampled_from([key for key in ORDER if key != "id"]),
    st.one_of(
        words,
        st.lists(words, min_size=1),
        st.dictionaries(st.sampled_from(["en", "fr"]), st.lists(words, min_size=1), min_size=1),
    ),
)
def test_whatever_a_key_says_is_read_again_as_it_is(key: str, value: object) -> None:
    assert yaml.load(block(key, value), Loader=yaml.BaseLoader) == {key: value}
    assert Manuscript.of(Manuscript.of(COMMENTED).with_value(key, value).text).value(key) == value


@given(st.lists(st.fixed_dictionaries({"id": lines, "name": lines}, optional={"value": words}), min_size=1))
def test_groups_of_keys_are_read_again_as_they_are(groups: list[dict[str, str]]) -> None:
    assert yaml.load(block("fields", groups), Loader=yaml.BaseLoader) == {"fields": groups}
