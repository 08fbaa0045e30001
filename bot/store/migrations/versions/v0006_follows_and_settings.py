"""Add the topics that members and channels follow, and the history of servers' settings."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    """Add the tables."""
    numbers = ("channel", "role", "seen_everyones", "seen_own")
    op.create_table(
        "follows",
        sa.Column("key", sa.String(16), primary_key=True),
        sa.Column("scope", sa.BigInteger, nullable=False),
        sa.Column("topic", sa.Text, nullable=False),
        sa.Column("user_id", sa.Text, nullable=False),
        sa.Column("language", sa.Text, nullable=False),
        sa.Column("next_at", sa.DateTime(timezone=True), nullable=False),
        *(sa.Column(name, sa.BigInteger, nullable=False) for name in numbers),
        sa.Column("failures", sa.Integer, nullable=False),
        sa.Index("follows_by_scope", "scope", "next_at"),
        sa.Index("follows_by_user", "user_id"),
    )
    op.create_table(
        "setting_changes",
        sa.Column("scope", sa.BigInteger, primary_key=True, autoincrement=False),
        sa.Column("number", sa.BigInteger, primary_key=True, autoincrement=False),
        *(sa.Column(name, sa.Text, nullable=False) for name in ("name", "before", "after", "changed_by")),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
    )
