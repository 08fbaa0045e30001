"""The use cases of moderators on gaps: the topics that members miss in the articles."""

from __future__ import annotations

from contextlib import suppress

from bot.discord_app.members import Moderator
from bot.discord_app.replies.components import ComponentView
from bot.discord_app.replies.gaps import GapsPage, filled_note, gaps_view, page_of
from bot.errors import AnalysisError, StoreError
from bot.library.articles.moderation import Moderation
from bot.library.gaps import Gap


class GapService:
    """Makes the replies about gaps. Each method raises Heat2Error with a message that can be shown."""

    def __init__(self, moderation: Moderation) -> None:
        self._gaps = moderation.gaps
        self._server_data = moderation.server_data

    async def show(self, page: int, moderator: Moderator, dismissed: Gap | None = None) -> ComponentView:
        """Show a page of the gaps; `dismissed` is the gap that was dismissed just now."""
        is_kept = await self._server_data.keeps_feedback(moderator.scope)
        gaps = await self._gaps.current(moderator.scope) if is_kept else []
        shown = page_of(gaps, page)
        answered = [gap.key for gap in shown if gap.times and await self._gaps.is_answered(gap, moderator.scope)]
        return gaps_view(GapsPage(gaps, page, frozenset(answered), dismissed), moderator.phrases, is_kept=is_kept)

    async def dismiss(self, key: str, page: int, moderator: Moderator) -> ComponentView:
        """Dismiss a gap, and show that page of the others. A gap that is gone already is no error."""
        gap = await self._gaps.find(moderator.scope, key)
        if gap:
            await self._gaps.dismiss(gap, moderator.scope)
        return await self.show(page, moderator, gap)

    async def restore(self, key: str, page: int, moderator: Moderator) -> ComponentView:
        """Restore a gap that was dismissed, and show that page."""
        await self._gaps.restore(moderator.scope, key)
        return await self.show(page, moderator)

    async def say_filled(self, key: str, moderator: Moderator) -> str:
        """Return whether the question of a gap is answered now, '' without a gap. Raises nothing."""
        with suppress(StoreError, AnalysisError):
            gap = await self._gaps.find(moderator.scope, key) if key else None
            if gap:
                return filled_note(gap, await self._gaps.answer(gap, moderator.scope), moderator.phrases)
        return ""
