"""Run by Alembic: migrates over the connection it was given."""

from alembic import context

from migrations.schema import METADATA

connection = context.config.attributes["connection"]
context.configure(
    connection=connection,
    target_metadata=METADATA,
    render_as_batch=True,  # SQLite cannot alter most of a table; Alembic then makes it anew
    compare_type=False,  # our own types look different to each database
)
with context.begin_transaction():
    context.run_migrations()
