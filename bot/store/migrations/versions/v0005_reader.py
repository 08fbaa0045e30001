"""Add the setting whether a server's questions may go to a reader. Servers have it unless they turn it off."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    """Add the column."""
    op.add_column("guilds", sa.Column("uses_reader", sa.Boolean, nullable=False, server_default=sa.true()))
