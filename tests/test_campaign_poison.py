"""Nothing that arrives ends the helpdesk, stops a chat, or makes a neighbour wait."""

import re
from pathlib import Path

import pytest

from delivery import backend
from tests.campaigns.mangling import KINDS, Kind, read_many
from tests.campaigns.poisoning import poisoned
from tests.clinic import clinic

pytestmark = pytest.mark.timeout(900)  # on a busy machine; the first campaign also learns the knowledge


async def test_no_update_however_spoilt_stops_anybody(database_url: str, tmp_path: Path) -> None:
    count = 200 if database_url.startswith("sqlite") else 50
    report = await poisoned(database_url, tmp_path, count, seed=1)

    assert report.faults == []
    assert report.figures["updates"] >= count / 2
    assert report.figures["dead"] >= count / 5


@pytest.mark.parametrize("kind", [kind for kind in KINDS if kind.name != "profiles"], ids=lambda kind: kind.name)
def test_no_mangled_text_raises_or_takes_long(kind: Kind, tmp_path: Path) -> None:
    faults, _ = read_many(kind, 25, 1, clinic(tmp_path))

    assert faults == []


def test_a_name_that_breaks_the_header_of_an_upload_is_noticed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (names,) = (kind for kind in KINDS if kind.name == "file names")
    monkeypatch.setattr(backend, "_CONTROL", re.compile("(?!)"))
    faults, _ = read_many(names, 25, 1, tmp_path)

    assert any("the name breaks the header" in fault or "Error" in fault for fault in faults)
