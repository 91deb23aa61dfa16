"""What a process was told by signals: to leave, or to do so at once."""

from __future__ import annotations

import os
import select
import signal
from contextlib import suppress
from types import FrameType


class Orders:
    """Marks and a pipe. An Event will not do: its lock may be held by the very code that the signal interrupts."""

    def __init__(self) -> None:
        """From here on SIGTERM and SIGINT mean ``leave``, and SIGQUIT ``cut``. Main thread only."""
        self.leave = False
        """Whether to end."""
        self.cut = False
        """Whether to end without letting anything finish."""
        self._read, self._write = os.pipe2(os.O_NONBLOCK | os.O_CLOEXEC)
        signal.set_wakeup_fd(self._write, warn_on_full_buffer=False)
        for number in (signal.SIGTERM, signal.SIGINT, signal.SIGQUIT):
            signal.signal(number, self._told)

    def wait(self, seconds: float) -> None:
        """So long, or until the next signal."""
        select.select([self._read], [], [], seconds)
        with suppress(BlockingIOError):
            os.read(self._read, 4096)

    def _told(self, number: int, _frame: FrameType | None) -> None:
        self.cut = self.cut or number == signal.SIGQUIT
        self.leave = True
