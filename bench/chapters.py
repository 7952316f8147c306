"""The chapters of the page, each a question that its reader may have; what was not measured is said."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from bench import drawing
from bench.drawing import plot
from bench.goals import DATABASES
from bench.matched import matching
from bench.tables import look, number, table
from bench.tries import FAILED

RACES = (
    ("from the start to the first answer", "start_to_answer_s", False),
    ("in memory", "most_mb", False),
    ("in the time to take a message in (half of them)", "steady/ack_p50_ms", False),
    ("in the time to take a message in (99 of 100)", "steady/ack_p99_ms", False),
    ("in answers a second", "at_once/answered_per_s", True),
    ("in messages lost at a kill", "killed/never_answered", False),
)
"""What bots are compared in, where it stands, and whether more of it is better."""

LAST_ANSWER = "killed/restart_to_last_answer_s"


def beside(found: dict[str, Any], out: Path) -> Iterator[str]:
    """Write about the whole way of a question, beside other frameworks' bots."""
    bots = {name: each for name, each in found["bots"].items() if FAILED not in each}
    yield f"{found['rate']} questions a second for {found['seconds']} s, from 1,000 people; then 2,000 questions as"
    yield "fast as they are taken in; then the program is killed amidst questions, and started again. The other"
    yield "frameworks look each answer up in a list of five and write nothing down. The helpdesk finds it among all"
    yield "that it knows, keeps the question, and writes to the disk before it says that it has it, and before it"
    yield "answers. So it is slower, and should be; what it gives for that is the last line. The local Telegram takes"
    yield f"{1000 * found['api_latency_s']:.0f} ms a call, and one small commit on this disk takes"
    yield f"{number(found['commit_ms']['p50'])} ms (99 of 100: {number(found['commit_ms']['p99'])}).\n"
    yield from table(["", *bots], _bots(list(bots.values())))
    yield plot(out, "lost", drawing.lost, bots, "Of the messages taken in before a kill, how many were never answered")
    yield plot(out, "beside", drawing.answers, bots, "Answers a second by each bot")
    yield from _ahead(bots)
    yield "How each is set up, as its own documentation advises:\n"
    yield from (f"- {name}: {each['configuration']}" for name, each in found["bots"].items())
    yield f"- Versions: {', '.join(f'{name} {version}' for name, version in found['versions'].items())}\n"
    yield from _failed(found["bots"])


def _bots(bots: list[dict[str, Any]]) -> Iterator[list[str]]:
    ways = {
        "Start to first answer, s": "start_to_answer_s",
        "Memory at rest, MB": "rest_mb",
        "Memory at most, MB": "most_mb",
        "Taking in, half of them, ms": "steady/ack_p50_ms",
        "Taking in, 99 of 100, ms": "steady/ack_p99_ms",
        "Answers a second meanwhile": "steady/answered_per_s",
        "All at once: taken in a second": "at_once/acknowledged_per_s",
        "All at once: answers a second": "at_once/answered_per_s",
    }
    for words, way in ways.items():
        yield [words, *(number(look(each, way)) for each in bots)]
    yield ["After a kill: restart to the last answer, s", *(number(look(each, LAST_ANSWER)) for each in bots)]
    yield ["**Lost at a kill, of those taken in**", *map(_lost, bots)]


def _lost(bot: dict[str, Any]) -> str:
    killed = bot["killed"]
    slow = f", and {killed['still_coming']} were still to come" if killed.get("still_coming") else ""
    return f"**{killed['never_answered']}** of {killed['acknowledged']}{slow}"


def _ahead(bots: dict[str, Any]) -> Iterator[str]:
    """Say by how much others are ahead; the helpdesk is the first of them."""
    ours = [name for name in bots if name.startswith("helpdesk")]
    theirs = [name for name in bots if name not in ours]
    for words, way, more in RACES if ours and theirs else ():
        best = (max if more else min)(theirs, key=lambda name: look(bots[name], way))
        mine, other = look(bots[ours[0]], way), look(bots[best], way)
        if mine != other and (other > mine) == more:
            times = max(mine, other) / max(0.001, min(mine, other))
            yield f"- Ahead of the helpdesk {words}: {best}, {times:.1f} times as good."
    yield ""


def floods(found: dict[str, Any], _: Path) -> Iterator[str]:
    """Write about floods, somebody who does not stop writing, and many updates at a start."""
    yield "Each message is written down and on the disk before Telegram is told that it arrived. “Behind” is how long"
    yield "the helpdesk went on handling after the last one came.\n"
    kinds = [kind for kind in DATABASES if kind in found]
    ways = {
        "Messages brought": "flood/updates",
        "Lost": "flood/lost",
        "Taking in, half of them, ms": "flood/ack_ms/p50",
        "Taking in, 99 of 100, ms": "flood/ack_ms/p99",
        "One commit on this disk, half of the time, ms": "flood/commit_ms/p50",
        "One commit on this disk, 99 of 100, ms": "flood/commit_ms/p99",
        "The loop is late, 99 of 100, ms": "flood/lag_ms/p99",
        "Processor for each message, ms": "flood/cpu_ms_an_update",
        "Behind at the end, s": "flood/handled_behind_s",
        "Memory at rest, MB": "flood/rest_mb",
        "Memory afterwards, MB": "flood/after_mb",
        "Ready after the start, s": "backlog/ready_s",
        "Messages waiting at a start": "backlog/waiting",
        "All of them handled after, s": "backlog/all_after_ready_s",
        "Others' answers, nobody floods, 95 of 100, ms": "abuse/others_alone_ms/p95",
        "Others' answers, somebody floods, 95 of 100, ms": "abuse/others_beside_ms/p95",
    }
    yield from table(
        ["", *(DATABASES[kind] for kind in kinds)],
        ([words, *(number(look(found[kind], way)) for kind in kinds)] for words, way in ways.items()),
    )
    for kind in kinds:
        yield from _failed({f"{DATABASES[kind]}, {name}": each for name, each in found[kind].items()})


