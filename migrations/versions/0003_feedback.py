"""What became of questions, the editors' list, and who wants to be told."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    op.create_table(
        "gap",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("language", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("shown", sa.Text(), nullable=True),
        sa.Column("asked_on", sa.Date(), nullable=False),
        sa.Column("settled_on", sa.Date(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_gap")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_gap_settled_on_asked_on"), "gap", ["settled_on", "asked_on"])
    op.create_table(
        "shown",
        sa.Column("entry", sa.Text(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("outcome", sa.Text(), nullable=False),
        sa.Column("count", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("entry", "day", "outcome", name=op.f("pk_shown")),
    )
    op.create_table(
        "wish",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("gap_id", sa.BigInteger(), nullable=False),
        sa.Column("member_id", sa.BigInteger(), nullable=False),
        sa.Column("wished_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["gap_id"], ["gap.id"], name=op.f("fk_wish_gap_id_gap"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(
            ["member_id"], ["member.id"], name=op.f("fk_wish_member_id_member"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_wish")),
        sa.UniqueConstraint("gap_id", "member_id", name=op.f("uq_wish_gap_id_member_id")),
    )
    op.create_index(op.f("ix_wish_member_id"), "wish", ["member_id"])
    op.create_index(op.f("ix_wish_wished_at"), "wish", ["wished_at"])
    with op.batch_alter_table("question") as question:
        question.add_column(sa.Column("outcome", sa.Text(), nullable=True))
        question.add_column(sa.Column("gap_id", sa.BigInteger(), nullable=True))
        question.create_index(op.f("ix_question_gap_id"), ["gap_id"])
        question.create_foreign_key(op.f("fk_question_gap_id_gap"), "gap", ["gap_id"], ["id"], ondelete="SET NULL")
