"""Replies are sent in the order in which they were put; what was said last in a chat is found by the chat."""

from alembic import op

revision = "0016"
down_revision = "0015"


def upgrade() -> None:
    op.create_index(
        op.f("ix_outbox_bot_id_state_priority_id"), "outbox", ["bot_id", "state", "priority", "id"], unique=False
    )
    op.create_index(op.f("ix_outbox_lane_id"), "outbox", ["lane", "id"], unique=False)
