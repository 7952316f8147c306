"""Politeness, wishes about data and for a human, as whole messages, are understood before any matching."""

import tomllib
from pathlib import Path
from typing import Any

import pytest

from bot.serve import Service
from knowledge.library import Library
from knowledge.models import Gap, Question
from knowledge.whole_messages import Kind, Phrases
from sandbox.people import Person
from sandbox.server import Sandbox
from tests.museum import museum

CONTACT = "desk@museum.example.org"
UNION = "bg cs da de el en es et fi fr ga hr hu it lt lv mt nl pl pt ro sk sl sv"
PHRASES = Phrases.load()


@pytest.fixture
def helpdesk_settings(helpdesk_settings: dict[str, Any], tmp_path: Path) -> dict[str, Any]:
    return helpdesk_settings | {"content_dir": museum(tmp_path, f"contact: {CONTACT}")}


@pytest.mark.parametrize(
    ("words", "kind"),
    [
        ("thanks", Kind.THANKS),
        ("Thank you very much!!! 🙏", Kind.THANKS),
        ("merci d’avance", Kind.THANKS),
        ("dziekuje bardzo", Kind.THANKS),
        ("Ευχαριστω", Kind.THANKS),
        ("ok", Kind.FINE),
        ("👍🏽", Kind.FINE),
        ("OK, thanks. Bye!", Kind.BYE),
        ("Guten Tag", Kind.HELLO),
        ("👋", Kind.HELLO),
        ("Help!", Kind.HELP),
        ("DELETE MY DATA", Kind.DATA),
        ("Hello, please delete all my data. Thank you", Kind.DATA),
        ("Was wissen Sie über mich?", Kind.DATA),
        ("talk to a human", Kind.HUMAN),
        ("Can I talk to an expert, please?", Kind.HUMAN),
        ("Je voudrais parler à un expert", Kind.HUMAN),
        ("quiero hablar con una persona", Kind.HUMAN),
        ("Chciałbym porozmawiać z ekspertem", Kind.HUMAN),
        ("I want to talk to an expert pls", Kind.HUMAN),
        ("Can a human answer?", Kind.HUMAN),
        ("I have a question for an expert", Kind.HUMAN),
        ("Est-ce qu’un humain peut répondre ?", Kind.HUMAN),
        ("parler a un expert", Kind.HUMAN),
        ("Kann mir ein Mensch antworten?", Kind.HUMAN),
        ("¿Puede responderme una persona?", Kind.HUMAN),
        ("Può rispondermi un esperto?", Kind.HUMAN),
        ("Czy ekspert może mi pomóc?", Kind.HUMAN),
    ],
)
def test_a_whole_message_is_understood(words: str, kind: Kind) -> None:
    assert PHRASES.kind_of(words) is kind


@pytest.mark.parametrize(
    "words",
    [
        "",
        "?",
        "...",
        "please",
        "can I",
        "2",
        "🐕",
        "thanks 🐕",
        "thanks, and what does it cost?",
        "hello, are dogs allowed?",
        "ok but who pays the expert",
        "delete my data from the project report",
        "what data do you keep about me and my region",
        "can an expert visit us",
        "what does expert support cost?",
        "how do I become an expert",
        "can someone help me find a partner",
        "combien coûte un expert ?",
        "thank you for sending the form to whom",
        "human rights",
        "€",
        "thanks " * 60,
    ],
)
def test_whoever_says_more_asks_a_question(words: str) -> None:
    assert PHRASES.kind_of(words) is None


def test_every_official_language_of_the_union_has_phrases_of_each_kind() -> None:
    folder = Path(__file__).parents[1] / "knowledge" / "phrases"
    assert {file.stem for file in folder.glob("*.toml")} >= set(UNION.split(" "))
    for file in sorted(folder.glob("*.toml")):
        own = tomllib.loads(file.read_text(encoding="utf-8"))
        assert set(own) == {kind.name.lower() for kind in Kind}, file.name
        for name, phrases in own.items():
            known = [PHRASES.kind_of(phrase) or Kind.PLEASE for phrase in phrases]
            assert all(kind >= Kind[name.upper()] for kind in known), (file.name, name)


def test_no_entrys_own_question_is_taken_for_small_talk() -> None:
    content = Library.read(Path(__file__).parents[1] / "knowledge" / "content").content
    taken = {
        phrasing.text
        for phrasings in content.phrasings().values()
        for phrasing in phrasings
        if PHRASES.kind_of(phrasing.text) is not None
    }
    assert taken == set()


async def met(person: Person) -> Person:
    await person.starts()
    await person.hears()
    return person


async def test_politeness_is_answered_kindly_and_is_no_question(maria: Person, helpdesk: Service) -> None:
    await met(maria)
    for words, answer in (
        ("hello", "Hello. Type your question"),
        ("merci beaucoup", "You are welcome."),
        ("👍", "Good. Type your next question"),
        ("Tschüss", "Goodbye."),
        ("help", "Type your question in your own words"),
    ):
        await maria.says(words)
        assert (await maria.hears()).text.startswith(answer), words

    questions = await helpdesk.database.read(lambda session: session.query(Question).count())
    gaps = await helpdesk.database.read(lambda session: session.query(Gap).count())
    assert (questions, gaps) == (0, 0)


async def test_who_wants_a_human_hears_where_one_is(maria: Person) -> None:
    await met(maria)
    await maria.says("I want to talk to a human, please")

    said = (await maria.hears()).text
    assert said.startswith("This assistant cannot pass a question on to an expert yet.")
    assert said.endswith(f"To reach a human: {CONTACT}")


async def test_who_speaks_of_their_data_hears_what_is_kept(maria: Person) -> None:
    await met(maria)
    for words in ("delete my data", "/privacy", "was weißt du über mich"):
        await maria.says(words)
        said = await maria.hears()
        assert said.text.startswith("What this assistant keeps about you"), words
        assert said.text.endswith(
            f"Who answers for it: {CONTACT}\nIf you write there about it, name this number: {maria.id}"
        )
        assert len(said.text) < 800


async def test_all_details_come_from_the_tables_themselves(maria: Person) -> None:
    await met(maria)
    await maria.says("/privacy")
    await maria.presses(await maria.hears(), "All details")

    said = (await maria.hears()).text
    assert "• to answer a person in their language and to know whether messages can reach them\n365 days after" in said
    assert "Seen by: nobody but the service itself" in said


async def test_in_a_group_politeness_is_answered_and_the_rest_sent_to_private(telegram: Sandbox, maria: Person) -> None:
    await met(maria)
    group = telegram.new_group("Community", [maria])
    group.add_bot()
    await maria.hears(in_=group)
    for words, answer in (
        ("/ask thanks", "You are welcome."),
        ("/ask delete my data", "In a group this assistant speaks"),
    ):
        await maria.says(words, group)
        assert answer in (await maria.hears(in_=group)).text, words
