"""Wrong secrets are counted, right ones are not, and nobody is kept out for ever."""

from __future__ import annotations

import threading

import pytest

from automl_server import errors, login_limit
from automl_server.errors import ApiError
from automl_server.login_limit import MOST_REMEMBERED, SECONDS_PER_WRONG, WRONG_AT_ONCE, LoginLimit, TooManyAttempts


class Clock:
    """Time that goes on when it is told to."""

    seconds = 0.0

    def __call__(self) -> float:
        return self.seconds


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def limit(clock: Clock) -> LoginLimit:
    return LoginLimit(clock)


def wrong(limit: LoginLimit, address: str = "10.0.0.1", user: str | None = "me") -> int:
    """A wrong secret; the code of the refusal."""
    with pytest.raises(ApiError) as refused, limit.attempt(address, user):
        raise ApiError(errors.INVALID_CREDENTIALS)
    return refused.value.kind.code


def right(limit: LoginLimit, address: str = "10.0.0.1", user: str | None = "me") -> None:
    with limit.attempt(address, user):
        pass


def exhausted(limit: LoginLimit, **who: str) -> None:
    assert {wrong(limit, **who) for _ in range(WRONG_AT_ONCE)} == {401}
    assert wrong(limit, **who) == 429


def test_one_more_is_refused_with_the_time_to_wait(limit: LoginLimit, clock: Clock) -> None:
    exhausted(limit)
    with pytest.raises(TooManyAttempts) as refused:
        right(limit)
    assert refused.value.headers == {"Retry-After": str(int(SECONDS_PER_WRONG))}
    assert "try again in 6 s" in refused.value.message
    clock.seconds += SECONDS_PER_WRONG
    right(limit)


def test_a_refusal_makes_nobody_wait_longer(limit: LoginLimit, clock: Clock) -> None:
    exhausted(limit)
    for _ in range(1000):
        assert wrong(limit) == 429
    clock.seconds += SECONDS_PER_WRONG
    right(limit)


def test_a_success_is_never_counted(limit: LoginLimit) -> None:
    for _ in range(100 * WRONG_AT_ONCE):
        right(limit)
    exhausted(limit)


def test_an_address_is_limited_whoever_it_claims_to_be(limit: LoginLimit) -> None:
    for number in range(WRONG_AT_ONCE):
        assert wrong(limit, user=f"user-{number}") == 401
    assert wrong(limit, user="another") == 429
    assert wrong(limit, address="10.0.0.2", user="another") == 401


def test_a_user_is_protected_from_many_addresses(limit: LoginLimit) -> None:
    for number in range(WRONG_AT_ONCE):
        assert wrong(limit, address=f"10.0.1.{number}") == 401
    assert wrong(limit, address="10.0.2.1") == 429


def test_who_was_here_before_is_kept_out_by_nobody_else(limit: LoginLimit) -> None:
    right(limit, user="agent")
    exhausted(limit, user="somebody")
    right(limit, user="agent")
    for number in range(2 * WRONG_AT_ONCE):
        wrong(limit, address=f"10.0.1.{number}", user="agent")
    right(limit, user="agent")


def test_who_was_here_before_cannot_guess_without_end(limit: LoginLimit) -> None:
    right(limit)
    exhausted(limit)


def test_a_customer_s_ipv6_network_is_one_address(limit: LoginLimit) -> None:
    for number in range(WRONG_AT_ONCE):
        assert wrong(limit, address=f"2001:db8::{number:x}", user=f"user-{number}") == 401
    assert wrong(limit, address="2001:db8:0:0:ffff::1", user="another") == 429
    assert wrong(limit, address="2001:db8:0:1::1", user="another") == 401
    exhausted(limit, address="::ffff:10.9.9.9", user="x")
    assert wrong(limit, address="10.9.9.9", user="y") == 429


def test_memory_is_bounded(limit: LoginLimit, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(login_limit, "MOST_REMEMBERED", 100)
    for number in range(1000):
        wrong(limit, address=f"10.{number >> 8}.{number & 255}.1", user=f"{number}" * 1000)
        right(limit, address=f"11.{number >> 8}.{number & 255}.1", user=f"{number}")
    assert len(limit._buckets) <= 100
    assert len(limit._known) <= 100
    assert max(len(str(key)) for key in limit._buckets) < 300
    assert MOST_REMEMBERED == 10_000


def test_a_fault_of_ours_is_nobody_s_wrong_secret(limit: LoginLimit) -> None:
    for _ in range(2 * WRONG_AT_ONCE):
        with pytest.raises(RuntimeError), limit.attempt("10.0.0.1", "me"):
            raise RuntimeError
    right(limit)


def test_many_at_once_get_no_further_than_one_by_one(limit: LoginLimit) -> None:
    """Every thread is inside its attempt before any of them knows that it was wrong."""
    count = 3 * WRONG_AT_ONCE
    inside, codes = threading.Barrier(count), []

    def attempt() -> None:
        try:
            with limit.attempt("10.0.0.1", "me"):
                inside.wait()
                raise ApiError(errors.INVALID_CREDENTIALS)
        except TooManyAttempts as refused:
            codes.append(refused.kind.code)
            inside.wait()
        except ApiError as refused:
            codes.append(refused.kind.code)

    threads = [threading.Thread(target=attempt) for _ in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(codes) == [401] * WRONG_AT_ONCE + [429] * (count - WRONG_AT_ONCE)
