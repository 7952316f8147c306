"""When an album of a request counts as complete, and where a member wants to be known to live."""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"


def upgrade() -> None:
    op.add_column("request_part", sa.Column("album_until", sa.DateTime(timezone=True), nullable=True))
    op.create_index(op.f("ix_request_part_album_until"), "request_part", ["album_until"])
    op.add_column("member", sa.Column("country", sa.Text(), nullable=True))
