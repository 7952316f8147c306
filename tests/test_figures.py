"""Figures that name nobody: counted once, unchanged by an erasure, and too small ones not shown."""

import asyncio
import csv
import io
from datetime import date
from itertools import product
from pathlib import Path

import numpy as np
import pytest
import typer
from fpdf.fonts import TTFFont
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session
from typer.testing import CliRunner, Result

from bot.commands import figures as figures_command
from core.clock import Clock, SystemClock
from core.database import Database
from core.language import Language
from handlers.rights.figure_list import figures, report_on
from handlers.rights.leaving import erase
from handlers.rights.leaving_step import Leaving
from knowledge.entries import Content
from knowledge.matching.gates import Decision
from knowledge.models import Outcome, Question
from knowledge.profile import Profile
from people import report_page, report_pdf, report_texts
from people.hiding import FEWEST, Told, share, told
from people.ledger import Tally
from people.periods import around, period_in, ready_on
from people.report import Report, Row
from people.rounding import STEP, at_least, rough_share, rounded_down
from people.tally import COUNTED, Tallies
from tests.clocks import MovedClock
from tests.events_at import met
from tests.museum import museum
from tests.requests_at import in_state, people
from tickets.figures import waiting_now
from tickets.states import State

ENGLISH = Language("en")
PROFILE = Profile(name="Museum desk")
CONTENT = Content(PROFILE, (), (), ())
LETTERS_OF_THE_UNION = (
    "ąćęłńóśźż ĄĆĘŁŃÓŚŹŻ áčďéěíňřšťúůýž ľĺŕô ăâîșț őűöü ßäæøå ñçàèêëîïôœùÿ ãõ āēģīķļņū ėįų ħġċ đ ĐŁØŒ "
    "άέήίόύώϊΰ ΑΒΓΔΩ щъьюяж ЩЪЬЮЯЖ єіїґ – — “” „” ‚‘ «» ’ … • · € % §"
)


@pytest.fixture
def clock() -> MovedClock:
    """A clock that is moved."""
    return MovedClock()


def asks(session: Session, clock: Clock, member: int, outcome: Outcome | None = Outcome.SOLVED) -> None:
    """Let somebody have asked a question just now."""
    question = Question(
        chat_id=member, member_id=member, text="words", language="en", decision=Decision.ANSWER, offered=["dogs"]
    )
    question.asked_at, question.outcome = clock.now(), outcome
    session.add(question)


async def asked(database: Database, clock: Clock, *members: int, outcome: Outcome | None = Outcome.SOLVED) -> None:
    def work(session: Session) -> None:
        known = set(session.scalars(select(Question.member_id)))
        met(session, clock, *(set(members) - known))
        for member in members:
            asks(session, clock, member, outcome)

    await database.write(work)


def tallies(session: Session, clock: Clock) -> Tallies:
    return Tallies(session, clock, figures(PROFILE))


async def counts_up(database: Database, clock: Clock) -> None:
    await database.write(lambda session: tallies(session, clock).count_up())


async def of_this_year(database: Database, clock: Clock) -> dict[str, dict[str, int]]:
    return await database.read(lambda s: tallies(s, clock).between(date(2026, 1, 1), date(2027, 12, 31)))


async def reported(database: Database, clock: Clock, typed: str = "2026-Q4", *, rounded: bool = False) -> Report:
    period = period_in(typed)
    assert period is not None
    return await database.read(lambda session: report_on(session, clock, CONTENT, period, ENGLISH, rounded=rounded))


def shown_of(report: Report) -> list[tuple[str, int | None]]:
    return [(row.label, row.count) for row in report.sections[0].rows]


def said_of(report: Report) -> str:
    return report_texts.in_chat(report, ENGLISH).plain


def typed_at_a_terminal(monkeypatch: pytest.MonkeyPatch, url: str, *words: str) -> Result:
    monkeypatch.setenv("HELPDESK_DATABASE_URL", url)
    app = typer.Typer()
    figures_command.register(app)
    app.command("nothing")(lambda: None)
    return CliRunner().invoke(app, ["report", *words])


