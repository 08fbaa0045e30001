"""When the circuit breaker lets a request through."""

from __future__ import annotations

from bot.library.reader.circuit_breaker import FIRST_PAUSE_SECONDS, MAX_FAILURES, MAX_PAUSE_SECONDS, CircuitBreaker


def test_it_opens_after_failures_in_a_row_and_closes_after_a_trial() -> None:
    """After the failures nothing is admitted for a pause; then one trial is, and its success admits all."""
    now = 0.0
    breaker = CircuitBreaker(lambda: now)
    for _ in range(MAX_FAILURES):
        assert breaker.admit()
        breaker.failed()
    assert not breaker.admit()
    now += FIRST_PAUSE_SECONDS
    assert [breaker.admit(), breaker.admit()] == [True, False]
    breaker.succeeded()
    assert [breaker.admit(), breaker.admit()] == [True, True]


def test_a_success_between_failures_keeps_it_closed() -> None:
    """Only failures in a row count."""
    breaker = CircuitBreaker(lambda: 0.0)
    for _ in range(3 * MAX_FAILURES):
        breaker.failed()
        breaker.succeeded()
    assert breaker.admit()


def test_the_pause_grows_with_each_failed_trial_up_to_a_limit() -> None:
    """The pause doubles, and is never longer than MAX_PAUSE_SECONDS. A trial that is never told ends too."""
    now = 0.0
    breaker = CircuitBreaker(lambda: now)
    for _ in range(MAX_FAILURES):
        breaker.failed()
    now += FIRST_PAUSE_SECONDS
    assert breaker.admit()
    breaker.failed()
    now += FIRST_PAUSE_SECONDS
    assert not breaker.admit()
    for _ in range(10):
        now += MAX_PAUSE_SECONDS
        assert breaker.admit()
        breaker.failed()
    now += MAX_PAUSE_SECONDS
    assert [breaker.admit(), breaker.admit()] == [True, False]
    now += MAX_PAUSE_SECONDS
    assert breaker.admit()


def test_a_pause_that_is_asked_for_is_kept() -> None:
    """After a pause that the server asked for, at most MAX_PAUSE_SECONDS, one trial decides."""
    now = 0.0
    breaker = CircuitBreaker(lambda: now)
    breaker.pause(7)
    assert not breaker.admit()
    now = 7.0
    assert [breaker.admit(), breaker.admit()] == [True, False]
    breaker.succeeded()
    breaker.pause(1e9)
    now += MAX_PAUSE_SECONDS
    assert breaker.admit()


def test_requests_that_were_under_way_do_not_lengthen_the_pause() -> None:
    """Several requests at once fail together when a server goes away: that is one failure, not several trials."""
    now = 0.0
    breaker = CircuitBreaker(lambda: now)
    begins = [breaker.failed() for _ in range(3 * MAX_FAILURES)]
    assert begins == [number == MAX_FAILURES for number in range(1, 3 * MAX_FAILURES + 1)]
    assert breaker.seconds_left == FIRST_PAUSE_SECONDS
    now += FIRST_PAUSE_SECONDS
    assert breaker.seconds_left == 0
    assert breaker.admit()
