"""From bytes to characters, without guessing an encoding."""

from __future__ import annotations

from bot.errors import CorpusError, Problem
from bot.phrases.messages import message

BYTE_ORDER_MARK = "\ufeff"


def decoded(content: bytes, file: str) -> str:
    """The characters of a UTF-8 file, without the mark that some editors put in front.

    Line ends stay as they are. Raises CorpusError that names the byte which is not UTF-8.
    """
    try:
        return content.decode("utf-8").removeprefix(BYTE_ORDER_MARK)
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        byte = f"{content[error.start]:02x}"
        problem = message("encoding.not_utf8", position=str(error.start + 1), byte=byte)
        raise CorpusError([Problem(file, line, problem)]) from error
