"""Queues and workers, live, with the few things an operator does to them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from typing import Any, TypeVar, get_args
from urllib.parse import quote, urlencode

from starlette.concurrency import run_in_threadpool
from starlette.datastructures import FormData
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from automl_shared.config.models import Language
from automl_shared.errors import NotFound
from automl_shared.tracker import TaskStatus
from automl_shared.tracker.viewing import Place, QueueEntry, WorkerEntry
from automl_shared.words import T_, say_in
from automl_web.formats import Formats
from automl_web.forms import form_of
from automl_web.live import Blocks, Draw
from automl_web.pages.handlers import Handlers, acts, reads
from automl_web.paging import TEXT, part_of
from automl_web.queues import QueuesView, alive_and_lost, placed, queues_view, works_of
from automl_web.scaling import Scaling
from automl_web.site import Site, language_of, own_page
from automl_web.words import WORDS

T = TypeVar("T")
TAKEN_OUT, FROM = "removed", "from"
"""Query with a task that was just taken out of a queue, and the queue's id."""
SCALED = "scaled"
"""Query with the number of training workers that was just asked for."""
BACK = "back"
"""Field of a form with the page that it was sent from."""
LIVE_BLOCKS = ("alerts", "queues", "workers", "waiting")
PART_ROWS = 50
"""Tasks that wait, or workers, on a page of their own."""
SECONDS_OF = {"pause": 3600.0, "drain": 30 * 86400.0, "resume": 0.0}
"""How long a worker takes no more tasks."""


