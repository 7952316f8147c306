"""What somebody who turns to the experts is, such as a regional authority."""

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"


def upgrade() -> None:
    op.add_column("request", sa.Column("requester_role", sa.Text(), nullable=True))