def reminders(found: dict[str, Any], out: Path) -> Iterator[str]:
    """Write about many reminders at one moment."""
    stock = found["stock"]
    ours = {"helpdesk": found["helpdesk"]} if FAILED not in found["helpdesk"] else {}
    yield "A reminder for many people is due at one second. Telegram refuses whoever sends more than 30 messages a"
    yield "second, or more than one a second to a person, and for longer if they go on; so does the local one here."
    yield "People ask meanwhile, and their answers are not to wait for the reminders.\n"
    for each in ours.values():
        yield f"The helpdesk told {each['recipients']:,} people: the first {each['first_after_due_s']} s after the"
        yield f"reminder was due, the last {each['all_after_due_s']} s.\n"
    yield f"Beside it python-telegram-bot's own rate limiter with {stock['recipients']:,} people:"
    yield f"{stock['configuration']}.\n"
    ways = {name: each for name, each in stock.items() if isinstance(each, dict)}
    rows = {**ours, **{f"AIORateLimiter, {name}": each for name, each in ways.items() if FAILED not in each}}
    yield from table(
        ["", "messages a second", "refused as too fast", "never sent", "an answer meanwhile, s"],
        (
            (name, number(_pace(each)), each["too_fast"], each.get("never_sent", 0), _wait(each))
            for name, each in rows.items()
        ),
    )
    yield plot(out, "reminders", drawing.paces, {name: _pace(each) for name, each in rows.items()}, "Messages a second")
    yield from _failed({"helpdesk": found["helpdesk"], **ways})


def _pace(each: dict[str, Any]) -> float:
    return float(each.get("reminders_per_s", each.get("sent_per_s", 0)))


def _wait(each: dict[str, Any]) -> str:
    waits = each["reply_meanwhile_s"]
    return f"{waits['median']:.2f}" if waits else "not before its end"


def growing(found: dict[str, Any], out: Path) -> Iterator[str]:
    """Write about what an update costs as the tables grow."""
    by_database = {
        kind: {int(rows): each for rows, each in found[kind].items() if FAILED not in each}
        for kind in DATABASES
        if kind in found
    }
    yield "A question on its whole way, from its arrival to the answer's, one after the other, with so many rows in"
    yield f"each of these tables: {', '.join(found['tables'])}."
    yield "Telegram takes no time here. What counts is the processor's time, since it hardly depends on what else the"
    yield "machine does. Of PostgreSQL only the helpdesk's own is in it.\n"
    yield from table(
        ["", "rows", "processor, ms", "answer, half of them, ms", "99 of 100, ms", "memory, MB"],
        (
            (
                DATABASES[kind],
                f"{rows:,}",
                *(number(each[way]) for way in ("processor_ms", "answer_p50_ms", "answer_p99_ms", "mb")),
            )
            for kind, sizes in by_database.items()
            for rows, each in sizes.items()
        ),
    )
    named = {DATABASES[kind]: sizes for kind, sizes in by_database.items()}
    yield plot(out, "growing", drawing.growing, named, "Processor time of an answer by the rows in each table")
    for kind in by_database:
        yield from _failed({f"{DATABASES[kind]}, {rows} rows": each for rows, each in found[kind].items()})


def rights(found: dict[str, Any], _: Path) -> Iterator[str]:
    """Write about a person's copy and erasure."""
    yield f"Somebody with 500 messages and 20 requests, among {found['others']:,} rows of others, on SQLite: the copy"
    yield f"takes {found['copy_s']} s, the erasure {found['erasure_s']} s, and {found['traces']} traces of them stay in"
    yield f"the files. A backup takes {number(look(found, 'backup_s'))} s, restoring it"
    yield f"{number(look(found, 'restore_s'))} s."
    if server := found.get("postgresql"):
        yield f"On PostgreSQL the copy takes {server['copy_s']} s, the erasure {server['erasure_s']} s, and"
        yield f"{server['traces']} traces stay in the rows."
    for name, kept in (("SQLite", found.get("retention")), ("PostgreSQL", look(found, "postgresql/retention"))):
        if kept:
            yield f"The days of a year, with {kept['rows']:,} rows in {kept['days']} days, on {name}: each tidying"
            yield f"takes {kept['p50_s']} s, at most {kept['most_s']} s, and {kept['late']} rows stay too long."
    yield ""


def _failed(tried: dict[str, dict[str, Any]]) -> Iterator[str]:
    lines = [f"- **Could not be measured**: {name}, {each[FAILED]}" for name, each in tried.items() if FAILED in each]
    yield from [*lines, ""] if lines else []


CHAPTERS = {
    "beside": ("Is a message lost if the program is killed? And how fast is it?", beside),
    "floods": ("What if very many write at once?", floods),
    "reminders": ("How fast do reminders reach everybody?", reminders),
    "growing": ("Does it get slower over the years?", growing),
    "matching": ("Does it find the right answer?", matching),
    "rights": ("How long do a copy and an erasure of somebody's data take?", rights),
}
"""Each part's heading and what writes about it."""
