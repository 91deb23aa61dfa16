"""The application: every address of the pages and what stands before them."""

from __future__ import annotations

import logging
from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager
from functools import partial
from http import HTTPStatus

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.middleware.gzip import GZipMiddleware
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from automl_shared.errors import AutoMLError, ConfigError, NotFound, ServerRefused, ServerUnreachable
from automl_shared.tracker import Tracker, Viewer
from automl_shared.words import in_language
from automl_web.assets import asset
from automl_web.drafts import Drafts
from automl_web.guards import Guards
from automl_web.live import Live
from automl_web.pages import (
    addresses,
    compare_page,
    entrance,
    new_run,
    queue_page,
    run_actions,
    run_list,
    run_page,
    task_files,
    task_page,
)
from automl_web.refusals import Refusal, refusal_of
from automl_web.runs import Runs
from automl_web.scaling import Scaling
from automl_web.sessions import Sessions
from automl_web.site import Site, environment, language_of

log = logging.getLogger("automl.web")

_STATUS_OF: tuple[tuple[type[AutoMLError], int], ...] = (
    (ServerUnreachable, 503),
    (NotFound, 404),
    (ServerRefused, 409),
    (ConfigError, 400),
)


def web_app(
    tracker: Tracker, viewer: Viewer, *, host_names: Iterable[str] = (), scaling: Scaling | None = None
) -> Starlette:
    """The pages in front of one server. ``host_names``: names with dots under which browsers may ask for them."""
    sessions = Sessions(viewer.signing_key)
    site = Site(tracker=tracker, viewer=viewer, sessions=sessions, live=Live(tracker), templates=environment())
    runs, drafts = Runs(tracker, viewer), Drafts()
    app = Starlette(
        routes=[
            Route("/static/{digest}/{name:path}", asset),
            Route("/health", lambda _: PlainTextResponse("ok")),
            *entrance.routes(site),
            *run_list.routes(site, runs),
            *new_run.routes(site, drafts),
            *run_page.routes(site, runs),
            *compare_page.routes(site, runs),
            *run_actions.routes(site, runs),
            *task_page.routes(site),
            *task_files.routes(site),
            *queue_page.routes(site, scaling or Scaling()),
            *addresses.routes(site),
        ],
        middleware=[
            Middleware(Guards, names=host_names),
            Middleware(GZipMiddleware, minimum_size=1000, compresslevel=5),
            Middleware(entrance.Entrance, site=site),
        ],
        lifespan=partial(_lifetime, drafts),
        exception_handlers={AutoMLError: problem_page, HTTPException: problem_page},
    )
    app.state.site = site
    return app


@asynccontextmanager
async def _lifetime(drafts: Drafts, _: Starlette) -> AsyncIterator[None]:
    yield
    drafts.close()


def problem_page(request: Request, error: Exception) -> Response:
    """What failed and what to do, as a page."""
    site: Site = request.app.state.site
    language = language_of(request)
    if isinstance(error, HTTPException):
        is_plain = error.detail == HTTPStatus(error.status_code).phrase
        status, refusal = error.status_code, Refusal(what="" if is_plain else in_language(error.detail, language))
    else:
        assert isinstance(error, AutoMLError)
        status = next((code for kind, code in _STATUS_OF if isinstance(error, kind)), 500)
        refusal = refusal_of(error, language)
    return site.page(request, "problem.html", status, refusal=refusal, code=status)
