"""How often a wrong secret may be tried, from one address and for one user."""

from __future__ import annotations

import ipaddress
import math
import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Hashable, Iterator
from contextlib import contextmanager

from automl_server import errors
from automl_server.errors import ApiError

WRONG_AT_ONCE = 10
SECONDS_PER_WRONG = 6.0
"""How soon one more may be tried by whoever has used them up."""
MOST_REMEMBERED = 10_000
"""Addresses, users and pairs of them; the one that was quiet for longest is forgotten first."""
_IPV6_NETWORK_BITS = 64  # one customer's: its addresses cost nothing
_LONGEST_NAME = 200


class LoginLimit:
    """Buckets of wrong attempts, which refill with time. One that succeeds takes nothing.

    Whoever has come in from an address before has a bucket of its own there: another program of the machine, or
    somebody else behind the same proxy, that tries wrong secrets cannot keep it out.
    """

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._lock = threading.Lock()
        self._buckets: OrderedDict[Hashable, tuple[float, float]] = OrderedDict()  # key -> (wrong attempts, when)
        self._known: OrderedDict[Hashable, None] = OrderedDict()

    @contextmanager
    def attempt(self, address: str, user: str | None = None) -> Iterator[None]:
        """Around the check of a secret, which raises ApiError if it is wrong. Raises ApiError (429) if it is too soon.

        ``user``: whose secret it is said to be; None where only the secret itself says it.
        """
        network, user = _network(address), user and user[:_LONGEST_NAME]
        keys = self._take(network, user)
        try:
            yield
        except ApiError:
            raise
        except BaseException:  # nothing was found out about the secret
            self._give_back(keys)
            raise
        else:
            self._give_back(keys)
            self._remember((network, user))

    def _take(self, network: str, user: str | None) -> list[Hashable]:
        """Counts an attempt as wrong until it is known to be right: many at once get no further than one by one."""
        with self._lock:
            pair = (network, user)
            keys: list[Hashable] = [pair] if pair in self._known else [("from", network), ("for", user)]
            keys = [key for key in keys if key != ("for", None)]
            wrong = {key: self._wrong(key) for key in keys}
            wait = (max(wrong.values()) + 1 - WRONG_AT_ONCE) * SECONDS_PER_WRONG
            if wait > 0:
                raise TooManyAttempts(math.ceil(wait))
            for key, count in wrong.items():
                self._put(key, count + 1)
            return keys

    def _give_back(self, keys: list[Hashable]) -> None:
        with self._lock:
            for key in keys:
                self._put(key, self._wrong(key) - 1)

    def _remember(self, pair: Hashable) -> None:
        with self._lock:
            self._known[pair] = None
            self._known.move_to_end(pair)
            if len(self._known) > MOST_REMEMBERED:
                self._known.popitem(last=False)

    def _wrong(self, key: Hashable) -> float:
        count, since = self._buckets.get(key, (0.0, 0.0))
        return max(0.0, count - (self._clock() - since) / SECONDS_PER_WRONG)

    def _put(self, key: Hashable, count: float) -> None:
        self._buckets.pop(key, None)
        if count > 0:
            self._buckets[key] = count, self._clock()
        if len(self._buckets) > MOST_REMEMBERED:
            self._buckets.popitem(last=False)


class TooManyAttempts(ApiError):
    """Somebody has tried too many wrong secrets; the answer says when to try again (Retry-After)."""

    def __init__(self, seconds: int) -> None:
        super().__init__(errors.TOO_MANY_LOGINS, f"try again in {seconds} s", retry_after_seconds=seconds)
        self.headers = {"Retry-After": str(seconds)}


def _network(address: str) -> str:
    try:
        found = ipaddress.ip_address(address)
    except ValueError:
        return address[:_LONGEST_NAME]
    if found.version == 4:
        return address
    mapped = found.ipv4_mapped
    return str(mapped) if mapped else str(ipaddress.ip_network((found, _IPV6_NETWORK_BITS), strict=False))
