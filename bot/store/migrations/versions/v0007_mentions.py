"""Add where a server wants mentions and replies to be answered. Existing servers get the defaults."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"


def upgrade() -> None:
    """Add the columns."""
    op.add_column("guilds", sa.Column("mentions", sa.String(16), nullable=False, server_default="everywhere"))
    op.add_column("guilds", sa.Column("mention_channels", sa.Text, nullable=False, server_default=""))
    op.add_column("guilds", sa.Column("answers_in_threads", sa.Boolean, nullable=False, server_default=sa.false()))
