"""Run the migrations on the connection that was handed over, inside its transaction."""

from alembic import context

from coach.storage.schema import AuditEntry

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=AuditEntry.metadata,
    transactional_ddl=True,
    render_as_batch=True,  # SQLite changes a table by making it anew
)
with context.begin_transaction():
    context.run_migrations()
