"""Add feeds, the entries that they have named, and the articles that were proposed."""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"


def upgrade() -> None:
    """Add three tables."""
    op.create_table(
        "feeds",
        sa.Column("scope", sa.BigInteger, primary_key=True, autoincrement=False),
        sa.Column("id", sa.String(16), primary_key=True),
        sa.Column("address", sa.Text, nullable=False),
        sa.Column("title", sa.Text, nullable=False),
        sa.Column("trusted", sa.Boolean, nullable=False),
        sa.Column("paused", sa.Boolean, nullable=False),
        sa.Column("etag", sa.Text, nullable=False),
        sa.Column("modified", sa.Text, nullable=False),
        sa.Column("fetched_at", sa.DateTime(timezone=True)),
        sa.Column("read_at", sa.DateTime(timezone=True)),
        sa.Column("failures", sa.Integer, nullable=False),
        sa.Column("fault", sa.String(20), nullable=False),
        sa.Column("reported", sa.Boolean, nullable=False),
    )
    op.create_table(
        "feed_entries",
        sa.Column("scope", sa.BigInteger, primary_key=True, autoincrement=False),
        sa.Column("key", sa.String(16), primary_key=True),
        sa.Column("seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.Index("feed_entries_by_age", "scope", "seen_at"),
    )
    op.create_table(
        "proposals",
        sa.Column("scope", sa.BigInteger, primary_key=True, autoincrement=False),
        sa.Column("key", sa.String(16), primary_key=True),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("feed", sa.Text, nullable=False),
        sa.Column("copies", sa.Text, nullable=False),
        sa.Column("state", sa.String(16), nullable=False),
        sa.Column("fields", sa.Text, nullable=False),
        sa.Index("proposals_by_age", "scope", "made_at"),
    )
