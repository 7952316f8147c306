"""A person who may not do something is told so, in words, whatever kind of refusal it is."""

import pkgutil
from collections.abc import Iterator
from importlib import import_module

import pytest

from core.language import Language
from core.refusal import Refusal
from handlers.refusals import WORDS

PARTS = ("core", "delivery", "events", "handlers", "knowledge", "people", "tickets")


def kinds(of: type[Refusal] = Refusal) -> Iterator[type[Refusal]]:
    for kind in of.__subclasses__():
        yield kind
        yield from kinds(kind)


def test_every_kind_of_refusal_has_its_words() -> None:
    for part in PARTS:
        for module in pkgutil.iter_modules(import_module(part).__path__, f"{part}."):
            import_module(module.name)

    assert {kind for kind in kinds() if not kind.__module__.startswith("tests.")} == set(WORDS)


@pytest.mark.parametrize("kind", list(WORDS))
def test_the_first_line_fits_a_buttons_notice(kind: type[Refusal]) -> None:
    first = WORDS[kind](Language("en")).plain.partition("\n")[0]

    assert 0 < len(first) <= 200  # characters of answerCallbackQuery's text