async def test_a_day_is_counted_once_and_the_count_outlives_the_rows(database: Database, clock: MovedClock) -> None:
    await asked(database, clock, *range(101, 108))
    before = await of_this_year(database, clock)
    clock.moves(days=2)
    await counts_up(database, clock)
    await counts_up(database, clock)
    await database.write(lambda session: session.execute(delete(Question)).close())

    assert before["questions"] == {"solved": 7}
    assert before["people"] == {"new": 7}
    assert await of_this_year(database, clock) == before


@pytest.mark.parametrize("days", [(), (1,), (1, 1), (1, 1, 1, 30, 7)])
async def test_an_erasure_changes_no_figure_whenever_it_comes(
    database: Database, clock: MovedClock, days: tuple[int, ...]
) -> None:
    await asked(database, clock, *range(101, 108))
    clock.moves(hours=1)
    await asked(database, clock, 101, outcome=None)
    for passing in days:
        clock.moves(days=passing)
        await counts_up(database, clock)
    before = await of_this_year(database, clock)

    def leaves(session: Session) -> None:
        erase(Leaving(session, clock, 101, None, figures=figures(PROFILE)))

    await database.write(leaves)
    at_once = await of_this_year(database, clock)
    clock.moves(days=3)
    await counts_up(database, clock)

    assert before["questions"] == {"solved": 7, "answered": 1}
    assert at_once == await of_this_year(database, clock) == before


async def test_nothing_in_a_count_leads_to_a_person(database: Database, clock: MovedClock) -> None:
    await asked(database, clock, 5_000_000_077)
    clock.moves(days=2)
    await counts_up(database, clock)
    rows = await database.read(lambda session: session.scalars(select(Tally)).all())

    assert {(row.figure, row.label, row.count) for row in rows if row.label != COUNTED} == {
        ("questions", "solved", 1),
        ("question_languages", "en", 1),
        ("people", "new", 1),
    }


@pytest.mark.parametrize(
    ("decision", "picked", "outcome", "label"),
    [
        (Decision.ANSWER, None, None, "answered"),
        (Decision.ANSWER, None, Outcome.SOLVED, "solved"),
        (Decision.ANSWER, None, Outcome.NOT_MY_CASE, "not quite"),
        (Decision.ANSWER, None, Outcome.EXPERT, "expert"),
        (Decision.CHOOSE, None, None, "abandoned"),
        (Decision.CHOOSE, 2, None, "answered"),
        (Decision.CHOOSE, 0, Outcome.NONE_OF_THESE, "no answer"),
        (Decision.UNKNOWN, None, Outcome.UNKNOWN, "no answer"),
    ],
)
async def test_a_question_ends_in_one_way(
    database: Database, clock: MovedClock, decision: Decision, picked: int | None, outcome: Outcome | None, label: str
) -> None:
    def work(session: Session) -> None:
        met(session, clock, 101)
        asks(session, clock, 101, outcome)
        session.flush()
        question = session.scalars(select(Question)).one()
        question.decision, question.picked = decision, picked

    await database.write(work)

    assert (await of_this_year(database, clock))["questions"] == {label: 1}


@given(st.dictionaries(st.text(min_size=1, max_size=3), st.integers(0, 30), max_size=8))
def test_no_small_count_is_shown_nor_told_by_the_sum(counts: dict[str, int]) -> None:
    shown = told(counts)
    hidden = [label for label, count in shown.rows.items() if count is None]

    assert not any(count is not None and 0 < count < FEWEST for count in shown.shown.values())
    assert not hidden or shown.total is None or sum(counts[label] for label in hidden) >= 2 * FEWEST
    assert len(hidden) != 1 or shown.total is None


MONTHLY = st.fixed_dictionaries({label: st.sampled_from((0, 0, 1, 2, 3, 4, 5, 9, 30)) for label in "abcd"})


