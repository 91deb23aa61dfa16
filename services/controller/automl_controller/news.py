"""What the controller waits for between two rounds: news from the server, or its own end."""

from __future__ import annotations

import contextlib
import logging
import threading
import time
from queue import Empty, SimpleQueue

from automl_shared.errors import AutoMLError
from automl_shared.tracker import TaskReader

BREATH_SECONDS = 0.1
"""Between two rounds, so that many changes make few of them."""

WAIT_SECONDS = 20.0
"""How long one call waits on the server."""

log = logging.getLogger("automl.controller")


class Bell:
    """Rung when there is news, and for good when it is time to end. Both may be done in a signal handler."""

    def __init__(self) -> None:
        self._rings: SimpleQueue[None] = SimpleQueue()
        self.stopped = False

    def ring(self) -> None:
        """There is news."""
        self._rings.put(None)

    def stop(self) -> None:
        """It is time to end."""
        self.stopped = True
        self.ring()

    def wait(self, seconds: float) -> None:
        """Until it is rung, at most so long, but for a breath in any case; only its end is heard at once."""
        breath_over = time.monotonic() + BREATH_SECONDS
        self._hear(seconds)
        while not self.stopped and (left := breath_over - time.monotonic()) > 0:
            self._hear(left)
        while not self._rings.empty():
            self._hear(0)

    def _hear(self, seconds: float) -> None:
        """The next ring, if it comes in time."""
        with contextlib.suppress(Empty):
            self._rings.get(timeout=seconds)


class News:
    """Waits for changes on the server in a thread of its own, and rings a bell at each."""

    def __init__(self, tracker: TaskReader, bell: Bell, pause_seconds: float) -> None:
        """``pause_seconds``: before the server is asked again after it did not answer."""
        self._tracker, self._bell, self._pause = tracker, bell, pause_seconds
        self.coming = True
        """False once the server turned out to tell no changes."""
        threading.Thread(target=self._listen, name="news", daemon=True).start()

    def _listen(self) -> None:
        cursor: str | None = None
        try:
            while not self._bell.stopped and (latest := self._latest(cursor)) is not None:
                if latest != cursor:
                    self._bell.ring()
                cursor = latest
        finally:
            self.coming = False
            self._bell.ring()

    def _latest(self, cursor: str | None) -> str | None:
        """The next cursor; that of a server that is away is empty, so that whatever comes after it is news."""
        try:
            return self._tracker.wait_for_changes(cursor or None, seconds=WAIT_SECONDS)
        except AutoMLError as error:
            log.debug("no news: %s", error)
            time.sleep(self._pause)
            return ""
