"""What groups want of the bot, how much is asked in them, and what Telegram was told of the bot."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"


def upgrade() -> None:
    with op.batch_alter_table("group_chat") as group:
        group.add_column(sa.Column("standing", sa.Text(), nullable=True))
        group.add_column(sa.Column("quiet_since", sa.DateTime(timezone=True), nullable=True))
        group.add_column(sa.Column("window_began_at", sa.DateTime(timezone=True), nullable=True))
        group.add_column(sa.Column("window_count", sa.BigInteger(), nullable=False, server_default="0"))
        group.add_column(sa.Column("paused_until", sa.DateTime(timezone=True), nullable=True))
    op.create_table(
        "group_asker",
        sa.Column("group_id", sa.BigInteger(), nullable=False),
        sa.Column("member_id", sa.BigInteger(), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("window_began_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("window_count", sa.BigInteger(), nullable=False),
        sa.Column("paused_until", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["group_id"],
            ["group_chat.id"],
            name=op.f("fk_group_asker_group_id_group_chat"),
            ondelete="CASCADE",
            onupdate="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["member_id"], ["member.id"], name=op.f("fk_group_asker_member_id_member"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("group_id", "member_id", name=op.f("pk_group_asker")),
    )
    op.create_table(
        "introduction",
        sa.Column("bot_id", sa.BigInteger(), nullable=False),
        sa.Column("about", sa.Text(), nullable=False),
        sa.Column("fingerprint", sa.Text(), nullable=False),
        sa.Column("again_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("bot_id", "about", name=op.f("pk_introduction")),
    )
