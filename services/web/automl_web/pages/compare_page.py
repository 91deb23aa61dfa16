"""Runs side by side."""

from __future__ import annotations

from urllib.parse import urlencode

from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response
from starlette.routing import Route

from automl_web.compare import Comparison, compared, figure
from automl_web.runs import Runs
from automl_web.site import Site


def routes(site: Site, runs: Runs) -> list[Route]:
    page = _ComparePage(site, runs)
    return [Route("/compare", page.show), Route("/compare/scores", page.scores)]


class _ComparePage:
    """The handlers. Which runs are compared lives in the address."""

    def __init__(self, site: Site, runs: Runs) -> None:
        self._site, self._runs = site, runs

    def show(self, request: Request) -> Response:
        if not request.query_params.getlist("run"):
            return RedirectResponse("/runs", 303)
        found = self._compared(request)
        query = urlencode([("run", one.view.line.run_id) for one in found.runs])
        return self._site.page(request, "compare.html", comparison=found, query=query)

    def scores(self, request: Request) -> Response:
        return JSONResponse(figure(self._compared(request)))

    def _compared(self, request: Request) -> Comparison:
        return compared(self._runs, request.query_params.getlist("run"))
