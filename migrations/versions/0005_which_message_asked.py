"""Which message asked a question, so that an edit of it is answered again."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    with op.batch_alter_table("question") as question:
        question.add_column(sa.Column("message_id", sa.BigInteger(), nullable=True))