@given(st.lists(MONTHLY, min_size=12, max_size=12))
@settings(max_examples=25, deadline=None)
def test_no_small_count_can_be_found_by_taking_reports_from_each_other(months: list[dict[str, int]]) -> None:
    shown = [told(month) for month in months]
    cells = {(month, label): place for place, (month, label) in enumerate(product(range(12), "abcd"))}
    known: list[list[int]] = []

    def published(figure: Told, of: range) -> None:
        for label, count in figure.shown.items():
            if count is not None or not any(months[month].get(each) for month in of for each in (label or "abcd")):
                labels = label or "abcd"
                known.append([int(month in of and each in labels) for month, each in cells])

    for month, each in enumerate(shown):
        published(each, range(month, month + 1))
        known.extend([int(cell == (month, label)) for cell in cells] for label in "abcd" if not months[month][label])
    quarters = [told(_sum(months[at : at + 3]), shown[at : at + 3]) for at in range(0, 12, 3)]
    for number, each in enumerate(quarters):
        published(each, range(number * 3, number * 3 + 3))
    published(told(_sum(months), quarters), range(12))

    equations = np.array(known)
    rank = np.linalg.matrix_rank(equations)
    small = [cell for (month, label), cell in cells.items() if 0 < months[month][label] < FEWEST]
    for cell in small:
        asked = np.zeros(len(cells), int)
        asked[cell] = 1
        assert np.linalg.matrix_rank(np.vstack([equations, asked])) > rank


def _sum(months: list[dict[str, int]]) -> dict[str, int]:
    return {label: count for label in "abcd" if (count := sum(month[label] for month in months))}


def test_a_share_is_told_only_where_both_sides_are_large_enough() -> None:
    def shared(counts: dict[str, int], *labels: str) -> int | None:
        return share(counts, labels, told(counts))

    assert shared({"a": 6, "b": 6, "c": 12}, "a", "b") == 50
    assert shared({"a": 4, "b": 60}, "a") is None
    assert shared({"a": 60, "b": 4}, "a") is None
    assert shared({"a": 3, "b": 60, "c": 8, "d": 40}, "a", "b") is None  # with what is shown it would tell a
    assert shared({"a": 3, "b": 8, "c": 60, "d": 40}, "a", "b") == 10
    assert shared({}, "a") is None


@pytest.mark.parametrize(
    ("typed", "first", "last"),
    [
        ("2026", date(2026, 1, 1), date(2026, 12, 31)),
        ("2026-Q3", date(2026, 7, 1), date(2026, 9, 30)),
        (" 2026-q4 ", date(2026, 10, 1), date(2026, 12, 31)),
        ("2028-02", date(2028, 2, 1), date(2028, 2, 29)),
    ],
)
def test_a_period_is_typed_as_year_quarter_or_month(typed: str, first: date, last: date) -> None:
    period = period_in(typed)

    assert period is not None
    assert (period.first, period.last) == (first, last)


@pytest.mark.parametrize("typed", ["", "last year", "2026-Q5", "2026-13", "26", "2026-1", "2026-Q3 please"])
def test_anything_else_is_no_period(typed: str) -> None:
    assert period_in(typed) is None


@pytest.mark.parametrize(
    ("today", "named"),
    [
        (date(2026, 11, 23), ("2026", "2026-Q4", "2026-11")),
        (date(2027, 1, 1), ("2027", "2027-Q1", "2027-01")),
        (date(2028, 9, 30), ("2028", "2028-Q3", "2028-09")),
    ],
)
def test_a_day_lies_in_a_year_a_quarter_and_a_month(today: date, named: tuple[str, ...]) -> None:
    periods = around(today)

    assert tuple(period.name for period in periods) == named
    assert all(period == period_in(period.name) for period in periods)


def test_the_command_line_has_no_figures_of_the_future(monkeypatch: pytest.MonkeyPatch) -> None:
    said = typed_at_a_terminal(monkeypatch, "sqlite+aiosqlite:///nowhere/helpdesk.db", "2099-Q4")

    assert said.exit_code == 2
    assert "There are no figures for 2099-Q4: it begins on 2099-10-01." in said.stderr


