"""A run's page: the verdict first, then what it rests on; while the run goes on, where it is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from automl_shared.config.models import Language
from automl_shared.tracker.viewing import PlotEntry
from automl_web.live import Blocks, Draw
from automl_web.run_lines import is_own_tag
from automl_web.runs import Runs, RunView, goes_on
from automl_web.site import Site
from automl_web.timeline import timeline

TAKEN_OFF = "off"
"""Query with a tag that was just taken off, which can be put back."""
LIVE_BLOCKS = ("state", "verdict", "progress", "leaderboard", "failures", "steps", "tasks")
MOST_PICTURES = 30
"""Of a task."""


@dataclass(frozen=True, kw_only=True)
class PictureGroup:
    """The pictures of one task. ``heading``: key of what they are about."""

    heading: str
    task_id: str
    plots: Sequence[PlotEntry]


def routes(site: Site, runs: Runs) -> list[Route]:
    page = _RunPage(site, runs)
    return [
        Route("/runs/{run_id}", page.show),
        Route("/runs/{run_id}/live", page.live),
        Route("/runs/{run_id}/resumed", page.resumed),
        Route("/runs/{run_id}/pictures", page.pictures),
    ]


class _RunPage:
    """The handlers."""

    def __init__(self, site: Site, runs: Runs) -> None:
        self._site, self._runs = site, runs

    def show(self, request: Request) -> Response:
        view = self._runs.view(request.path_params["run_id"])
        taken_off = request.query_params.get(TAKEN_OFF, "")
        can_undo = not is_own_tag(taken_off) and taken_off not in view.line.tags
        return self._site.page(request, "run.html", **_values(view), taken_off=taken_off if can_undo else "")

    async def live(self, request: Request) -> Response:
        run_id = request.path_params["run_id"]
        return self._site.told(request, ("run", run_id), partial(self._read, run_id))

    def _read(self, run_id: str) -> Draw:
        """What is new while it goes on; at its end just that, for the whole page is then drawn once."""
        view = self._runs.view(run_id)
        values = _values(view)

        def draw(language: Language) -> Blocks:
            if not view.goes_on:
                return {"ended": view.line.status}
            return self._site.blocks("run.html", LIVE_BLOCKS, language, values)

        return draw

    async def resumed(self, request: Request) -> Response:
        """Of a run that has ended: whether it goes on, as somebody else may have asked for it."""
        run_id = request.path_params["run_id"]
        read = partial(self._read_whether_resumed, run_id)
        return self._site.told(request, ("ended run", run_id), read, calm=True)

    def _read_whether_resumed(self, run_id: str) -> Draw:
        told: Blocks = {"resumed": "1"} if goes_on(self._runs.task_of(run_id)) else {}
        return lambda _: told

    def pictures(self, request: Request) -> Response:
        """The places of all pictures, in reading order; each is drawn when it comes into view."""
        view = self._runs.view(request.path_params["run_id"])
        groups = (
            PictureGroup(heading=heading, task_id=task_id, plots=self._site.viewer.plots(task_id)[:MOST_PICTURES])
            for task_id, heading in view.picture_tasks.items()
        )
        return self._site.page(request, "pictures.html", groups=[group for group in groups if group.plots])


def _values(view: RunView) -> dict[str, Any]:
    return {"view": view, "bars": timeline(view.tasks)}
