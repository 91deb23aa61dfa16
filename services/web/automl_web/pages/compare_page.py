"""Runs side by side, and candidates of one run."""

from __future__ import annotations

from urllib.parse import urlencode

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from automl_web.compare import Comparison, compared, figure
from automl_web.compare_candidates import Candidates, compared_candidates, curves_figure, scores_figure
from automl_web.figures import FigureResponse
from automl_web.formats import Formats
from automl_web.pages.handlers import RunHandlers, reads
from automl_web.site import language_of


class ComparePage(RunHandlers):
    """The handlers. What is compared lives in the address."""

    @reads("/compare")
    def show(self, request: Request) -> Response:
        if not request.query_params.getlist("run"):
            return RedirectResponse("/runs", 303)
        found = self._compared(request)
        query = urlencode([("run", one.view.line.run_id) for one in found.runs])
        return self._site.page(request, "compare.html", comparison=found, query=query)

    @reads("/compare/scores")
    def scores(self, request: Request) -> Response:
        return FigureResponse(figure(self._compared(request), Formats(language_of(request))))

    def _compared(self, request: Request) -> Comparison:
        return compared(self._runs, request.query_params.getlist("run"))

    @reads("/runs/{run_id}/compare")
    def candidates(self, request: Request) -> Response:
        run_id = request.path_params["run_id"]
        if not request.query_params.getlist("candidate"):
            return RedirectResponse(f"/runs/{run_id}", 303)
        found = self._candidates(request)
        query = urlencode([("candidate", one.name) for one in found.rows])
        return self._site.page(request, "compare_candidates.html", found=found, query=query)

    @reads("/runs/{run_id}/compare/scores")
    def candidate_scores(self, request: Request) -> Response:
        return FigureResponse(scores_figure(self._candidates(request), Formats(language_of(request))))

    @reads("/runs/{run_id}/compare/curves")
    def candidate_curves(self, request: Request) -> Response:
        return FigureResponse(curves_figure(self._candidates(request), Formats(language_of(request))))

    def _candidates(self, request: Request) -> Candidates:
        names = request.query_params.getlist("candidate")
        return compared_candidates(self._site.tracker, self._runs, request.path_params["run_id"], names)
