"""What somebody does with other people's data in the chat stands in the record of what was done."""

from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.serve import Service
from events.registrations import Registrations
from people.audit import Audit, Deed
from people.ledger import AuditRow
from sandbox.people import Person
from sandbox.server import Sandbox
from tests.events_at import published
from tests.museum import museum

LEA = 5_000_000_900


@pytest.fixture
def helpdesk_settings(helpdesk_settings: dict[str, Any], tmp_path: Path) -> dict[str, Any]:
    """What the helpdesk is set to: a small content, and a coordinator."""
    return {**helpdesk_settings, "content_dir": museum(tmp_path), "admin_ids": (LEA,)}


@pytest.fixture
async def lea(telegram: Sandbox, helpdesk: Service) -> Person:
    """A coordinator, who has met the assistant."""
    person = telegram.new_person("Lea", id=LEA)
    await person.says("/start")
    await person.hears()
    return person


async def noted(helpdesk: Service) -> list[AuditRow]:
    return await helpdesk.database.read(lambda session: list(session.scalars(select(AuditRow).order_by(AuditRow.id))))


async def test_the_list_of_those_who_come(helpdesk: Service, lea: Person) -> None:
    def comes(session: Session) -> None:
        published(session, helpdesk.clock)
        Registrations(session, helpdesk.clock).register("clinic", LEA)

    await helpdesk.database.write(comes)
    await lea.says("/attendees clinic")
    await lea.hears()

    (row,) = await noted(helpdesk)
    assert (row.did, row.about) == (Deed.LISTED, "event clinic")


async def test_a_role_that_is_granted_and_revoked(helpdesk: Service, lea: Person) -> None:
    for typed in ("/grant 77 expert", "/revoke 77"):
        await lea.says(typed)
        await lea.hears()

    assert [row.did for row in await noted(helpdesk)] == [Deed.GRANTED, Deed.REVOKED]
    rows = await helpdesk.database.read(lambda session: list(Audit(session, helpdesk.clock).of(LEA)))
    assert {row.who for row in rows} == {rows[0].who}
    assert len(rows) == 2


async def test_a_copy_of_ones_own_data(helpdesk: Service, lea: Person) -> None:
    await lea.says("/privacy")
    await lea.presses(await lea.hears(), "Get my data")
    await lea.sees("The two files above")

    (row,) = await noted(helpdesk)
    assert (row.did, row.who == row.whose) == (Deed.EXPORTED, True)
