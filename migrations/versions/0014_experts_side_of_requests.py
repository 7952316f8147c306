"""What a message of a request answers, titles that are due, and the id that a group had before."""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"


def upgrade() -> None:
    op.add_column("request_part", sa.Column("replies_to", sa.BigInteger(), nullable=True))
    op.create_index(op.f("ix_request_title_due_at"), "request", ["title_due_at"])
    op.add_column("group_chat", sa.Column("moved_from", sa.BigInteger(), nullable=True))
