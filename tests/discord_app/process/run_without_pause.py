"""`heat2 run`, but logins follow each other without Discord's pause.

It is for a loopback Discord with `identify_window=0.0`: a restart of the bot then takes five seconds less.
"""

from __future__ import annotations

import sys
from functools import partial

from bot.__main__ import main
from bot.discord_app.connection import options

if __name__ == "__main__":
    patched = partial(options.ConnectionOptions, login_window=0.0)
    setattr(options, "ConnectionOptions", patched)  # noqa: B010 - mypy refuses it
    sys.exit(main(["run"]))
