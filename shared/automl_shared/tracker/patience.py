"""Waiting for a server that is away."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import TypeVar

from automl_shared.errors import ServerUnreachable

AGAIN_SECONDS = 1.0

T = TypeVar("T")


def patiently(call: Callable[[], T], seconds: float) -> T:
    """The call's result, tried again for as long as the server is away. Raises ServerUnreachable after ``seconds``."""
    deadline = time.monotonic() + seconds
    while True:
        try:
            return call()
        except ServerUnreachable:
            if time.monotonic() >= deadline:
                raise
        time.sleep(AGAIN_SECONDS)
