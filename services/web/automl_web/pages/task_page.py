"""A task: overview, settings, console, scalars, plots, artifacts."""

from __future__ import annotations

from functools import partial
from typing import Any

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from automl_shared.config.models import Language
from automl_shared.tracker.viewing import Curve
from automl_web.forms import form_of
from automl_web.live import Blocks, Draw
from automl_web.site import Site
from automl_web.tasks import relatives, searched, settings_of, stop_task, task_view

TABS = ("overview", "settings", "console", "scalars", "plots", "artifacts")
TAIL_PIECES = 300
MOST_RELATIVES = 12
MOST_POINTS = 1000


def routes(site: Site) -> list[Route]:
    page = _TaskPage(site)
    return [
        Route("/tasks/{task_id}", page.overview),
        Route("/tasks/{task_id}/stop", page.stop, methods=["POST"]),
        Route("/tasks/{task_id}/settings", page.settings),
        Route("/tasks/{task_id}/console", page.console),
        Route("/tasks/{task_id}/console/live", page.live_console),
        Route("/tasks/{task_id}/scalars", page.scalars),
        Route("/tasks/{task_id}/plots", page.plots),
        Route("/tasks/{task_id}/artifacts", page.artifacts),
    ]


class _TaskPage:
    """The handlers, one a tab."""

    def __init__(self, site: Site) -> None:
        self._site = site

    def _tab(self, request: Request, tab: str, **values: Any) -> Response:
        view = task_view(self._site.tracker, self._site.viewer, request.path_params["task_id"])
        return self._site.page(request, f"task_{tab}.html", view=view, tab=tab, tabs=TABS, **values)

    def overview(self, request: Request) -> Response:
        task = self._site.tracker.task(request.path_params["task_id"])
        others = relatives(self._site.tracker, task)
        return self._tab(request, "overview", others=others[:MOST_RELATIVES], more=max(0, len(others) - MOST_RELATIVES))

    async def stop(self, request: Request) -> Response:
        """Asks for the end of one task; its run goes on without it."""
        await form_of(request, self._site)
        await run_in_threadpool(stop_task, self._site.tracker, request.path_params["task_id"])
        return RedirectResponse(f"/tasks/{request.path_params['task_id']}", 303)

    def settings(self, request: Request) -> Response:
        task = self._site.tracker.task(request.path_params["task_id"])
        return self._tab(request, "settings", sections=settings_of(self._site.tracker, task))

    def console(self, request: Request) -> Response:
        """The end of it, what was before a stamp, or the lines that hold a text."""
        task_id, text = request.path_params["task_id"], request.query_params.get("q", "").strip()[:200]
        asked = request.query_params.get("before", "")
        before = int(asked) if asked.isdecimal() and len(asked) < 16 else None
        if text:
            lines: list[str] = searched(self._site.viewer, task_id, text)
            return self._tab(request, "console", lines=lines, text=text, older=None, live=False)
        pieces = self._site.viewer.log(task_id, before=before, most=TAIL_PIECES)
        older = pieces[0].stamp if len(pieces) == TAIL_PIECES else None
        live = before is None and not self._site.tracker.task(task_id).status.ended
        return self._tab(request, "console", lines=[one.text for one in pieces], text="", older=older, live=live)

    async def live_console(self, request: Request) -> Response:
        task_id = request.path_params["task_id"]
        return self._site.told(request, ("console", task_id), partial(self._tail, task_id))

    def _tail(self, task_id: str) -> Draw:
        lines = [one.text for one in self._site.viewer.log(task_id, most=TAIL_PIECES)]

        def draw(language: Language) -> Blocks:
            return self._site.blocks("task_console.html", ("lines",), language, {"lines": lines, "text": ""})

        return draw

    def scalars(self, request: Request) -> Response:
        curves = self._site.viewer.curves(request.path_params["task_id"], most_points=MOST_POINTS)
        drawn = list(dict.fromkeys(curve.metric for curve in curves if len(curve.x) > 1))
        return self._tab(request, "scalars", drawn=drawn)

    def plots(self, request: Request) -> Response:
        return self._tab(request, "plots", plots=self._site.viewer.plots(request.path_params["task_id"]))

    def artifacts(self, request: Request) -> Response:
        return self._tab(request, "artifacts")


def curves_figure(curves: list[Curve], over: str) -> dict[str, Any]:
    """All variants of one metric as a plotly figure. ``over``: what the steps are called."""
    lines = [
        {"type": "scatter", "mode": "lines", "name": one.variant, "x": list(one.x), "y": list(one.y)} for one in curves
    ]
    layout = {"margin": {"t": 10, "l": 40, "r": 10, "b": 40}, "xaxis": {"title": {"text": over}}}
    return {"data": lines, "layout": layout}
