"""Alembic runs this file to migrate a database, on the connection that the store passes."""

from alembic import context

from bot.store.database.tables import metadata

context.configure(connection=context.config.attributes["connection"], target_metadata=metadata)
with context.begin_transaction():
    context.run_migrations()
