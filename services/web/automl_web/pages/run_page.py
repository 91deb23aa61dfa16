"""A run's page: the verdict first, then what it rests on; while the run goes on, where it is."""

from __future__ import annotations

from functools import partial
from typing import Any

from starlette.requests import Request
from starlette.responses import Response, StreamingResponse
from starlette.routing import Route

from automl_shared.config.models import Language
from automl_web.live import Blocks, Draw
from automl_web.runs import Runs, RunView
from automl_web.site import Site, language_of
from automl_web.timeline import timeline

LIVE_BLOCKS = ("state", "verdict", "progress", "leaderboard", "failures", "steps", "tasks")
MOST_PICTURES = 60


def routes(site: Site, runs: Runs) -> list[Route]:
    page = _RunPage(site, runs)
    return [
        Route("/runs/{run_id}", page.show),
        Route("/runs/{run_id}/live", page.live),
        Route("/runs/{run_id}/pictures", page.pictures),
    ]


class _RunPage:
    """The handlers."""

    def __init__(self, site: Site, runs: Runs) -> None:
        self._site, self._runs = site, runs

    def show(self, request: Request) -> Response:
        view = self._runs.view(request.path_params["run_id"])
        return self._site.page(request, "run.html", **_values(view))

    async def live(self, request: Request) -> Response:
        run_id = request.path_params["run_id"]
        events = self._site.live.watch(("run", run_id), partial(self._read, run_id), language_of(request))
        return StreamingResponse(events, media_type="text/event-stream")

    def _read(self, run_id: str) -> Draw:
        view = self._runs.view(run_id)
        ended: Blocks = {} if view.goes_on else {"ended": view.line.status}
        values = _values(view)

        def draw(language: Language) -> Blocks:
            return {**self._site.blocks("run.html", LIVE_BLOCKS, language, values), **ended}

        return draw

    def pictures(self, request: Request) -> Response:
        """The places of all pictures, in reading order; each is drawn when it comes into view."""
        view = self._runs.view(request.path_params["run_id"])
        found = [
            (task_id, number, plot)
            for task_id in view.picture_tasks
            for number, plot in enumerate(self._site.viewer.plots(task_id))
        ]
        return self._site.page(request, "pictures.html", pictures=found[:MOST_PICTURES])


def _values(view: RunView) -> dict[str, Any]:
    return {"view": view, "bars": timeline(view.tasks)}
