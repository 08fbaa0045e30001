"""Add moderators' work: the act and number of each change, servers' settings, drafts, and unanswered questions.

Earlier changes are numbered in the order in which they were made, so that they can be listed and undone too.
"""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"

_NUMBERED = """
UPDATE articles SET
  act = CASE WHEN articles.removed THEN 'removed' WHEN articles.revision = 1 THEN 'added' ELSE 'edited' END,
  change = counted.number
FROM (
  SELECT scope, article_id, revision,
    row_number() OVER (PARTITION BY scope ORDER BY added_at, article_id, revision) AS number
  FROM articles
) AS counted
WHERE counted.scope = articles.scope AND counted.article_id = articles.article_id
  AND counted.revision = articles.revision
"""


def upgrade() -> None:
    """Add columns and tables, and number earlier changes."""
    op.add_column("articles", sa.Column("act", sa.String(16), nullable=False, server_default="added"))
    op.add_column("articles", sa.Column("change", sa.BigInteger, nullable=False, server_default="0"))
    op.add_column("articles", sa.Column("undoes", sa.BigInteger, nullable=False, server_default="0"))
    op.execute(_NUMBERED)
    op.create_index("articles_by_change", "articles", ["scope", "change"])
    op.create_table(
        "guilds",
        sa.Column("scope", sa.BigInteger, primary_key=True, autoincrement=False),
        sa.Column("curator_roles", sa.Text, nullable=False),
        sa.Column("announce_channel", sa.BigInteger, nullable=False),
        sa.Column("private_answers", sa.Boolean, nullable=False),
        sa.Column("language", sa.Text, nullable=False),
        sa.Column("keeps_unanswered", sa.Boolean, nullable=False),
        sa.Column("left_at", sa.DateTime(timezone=True)),
    )
    op.create_table(
        "drafts",
        sa.Column("key", sa.String(16), primary_key=True),
        sa.Column("scope", sa.BigInteger, nullable=False),
        sa.Column("made_by", sa.Text, nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("fields", sa.Text, nullable=False),
        sa.Index("drafts_by_age", "made_at"),
    )
    op.create_table(
        "unanswered",
        sa.Column("scope", sa.BigInteger, primary_key=True, autoincrement=False),
        sa.Column("question", sa.Text, primary_key=True),
        sa.Column("times", sa.Integer, nullable=False),
        sa.Column("last_asked", sa.DateTime(timezone=True), nullable=False),
    )
