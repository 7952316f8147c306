"""Whatever people do in whatever order, while Telegram fails and the helpdesk ends, nothing of requests is lost."""

import shutil
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path

import pytest

from tests.campaigns.muddling import muddled

HELPDESKS, STEPS = 2, 14  # the campaign has hundreds, on both databases


@pytest.mark.timeout(240)
def test_nothing_is_lost_or_told_to_another_or_said_too_often(sqlite_template: Path, tmp_path: Path) -> None:
    numbers, figures = count(1), Counter[str]()

    @contextmanager
    def fresh() -> Iterator[tuple[str, Path]]:
        folder = tmp_path / str(next(numbers))
        folder.mkdir()
        shutil.copy(sqlite_template, folder / "helpdesk.db")
        yield f"sqlite+aiosqlite:///{folder}/helpdesk.db", folder

    muddled(fresh, HELPDESKS, STEPS, figures)

    assert figures["helpdesks"] == HELPDESKS
    assert figures["asked"] >= 2 * HELPDESKS
