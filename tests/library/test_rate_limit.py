"""Rate limits of questions, and token buckets in general."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain import EVERYONE, Scope
from bot.errors import RateLimitError
from bot.library.rate_limit import RateLimit, TokenBuckets
from tests.clocks import MonotonicClock

GUILD = Scope(7)


@pytest.fixture
def clock() -> MonotonicClock:
    """A clock that stands still."""
    return MonotonicClock()


def seconds_to_wait(rate_limit: RateLimit, member: int, scope: Scope) -> tuple[int, bool]:
    """Return the wait of a refused question, and whether the server's limit caused it."""
    with pytest.raises(RateLimitError) as refused:
        rate_limit.admit(member, scope)
    assert f"in {refused.value.seconds} s" in str(refused.value)
    return refused.value.seconds, refused.value.of_server


def test_a_member_may_use_a_minutes_questions_at_once_and_then_waits(clock: MonotonicClock) -> None:
    """With three questions a minute, the fourth at once has to wait 20 seconds."""
    rate_limit = RateLimit(3, 100, clock)
    for _ in range(3):
        rate_limit.admit(1, GUILD)
    assert seconds_to_wait(rate_limit, 1, GUILD) == (20, False)
    clock.now += 5
    assert seconds_to_wait(rate_limit, 1, GUILD) == (15, False)
    clock.now += 15
    rate_limit.admit(1, GUILD)


def test_the_limits_of_members_and_servers_are_separate(clock: MonotonicClock) -> None:
    """A member's limit holds in all servers and for nobody else; a server's limit holds for all its members."""
    rate_limit = RateLimit(1, 2, clock)
    rate_limit.admit(1, GUILD)
    assert seconds_to_wait(rate_limit, 1, Scope(8)) == (60, False)
    rate_limit.admit(2, GUILD)
    assert seconds_to_wait(rate_limit, 3, GUILD) == (30, True)
    rate_limit.admit(3, Scope(8))


def test_direct_messages_have_no_limit_per_server(clock: MonotonicClock) -> None:
    """Members who ask in direct messages have only their own limits."""
    rate_limit = RateLimit(1, 1, clock)
    for member in range(5):
        rate_limit.admit(member, EVERYONE)
    assert seconds_to_wait(rate_limit, 0, EVERYONE) == (60, False)


def test_a_refused_question_is_not_counted(clock: MonotonicClock) -> None:
    """Asking too soon again and again does not make the wait longer."""
    rate_limit = RateLimit(1, 1, clock)
    rate_limit.admit(1, GUILD)
    assert [seconds_to_wait(rate_limit, member, GUILD)[0] for member in (1, 1, 2, 2)] == [60] * 4


def test_zero_means_no_limit(clock: MonotonicClock) -> None:
    """With both limits 0, a thousand questions at once are admitted."""
    rate_limit = RateLimit(0, 0, clock)
    for _ in range(1000):
        rate_limit.admit(1, GUILD)


@given(st.integers(1, 50), st.lists(st.floats(0, 30), min_size=1, max_size=200))
def test_no_minute_has_more_than_twice_the_limit(per_minute: int, pauses: list[float]) -> None:
    """Whenever questions come, a minute admits at most a full bucket and what is refilled meanwhile."""
    clock, admitted = MonotonicClock(), list[float]()
    buckets: TokenBuckets[int] = TokenBuckets(per_minute, 60, clock)
    for pause in pauses:
        clock.now += pause
        if not buckets.wait(1):
            buckets.take(1)
            admitted.append(clock.now)
    assert admitted
    assert all(sum(moment <= other < moment + 60 for other in admitted) <= 2 * per_minute for moment in admitted)


@given(st.integers(1, 1000), st.floats(0, 200))
def test_a_question_after_the_stated_wait_is_admitted(per_minute: int, silence: float) -> None:
    """The wait that the error states, in whole seconds, is long enough."""
    clock = MonotonicClock()
    rate_limit = RateLimit(per_minute, 0, clock)
    for _ in range(per_minute):
        rate_limit.admit(1, GUILD)
    clock.now += silence
    try:
        rate_limit.admit(1, GUILD)
    except RateLimitError as refused:
        clock.now += refused.seconds
        rate_limit.admit(1, GUILD)


def test_an_overdrawn_bucket_waits_until_its_debt_is_refilled() -> None:
    """A debt of a twelfth of the capacity takes a twelfth of the period; other keys do not wait."""
    clock = MonotonicClock()
    budget: TokenBuckets[str] = TokenBuckets(120, 3600, clock)
    budget.take("a", 120)
    assert budget.wait("a", 0) == 0
    budget.take("a", 10)
    assert round(budget.wait("a", 0)) == 300
    assert budget.wait("b", 0) == 0
    clock.now += 301
    assert budget.wait("a", 0) == 0


@given(st.lists(st.tuples(st.floats(0, 30), st.floats(0, 600)), min_size=1, max_size=60), st.integers(10, 400))
def test_a_caller_that_waits_uses_at_most_capacity_and_refill(uses: list[tuple[float, float]], seconds: int) -> None:
    """Over any time, the use is at most one capacity plus the refill, and the one overdraft that is allowed."""
    clock = MonotonicClock()
    budget: TokenBuckets[str] = TokenBuckets(seconds, 3600, clock)
    total, begin = 0.0, clock.now
    for used, pause in uses:
        clock.now += pause + budget.wait("a", 0)
        total += used
        budget.take("a", used)
    hours = (clock.now - begin) / 3600
    assert total <= seconds * (1 + hours) + 30.001
