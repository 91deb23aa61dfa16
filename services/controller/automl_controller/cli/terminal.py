"""What a terminal is sent: text from data, never orders from it."""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Iterable
from typing import Any, TextIO

_ORDERS = re.compile(r"(\x1b\[[0-9;]*m)|[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")
"""Colours, which stay, and all other control characters: they move the cursor, clear the screen, rename the window or
turn the direction of writing round."""


def harmless(text: str) -> str:
    """The text with every control character but tab, line end and colour written out."""
    return _ORDERS.sub(lambda found: found[1] or found[0].encode("unicode_escape").decode(), text)


class Harmless:
    """A text stream that passes on `harmless` text only. ``raw`` is what a live table is drawn on."""

    def __init__(self, raw: TextIO) -> None:
        self.raw = raw

    def write(self, text: str) -> int:
        """Returns how many characters it was given."""
        self.raw.write(harmless(text))
        return len(text)

    def writelines(self, lines: Iterable[str]) -> None:
        """Writes one after the other."""
        for line in lines:
            self.write(line)

    def __getattr__(self, name: str) -> Any:
        return getattr(self.raw, name)


def open_standard_files() -> None:
    """Puts the null device where a caller has closed input, output or messages: the next file that is opened would be
    taken for them.
    """
    for number in range(3):
        try:
            os.fstat(number)
        except OSError:
            os.set_inheritable(os.open(os.devnull, os.O_RDWR), True)
    sys.stdin = sys.stdin or os.fdopen(0, closefd=False, encoding="utf-8")
    sys.stdout = sys.stdout or os.fdopen(1, "w", closefd=False, encoding="utf-8")
    sys.stderr = sys.stderr or os.fdopen(2, "w", closefd=False, encoding="utf-8")