class QueuePage(Handlers):
    """The handlers."""

    def __init__(self, site: Site, scaling: Scaling) -> None:
        super().__init__(site)
        self._scaling = scaling

    @reads("/queues")
    def show(self, request: Request) -> Response:
        view = queues_view(self._site.viewer)
        asked = request.query_params.get(SCALED, "")
        scaled = int(asked) if asked.isdecimal() and len(asked) < 3 else None
        return self._site.page(request, "queues.html", **self._values(view), **self._undone(request), scaled=scaled)

    @reads("/queues/live")
    async def live(self, request: Request) -> Response:
        return self._site.told(request, "queues", self._read)

    def _read(self) -> Draw:
        view = queues_view(self._site.viewer)

        def draw(language: Language) -> Blocks:
            return self._site.blocks("queues.html", LIVE_BLOCKS, language, self._values(view))

        return draw

    def _values(self, view: QueuesView) -> dict[str, Any]:
        return {"view": view, "scaling": self._scaling}

    @reads("/queues/{queue}")
    def queue(self, request: Request) -> Response:
        """All that waits in one queue, in parts."""
        return self._site.page(request, "queue.html", **self._waiting(request))

    def _waiting(self, request: Request) -> dict[str, Any]:
        queue = self._queue(request.path_params["queue"])
        listed = self._listed(request, placed(queue), lambda one: one[1].name, lambda one: one[1].task_id)
        return {"queue": queue, "title": queue.name, "lost": (), **listed}

    @reads("/workers")
    def workers(self, request: Request) -> Response:
        """All workers that report, in parts; those that fell silent are told as beside the queues."""
        return self._site.page(request, "queue.html", **self._working(request))

    def _working(self, request: Request) -> dict[str, Any]:
        machines, language = self._site.viewer.machines(), language_of(request)
        f = Formats(language)

        def told(one: WorkerEntry) -> str:
            return " ".join([one.id, one.task_name, *one.queues, f.machine(one, machines.get(one.id))])

        alive, lost = alive_and_lost(self._site.viewer.worker_entries(), datetime.now(UTC))
        listed = self._listed(request, alive, told, lambda one: one.task_id)
        title = say_in(WORDS, "workers", language)
        return {"queue": None, "title": title, "lost": lost, "machines": machines, **listed}

    def _listed(
        self, request: Request, rows: Sequence[T], told: Callable[[T], str], task_of: Callable[[T], str | None]
    ) -> dict[str, Any]:
        """The page that is asked for, and what its tasks do. A search looks at that, too, and so needs all of it."""
        does, viewer = Formats(language_of(request)).does, self._site.viewer
        known = works_of(viewer, map(task_of, rows)) if request.query_params.get(TEXT) else {}

        def text_of(row: T) -> str:
            task_id = task_of(row) or ""
            work = known.get(task_id)
            return f"{told(row)} {task_id} {f'{does(work.unit)} {work.run_id}' if work else ''}"

        part = part_of(request, rows, PART_ROWS, text_of)
        return {"part": part, "works": known or works_of(viewer, map(task_of, part.items))}

    @reads("/queues/{queue}/live")
    async def live_queue(self, request: Request) -> Response:
        return self._rows(request, self._waiting)

    @reads("/workers/live")
    async def live_workers(self, request: Request) -> Response:
        return self._rows(request, self._working)

    def _rows(self, request: Request, read: Callable[[Request], dict[str, Any]]) -> Response:
        """What such a page lists, told live."""

        def look() -> Draw:
            values = read(request)
            return lambda language: self._site.blocks("queue.html", ("alerts", "rows"), language, values)

        return self._site.told(request, (request.url.path, request.url.query, language_of(request)), look)

    def _undone(self, request: Request) -> dict[str, Any]:
        """The task that was just taken out of a queue, as long as it can be put back."""
        asked = [one for one in (request.query_params.get(TAKEN_OUT),) if one]
        found = self._site.tracker.tasks(ids=asked, with_sections=False) if asked else []
        put_back = next((task for task in found if task.status is TaskStatus.CREATED), None)
        return {"put_back": put_back, "from_queue": request.query_params.get(FROM, "")}

    @acts("/queues/{queue}/{task}/move")
    async def move(self, request: Request) -> Response:
        form = await form_of(request, self._site)
        place = next((one for one in get_args(Place) if one == form.get("place")), None)
        if place is None:
            raise HTTPException(400, T_("A task moves to the front, the back, up or down."))
        queue, task = request.path_params["queue"], request.path_params["task"]
        await run_in_threadpool(self._site.viewer.move_in_queue, queue, task, place)
        return _back(form, f"/queues#queue-{quote(queue)}")

    @acts("/queues/{queue}/{task}/remove")
    async def remove(self, request: Request) -> Response:
        await form_of(request, self._site)
        queue, task = request.path_params["queue"], request.path_params["task"]
        await run_in_threadpool(self._site.viewer.dequeue, task)
        return RedirectResponse(f"/queues?{urlencode({TAKEN_OUT: task, FROM: queue})}", 303)

    @acts("/queues/{queue}/{task}/put-back")
    async def put_back(self, request: Request) -> Response:
        """Undoes a removal: the task waits at the end of its queue, or of the one that was chosen."""
        form = await form_of(request, self._site)
        queue, task = str(form.get("to") or request.path_params["queue"]), request.path_params["task"]
        await run_in_threadpool(self._enqueue, queue, task)
        return RedirectResponse("/queues", 303)

    def _enqueue(self, queue_id: str, task_id: str) -> None:
        self._site.tracker.enqueue([task_id], self._queue(queue_id).name)

    def _queue(self, asked: str) -> QueueEntry:
        """By id, or by the name that people know. Raises NotFound."""
        queues = self._site.viewer.queue_entries()
        found = next((one for name in ("id", "name") for one in queues if getattr(one, name) == asked), None)
        if found is None:
            raise NotFound(T_("no queue has this id or name"), value=asked, fix="automl queues")
        return found

    @acts("/workers/scale")
    async def scale(self, request: Request) -> Response:
        form = await form_of(request, self._site)
        count = str(form.get("count", ""))
        await run_in_threadpool(self._scaling.scale, count)
        return RedirectResponse(f"/queues?{urlencode({SCALED: count})}#scale", 303)

    @acts(*(f"/workers/{way}" for way in SECONDS_OF))
    async def tell(self, request: Request) -> Response:
        """Has a worker take no more tasks, or go on; what it has it finishes in any case."""
        form = await form_of(request, self._site)
        worker, seconds = str(form.get("worker", "")), SECONDS_OF[request.url.path.rpartition("/")[2]]
        known = await run_in_threadpool(lambda: self._site.tracker.pause_worker(worker, seconds=seconds))
        if not known:
            raise HTTPException(409, T_("This server cannot tell a worker to pause."))
        return _back(form, f"/queues#worker-{quote(worker)}")


def _back(form: FormData, usual: str) -> Response:
    """To the page that a form was sent from, where it says so."""
    return RedirectResponse(own_page(str(form.get(BACK, ""))) if form.get(BACK) else usual, 303)
