"""What the server says it is: clients choose their calls by these numbers."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

SERVER_VERSION = "2.3.0"
SERVER_BUILD = "embedded"
FEATURE_SET = "basic"


class Version(NamedTuple):
    """An API version such as 2.34; compares by number, not by text."""

    major: int
    minor: int

    @classmethod
    def parse(cls, text: str) -> Version:
        """Read `2.34` or `2`. Raises ValueError for anything else."""
        return cls(*_numbers(text))

    def __str__(self) -> str:
        return f"{self.major}.{self.minor}"


@lru_cache(maxsize=64)
def _numbers(text: str) -> tuple[int, int]:
    match = re.fullmatch(r"(\d{1,4})(?:\.(\d{1,4}))?", text)
    if match is None:
        raise ValueError(f"an API version must be <major>.<minor>, but got {text!r}")
    return int(match[1]), int(match[2] or 0)


LATEST = Version(2, 34)
API_VERSION = str(LATEST)
