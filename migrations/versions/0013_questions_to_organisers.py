"""What people ask organisers that a guide leaves open."""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"


def upgrade() -> None:
    op.create_table(
        "field_question",
        sa.Column("target", sa.Text(), nullable=False),
        sa.Column("field", sa.Text(), nullable=False),
        sa.Column("member_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["member_id"], ["member.id"], name=op.f("fk_field_question_member_id_member"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("target", "field", "member_id", name=op.f("pk_field_question")),
    )
    op.create_index(op.f("ix_field_question_member_id"), "field_question", ["member_id"])
    op.create_index(op.f("ix_field_question_asked_at"), "field_question", ["asked_at"])
