"""Add the feed of each entry, so that entries are forgotten feed by feed."""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"


def upgrade() -> None:
    """Add the column and its index. Known entries get their feeds when these are read again."""
    op.add_column("feed_entries", sa.Column("feed", sa.String(16), nullable=False, server_default=""))
    op.drop_index("feed_entries_by_age", "feed_entries")
    op.create_index("feed_entries_by_feed", "feed_entries", ["scope", "feed", "seen_at"])
