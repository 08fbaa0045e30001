"""Create tables for revisions of articles, counters of changes, and the questions behind Discord's buttons.

Column types are written here, because those of `bot.store.database.tables` change with later migrations.
"""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None


def upgrade() -> None:
    """Create the tables."""
    op.create_table(
        "articles",
        sa.Column("scope", sa.BigInteger, primary_key=True, autoincrement=False),
        sa.Column("article_id", sa.Text, primary_key=True),
        sa.Column("revision", sa.Integer, primary_key=True, autoincrement=False),
        *(sa.Column(name, sa.Text, nullable=False) for name in ("title", "publisher", "url", "published", "evidence")),
        sa.Column("language", sa.Text, nullable=False),
        sa.Column("text", sa.Text, nullable=False),
        sa.Column("added_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("added_by", sa.Text, nullable=False),
        sa.Column("removed", sa.Boolean, nullable=False),
    )
    op.create_table(
        "scopes",
        sa.Column("scope", sa.BigInteger, primary_key=True, autoincrement=False),
        sa.Column("revision", sa.BigInteger, nullable=False),
    )
    op.create_table(
        "questions",
        sa.Column("key", sa.String(16), primary_key=True),
        sa.Column("text", sa.Text, nullable=False),
        sa.Column("scope", sa.BigInteger, nullable=False),
        sa.Column("as_of", sa.Date),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Index("questions_by_age", "asked_at"),
    )
    op.create_table(
        "notes",
        sa.Column("name", sa.Text, primary_key=True),
        sa.Column("value", sa.Text, nullable=False),
    )
