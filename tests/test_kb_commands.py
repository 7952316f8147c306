"""The knowledge from the command line: ask it, check it, measure it."""

import json
import re
import shutil
from pathlib import Path
from xml.etree import ElementTree

import pytest
import typer
from typer.testing import CliRunner, Result

from bot.commands.knowledge import register
from tests.learned import LEARNED
from tests.museum import museum

LIBRARY = Path(__file__).parent / "second_profile"
QUALITY = [
    "n",
    "top1",
    "recall3",
    "mrr10",
    "oos_auroc",
    "answered",
    "answered_right",
    "chosen",
    "chosen_hit3",
    "oos_answered",
    "p50_ms",
    "p99_ms",
    "build_s",
    "rss_mb",
]


@pytest.fixture(autouse=True)
def alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """No settings of whoever runs the tests; what was learned of the content is kept from run to run."""
    monkeypatch.setenv("HELPDESK_DATA_DIR", str(LEARNED))
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("HELPDESK_CONTENT_DIR", raising=False)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A content folder without a fault."""
    return Path(shutil.copytree(LIBRARY, tmp_path / "content"))


def helpdesk(*arguments: str | Path) -> Result:
    app = typer.Typer()
    register(app)
    return CliRunner().invoke(app, [str(argument) for argument in arguments])


def written(folder: Path, name: str, *lines: object) -> Path:
    file = folder / name
    file.write_text("".join(json.dumps(line) + "\n" for line in lines), "utf-8")
    return file


def test_asking_gives_the_decision_and_the_matches_as_json() -> None:
    result = helpdesk("ask", "I forgot my password", "--json")

    said = json.loads(result.stdout)
    assert result.exit_code == 0
    assert list(said) == ["text", "decision", "matches"]
    assert (said["text"], said["decision"]) == ("I forgot my password", "answer")
    assert len(said["matches"]) == 3
    assert list(said["matches"][0]) == ["id", "title", "score"]
    assert said["matches"][0]["id"] == "acc-password"


def test_asking_prints_the_answer_to_read() -> None:
    result = helpdesk("ask", "I forgot my password", "--top", "1")

    assert result.stdout.startswith("decision: answer\n")
    assert result.stdout.count("acc-") == 1
    assert "choose login at the top right" in result.stdout


def test_asking_for_the_first_time_says_on_the_side_that_it_learns_first(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HELPDESK_CONTENT_DIR", str(museum(tmp_path / "content")))
    monkeypatch.setenv("HELPDESK_DATA_DIR", str(tmp_path))
    first, second = helpdesk("ask", "Are dogs allowed?"), helpdesk("ask", "Are dogs allowed?")

    assert first.stderr == "Learning from the phrasings first (en): about half a minute, once.\n"
    assert (second.stderr, second.stdout) == ("", first.stdout)


def test_asking_something_else_prints_no_answer() -> None:
    assert helpdesk("ask", "what is the weather").stdout.startswith("decision: unknown\n")
    assert "\n\n" not in helpdesk("ask", "what is the weather").stdout


def test_asking_explains_beside_the_json_and_not_in_it() -> None:
    result = helpdesk("ask", "forgt qwertz", "--json", "--explain")

    assert json.loads(result.stdout)["text"] == "forgt qwertz"
    assert "unknown: forgt, taken for forgot" in result.stderr
    assert "unknown: qwertz, like no word that is known" in result.stderr
    assert "answered from 0.72)" in helpdesk("ask", "forgt qwertz", "--explain").stdout


def test_asking_in_a_language_gives_the_answer_in_it() -> None:
    asked = "Wie bewerben wir uns um eine Peer Review?"

    german, polish = helpdesk("ask", asked, "--language", "de"), helpdesk("ask", asked, "--language", "pl")

    assert "pr-how  Wie beantrage ich eine Peer Review?" in german.stdout
    assert "pr-how" in polish.stdout
    assert german.stdout != polish.stdout


def test_asking_takes_the_content_that_the_settings_name(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HELPDESK_CONTENT_DIR", str(folder))

    assert json.loads(helpdesk("ask", "aukioloajat", "--json").stdout)["matches"][0]["id"] == "aukioloajat"


@pytest.mark.parametrize("arguments", [["ask"], ["ask", "x", "--top", "0"], ["kb", "eval"], ["kb", "chek"]])
def test_wrong_usage_ends_with_two(arguments: list[str]) -> None:
    assert helpdesk(*arguments).exit_code == 2


def test_a_missing_content_folder_ends_with_two_and_one_sentence(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    named = helpdesk("kb", "check", folder / "nowhere")
    monkeypatch.setenv("HELPDESK_CONTENT_DIR", str(folder / "nowhere"))
    set_ = helpdesk("ask", "x")

    for result in (named, set_):
        assert result.exit_code == 2
        assert result.stdout == ""
        assert "profile.yaml" in result.stderr
        assert result.stderr.count("\n") == 1


def test_checking_good_content_ends_with_nought(folder: Path) -> None:
    result = helpdesk("kb", "check", folder, "--strict")

    assert result.exit_code == 0
    assert result.stdout == "5 entries, 0 guides, 30 phrasings: 0 errors, 0 warnings\n"


def test_checking_names_each_error_with_file_and_line_and_ends_with_one(folder: Path) -> None:
    file = folder / "faq/asiointi/aukioloajat.md"
    file.write_text(file.read_text("utf-8").replace("  - aukioloajat", "\t- aukioloajat"), "utf-8")

    result = helpdesk("kb", "check", folder)

    assert result.exit_code == 1
    assert result.stdout == (
        f"{file}:5: error: a tab stands here; use spaces instead\n"
        "4 entries, 0 guides, 24 phrasings: 1 error, 0 warnings\n"
    )


def test_checking_tells_what_the_gates_do_with_questions_that_were_held_out() -> None:
    told = helpdesk("kb", "check").stdout.splitlines()[-1]

    assert re.match(r"Of 100 questions like these \d+ are answered, \d+ of them wrongly", told)


def test_warnings_fail_only_when_strict(folder: Path) -> None:
    file = folder / "faq/asiointi/aukioloajat.md"
    file.write_text(file.read_text("utf-8").replace("review_by: 2036", "review_by: 2026"), "utf-8")
    file.write_text(file.read_text("utf-8").replace("review_by: 2026-11-01", "review_by: 2020-11-01"), "utf-8")

    assert "aukioloajat.md:1: warning: this was to be reviewed by 2020-11-01" in helpdesk("kb", "check", folder).stdout
    assert helpdesk("kb", "check", folder).exit_code == 0
    assert helpdesk("kb", "check", folder, "--strict").exit_code == 1


def test_measuring_gives_every_figure(tmp_path: Path) -> None:
    entries = written(
        tmp_path,
        "entries.jsonl",
        {"id": "hours", "question": "When are you open?", "phrasings": ["opening hours"]},
        {"id": "card", "question": "How do I get a card?", "phrasings": ["library card"]},
    )
    queries = written(
        tmp_path,
        "queries.jsonl",
        {"text": "opening hours", "expect": "hours"},
        {"text": "library card", "expect": "nothing", "also": ["card"]},
        {"text": "library card", "expect": "hours"},
        {"text": "zebra crossing", "expect": None},
    )

    result = helpdesk("kb", "eval", "--queries", queries, "--entries", entries, "--json")

    figures = json.loads(result.stdout)
    assert list(figures) == QUALITY
    assert figures["n"] == 4
    assert figures["top1"] == pytest.approx(2 / 3, abs=1e-4)
    assert figures["answered"] == 1
    assert figures["answered_right"] == pytest.approx(2 / 3, abs=1e-4)
    assert (figures["oos_auroc"], figures["oos_answered"]) == (1, 0)
    assert (figures["chosen"], figures["chosen_hit3"]) == (0, None)
    assert figures["build_s"] > 0
    assert figures["p99_ms"] >= figures["p50_ms"] > 0


SHOP = (
    {"id": "hours", "question": "When are you open?", "phrasings": ["opening hours"]},
    {"id": "card", "question": "How do I get a card?", "phrasings": ["library card"]},
)
MISTAKEN = (
    {"text": "opening hours", "expect": "card"},
    {"text": "office hours tomorrow", "expect": "card"},
    {"text": "library card", "expect": "hours"},
    {"text": "library card", "expect": "card"},
)


def test_measuring_lists_what_was_taken_for_what_the_most_frequent_first(tmp_path: Path) -> None:
    set_ = "--entries", written(tmp_path, "entries.jsonl", *SHOP), "--queries", written(tmp_path, "q.jsonl", *MISTAKEN)

    lines = helpdesk("kb", "eval", *set_).stdout.splitlines()
    assert lines[-2:] == [
        "hours for card: 2 (1 answered), such as: opening hours",
        "card for hours: 1 (1 answered), such as: library card",
    ]
    assert helpdesk("kb", "eval", *set_, "--confusions", "1").stdout.splitlines()[-1] == lines[-2]
    assert " for " not in helpdesk("kb", "eval", *set_, "--confusions", "0").stdout.splitlines()[-1]


def test_measuring_draws_answered_against_right(tmp_path: Path) -> None:
    set_ = "--entries", written(tmp_path, "entries.jsonl", *SHOP), "--queries", written(tmp_path, "q.jsonl", *MISTAKEN)

    drawn = helpdesk("kb", "eval", *set_, "--plot", tmp_path / "gate.svg", "--json")

    assert list(json.loads(drawn.stdout)) == QUALITY
    curve = ElementTree.parse(tmp_path / "gate.svg").find(".//{*}polyline")
    assert curve is not None
    assert len(curve.attrib["points"].split()) == len(MISTAKEN)
    # All are answered, and one of four is right.
    assert curve.attrib["points"].endswith(" 450.0,350.0")


def test_a_plot_of_another_kind_is_refused_before_anything_is_measured(tmp_path: Path) -> None:
    refused = helpdesk("kb", "eval", "--queries", tmp_path / "no.jsonl", "--plot", "gate.png")

    assert refused.exit_code == 2
    assert refused.stderr == "The plot is an SVG, which browsers show: call it gate.svg.\n"


def test_measuring_the_content_itself_takes_a_list_as_well(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HELPDESK_CONTENT_DIR", str(folder))
    (folder / "queries.json").write_text('[{"text": "aukioloajat", "expect": "aukioloajat", "lang": "fi"}]', "utf-8")

    shown = helpdesk("kb", "eval", "--queries", folder / "queries.json").stdout.split("\n")

    assert "n              1" in shown
    assert "top1           1.0" in shown
    assert "oos_auroc      -" in shown


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("{", "queries.jsonl:1: this is no valid JSON"),
        ('{"text": "a", "expect": null}\n[]x', "queries.jsonl:2: this is no valid JSON"),
        ('{"text": "a", "expect": null}\n3', "queries.jsonl:2: each line must be a JSON object"),
        ('{"expect": null}', "queries.jsonl:1: a question needs a `text` and an `expect`"),
        ('{"text": "a"}', "queries.jsonl:1: a question needs a `text` and an `expect`"),
        ("\udcff", "queries.jsonl:1: this file cannot be read: it is not UTF-8"),
    ],
)
def test_a_broken_set_ends_with_two_and_says_where(tmp_path: Path, text: str, expected: str) -> None:
    (tmp_path / "queries.jsonl").write_bytes(text.encode("utf-8", "surrogateescape"))

    result = helpdesk("kb", "eval", "--queries", tmp_path / "queries.jsonl")

    assert result.exit_code == 2
    assert expected in result.stderr


def test_broken_or_missing_entries_end_with_two(tmp_path: Path) -> None:
    queries = written(tmp_path, "queries.jsonl", {"text": "a", "expect": None})
    entries = written(tmp_path, "entries.jsonl", {"id": "a", "question": 3})

    broken = helpdesk("kb", "eval", "--queries", queries, "--entries", entries)
    missing = helpdesk("kb", "eval", "--queries", queries, "--entries", tmp_path / "no.jsonl")

    assert "entries.jsonl:1: an entry needs an `id`, a `question` and a list of `phrasings`" in broken.stderr
    assert "no.jsonl:1: this file cannot be read: No such file or directory" in missing.stderr
    assert (broken.exit_code, missing.exit_code) == (2, 2)
