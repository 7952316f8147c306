"""What people are told of the assistant: what it is, what it keeps, when it can be written to again."""

from datetime import UTC, date, datetime

import pytest

from core.language import Language
from core.text import Mark
from handlers import texts as conversation
from people import texts
from people.access import COMMANDS
from people.models import Member
from people.reader import Reader, read_languages
from people.times import said_day, said_time

ENGLISH = Language("en")
MOMENT = datetime(2026, 7, 2, 12, 5, tzinfo=UTC)


def test_the_notice_says_what_this_is_what_it_keeps_and_how_to_reach_a_human() -> None:
    said = texts.notice(ENGLISH, service="The {Desk}", contact="", words_kept_days=30, requests_kept_days=400).plain

    assert "automatic assistant of The {Desk}" in said
    assert f"until {Member.keeping.days} days after your last message" in said
    assert "messages and its answers for up to 30 days" in said
    assert "requests to experts, with their messages, until 400 days after they are closed" in said
    assert said.endswith("No way to reach a human is published here.")


def test_where_experts_answer_they_are_the_way_to_a_human() -> None:
    alone, both = (texts.human(ENGLISH, contact, experts=True).plain for contact in ("", "desk@example.org"))

    assert alone == "To reach a human: /expert"
    assert both == "To reach a human: /expert · desk@example.org"


def test_the_contact_that_the_operator_has_set_is_shown_as_it_is() -> None:
    assert texts.human(ENGLISH, "Call {0} or write <a@b.eu>").plain == "To reach a human: Call {0} or write <a@b.eu>"


def test_help_describes_each_command_that_works() -> None:
    said = texts.help_(ENGLISH, list(COMMANDS), "").plain

    assert [line.split(" – ")[0] for line in said.split("\n") if line.startswith("/")] == [
        "/start",
        "/help",
        "/ask TEXT",
        "/topics",
        "/guides",
        "/expert",
        "/requests",
        "/add 12 TEXT",
        "/withdraw 12",
        "/reopen 12",
        "/events",
        "/event NAME",
        "/register NAME",
        "/unregister NAME",
        "/remind NAME 2h",
        "/myevents",
        "/settings",
        "/privacy",
        "/cancel",
        "/queue",
        "/mine",
        "/take 12",
        "/reply 12 TEXT",
        "/askback 12 TEXT",
        "/handover 12 @name",
        "/close 12",
        "/history 12",
        "/away 2027-01-07",
        "/edit",
        "/gaps",
        "/newevent",
        "/reschedule",
        "/cancelevent",
        "/followup",
        "/attendees",
        "/announce",
        "/grant ID ROLE",
        "/revoke ID",
        "/stats",
        "/report 2026-Q3",
    ]


def test_help_lists_only_what_this_person_may_use() -> None:
    assert "/start" not in texts.help_(ENGLISH, ["help"], "").plain


def test_a_pause_names_its_end_in_the_readers_time() -> None:
    said = texts.too_many(Reader(ENGLISH, ("en",), "Europe/Lisbon"), MOMENT)

    assert "You can write again at 13:05 (Lisbon);" in said.plain
    assert "will not be answered" in said.plain
    start = said.plain.index("13:05")
    assert said.marks == (Mark("date_time", start, start + 14, int(MOMENT.timestamp())),)


@pytest.mark.parametrize(
    ("code", "day"),
    [
        ("en", "2 March 2026"),
        ("pt", "2 de março de 2026"),
        ("pt-br", "2 de março de 2026"),
        ("fi", "2. maaliskuuta 2026"),
        ("sr-latn", "2. mart 2026."),
    ],
)
def test_a_day_is_written_as_in_the_language(code: str, day: str) -> None:
    assert said_day(date(2026, 3, 2), Language(code)) == day


@pytest.mark.parametrize(
    ("zone", "time"),
    [("Europe/Vilnius", "15:05 (Vilnius)"), ("America/New_York", "08:05 (New York)"), ("UTC", "12:05 (UTC)")],
)
def test_a_time_names_the_city_whose_time_it_is(zone: str, time: str) -> None:
    assert said_time(MOMENT, ENGLISH, zone).plain == time


def test_who_reads_a_countrys_language_reads_the_language() -> None:
    assert read_languages(["pt-br", "PT_PT", "en-gb", "en"]) == ("pt", "en")


def test_an_unknown_command_is_named_and_help_is_offered() -> None:
    said = conversation.unknown_command("/tak{e}", ENGLISH).plain

    assert "/tak{e}" in said
    assert "/help" in said
