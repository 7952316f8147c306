"""Figures stand beside their goals, and what could not be measured neither passes for kept nor stops the others."""

import asyncio
import sys
from argparse import Namespace
from typing import Any

from bench import __main__ as bench
from bench.bounds import BEGIN, END, filled
from bench.goals import verdicts
from bench.part import PARTS
from bench.tries import FAILED, tried


def floods(**flood: Any) -> dict[str, Any]:
    return {"floods": {"figures": {"sqlite": {"flood": flood}}, "at": "today", "long": False, "others_percent": 3.0}}


def line(parts: dict[str, Any], words: str) -> str:
    return next(each for each in verdicts(parts) if words in each).replace("\N{NO-BREAK SPACE}", " ")


def test_a_goal_is_met_up_to_its_bound_and_not_above() -> None:
    assert "| 250 ms: met |" in line(floods(ack_ms={"p99": 250}), "Taking a message in")
    assert "| 251 ms: **not met** |" in line(floods(ack_ms={"p99": 251}), "Taking a message in")


def test_what_was_not_measured_is_neither_met_nor_missed() -> None:
    assert line(floods(lost=0), "Taking a message in").endswith("| – | – |")


def test_a_kill_before_anything_was_taken_in_proves_nothing() -> None:
    def killed(acknowledged: int) -> dict[str, Any]:
        fate = {"acknowledged": acknowledged, "never_answered": 0}
        return {"beside": {"figures": {"bots": {"helpdesk, SQLite": {"killed": fate}}}}}

    assert "| 0: met |" in line(killed(20), "is killed")
    assert "met" not in line(killed(0), "is killed")


def test_fewer_waiting_messages_than_promised_are_reckoned_up() -> None:
    parts = {"floods": {"figures": {"sqlite": {"backlog": {"waiting": 2_000, "all_after_ready_s": 7}}}}}

    assert "| 35 s: **not met** |" in line(parts, "10,000 waiting")


def test_the_page_about_bounds_is_filled_again_and_again_in_the_same_place() -> None:
    page = f"before\n{BEGIN}old{END}\nafter\n"
    once = filled(page, {"parts": floods(commit_ms={"p50": 1, "p99": 9})})

    assert "| 1 / 9 | – / – |" in once
    assert "old" not in once
    assert once.startswith("before\n")
    assert once.endswith("after\n")
    assert filled(once, {"parts": floods(commit_ms={"p50": 1, "p99": 9})}) == once


async def test_a_measurement_that_fails_or_hangs_says_why() -> None:
    async def fails() -> dict[str, Any]:
        raise ValueError("no such figure")

    async def hangs() -> dict[str, Any]:
        await asyncio.Event().wait()
        return {}

    assert await tried(fails(), 60) == {FAILED: "ValueError: no such figure"}
    assert await tried(hangs(), 0) == {FAILED: "not done after 0 s"}


def test_what_a_part_says_meanwhile_is_not_taken_for_its_figures(monkeypatch: Any) -> None:
    part = "import sys; print('the database was made'); open(sys.argv[3], 'w').write('{\"ms\": 3}')"
    monkeypatch.setattr(bench, "PART", [sys.executable, "-c", part])

    assert bench.alone(next(iter(PARTS)), Namespace(long=False, peers="p", bots="b", sets=None)) == {"ms": 3}


def test_a_part_that_ends_by_itself_is_told_as_not_measured(monkeypatch: Any) -> None:
    monkeypatch.setattr(bench, "PART", [sys.executable, "-c", "import sys; sys.exit(3)"])

    found = bench.alone(next(iter(PARTS)), Namespace(long=False, peers="p", bots="b", sets=None))

    assert found[FAILED].startswith("ended with 3")
