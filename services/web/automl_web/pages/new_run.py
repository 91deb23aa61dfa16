"""A new run: a table is sent and looked at, then what to predict is chosen, then it starts."""

from __future__ import annotations

from typing import Any

from starlette.concurrency import run_in_threadpool
from starlette.datastructures import UploadFile
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from automl_shared.config.models import PORTFOLIOS
from automl_shared.errors import ConfigError
from automl_shared.words import LANGUAGES
from automl_web.drafts import Draft, Drafts, child
from automl_web.forms import form_of
from automl_web.site import Site, language_of

MOST_BYTES = 2 << 30
FIELDS = ("name", "target_column", "models", "time_budget_minutes", "language")


def routes(site: Site, drafts: Drafts) -> list[Route]:
    page = _NewRun(site, drafts)
    return [
        Route("/runs/new", page.choose),
        Route("/runs/new", page.take_in, methods=["POST"]),
        Route("/runs/new/{key}", page.ask),
        Route("/runs/new/{key}", page.start, methods=["POST"]),
    ]


class _NewRun:
    """The handlers."""

    def __init__(self, site: Site, drafts: Drafts) -> None:
        self._site, self._drafts = site, drafts

    def choose(self, request: Request) -> Response:
        return self._site.page(request, "new_run.html", possible=self._drafts.possible, problem="")

    async def take_in(self, request: Request) -> Response:
        if int(request.headers.get("content-length", "0")) > MOST_BYTES:
            raise HTTPException(413, "This file is larger than 2 GB: use automl submit")
        form = await form_of(request, self._site)
        try:
            return await self._taken_in(request, form.get("file"))
        finally:
            await form.close()

    async def _taken_in(self, request: Request, file: object) -> Response:
        if not isinstance(file, UploadFile) or not file.filename:
            return RedirectResponse("/runs/new", 303)
        try:
            draft = await run_in_threadpool(self._drafts.take_in, file.filename, file.file, language_of(request))
        except ConfigError as error:
            return self._site.page(request, "new_run.html", 400, possible=True, problem=str(error))
        return RedirectResponse(f"/runs/new/{draft.key}", 303)

    def ask(self, request: Request) -> Response:
        draft = self._drafts.get(request.path_params["key"])
        stem = draft.path.name.partition(".")[0]
        last = str(draft.columns[-1]["name"]) if draft.columns else ""
        typed = {"name": stem, "target_column": last, "models": "standard", "language": language_of(request)}
        return self._form(request, draft, {"time_budget_minutes": "", **typed}, "")

    async def start(self, request: Request) -> Response:
        form = await form_of(request, self._site)
        draft = self._drafts.get(request.path_params["key"])
        typed = {name: str(form.get(name, "")).strip() for name in FIELDS}
        asked = {
            "path": str(draft.path),
            "name": typed["name"] or "data",
            "user": request.scope["visitor"].name or "web",
            "config": config_of(typed, str(draft.path)),
        }
        try:
            made = await run_in_threadpool(child, "start", asked)
        except ConfigError as error:
            return await run_in_threadpool(self._form, request, draft, typed, str(error))
        self._drafts.drop(draft)
        return RedirectResponse(f"/runs/{made['run_id']}", 303)

    def _form(self, request: Request, draft: Draft, typed: dict[str, str], problem: str) -> Response:
        values: dict[str, Any] = {"draft": draft, "typed": typed, "problem": problem}
        choices = {"portfolios": PORTFOLIOS, "languages": LANGUAGES}
        return self._site.page(request, "new_run_form.html", 400 if problem else 200, **values, **choices)


def config_of(typed: dict[str, str], path: str) -> dict[str, Any]:
    """What was typed as a config, which the child checks."""
    budget = typed["time_budget_minutes"]
    return {
        "data": {"csv_path": path, "target_column": typed["target_column"]},
        "models": typed["models"],
        "run": {"time_budget_minutes": _number(budget)} if budget else {},
        "output": {"language": typed["language"]},
    }


def _number(text: str) -> float | str:
    """A number if it is one; anything else is refused where the config is checked, in words."""
    try:
        return float(text)
    except ValueError:
        return text
