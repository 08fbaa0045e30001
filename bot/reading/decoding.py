"""From bytes to characters, without guessing an encoding."""

from __future__ import annotations

from bot.errors import CorpusError, Problem

BYTE_ORDER_MARK = "\ufeff"


def decoded(content: bytes, file: str) -> str:
    """The characters of a UTF-8 file, without the mark that some editors put in front.

    Line ends stay as they are. Raises CorpusError that names the byte which is not UTF-8.
    """
    try:
        return content.decode("utf-8").removeprefix(BYTE_ORDER_MARK)
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        message = f"byte {error.start + 1} (0x{content[error.start]:02x}) is not UTF-8: save the file as UTF-8"
        raise CorpusError([Problem(file, line, message)]) from error
