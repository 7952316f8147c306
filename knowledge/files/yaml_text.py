"""Values as an editor would write them in YAML."""

import contextlib
import json
from collections.abc import Iterator, Mapping
from typing import Any

import yaml

# Letters that YAML takes for the end of a line, and those that only an escape shows.
_HIDDEN = {"\x85": "\\N", "\xa0": "\\_", "\u2028": "\\L", "\u2029": "\\P", "\ufeff": "\\uFEFF", "\x7f": "\\x7F"}


def block(key: str, value: Any) -> str:
    """Return the lines of a key with its value: a text, a list of texts or of groups of keys, or lists by name.

    Read again it is the same value. A key without a value has no lines.
    """
    return "".join(f"{line}\n" for line in _lines(key, value, "")) if value else ""


def scalar(text: str, indent: str = "") -> str:
    """Return a text as it stands behind a colon or a hyphen: bare where that is safe, else in lines or in quotes."""
    written = _literal(text, indent) if "\n" in text else text
    safe = _reads_as(f"{indent}x: {written}\n", text) and _reads_as(f"{indent}- {written}\n", text)
    return written if safe else _quoted(text)


def _lines(key: str, value: Any, indent: str) -> Iterator[str]:
    if isinstance(value, Mapping):
        yield f"{indent}{key}:"
        for name, below in value.items():
            yield from _lines(name, below, indent + "  ") if below else ()
    elif isinstance(value, str):
        yield f"{indent}{key}: {scalar(value, indent + '  ')}"
    else:
        yield f"{indent}{key}:"
        for item in value:
            yield from _item(item, indent + "  ")


def _item(item: Any, indent: str) -> Iterator[str]:
    if isinstance(item, Mapping):
        keys = [line for key, value in item.items() if value for line in _lines(key, value, indent + "  ")]
        yield from [f"{indent}- {keys[0].lstrip()}", *keys[1:]] if keys else ()
    else:
        yield f"{indent}- {scalar(item, indent + '  ')}"


def _literal(text: str, indent: str) -> str:
    return "|-\n" + "\n".join(f"{indent}  {line}" if line else "" for line in text.split("\n"))


def _reads_as(written: str, text: str) -> bool:
    with contextlib.suppress(yaml.YAMLError):
        node = yaml.compose(written, Loader=yaml.BaseLoader)
        return isinstance(node, yaml.CollectionNode) and _only(node) == text
    return False


def _only(node: yaml.CollectionNode) -> Any:
    found = node.value[0][1] if isinstance(node, yaml.MappingNode) else node.value[0]
    return found.value if isinstance(found, yaml.ScalarNode) and len(node.value) == 1 else None


def _quoted(text: str) -> str:
    written = json.dumps(text, ensure_ascii=False)
    return "".join(_HIDDEN.get(letter, letter) for letter in written)