async def test_the_command_line_tells_exactly_what_was_asked_today(
    database: Database, database_url: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    now = SystemClock()
    await asked(database, now, *range(101, 109))
    await asked(database, now, 101, 102, 103, outcome=Outcome.EXPERT)
    monkeypatch.setenv("HELPDESK_CONTENT_DIR", str(museum(tmp_path)))
    period = f"{now.now():%Y-%m}"
    said = await asyncio.to_thread(typed_at_a_terminal, monkeypatch, database_url, period, "--csv")
    rows = list(csv.reader(io.StringIO(said.stdout)))

    assert [period, "questions", "", "11"] in [row[:4] for row in rows]
    assert [period, "questions", "taken to an expert", ""] in [row[:4] for row in rows]
    assert rows[-1][:4] == [period, "note", "", ""]
    assert rows[-1][4].startswith(f"{period} is not over: these are its figures up to ")
    assert {len(row) for row in rows} == {5}


async def test_every_form_says_that_the_time_is_not_over(database: Database, clock: MovedClock) -> None:
    await asked(database, clock, *range(101, 109))
    report = await reported(database, clock, "2026-11")
    note = "2026-11 is not over: these are its figures up to 23 November 2026. The final ones come on 3 December 2026."
    written: list[str] = []
    monkey = pytest.MonkeyPatch()
    with monkey.context() as patched:
        patched.setattr(report_pdf.Paper, "writes", lambda _, words, *__, **___: written.append(words))
        report_pdf.pdf(report, ENGLISH)

    assert report.cautions == (note,)
    assert note in written
    assert note in report_page.page(report, ENGLISH)
    assert note in report_texts.in_chat(report, ENGLISH).plain
    assert f"**{note}**" in report_texts.markdown(report, ENGLISH)
    assert report_texts.table(report).endswith(f"2026-11,note,,,{note}\n")


async def test_a_time_that_has_just_ended_may_still_change_and_then_nothing_is_said(
    database: Database, clock: MovedClock
) -> None:
    clock.moves(days=9)  # 2 December
    ended = await reported(database, clock, "2026-11", rounded=True)
    clock.moves(days=1)
    final = await reported(database, clock, "2026-11", rounded=True)

    assert ended.cautions[0].startswith("2026-11 has just ended: its figures may still change.")
    assert final.cautions == ()


async def test_who_may_look_every_day_sees_rounded_counts_until_they_are_final(
    database: Database, clock: MovedClock
) -> None:
    await asked(database, clock, *range(101, 114))
    await asked(database, clock, *range(101, 108), outcome=Outcome.EXPERT)
    await asked(database, clock, *range(101, 105), outcome=Outcome.NOT_MY_CASE)
    running = await reported(database, clock, "2026-11", rounded=True)
    clock.moves(days=10)
    final = await reported(database, clock, "2026-11", rounded=True)

    assert shown_of(running) == [
        ("solved, as the member said", 10),
        ("answered, but not quite right", None),
        ("taken to an expert", 5),
    ]
    assert running.sections[0].total == 15
    assert running.headlines == ("Answered without an expert, by the rounded counts: about 65 % of the questions.",)
    assert "Questions: at least 15\nsolved, as the member said: at least 10" in said_of(running)
    assert "Until then counts are rounded down to a multiple of 5" in said_of(running)
    assert final.sections[0].total == 24
    assert "at least" not in said_of(final)
    assert "rounded" not in said_of(final)


@pytest.mark.parametrize("later", [7, 8, 9])
async def test_the_same_is_shown_whether_one_person_more_asked_or_three(
    database: Database, clock: MovedClock, later: int
) -> None:
    await asked(database, clock, *range(101, 107))
    clock.moves(days=1)
    before = await reported(database, clock, rounded=True)
    await asked(database, clock, *range(107, 101 + later))

    assert await reported(database, clock, rounded=True) == before


async def test_a_running_quarter_tells_nothing_that_its_months_do_not(database: Database, clock: MovedClock) -> None:
    """Were it the whole of 40, who takes October's 36 from it would find November's 4."""
    clock.moves(days=-30)
    await asked(database, clock, *range(101, 137))
    clock.moves(days=30)
    await asked(database, clock, *range(137, 141))

    assert shown_of(await reported(database, clock, "2026-10", rounded=True)) == [("solved, as the member said", 36)]
    assert shown_of(await reported(database, clock, "2026-11", rounded=True)) == [("solved, as the member said", None)]
    assert shown_of(await reported(database, clock, "2026-Q4", rounded=True)) == [("solved, as the member said", 35)]


@given(st.dictionaries(st.text(min_size=1, max_size=3), st.integers(0, 30), max_size=8))
def test_what_is_rounded_is_at_most_four_less_and_its_sum_no_more_than_the_rows(counts: dict[str, int]) -> None:
    shown = at_least(rounded_down(counts))

    assert all(0 <= counts[label] - (count or 0) < FEWEST for label, count in shown.rows.items())
    assert all(count is None or (count % STEP == 0 and count) for count in shown.rows.values())
    assert (shown.total or 0) == sum(count or 0 for count in shown.rows.values())


def test_a_rough_share_is_told_in_steps_and_only_of_enough() -> None:
    assert rough_share({"a": 10, "b": 5}, ["a"]) == 65
    assert rough_share({"a": 10, "b": 0}, ["a"]) is None
    assert rough_share({"a": 0, "b": 10}, ["a"]) is None
    assert rough_share({}, ["a"]) is None


async def test_no_count_of_a_ready_period_changes_any_more(database: Database, clock: MovedClock) -> None:
    """Also not of a question that was asked in its last minute, and solved the day after."""
    clock.moves(days=7, hours=13, minutes=59)  # 30 November, 23:59
    await asked(database, clock, *range(101, 107), outcome=None)
    clock.moves(days=1)
    await database.write(lambda session: session.execute(update(Question).values(outcome=Outcome.SOLVED)).close())
    clock.moves(days=1, hours=1)
    await counts_up(database, clock)
    clock.moves(hours=23)
    november = period_in("2026-11")
    assert november is not None
    assert ready_on(november) == clock.now().date()
    first = await reported(database, clock, "2026-11")
    await database.write(lambda session: session.execute(update(Question).values(outcome=Outcome.EXPERT)).close())

    assert first.sections[0].rows == (Row("solved, as the member said", 6),)
    assert await reported(database, clock, "2026-11") == first


async def test_a_report_says_what_each_figure_means_and_hides_what_is_small(
    database: Database, clock: MovedClock
) -> None:
    await asked(database, clock, *range(101, 109))
    await asked(database, clock, 101, 102, outcome=Outcome.EXPERT)
    report = await reported(database, clock)
    said = report_texts.markdown(report, ENGLISH)

    assert "# Museum desk: report for 2026-Q4" in said
    assert "## Questions: 10\n\nQuestions that members asked the assistant" in said
    assert "| solved, as the member said | not shown |" in said
    assert "| taken to an expert | not shown |" in said
    assert "| English | 10 |" in said
    assert "## Events: 0" in said
    assert "none in this time" in said


async def test_a_table_is_safe_to_open_in_a_spreadsheet(database: Database, clock: MovedClock) -> None:
    await asked(database, clock, *range(101, 109))
    report = await reported(database, clock)
    rows = list(csv.reader(io.StringIO(report_texts.table(report))))

    assert rows[0] == ["period", "figure", "label", "count", "definition"]
    assert ["2026-Q4", "questions", "solved, as the member said", "8", ""] in rows
    assert not any(cell[:1] in ("=", "+", "-", "@") for row in rows for cell in row)


async def test_the_page_needs_nothing_from_elsewhere_and_the_pdf_is_one_page(
    database: Database, clock: MovedClock
) -> None:
    await asked(database, clock, *range(101, 109))
    report = await reported(database, clock)
    page = report_page.page(report, ENGLISH)
    paper = report_pdf.pdf(report, Language("pl"))

    assert '<html lang="en">' in page
    assert "http" not in page
    assert paper.startswith(b"%PDF")
    assert paper.count(b"/Type /Page\n") == 1


@pytest.mark.parametrize("bold", [False, True])
def test_the_pdf_has_the_letters_of_every_language_of_the_union_on_a_machine_without_fonts(*, bold: bool) -> None:
    paper = report_pdf.Paper()
    paper.add_page()
    paper.writes(LETTERS_OF_THE_UNION, 10, bold=bold)

    assert b"FontFile2" in bytes(paper.output())  # it is in the file, so that every reader has it
    assert isinstance(paper.current_font, TTFFont)
    assert paper.current_font.missing_glyphs == []


async def test_open_requests_are_counted_as_they_are_now(database: Database, clock: MovedClock) -> None:
    def some(session: Session) -> tuple[int, int]:
        people(session, clock)
        for state in (State.DRAFT, State.RECEIVED, State.WITH_EXPERT, State.CLOSED):
            in_state(session, clock, state)
        return waiting_now(session)

    assert await database.write(some) == (2, 1)
