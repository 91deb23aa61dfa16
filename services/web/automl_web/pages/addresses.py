"""Addresses of the ClearML web application: SDK and agent print them, so they lead to the pages that answer them."""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import quote

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from automl_shared.naming import Phase
from automl_shared.tracker import TaskSnapshot
from automl_web.site import Site

_TAB_OF = {
    "execution": "settings",
    "hyper-params": "settings",
    "artifacts": "artifacts",
    "log": "console",
    "metrics": "scalars",
    "plots": "plots",
    "debugImages": "plots",
}


def routes(site: Site) -> list[Route]:
    signs = _Signs(site)
    task_addresses = [
        f"/{kind}/{{project}}/{name}/{{task_id}}{rest}"
        for kind in ("projects", "pipelines", "datasets", "datasets/simple", "datasets/hyperdatasets")
        for name in ("experiments", "tasks")
        for rest in ("", "/{rest:path}")
    ]
    elsewhere = {
        "/workers-and-queues": "/queues",
        "/dashboard": "/runs",
        "/projects": "/runs",
        "/pipelines": "/runs",
        "/models": "/runs",
        "/datasets": "/runs/new",
    }
    return [
        *(Route(address, signs.task) for address in task_addresses),
        *(
            Route(f"{start}/models/{{model_id}}{rest}", signs.model)
            for start in ("", "/projects/{project}")
            for rest in ("", "/{rest:path}")
        ),
        *(Route(f"{old}{rest}", _to(new)) for old, new in elsewhere.items() for rest in ("", "/{rest:path}")),
    ]


def _to(address: str) -> Callable[[Request], Response]:
    def lead(_: Request) -> Response:
        return RedirectResponse(address, 303)

    return lead


class _Signs:
    """The handlers."""

    def __init__(self, site: Site) -> None:
        self._site = site

    def task(self, request: Request) -> Response:
        """The task's page, or the tab that was meant; of a run's task the run's page."""
        task = self._site.tracker.task(request.path_params["task_id"])
        rest = request.path_params.get("rest", "")
        return RedirectResponse(page_of(task, rest), 303)

    def model(self, request: Request) -> Response:
        """The files of the task that made it."""
        maker = self._site.viewer.maker_of(request.path_params["model_id"])
        return RedirectResponse(f"/tasks/{quote(maker)}/artifacts", 303)


def page_of(task: TaskSnapshot, rest: str = "") -> str:
    """Where a task is looked at. ``rest``: what followed it in the other application's address."""
    unit = task.unit
    if unit and unit.phase is Phase.RUN and task.run_id:
        return f"/runs/{quote(task.run_id)}"
    tab = next((_TAB_OF[part] for part in reversed(rest.split("/")) if part in _TAB_OF), "")
    is_default = rest in ("", "output/log")  # what SDK and command print for every task
    return f"/tasks/{quote(task.id)}" + (f"/{tab}" if tab and not is_default else "")
