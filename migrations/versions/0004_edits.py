"""What coordinators change in the knowledge."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"

NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "publication",
        sa.Column("id", NUMBER, nullable=False),
        sa.Column("target", sa.Text(), nullable=False),
        sa.Column("by_id", sa.BigInteger(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("takes_back", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(
            ["by_id"], ["member.id"], name=op.f("fk_publication_by_id_member"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["takes_back"], ["publication.id"], name=op.f("fk_publication_takes_back_publication"), ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_publication")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_publication_target_id"), "publication", ["target", "id"])
    op.create_index(op.f("ix_publication_by_id"), "publication", ["by_id"])
    op.create_table(
        "edit",
        sa.Column("id", NUMBER, nullable=False),
        sa.Column("publication_id", sa.BigInteger(), nullable=False),
        sa.Column("target", sa.Text(), nullable=False),
        sa.Column("language", sa.Text(), nullable=False),
        sa.Column("field", sa.Text(), nullable=False),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.Column("value", sa.JSON(), nullable=False),
        sa.Column("before", sa.JSON(), nullable=False),
        sa.Column("holds", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["publication_id"], ["publication.id"], name=op.f("fk_edit_publication_id_publication"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_edit")),
        sa.UniqueConstraint(
            "target", "language", "field", "version", name=op.f("uq_edit_target_language_field_version")
        ),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_edit_publication_id"), "edit", ["publication_id"])
