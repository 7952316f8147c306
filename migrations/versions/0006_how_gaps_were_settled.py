"""With what a gap on the editors' list was settled; what was kept of words so far is masked."""

import sqlalchemy as sa
from alembic import op

from core.masking import masked

revision = "0006"
down_revision = "0005"

GAP = sa.table("gap", sa.column("id", sa.BigInteger()), sa.column("text", sa.Text()))


def upgrade() -> None:
    with op.batch_alter_table("gap") as gap:
        gap.add_column(sa.Column("settled_with", sa.BigInteger(), nullable=True))
        gap.add_column(sa.Column("answer", sa.Text(), nullable=True))
        gap.create_index(op.f("ix_gap_settled_with"), ["settled_with"])
    connection = op.get_bind()
    for number, words in connection.execute(sa.select(GAP.c.id, GAP.c.text)).all():
        if masked(words) != words:
            connection.execute(sa.update(GAP).where(GAP.c.id == number).values(text=masked(words)))
