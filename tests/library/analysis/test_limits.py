"""What a server may use within an hour."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from bot.domain import EVERYONE, Scope
from bot.library.analysis.limits import HourlyBudget

A, B = Scope(1), Scope(2)


class Clock:
    """Time that passes when it is told to."""

    now = 1000.0

    def __call__(self) -> float:
        """The current time."""
        return self.now


def test_a_server_that_has_used_all_waits_and_others_do_not() -> None:
    """What is above the budget is waited for, a twelfth of it for a twelfth of an hour; nobody else waits."""
    clock = Clock()
    budget = HourlyBudget(120, clock)
    budget.use(A, 120)
    assert budget.wait(A) == 0
    budget.use(A, 10)
    assert round(budget.wait(A)) == 300
    assert budget.wait(B) == 0
    clock.now += 301
    assert budget.wait(A) == 0


def test_everyones_articles_and_no_bound_never_wait() -> None:
    """The operator's own articles have no budget, and 0 sets none for servers."""
    budget = HourlyBudget(1)
    budget.use(EVERYONE, 1_000)
    assert budget.wait(EVERYONE) == 0
    unbounded = HourlyBudget(0)
    unbounded.use(A, 1_000)
    assert unbounded.wait(A) == 0


@given(st.lists(st.tuples(st.floats(0, 30), st.floats(0, 600)), min_size=1, max_size=60), st.integers(10, 400))
def test_no_more_is_used_than_the_budget_allows(uses: list[tuple[float, float]], seconds: int) -> None:
    """Whoever waits when told to uses, in any row of hours, at most two budgets in the first and one in each other."""
    clock = Clock()
    budget = HourlyBudget(seconds, clock)
    total, begin = 0.0, clock.now
    for used, pause in uses:
        clock.now += pause + budget.wait(A)
        total += used
        budget.use(A, used)
    hours = (clock.now - begin) / 3600
    assert total <= seconds * (1 + hours) + 30.001
