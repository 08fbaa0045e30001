"""The periodic jobs of the bot: each is registered here, with what it needs. See `bot.library.jobs`."""

from __future__ import annotations

from datetime import timedelta
from typing import Final

from bot.discord_app.services import Services
from bot.store.jobs import Job

_DAY: Final = timedelta(days=1)


def register_jobs(services: Services) -> None:
    """Register all jobs, before the runner is started."""

    async def forget_old_notices(_job: Job) -> None:
        await services.notices.delete_old()

    services.jobs.register("old-notices", forget_old_notices, every=_DAY)
