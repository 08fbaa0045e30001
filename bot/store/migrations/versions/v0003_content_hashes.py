"""Add a hash of each revision, so that text which was altered outside the program is never quoted.

Existing rows get the hash of their present content. A row that cannot be read gets none, and is left out.
The calculation is repeated here, since that of the program may change in a later version.
"""

from collections.abc import Iterator
from hashlib import sha256
from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"

_BATCH_SIZE = 500
_KEY = ("scope", "article_id", "revision")
_HASHED = (*_KEY, "act", "title", "publisher", "url", "published", "evidence", "language", "text")
_TYPES: dict[str, Any] = {"scope": sa.BigInteger, "revision": sa.Integer}
_ARTICLES = sa.table("articles", *(sa.column(name, _TYPES.get(name, sa.Text)) for name in (*_HASHED, "content_hash")))


def upgrade() -> None:
    """Add the column and fill it."""
    op.add_column("articles", sa.Column("content_hash", sa.String(64), nullable=False, server_default=""))
    connection = op.get_bind()
    key = sa.and_(*(_ARTICLES.c[name] == sa.bindparam(f"of_{name}", type_=_ARTICLES.c[name].type) for name in _KEY))
    fill = sa.update(_ARTICLES).where(key).values(content_hash=sa.bindparam("hash"))
    for rows in _batches(connection):
        hashes = [
            {f"of_{name}": row[name] for name in _KEY} | {"hash": _hash_of(row)} for row in rows if _is_readable(row)
        ]
        if hashes:
            connection.execute(fill, hashes)
    if connection.dialect.name == "postgresql":
        # A running process of an older version then gets an error instead of adding rows without a hash.
        op.alter_column("articles", "content_hash", server_default=None)


def _batches(connection: sa.Connection) -> Iterator[list[Any]]:
    """Yield all rows in batches, since a large table does not fit in memory."""
    keys = [_ARTICLES.c[name] for name in _KEY]
    known = connection.execute(sa.select(*keys)).all()
    for start in range(0, len(known), _BATCH_SIZE):
        wanted = sa.tuple_(*keys).in_([tuple(key) for key in known[start : start + _BATCH_SIZE]])
        columns = [_ARTICLES.c[name] for name in _HASHED]
        yield list(connection.execute(sa.select(*columns).where(wanted)).mappings())


def _is_readable(row: Any) -> bool:
    return all(isinstance(row[name], int if name in ("scope", "revision") else str) for name in _HASHED)


def _hash_of(row: Any) -> str:
    digest = sha256()
    for name in _HASHED:
        # The order of the fields is that of the program: scope, id, revision, act, article.
        content = str(row[name]).encode("utf-8", "surrogatepass")
        digest.update(len(content).to_bytes(8, "big") + content)
    return digest.hexdigest()
