"""Run by Alembic. The connection comes from `engine.py`:
there is no configuration file to keep in step.
"""

from alembic import context

from data_access.operational import (
    identity_models,  # noqa: F401 - their tables too
    recognition_models,  # noqa: F401
    subject_models,  # noqa: F401
)
from data_access.operational.models import Base

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=Base.metadata,
    render_as_batch=True,  # SQLite changes a table by copying it
)
with context.begin_transaction():
    context.run_migrations()
