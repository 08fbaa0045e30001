"""How often members and servers may ask."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain import EVERYONE, Scope
from bot.errors import RateLimitError
from bot.library.rate_limit import RateLimit, TokenBuckets

GUILD = Scope(7)


class Clock:
    """A clock that stands until it is told to go on."""

    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        """Seconds."""
        return self.now


@pytest.fixture
def clock() -> Clock:
    """A clock of the test's."""
    return Clock()


def seconds_left(cooldown: RateLimit, member: int, scope: Scope) -> tuple[int, bool]:
    """How long the refused question has to wait, and whether because of its server."""
    with pytest.raises(RateLimitError) as refused:
        cooldown.admit(member, scope)
    assert f"in {refused.value.seconds} s" in str(refused.value)
    return refused.value.seconds, refused.value.of_server


def test_a_member_asks_so_often_and_then_waits(clock: Clock) -> None:
    """The whole minute's questions may come at once; the next one waits for the time of one."""
    cooldown = RateLimit(3, 100, clock)
    for _ in range(3):
        cooldown.admit(1, GUILD)
    assert seconds_left(cooldown, 1, GUILD) == (20, False)
    clock.now += 5
    assert seconds_left(cooldown, 1, GUILD) == (15, False)
    clock.now += 15
    cooldown.admit(1, GUILD)


def test_others_and_other_servers_are_not_held_up(clock: Clock) -> None:
    """A member's questions count for them alone, in whatever server they ask."""
    cooldown = RateLimit(1, 2, clock)
    cooldown.admit(1, GUILD)
    assert seconds_left(cooldown, 1, Scope(8)) == (60, False)
    cooldown.admit(2, GUILD)
    assert seconds_left(cooldown, 3, GUILD) == (30, True)
    cooldown.admit(3, Scope(8))


def test_direct_messages_are_no_server(clock: Clock) -> None:
    """Members who ask in direct messages do not hold up each other."""
    cooldown = RateLimit(1, 1, clock)
    for member in range(5):
        cooldown.admit(member, EVERYONE)
    assert seconds_left(cooldown, 0, EVERYONE) == (60, False)


def test_what_is_refused_is_not_counted(clock: Clock) -> None:
    """Who asks too soon again and again has not to wait longer for it."""
    cooldown = RateLimit(1, 1, clock)
    cooldown.admit(1, GUILD)
    assert [seconds_left(cooldown, member, GUILD)[0] for member in (1, 1, 2, 2)] == [60] * 4


def test_no_bound_is_no_bound(clock: Clock) -> None:
    """An operator can do without cooldowns."""
    cooldown = RateLimit(0, 0, clock)
    for _ in range(1000):
        cooldown.admit(1, GUILD)


@given(st.integers(1, 50), st.lists(st.floats(0, 30), min_size=1, max_size=200))
def test_never_more_than_twice_a_minutes_worth_within_a_minute(per_minute: int, pauses: list[float]) -> None:
    """However the questions come, no minute sees more than those saved up and those earned meanwhile."""
    clock, used = Clock(), list[float]()
    buckets: TokenBuckets[int] = TokenBuckets(per_minute, 60, clock)
    for pause in pauses:
        clock.now += pause
        if not buckets.wait(1):
            buckets.take(1)
            used.append(clock.now)
    assert used
    assert all(sum(moment <= other < moment + 60 for other in used) <= 2 * per_minute for moment in used)


@given(st.integers(1, 1000), st.floats(0, 200))
def test_who_waits_as_told_is_admitted(per_minute: int, silence: float) -> None:
    """The wait that is told is long enough, to the second."""
    clock = Clock()
    cooldown = RateLimit(per_minute, 0, clock)
    for _ in range(per_minute):
        cooldown.admit(1, GUILD)
    clock.now += silence
    try:
        cooldown.admit(1, GUILD)
    except RateLimitError as refused:
        clock.now += refused.seconds
        cooldown.admit(1, GUILD)


def test_a_server_that_has_used_all_waits_and_others_do_not() -> None:
    """What is above the budget is waited for, a twelfth of it for a twelfth of an hour; nobody else waits."""
    clock = Clock()
    budget: TokenBuckets[str] = TokenBuckets(120, 3600, clock)
    budget.take("a", 120)
    assert budget.wait("a", 0) == 0
    budget.take("a", 10)
    assert round(budget.wait("a", 0)) == 300
    assert budget.wait("b", 0) == 0
    clock.now += 301
    assert budget.wait("a", 0) == 0


@given(st.lists(st.tuples(st.floats(0, 30), st.floats(0, 600)), min_size=1, max_size=60), st.integers(10, 400))
def test_no_more_is_used_than_the_budget_allows(uses: list[tuple[float, float]], seconds: int) -> None:
    """Whoever waits when told to uses, in any row of hours, at most two budgets in the first and one in each other."""
    clock = Clock()
    budget: TokenBuckets[str] = TokenBuckets(seconds, 3600, clock)
    total, begin = 0.0, clock.now
    for used, pause in uses:
        clock.now += pause + budget.wait("a", 0)
        total += used
        budget.take("a", used)
    hours = (clock.now - begin) / 3600
    assert total <= seconds * (1 + hours) + 30.001
