"""Texts from outside, mangled: nothing in Markdown, YAML, a calendar or a file's name raises or takes long."""

import random
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from telegram import InputFile
from telegram.request import RequestData
from telegram.request._requestparameter import RequestParameter

from core.markdown import from_markdown
from core.text import length
from delivery import calls
from delivery.backend import _payload
from events.file import read_events
from events.icalendar_import import read_calendar
from knowledge.files.profile_file import profile_of
from knowledge.files.reading import read_content
from tests.campaigns.choice import Choice, Report, say
from tests.clinic import EVENTS, GUIDE, clinic
from tests.museum import ENTRY

SHORT, LONG, PER_SEED = 600, 150_000, 600  # texts of each kind
SLOW = 1.0  # seconds of the processor that reading one text may take
MOST = 20_000  # characters of a mangled text
MARKDOWN = (
    'Yes, **bold _and_ more**, `code`, ~~gone~~, [a link](https://example.org/a_(b)?c=d&e="f") and <b>tags</b>.\n\n'
    "> a quote\n> in two\n\n1. one\n2. two\n   - inner\n\n| a | b |\n|---|:-:|\n| 1 | *2* |\n\n```py\ncode\n```\n\n"
    "![picture](https://example.org/p.png) 🏳️‍🌈 1\u0327 &amp; \\* {{venue}}\n\n---\n# Title\n"
)
CALENDAR = (
    "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//x//y//EN\r\nBEGIN:VTIMEZONE\r\nTZID:Home\r\nBEGIN:STANDARD\r\n"
    "DTSTART:19701025T030000\r\nTZOFFSETFROM:+0200\r\nTZOFFSETTO:+0100\r\nRRULE:FREQ=YEARLY;BYMONTH=10;BYDAY=-1SU\r\n"
    "END:STANDARD\r\nEND:VTIMEZONE\r\nBEGIN:VEVENT\r\nUID:clinic-2027\r\nDTSTAMP:20261101T090000Z\r\n"
    "DTSTART;TZID=Europe/Brussels:20270309T093000\r\nDURATION:PT7H30M\r\nSUMMARY;LANGUAGE=en:Clinic\\, the second\r\n"
    "LOCATION:Brussels\\, Belgium\r\nDESCRIPTION:One line\\nand a long one that is bro\r\n ken in two\r\n"
    "RRULE:FREQ=DAILY;COUNT=3\r\nURL:https://clinic.example.org/\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n"
)
NAME = 'Opening "hours" – plan (final)\r\n.pdf'
ODD = (
    *("\x00", "\r", "\n", "\t", "\u2028", "\ufeff", "\u202e", "\ud800", "\U0010ffff", "a\u0301" * 40, "١٢", " ", "\\"),
    *(
        "---\n",
        "...\n",
        "- ",
        "? ",
        ": ",
        "&a ",
        "*a",
        "!!python/object:os.system ",
        "<<: ",
        "{",
        "[",
        "|\n",
        ">",
        "%YAML 9",
    ),
    *("[" * 300, "{" * 300, "> " * 300, "- " * 300, "*" * 999, "_a" * 300, "](" * 200, "`" * 300, "<" * 300, "&" * 300),
    *(
        "99999999999999999999",
        "-1",
        "1e999",
        "nan",
        "0000-00-00",
        "9999-12-31 24:00",
        "2027-03-28 02:30",
        "Europe/Nowhere",
    ),
    *(
        ";TZID=../../etc/passwd",
        "DTSTART:",
        "BEGIN:VEVENT\r\n",
        "END:VEVENT\r\n",
        "PT" + "9" * 30 + "H",
        "P99999999999W",
    ),
    *(
        "RRULE:FREQ=SECONDLY\r\n",
        "https://" + "a" * 3000,
        "javascript:1",
        "x" * 5000,
        "{#",
        "<!-- phrasings\n",
        "```\n",
    ),
)


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of text: real ones, and what reads one; it raises only where something is wrong with us."""

    name: str
    real: tuple[str, ...]
    read: Callable[[str, Path], object]


def markdown(text: str, _: Path) -> None:
    """Read Markdown as an answer that is sent; what is marked must lie within it."""
    for part in from_markdown(text).parts(calls.MOST):
        for entity in calls.entities(part):
            if (
                entity["offset"] < 0
                or entity["length"] <= 0
                or entity["offset"] + entity["length"] > length(part.plain)
            ):
                raise AssertionError(f"{entity} lies outside of {length(part.plain)} units")


def entry(text: str, content: Path) -> None:
    """Read an entry of a content folder."""
    read_content(content, {content / "faq" / "visit" / "dogs.md": _decoded(text)})


def guide(text: str, content: Path) -> None:
    """Read a guide of it."""
    read_content(content, {content / "guides" / "clinic-guide.md": _decoded(text)})


def profile(text: str, content: Path) -> None:
    """Read its profile."""
    folder = content / "mangled"
    folder.mkdir(exist_ok=True)
    (folder / "profile.yaml").write_bytes(text.encode("utf-8", "surrogatepass"))
    profile_of(folder)


def events(text: str, content: Path) -> None:
    """Read its events."""
    read_events(content / "events.yaml", written=_decoded(text))


def calendar(text: str, content: Path) -> None:
    """Read a calendar that is imported."""
    file = content / "mangled.ics"
    file.write_bytes(text.encode("utf-8", "surrogatepass"))
    read_calendar(file)


def _decoded(text: str) -> str:
    """Return it as it can stand in a file that was read: without lone surrogates."""
    return text.encode("utf-8", "replace").decode()


def file_name(text: str, _: Path) -> None:
    """Send a file of this name; it must stay one line of one header."""
    sent = InputFile(b"content", filename=_decoded(text) or "x")
    data = _payload(RequestData([RequestParameter.from_input("document", sent)]))["data"]
    headers = b"".join(part[0]._binary_headers for part in data()._parts)  # noqa: SLF001  what goes over the wire
    if headers.count(b"\r\n") != 4 * len(data()._parts) and len(headers.split(b"\r\n\r\n")) != 2:  # noqa: SLF001  as above
        raise AssertionError(f"the name breaks the header: {headers[:200]!r}")


KINDS = (
    Kind("markdown", (MARKDOWN, GUIDE), markdown),
    Kind("entries", (ENTRY.format(id="dogs", question="Dogs?", phrasings="  - a dog", answer=MARKDOWN),), entry),
    Kind("guides", (GUIDE,), guide),
    Kind("profiles", ("",), profile),
    Kind("events", (EVENTS.format(capacity=2),), events),
    Kind("calendars", (CALENDAR,), calendar),
    Kind("file names", (NAME,), file_name),
)


def mangled(text: str, dice: random.Random) -> str:
    """Return a text with one to four things done to it."""
    for _ in range(dice.randint(1, 4)):
        start = dice.randint(0, len(text))
        end = min(len(text), start + dice.choice([0, 1, 3, 20, 200]))
        piece = text[start:end]
        match dice.choice(["odd", "odd", "remove", "repeat", "move", "many"]):
            case "odd":
                text = text[:start] + dice.choice(ODD) + text[start:]
            case "remove":
                text = text[:start] + text[end:]
            case "repeat":
                text = text[:end] + piece * dice.choice([1, 2, 50]) + text[end:]
            case "move":
                place = dice.randint(0, len(text))
                text = text[:place] + piece + text[place:]
            case _:
                text = text[:start] + dice.choice("*_`[](){}<>-:&!|>#~\"'\\") * dice.choice([2, 50]) + text[start:]
    return text[:MOST]


def read_many(kind: Kind, count: int, seed: int, content: Path) -> tuple[list[str], float]:
    """Return what went wrong with so many mangled texts, and the most seconds that one took."""
    dice, faults, slowest = random.Random(f"{kind.name} {seed}"), [], 0.0
    for number in range(count):
        text = mangled(dice.choice(kind.real), dice)
        begun = time.process_time()
        try:
            kind.read(text, content)
        except Exception as error:  # noqa: BLE001  whatever it is, it is a fault
            faults.append(
                f"{kind.name} {number} of seed {seed}: {type(error).__name__} {error!s:.120} of {text[:200]!r}"
            )
        took = time.process_time() - begun
        slowest = max(slowest, took)
        if took > SLOW:
            faults.append(f"{kind.name} {number} of seed {seed} took {took:.1f} s: {text[:200]!r}")
    return faults, slowest


def run(choice: Choice) -> Iterator[Report]:
    """Read mangled texts of every kind, in seed ranges."""
    left, seed = choice.updates or (LONG if choice.long else SHORT), choice.seed
    while left > 0:
        report = Report(f"mangled texts, seed {seed}", {})
        with tempfile.TemporaryDirectory() as folder:
            content = clinic(Path(folder))
            real = (content / "profile.yaml").read_text()
            for kind in KINDS:
                real_one = Kind(kind.name, (real,), kind.read) if kind.name == "profiles" else kind
                faults, slowest = read_many(real_one, min(left, PER_SEED), seed, content)
                report.figures |= {kind.name: min(left, PER_SEED), f"{kind.name}, slowest s": round(slowest, 2)}
                report.faults += [*faults[:5], *([f"and {len(faults) - 5} more"] if len(faults) > 5 else [])]
        say(f"{report.name} is over: {Counter(fault.split()[0] for fault in report.faults)}")
        yield report
        left, seed = left - PER_SEED, seed + 1
