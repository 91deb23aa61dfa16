"""Queues and workers, live, with the few things an operator does to them."""

from __future__ import annotations

from typing import get_args

from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response, StreamingResponse
from starlette.routing import Route

from automl_shared.config.models import Language
from automl_shared.tracker.viewing import Place
from automl_web.forms import form_of
from automl_web.live import Blocks, Draw
from automl_web.queues import queues_view
from automl_web.site import Site, language_of

LIVE_BLOCKS = ("alerts", "queues", "workers")
PAUSE_SECONDS = 3600.0
RESUME_SECONDS = 1.0
"""A pause this short is over at once: agents know no other way to be told to go on."""


def routes(site: Site) -> list[Route]:
    page = _QueuePage(site)
    return [
        Route("/queues", page.show),
        Route("/queues/live", page.live),
        Route("/queues/move", page.move, methods=["POST"]),
        Route("/queues/remove", page.remove, methods=["POST"]),
        Route("/workers/pause", page.pause, methods=["POST"]),
        Route("/workers/resume", page.resume, methods=["POST"]),
    ]


class _QueuePage:
    """The handlers."""

    def __init__(self, site: Site) -> None:
        self._site = site

    def show(self, request: Request) -> Response:
        return self._site.page(request, "queues.html", view=queues_view(self._site.viewer))

    async def live(self, request: Request) -> Response:
        events = self._site.live.watch("queues", self._read, language_of(request))
        return StreamingResponse(events, media_type="text/event-stream")

    def _read(self) -> Draw:
        view = queues_view(self._site.viewer)

        def draw(language: Language) -> Blocks:
            return self._site.blocks("queues.html", LIVE_BLOCKS, language, {"view": view})

        return draw

    async def move(self, request: Request) -> Response:
        form = await form_of(request, self._site)
        place = next((one for one in get_args(Place) if one == form.get("place")), None)
        if place is None:
            raise HTTPException(400, "A task moves to the front, the back, up or down.")
        queue, task = str(form.get("queue", "")), str(form.get("task", ""))
        await run_in_threadpool(self._site.viewer.move_in_queue, queue, task, place)
        return RedirectResponse("/queues", 303)

    async def remove(self, request: Request) -> Response:
        form = await form_of(request, self._site)
        await run_in_threadpool(self._site.viewer.dequeue, str(form.get("task", "")))
        return RedirectResponse("/queues", 303)

    async def pause(self, request: Request) -> Response:
        return await self._told(request, PAUSE_SECONDS)

    async def resume(self, request: Request) -> Response:
        return await self._told(request, RESUME_SECONDS)

    async def _told(self, request: Request, seconds: float) -> Response:
        form = await form_of(request, self._site)
        worker = str(form.get("worker", ""))
        known = await run_in_threadpool(lambda: self._site.tracker.pause_worker(worker, seconds=seconds))
        if not known:
            raise HTTPException(409, "This server cannot tell a worker to pause.")
        return RedirectResponse("/queues", 303)
