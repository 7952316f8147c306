"""An id that was used once is never used again, even when its row is long gone."""

import json

from prometheus_client import CollectorRegistry
from sqlalchemy import delete, select

from core.clock import SystemClock
from core.database import Database
from delivery.intake import Intake, arrival
from delivery.metrics import DeliveryMetrics
from delivery.models import InboxRow


async def test_the_first_update_after_a_quiet_week_has_a_new_id(database: Database) -> None:
    intake = Intake(database, SystemClock(), 1, DeliveryMetrics(CollectorRegistry()), lambda: None)
    await intake.receive([arrival({"update_id": 1})])
    before = await database.read(lambda session: session.scalar(select(InboxRow.id)))
    await database.write(lambda session: session.execute(delete(InboxRow)).close())

    await intake.receive([arrival({"update_id": 77})])

    after = await database.read(lambda session: session.execute(select(InboxRow.id, InboxRow.body)).one())
    assert before is not None
    assert after.id > before
    assert json.loads(after.body) == {"update_id": 77}
