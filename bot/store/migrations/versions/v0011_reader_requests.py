"""Add the number of requests to a reader that each server made on its last day."""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"


def upgrade() -> None:
    """Add the table."""
    op.create_table(
        "reader_requests",
        sa.Column("scope", sa.BigInteger, primary_key=True, autoincrement=False),
        sa.Column("day", sa.Integer, nullable=False),
        sa.Column("requests", sa.Integer, nullable=False),
    )
