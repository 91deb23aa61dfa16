"""Many runs at once: what is meant is shown first, then it is done, and undone where that is possible."""

from __future__ import annotations

from collections.abc import Sequence
from urllib.parse import urlencode

from starlette.concurrency import run_in_threadpool
from starlette.datastructures import FormData
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from automl_shared.tracker import TaskSnapshot
from automl_web.forms import form_of
from automl_web.many import ASKED, MOST_RUNS, UNDONE_BY, Deed, Deeds, Done, can_do, do
from automl_web.pages.handlers import RunHandlers, acts, reads
from automl_web.pages.run_actions import persons_tag
from automl_web.pages.run_list import DONE, Filters
from automl_web.run_lines import run_line
from automl_web.runs import Runs
from automl_web.site import Site

PLACE = "/runs/many"


class ManyRuns(RunHandlers):
    """The handlers."""

    def __init__(self, site: Site, runs: Runs, deeds: Deeds) -> None:
        super().__init__(site, runs)
        self._deeds = deeds

    @reads(PLACE)
    def ask(self, request: Request) -> Response:
        """Which runs it would be: the chosen ones, or all that fit the filters in the address."""
        deed, filters = _deed(request.query_params.get("do", "")), Filters.of(request)
        chosen = list(dict.fromkeys(request.query_params.getlist("run")))[:MOST_RUNS]
        if chosen:
            tasks = [self._runs.task_of(run_id) for run_id in chosen]
        else:
            tasks = self._site.viewer.find(filters.all_of_it(MOST_RUNS))
        fit = [task for task in tasks if can_do(deed, task)]
        return self._site.page(
            request,
            "many_runs.html",
            deed=deed,
            lines=[run_line(task) for task in fit],
            left_out=len(tasks) - len(fit),
            most=MOST_RUNS if len(tasks) == MOST_RUNS else 0,
            back=filters.address(),
        )

    @acts(PLACE)
    async def act(self, request: Request) -> Response:
        form = await form_of(request, self._site)
        deed = _deed(str(form.get("do", "")))
        tag = persons_tag(str(form.get("add", ""))) if deed == "tag" else ""
        if deed == "tag" and not tag:
            raise HTTPException(400)
        return await run_in_threadpool(self._acted, deed, form, tag)

    def _acted(self, deed: Deed, form: FormData, tag: str) -> Response:
        tasks = self._tasks([str(one) for one in form.getlist("task")])
        done = self._deeds.keep(do(self._site.tracker, self._site.viewer, deed, tasks, tag))
        back = str(form.get("back", ""))
        return RedirectResponse(f"/runs?{back}{'&' if back else ''}{urlencode({DONE: done})}", 303)

    @acts(f"{PLACE}/undo")
    async def undo(self, request: Request) -> Response:
        form = await form_of(request, self._site)
        done = self._deeds.take(str(form.get(DONE, "")))
        if done and done.deed in UNDONE_BY:
            await run_in_threadpool(self._undone, done)
        return RedirectResponse("/runs", 303)

    def _undone(self, done: Done) -> None:
        do(self._site.tracker, self._site.viewer, UNDONE_BY[done.deed], self._tasks(done.task_ids), done.tag)

    def _tasks(self, ids: Sequence[str]) -> list[TaskSnapshot]:
        wanted = list(dict.fromkeys(ids))[:MOST_RUNS]
        return list(self._site.tracker.tasks(ids=wanted)) if wanted else []


def _deed(text: str) -> Deed:
    found = next((one for one in ASKED if one == text), None)
    if found is None:
        raise HTTPException(404)
    return found
