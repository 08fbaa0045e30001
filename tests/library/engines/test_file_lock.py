"""A file lock is held by one process at a time."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from bot.library.engines.file_lock import FileLock

HOLDER = """
import sys
from pathlib import Path
from bot.library.engines.file_lock import FileLock
lock = FileLock(Path(sys.argv[1]))
print(lock.acquire(), flush=True)
sys.stdin.read()
"""


def test_a_lock_is_held_once(tmp_path: Path) -> None:
    """The first to take the lock holds it until it is released, and its file exists as long."""
    path = tmp_path / "folder" / "lock"
    one, other = FileLock(path), FileLock(path)
    assert one.acquire()
    assert one.acquire()
    assert not other.acquire()
    assert (one.is_held, other.is_held, path.exists()) == (True, False, True)
    one.release()
    assert not path.exists()
    assert other.acquire()
    other.release()


def test_the_lock_of_a_killed_process_is_free(tmp_path: Path) -> None:
    """A lock that another process holds cannot be taken before that process ends, although it leaves the file."""
    path = tmp_path / "lock"
    command = [sys.executable, "-c", HOLDER, str(path)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as holder:  # noqa: S603
        assert holder.stdout
        assert holder.stdout.readline() == "True\n"
        lock = FileLock(path)
        assert not lock.acquire()
        holder.kill()
    assert path.exists()
    assert lock.acquire()
    lock.release()


def test_a_lock_whose_file_was_deleted_is_not_taken(tmp_path: Path) -> None:
    """A process that opened the file before its holder deleted it does not get the lock of the deleted file."""
    path = tmp_path / "lock"
    lock = FileLock(path)
    with path.open("ab") as opened:
        path.unlink()
        path.touch()
        assert not lock._is_at_path(opened)
        path.unlink()
        assert not lock._is_at_path(opened)
