"""A task: overview, settings, console, scalars, plots, artifacts."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from itertools import islice
from operator import attrgetter
from typing import Any

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from automl_shared.config.models import Language
from automl_shared.frozen import Frozen
from automl_shared.tracker.viewing import Curve, LogLine
from automl_web.formats import Formats
from automl_web.forms import form_of
from automl_web.live import Blocks, Draw
from automl_web.pages.handlers import Handlers, acts, reads
from automl_web.paging import part_of, text_in
from automl_web.site import language_of
from automl_web.tasks import TaskView, relatives, searched, settings_of, stop_task, task_view

TABS = ("overview", "settings", "console", "scalars", "plots", "artifacts")
TAIL_PIECES = 300
TAIL_LETTERS = 100_000
MOST_RELATIVES = 12
MOST_LISTED = 200
"""Files, models, pictures or numbers on a page."""
MOST_VALUES = 50
"""Numbers that the overview shows."""
MOST_CONFIGURED = 60_000
"""Letters of all configuration objects together."""
MOST_POINTS = 1000


class TaskPage(Handlers):
    """The handlers, one a tab."""

    def _view(self, request: Request) -> TaskView:
        return task_view(self._site.tracker, self._site.viewer, request.path_params["task_id"])

    def _tab(self, request: Request, tab: str, view: TaskView, **values: Any) -> Response:
        return self._site.page(request, f"task_{tab}.html", view=view, tab=tab, tabs=TABS, **values)

    @reads("/tasks/{task_id}")
    def overview(self, request: Request) -> Response:
        view = self._view(request)
        others = relatives(self._site.tracker, view.task)
        return self._tab(
            request,
            "overview",
            view,
            others=others[:MOST_RELATIVES],
            more=max(0, len(others) - MOST_RELATIVES),
            values=dict(islice(view.details.last_values.items(), MOST_VALUES)),
            most_text=MOST_CONFIGURED // max(1, len(view.details.configuration)),
        )

    @acts("/tasks/{task_id}/stop")
    async def stop(self, request: Request) -> Response:
        """Asks for the end of one task; its run goes on without it."""
        await form_of(request, self._site)
        await run_in_threadpool(stop_task, self._site.tracker, request.path_params["task_id"])
        return RedirectResponse(f"/tasks/{request.path_params['task_id']}", 303)

    @reads("/tasks/{task_id}/settings")
    def settings(self, request: Request) -> Response:
        view = self._view(request)
        return self._tab(request, "settings", view, sections=settings_of(self._site.tracker, view.task))

    @reads("/tasks/{task_id}/console")
    def console(self, request: Request) -> Response:
        """The end of it, what was before a stamp, or the lines that hold a text."""
        view, text = self._view(request), text_in(request)
        asked = request.query_params.get("before", "")
        before = int(asked) if asked.isdecimal() and len(asked) < 16 else None
        if text:
            lines: list[str] = searched(self._site.viewer, view.task.id, text)
            return self._tab(request, "console", view, lines=lines, text=text, older=None, live=False)
        end = tail(self._site.viewer.log(view.task.id, before=before, most=TAIL_PIECES + 1))
        live = before is None and not view.task.status.ended
        return self._tab(request, "console", view, lines=end.lines, text="", older=end.older, live=live)

    @reads("/tasks/{task_id}/console/live")
    async def live_console(self, request: Request) -> Response:
        task_id = request.path_params["task_id"]
        return self._site.told(request, ("console", task_id), partial(self._tail, task_id))

    def _tail(self, task_id: str) -> Draw:
        lines = tail(self._site.viewer.log(task_id, most=TAIL_PIECES)).lines

        def draw(language: Language) -> Blocks:
            return self._site.blocks("task_console.html", ("lines",), language, {"lines": lines, "text": ""})

        return draw

    @reads("/tasks/{task_id}/scalars")
    def scalars(self, request: Request) -> Response:
        curves = self._site.viewer.curves(request.path_params["task_id"], most_points=MOST_POINTS)
        drawn = list(dict.fromkeys(curve.metric for curve in curves if len(curve.x) > 1))
        view = self._view(request)
        told, found = Formats(language_of(request)).scalar, list(view.details.last_values.items())
        values = part_of(request, found, MOST_LISTED, lambda one: f"{one[0]} {told(one[0])}", key="values")
        return self._tab(request, "scalars", view, drawn=part_of(request, drawn, MOST_LISTED), values=values)

    @reads("/tasks/{task_id}/plots")
    def plots(self, request: Request) -> Response:
        found = list(enumerate(self._site.viewer.plots(request.path_params["task_id"])))
        told = Formats(language_of(request)).picture
        plots = part_of(request, found, MOST_LISTED, lambda one: f"{one[1].title} {told(one[1].title)}")
        return self._tab(request, "plots", self._view(request), plots=plots)

    @reads("/tasks/{task_id}/artifacts")
    def artifacts(self, request: Request) -> Response:
        view = self._view(request)
        artifacts = part_of(request, view.details.artifacts, MOST_LISTED, attrgetter("name"))
        models = part_of(request, view.details.models, MOST_LISTED, attrgetter("name"), key="models")
        return self._tab(request, "artifacts", view, artifacts=artifacts, models=models)


class Tail(Frozen):
    """The end of a console. ``older``: the stamp that what is left out lies before; None where that is nothing."""

    lines: list[str]
    older: int | None


def tail(pieces: Sequence[LogLine]) -> Tail:
    """The last pieces that a page has room for; of one that is longer its end."""
    room, shown = TAIL_LETTERS, 0
    for piece in reversed(pieces[-TAIL_PIECES:]):
        room -= len(piece.text)
        if room < 0 and shown:
            break
        shown += 1
    kept = pieces[len(pieces) - shown :]
    older = kept[0].stamp if len(kept) < len(pieces) else None
    return Tail(lines=[one.text[-TAIL_LETTERS:] for one in kept], older=older)


def curves_figure(curves: list[Curve], over: str) -> dict[str, Any]:
    """All variants of one metric as a plotly figure. ``over``: what the steps are called."""
    lines = [
        {"type": "scatter", "mode": "lines", "name": one.variant, "x": list(one.x), "y": list(one.y)} for one in curves
    ]
    layout = {"margin": {"t": 10, "l": 40, "r": 10, "b": 40}, "xaxis": {"title": {"text": over}}}
    return {"data": lines, "layout": layout}
