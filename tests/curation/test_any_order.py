"""Whatever moderators do in whatever order, the articles are those that a simple model has, and history only grows."""

from __future__ import annotations

import asyncio
from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from bot.curation.curation import Corrections, Curation
from bot.curation.limits import Limits
from bot.domain import Article, Scope
from bot.errors import ConflictError
from bot.library import Library
from bot.search.concepts import ConceptList
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
    """What the server has and hides, as dictionaries, with a copy of each state for going back."""

    def __init__(self) -> None:
        self.own: dict[str, str] = {}
        self.removed: dict[str, str] = {}
        self.hidden = False
        self.states: list[tuple[dict[str, str], bool]] = []

    def apply(self, step: str, key: str, title: str) -> bool:
        """Do it, or say that it cannot be done."""
        state = dict(self.own), self.hidden
        done = getattr(self, step)(key, title)
        if done and step != "undo":
            self.states.append(state)
        return bool(done)

    def publish(self, key: str, title: str) -> bool:
        """Only articles of the server's own."""
        if key == "s":
            return False
        self.own[key] = title
        return True

    def edit(self, key: str, title: str) -> bool:
        """What is there gets another title."""
        return key in self.own and self.publish(key, title)

    def remove(self, key: str, title: str) -> bool:
        """What is there is remembered."""
        if key not in self.own:
            return False
        self.removed[key] = self.own.pop(key)
        return True

    def restore(self, key: str, title: str) -> bool:
        """What was removed comes back."""
        if key in self.own or key not in self.removed:
            return False
        self.own[key] = self.removed[key]
        return True

    def hide(self, key: str, title: str) -> bool:
        """Only what is shipped."""
        if key != "s" or self.hidden:
            return False
        self.hidden = True
        return True

    def unhide(self, key: str, title: str) -> bool:
        """Only what is hidden."""
        if key != "s" or not self.hidden:
            return False
        self.hidden = False
        return True

    def undo(self, key: str, title: str) -> bool:
        """The state before the last change that still stands."""
        if not self.states:
            return False
        own, self.hidden = self.states.pop()
        self.removed |= {name: text for name, text in self.own.items() if name not in own}
        self.own = dict(own)
        return True


async def _do(curation: Curation, step: str, key: str, title: str) -> None:
    match step:
        case "publish":
            if key == "s":
                raise ConflictError("not the server's own")
            await curation.publish(Article(key, "A text.", title), GUILD, "1")
        case "edit":
            entry = await curation.own(key, GUILD)
            corrections = replace(Corrections.of(entry.article), title=title)
            await curation.edit(key, corrections, entry.revision, GUILD, "1")
        case "undo":
            last = await curation.last_event(GUILD)
            await curation.undo(last.number if last else 0, GUILD, "1")
        case _:
            await getattr(curation, step)(key, GUILD, "1")


@given(STEPS)
def test_any_sequence_leaves_what_the_model_has(steps: list[tuple[str, str]]) -> None:
    """Each step succeeds exactly when the model's does, and leaves the same articles; events are only added."""

    async def run() -> None:
        store, model = MemoryStore(), Model()
        library = Library([SHIPPED], store, ConceptList())
        curation = Curation(library, store, Limits(1_000, 1_000))
        for number, (step, key) in enumerate(steps):
            before = await curation.history(GUILD, limit=1_000)
            try:
                await _do(curation, step, key, f"title {number}")
                done = True
            except ConflictError:
                done = False
            assert done == model.apply(step, key, f"title {number}")
            assert {a.id: a.title for a in await store.articles(GUILD)} == model.own
            assert (SHIPPED in await library.articles(GUILD)) == (not model.hidden)
            after = await curation.history(GUILD, limit=1_000)
            assert after[len(after) - len(before) :] == before
            assert len(after) == len(before) + done

    asyncio.run(run())
