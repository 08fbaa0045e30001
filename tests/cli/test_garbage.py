"""How often Python looks for garbage."""

from __future__ import annotations

import gc

from bot.cli.garbage import raised_gc_thresholds, reset_gc_thresholds


def test_garbage_is_looked_for_rarely_until_the_end_of_the_block() -> None:
    """In the block the first generation is much larger; after it, it is as before."""
    usual = gc.get_threshold()
    with raised_gc_thresholds():
        assert gc.isenabled()
        assert gc.get_threshold()[0] > 10 * usual[0]
    assert gc.get_threshold() == usual


def test_a_bot_that_has_loaded_collects_as_usual() -> None:
    """A block can end its exception early, since a bot runs for months."""
    usual = gc.get_threshold()
    with raised_gc_thresholds():
        reset_gc_thresholds()
        assert gc.get_threshold() == usual
