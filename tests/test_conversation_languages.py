"""A person is spoken to in the language they chose here, else in that of their Telegram, else in the service's."""

from pathlib import Path
from typing import Any

import pytest
from sqlalchemy.orm import Session

from bot.serve import Service
from core.language import Languages
from people.models import Member
from sandbox.server import Sandbox
from tests.museum import museum

NONE = "None of the checked answers fits your question."
IN = {"fi": "Mikään tarkistettu vastaus ei sovi kysymykseesi.", "pt": "Nenhuma resposta verificada serve."}
CATALOG = 'msgid ""\nmsgstr "Content-Type: text/plain; charset=utf-8\\n"\n\nmsgid "{said}"\nmsgstr "{translated}"\n'


@pytest.fixture
def helpdesk_settings(helpdesk_settings: dict[str, Any], tmp_path: Path) -> dict[str, Any]:
    return helpdesk_settings | {"content_dir": museum(tmp_path)}


@pytest.fixture
async def spoken(helpdesk: Service, tmp_path: Path) -> Service:
    """A helpdesk that speaks Finnish and Portuguese, too."""
    for code, translated in IN.items():
        file = tmp_path / "locales" / code / "LC_MESSAGES" / "helpdesk.po"
        file.parent.mkdir(parents=True)
        file.write_text(CATALOG.format(said=NONE, translated=translated))
    helpdesk.house.languages = Languages.load(tmp_path / "locales")
    return helpdesk


@pytest.mark.parametrize(("language", "said"), [("fi", IN["fi"]), ("pt-br", IN["pt"]), ("xx", NONE), (None, NONE)])
async def test_telegrams_language_is_spoken_where_there_is_a_catalog(
    language: str | None, said: str, telegram: Sandbox, spoken: Service
) -> None:
    person = telegram.new_person("Blanka", language=language)
    await person.says("How do I fly to the moon?")

    assert said in (await person.hears()).text


async def test_the_language_chosen_here_goes_before_telegrams(telegram: Sandbox, spoken: Service) -> None:
    def choose(session: Session) -> None:
        session.get_one(Member, person.id).chosen = "pt"

    person = telegram.new_person("Blanka", language="fi")
    await person.starts()
    await person.hears()
    await spoken.database.write(choose)
    await person.says("How do I fly to the moon?")

    assert (await person.hears()).text.startswith(IN["pt"])
