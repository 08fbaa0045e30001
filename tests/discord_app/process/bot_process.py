"""The bot as its own process, connected to a loopback Discord."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from pathlib import Path

from tests.loopback import BotProcess, LoopbackDiscord

ROOT = Path(__file__).parents[3]


def bot_process(environment: Mapping[str, str], *, grace: float = 10.0) -> BotProcess:
    """Return a process of `heat2 run` whose logins need no pause: the loopback Discord must allow that."""
    program = "tests.discord_app.process.run_without_pause"
    return BotProcess(sys.executable, "-m", program, environment=environment, directory=ROOT, grace=grace)


def start(discord: LoopbackDiscord, folder: Path, **more: str) -> BotProcess:
    """Return such a process with its own data folder and the loopback Discord."""
    environment = {**discord.environment, "HEAT2_DATA_DIR": str(folder), "HEAT2_LOG_LEVEL": "INFO", **more}
    return bot_process(environment)
