"""A worker that imports a module which is not installed."""

from __future__ import annotations

import heat2_no_such_module  # type: ignore[import-not-found]  # noqa: F401
