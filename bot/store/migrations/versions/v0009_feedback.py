"""Add votes with the keys of their voters, unwanted questions, and the setting of a weekly message."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"


def upgrade() -> None:
    """Add three tables, and a column of servers' settings."""
    op.add_column("guilds", sa.Column("weekly_digest", sa.Boolean, nullable=False, server_default=sa.false()))
    op.create_table(
        "votes",
        sa.Column("scope", sa.BigInteger, primary_key=True, autoincrement=False),
        sa.Column("question", sa.Text, primary_key=True),
        sa.Column("voter", sa.String(32), primary_key=True),
        sa.Column("is_up", sa.Boolean, nullable=False),
        sa.Column("reason", sa.String(16), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
    )
    op.create_table(
        "vote_keys",
        sa.Column("period", sa.BigInteger, primary_key=True, autoincrement=False),
        sa.Column("secret", sa.String(64), nullable=False),
    )
    op.create_table(
        "dismissed",
        sa.Column("scope", sa.BigInteger, primary_key=True, autoincrement=False),
        sa.Column("question", sa.Text, primary_key=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
    )
