"""What Alembic runs: the migrations, on the connection it is given, inside the transaction that is open."""

from alembic import context

from parcours.adapters.storage.schema import metadata

context.configure(connection=context.config.attributes["connection"], target_metadata=metadata)
context.run_migrations()
