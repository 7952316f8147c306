"""parse_mode MarkdownV2, refusing what is not escaped, and the older Markdown."""

import re
from dataclasses import dataclass, field
from typing import Any

from sandbox.entities import Entity, length
from sandbox.errors import ApiError, bad_request
from sandbox.html_mode import whole_address

RESERVED = "_*[]()~`>#+-=|{}.!"
MARKS = {"*": "bold", "_": "italic", "__": "underline", "~": "strikethrough", "||": "spoiler"}
TOKEN = re.compile(r"\\(.)|```|`|__|\|\||!\[|\*\*>|[*_~\[\]>]|[()#+\-=|{}.!]", re.DOTALL)
TARGET = re.compile(r"\(((?:\\.|[^\\)])*)\)", re.DOTALL)
OLD_TOKEN = re.compile(
    r"\\([_*`\[])|```(?:(\w+)\n)?(.*?)```|`(.*?)`|\*(.*?)\*|_(.*?)_|\[([^\]]*)\]\(([^)]*)\)|([_*`\[])", re.DOTALL
)


@dataclass(slots=True)
class _Reading:
    source: str
    parts: list[str] = field(default_factory=list)
    units: int = 0
    position: int = 0
    open: list[tuple[str, int, int]] = field(default_factory=list)
    entities: list[Entity] = field(default_factory=list)
    quote: int | None = None

    def add(self, text: str) -> None:
        self.parts.append(text)
        self.units += length(text)

    def mark(self, start: int, meaning: dict[str, Any]) -> None:
        if self.units > start:
            self.entities.append({"type": meaning["type"], "offset": start, "length": self.units - start, **meaning})

    def at(self, position: int) -> int:
        return len(self.source[:position].encode("utf-8", "surrogatepass"))


def parsed(source: str) -> tuple[str, list[Entity]]:
    """Return the text and its entities; a reserved character that is not escaped is refused."""
    reading = _Reading(source)
    while match := TOKEN.search(source, reading.position):
        _plain(reading, source[reading.position : match.start()], match.start())
        reading.position = match.end()
        _token(reading, match)
    _plain(reading, source[reading.position :], len(source))
    _end_quote(reading)
    if reading.open:
        mark, _, where = reading.open[-1]
        name = MARKS.get(mark, "text_link").title().replace("_L", "L")
        raise _wrong(f"Can't find end of {name} entity at byte offset {reading.at(where)}")
    return "".join(reading.parts), reading.entities


def _plain(reading: _Reading, text: str, end: int) -> None:
    """Add text; a quotation ends with the first line that does not go on quoting."""
    if reading.quote is None or "\n" not in text:
        reading.add(text)
        return
    line, _, rest = text.partition("\n")
    reading.add(line)
    following = rest or reading.source[end : end + 1]
    if not following.startswith(">"):
        _end_quote(reading)
    reading.add("\n")
    _plain(reading, rest, end)


def _end_quote(reading: _Reading) -> None:
    if reading.quote is not None:
        kind = "blockquote"
        if reading.open and reading.open[-1][0] == "||" and reading.open[-1][1] == reading.units:
            reading.open.pop()
            kind = "expandable_blockquote"
        reading.mark(reading.quote, {"type": kind})
        reading.quote = None


def _token(reading: _Reading, match: re.Match[str]) -> None:
    mark = match.group()
    if mark.startswith("\\"):
        reading.add(match.group(1) if ord(match.group(1)) < 127 else mark)
    elif mark in ("`", "```"):
        _code(reading, mark)
    elif mark in (">", "**>") and _line_start(reading, match.start()):
        reading.quote = reading.units if reading.quote is None else reading.quote
    elif mark in MARKS:
        _mark(reading, mark, match.start())
    elif mark in ("[", "!["):
        reading.open.append((mark, reading.units, match.start()))
    elif mark == "]" and any(mark in ("[", "![") for mark, _, _ in reading.open):
        _link(reading)
    else:
        raise _wrong(f"Character '{mark[0]}' is reserved and must be escaped with the preceding '\\'")


def _line_start(reading: _Reading, position: int) -> bool:
    return position == 0 or reading.source[position - 1] == "\n"


def _mark(reading: _Reading, mark: str, where: int) -> None:
    if reading.open and reading.open[-1][0] == mark:
        _, start, _ = reading.open.pop()
        reading.mark(start, {"type": MARKS[mark]})
    else:
        reading.open.append((mark, reading.units, where))


def _code(reading: _Reading, fence: str) -> None:
    start, opened = reading.units, reading.position
    closing = re.compile(rf"(?<!\\)(?:\\\\)*{fence}").search(reading.source, opened)
    if closing is None:
        name = "Code" if fence == "`" else "Pre"
        raise _wrong(f"Can't find end of {name} entity at byte offset {reading.at(opened - len(fence))}")
    inside, reading.position = reading.source[opened : closing.end() - len(fence)], closing.end()
    language = re.match(r"(\S+)\n", inside) if fence == "```" else None
    reading.add(re.sub(r"\\(.)", r"\1", inside[language.end() :] if language else inside.removeprefix("\n")))
    meaning = {"language": language.group(1)} if language else {}
    reading.mark(start, {"type": "pre" if fence == "```" else "code", **meaning})


def _link(reading: _Reading) -> None:
    mark, start, where = reading.open.pop()
    if mark not in ("[", "!["):
        raise _wrong(f"Can't find end of {MARKS[mark].title()} entity at byte offset {reading.at(where)}")
    target = TARGET.match(reading.source, reading.position)
    address = re.sub(r"\\(.)", r"\1", target.group(1)) if target else ""
    reading.position = target.end() if target else reading.position
    reading.mark(start, _target(mark, address))


def _target(mark: str, address: str) -> dict[str, Any]:
    number = re.sub(r"\D", "", address.partition("id=")[2])
    if mark == "![":
        return {"type": "custom_emoji", "custom_emoji_id": number}
    if address.startswith("tg://user?id="):
        return {"type": "text_mention", "user": {"id": int(number or 0)}}
    return {"type": "text_link", "url": whole_address(address)}


def parsed_old(source: str) -> tuple[str, list[Entity]]:
    """Read the older Markdown: no nesting, no underline."""
    reading = _Reading(source)
    for match in OLD_TOKEN.finditer(source):
        reading.add(source[reading.position : match.start()])
        reading.position = match.end()
        _old_token(reading, match)
    reading.add(source[reading.position :])
    return "".join(reading.parts), reading.entities


def _old_token(reading: _Reading, match: re.Match[str]) -> None:
    escaped, language, pre, code, bold, italic, label, address, alone = match.groups()
    if alone:
        raise _wrong(f"Can't find end of the entity starting at byte offset {reading.at(match.start())}")
    start = reading.units
    reading.add(next(part for part in (escaped, pre, code, bold, italic, label) if part is not None))
    kinds = {"pre": pre, "code": code, "bold": bold, "italic": italic}
    kind = next((name for name, part in kinds.items() if part is not None), None)
    if label is not None:
        reading.mark(start, _target("[", address))
    elif kind:
        reading.mark(start, {"type": kind, **({"language": language} if language else {})})


def _wrong(what: str) -> ApiError:
    return bad_request(f"can't parse entities: {what}")
