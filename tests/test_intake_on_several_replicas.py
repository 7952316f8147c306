"""Several processes take updates in; a chat's updates are seen in the order of their numbers."""

import asyncio

from prometheus_client import CollectorRegistry
from sqlalchemy import select
from sqlalchemy.orm import Session

from core.clock import SystemClock
from core.postgres import Postgres
from delivery.intake import Intake, arrival, write_down
from delivery.metrics import DeliveryMetrics
from delivery.models import InboxRow
from tests import databases


async def test_what_another_process_has_not_committed_yet_is_waited_for(postgres: str, postgres_template: str) -> None:
    url = await asyncio.to_thread(databases.empty_postgres, postgres, postgres_template)
    here, there = Postgres(url), Postgres(url)
    ours = Intake(here, SystemClock(), 1, DeliveryMetrics(CollectorRegistry()), lambda: None)
    row = {"bot_id": 1, "update_id": 1, "lane": 5, "body": "{}", "received_at": SystemClock().now()}
    row |= {"state": "waiting", "attempts": 0, "trouble": None}
    async with there.engine.connect() as late:
        await late.run_sync(lambda connection: write_down(Session(connection), [row]))
        second = asyncio.create_task(ours.receive([arrival({"update_id": 2})]))
        await asyncio.sleep(0.3)
        overtook = second.done()
        await late.commit()
        await second

    seen = await here.read(lambda session: session.scalars(select(InboxRow.update_id).order_by(InboxRow.id)).all())
    await here.close()
    await there.close()
    assert not overtook
    assert seen == [1, 2]
