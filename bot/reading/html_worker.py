"""The process that reads one page: HTML comes in, what the page says goes out as one JSON object.

Everything slow or fragile about a page happens here: `html_file` starts it and ends it when it takes too long.
"""

from __future__ import annotations

import json
import sys

from bot.reading.page.reader import read_page
from bot.reading.process import limit_memory


def main() -> None:
    """Read the page from standard input and write its fields to standard output.

    The arguments are where the page was found and what its server calls its encoding.
    """
    limit_memory()
    json.dump(read_page(sys.stdin.buffer.read(), *sys.argv[1:]), sys.stdout)


if __name__ == "__main__":
    main()
