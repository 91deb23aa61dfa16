"""Tells everybody who watches what changed: one look at the API for each thing that is watched, however many watch."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import time
from collections.abc import AsyncIterator, Callable, Hashable
from dataclasses import dataclass, field

from markupsafe import escape
from starlette.concurrency import run_in_threadpool

from automl_shared.config.models import Language
from automl_shared.errors import AutoMLError
from automl_shared.tracker import TaskReader
from automl_shared.words import in_language, say_in
from automl_web.formats import capital
from automl_web.words import WORDS

log = logging.getLogger("automl.web")

LOOK_SECONDS = 5.0
"""Between two looks while nothing is told; tasks go on without changing their status."""
CALM_SECONDS = 30.0
"""The same of what looks different only once a task's status has changed, where the server tells nobody of that."""
BREATH_SECONDS = 0.7
"""Between two looks in any case: many changes make one."""

TROUBLE = "trouble"
"""The block that says why nothing else is told; empty while all is well."""

Blocks = dict[str, str]
Draw = Callable[[Language], Blocks]
Read = Callable[[], Draw]
"""Reads a thing from the API, and returns what draws it in a language."""


@dataclass
class _Watched:
    """A thing that is watched, and the queues of those who do, by language.

    ``calm``: whether it looks different only once a task's status has changed. ``drawn``: how it looked last, at this
    ``moment`` and ``cursor`` of the changes; ``is_well``: whether it could be read.
    """

    read: Read
    calm: bool
    readers: dict[asyncio.Queue[Blocks], Language] = field(default_factory=dict)
    drawn: dict[Language, Blocks] = field(default_factory=dict)
    is_well: bool = False
    cursor: str | None = None
    moment: float = 0.0

    def is_due(self, cursor: str | None) -> bool:
        """Whether it may look different by now."""
        if not self.calm or not self.is_well or not {*self.readers.values()} <= self.drawn.keys():
            return True
        return cursor != self.cursor if cursor else time.monotonic() - self.moment > CALM_SECONDS


class Live:
    """One loop for all; it sleeps while nobody watches."""

    def __init__(self, tracker: TaskReader) -> None:
        self._tracker = tracker
        self._watched: dict[Hashable, _Watched] = {}
        self._task: asyncio.Task[None] | None = None
        self._waiting: asyncio.Task[str | None] | None = None
        self._changed = asyncio.Event()

    async def watch(
        self, topic: Hashable, read: Read, language: Language, holds: Callable[[], bool], *, calm: bool = False
    ) -> AsyncIterator[str]:
        """Server-sent events: each block of a page by its name, whenever it looks different from before.

        They end when ``holds`` says that whoever watches may no longer. ``calm``: it is looked at again only once a
        task's status has changed.
        """
        queue: asyncio.Queue[Blocks] = asyncio.Queue(maxsize=4)
        watched = self._watched.setdefault(topic, _Watched(read, calm))
        watched.readers[queue] = language
        self._changed.set()
        if self._task is None or self._task.done():
            self._task = asyncio.create_task(self._follow())
        shown: Blocks = {}
        try:
            yield "retry: 2000\n\n"
            while True:
                blocks = await queue.get()
                if not await run_in_threadpool(holds):
                    return
                news = {name: html for name, html in blocks.items() if shown.get(name) != html}
                shown = blocks
                yield "".join(event(name, html) for name, html in news.items()) or ": nothing new\n\n"
        finally:
            del watched.readers[queue]
            if not watched.readers:
                self._watched.pop(topic, None)

    async def _follow(self) -> None:
        cursor: str | None = None
        while self._watched:
            self._changed.clear()
            for watched in list(self._watched.values()):
                await self._tell(watched, cursor)
            cursor = await self._next(cursor)

    async def _next(self, cursor: str | None) -> str | None:
        """Waits for the server to tell of a change, or for somebody new. One call waits, however many come."""
        if self._waiting is None:
            self._waiting = asyncio.create_task(run_in_threadpool(self._wait, cursor))
        joined = asyncio.create_task(self._changed.wait())
        await asyncio.wait({self._waiting, joined}, return_when=asyncio.FIRST_COMPLETED)
        joined.cancel()
        await asyncio.sleep(BREATH_SECONDS)
        if not self._waiting.done():
            return cursor
        found, self._waiting = self._waiting.result(), None
        if found is None:
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self._changed.wait(), LOOK_SECONDS)
        return found

    def _wait(self, cursor: str | None) -> str | None:
        try:
            return self._tracker.wait_for_changes(cursor, seconds=LOOK_SECONDS)
        except AutoMLError as error:
            log.warning("waiting for changes: %s", error)
            return None

    async def _tell(self, watched: _Watched, cursor: str | None) -> None:
        """Tells those who watch how it looks."""
        if watched.is_due(cursor):
            watched.cursor, watched.moment = cursor, time.monotonic()
            await self._look(watched)
        for queue, language in list(watched.readers.items()):
            if language not in watched.drawn:  # came meanwhile: the next look is theirs
                continue
            if queue.full():  # a browser that does not read: what it missed is in the next
                queue.get_nowait()
            queue.put_nowait(watched.drawn[language])

    async def _look(self, watched: _Watched) -> None:
        """Reads once, draws once for each language; whatever goes wrong is told instead, and tried again."""
        languages, watched.is_well = {*watched.readers.values()}, False
        try:
            draw = await run_in_threadpool(watched.read)
            watched.drawn = {language: {**draw(language), TROUBLE: ""} for language in languages}
            watched.is_well = True
        except AutoMLError as error:
            log.warning("what is watched cannot be read: %s", error)
            watched.drawn = {language: {TROUBLE: _trouble(error.what, language)} for language in languages}
        except Exception:  # a mistake of ours is logged whole and shown to every reader as such; the next look goes on
            log.exception("what is watched cannot be shown")
            watched.drawn = {language: {TROUBLE: say_in(WORDS, "unexpected", language)} for language in languages}


def _trouble(what: str, language: Language) -> str:
    return str(escape(capital(in_language(what, language))))


def event(name: str, html: str) -> str:
    """One server-sent event."""
    lines = "".join(f"data: {line}\n" for line in html.splitlines() or [""])
    return f"event: {name}\n{lines}\n"
