"""Add periodic jobs, notices, and the settings that tell where notices go."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    """Add two tables, and two columns of servers' settings."""
    for name in ("announce_role", "moderator_channel"):
        op.add_column("guilds", sa.Column(name, sa.BigInteger, nullable=False, server_default="0"))
    op.create_table(
        "jobs",
        sa.Column("name", sa.String(40), primary_key=True),
        sa.Column("scope", sa.BigInteger, primary_key=True, autoincrement=False),
        sa.Column("key", sa.String(80), primary_key=True),
        sa.Column("seconds", sa.BigInteger, nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("failures", sa.Integer, nullable=False),
        sa.Column("token", sa.String(16), nullable=False),
        sa.Index("jobs_by_time", "due_at"),
    )
    op.create_table(
        "notices",
        sa.Column("scope", sa.BigInteger, primary_key=True, autoincrement=False),
        sa.Column("key", sa.String(120), primary_key=True),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.Column("claimed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("sent_at", sa.DateTime(timezone=True)),
        sa.Index("notices_by_age", "claimed_at"),
    )
