"""After any sequence of changes, the articles equal those of a simple model, and the history only grows."""

from __future__ import annotations

import asyncio

from hypothesis import given
from hypothesis import strategies as st

from bot.domain import Article, Scope
from bot.errors import ConflictError
from bot.library.articles.corrections import Corrections
from bot.library.articles.moderation import Moderation, ModerationLimits
from bot.library.library import Library
from bot.search.language.concepts import ConceptList
from bot.store.memory import MemoryStore

GUILD = Scope(7)
SHIPPED = Article("s", "A shipped text.", "Shipped")
STEPS = st.lists(
    st.tuples(
        st.sampled_from(["publish", "edit", "remove", "restore", "hide", "unhide", "undo"]), st.sampled_from("abs")
    ),
    max_size=25,
)


class Model:
    """The state of each article of a server, and its state before each change that was not undone."""

    def __init__(self) -> None:
        self.stands: dict[str, tuple[str, str]] = {}
        self.changes: list[tuple[str, tuple[str, str] | None]] = []

    @property
    def own(self) -> dict[str, str]:
        """The titles of the server's own articles."""
        return {key: title for key, (state, title) in self.stands.items() if state == "own"}

    def state(self, key: str) -> str:
        """Return the article's state, '' if it was never changed."""
        return self.stands.get(key, ("", ""))[0]

    def apply(self, step: str, key: str, title: str) -> bool:
        """Apply the step. Return False if it is not possible."""
        if step == "undo":
            return self._undo()
        after = self._after(step, key, title)
        if after:
            self.changes.append((key, self.stands.get(key)))
            self.stands[key] = after
        return after is not None

    def _after(self, step: str, key: str, title: str) -> tuple[str, str] | None:
        match step, self.state(key):
            case ("publish", _) | ("edit", "own"):
                return "own", title
            case ("remove", "own"):
                return "removed", self.stands[key][1]
            case ("restore", "removed"):
                return "own", self.stands[key][1]
            case ("hide", "" | "removed" | "unhidden") if key == SHIPPED.id:
                return "hidden", SHIPPED.title
            case ("unhide", "hidden"):
                return "unhidden", SHIPPED.title
        return None

    def _undo(self) -> bool:
        if not self.changes:
            return False
        key, before = self.changes.pop()
        state, title = self.stands[key]
        self.stands[key] = before or ("unhidden" if state == "hidden" else "removed", title)
        return True


async def _do(moderation: Moderation, step: str, key: str, title: str) -> None:
    match step:
        case "publish":
            await moderation.publish(Article(key, "A text.", title), GUILD, "1")
        case "edit":
            entry = await moderation.articles.own_article(key, GUILD)
            known = entry.article
            corrections = Corrections(title, known.publisher, known.url, known.published, known.language)
            await moderation.edit(key, corrections, entry.revision, GUILD, "1")
        case "undo":
            last = await moderation.last_undoable(GUILD)
            await moderation.undo(last[0].number if last else 0, GUILD, "1")
        case _:
            await getattr(moderation, step)(key, GUILD, "1")


@given(STEPS)
def test_any_sequence_leaves_the_articles_of_the_model(steps: list[tuple[str, str]]) -> None:
    """Each step succeeds exactly if the model's does and leaves the same articles; events are only added."""

    async def run() -> None:
        store, model = MemoryStore(), Model()
        library = Library([SHIPPED], store, ConceptList())
        moderation = Moderation(library, store, ModerationLimits(1_000, 1_000))
        for number, (step, key) in enumerate(steps):
            before = await moderation.history(GUILD, limit=1_000)
            try:
                await _do(moderation, step, key, f"title {number}")
                done = True
            except ConflictError:
                done = False
            assert done == model.apply(step, key, f"title {number}")
            assert {a.id: a.title for a in await store.articles(GUILD)} == model.own
            assert (SHIPPED in await library.articles(GUILD)) == (model.state(SHIPPED.id) not in {"own", "hidden"})
            after = await moderation.history(GUILD, limit=1_000)
            assert after[len(after) - len(before) :] == before
            assert len(after) == len(before) + done

    asyncio.run(run())
