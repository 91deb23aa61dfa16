"""The application: every address of the pages and what stands before them."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager
from functools import partial

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.middleware.gzip import GZipMiddleware
from starlette.responses import PlainTextResponse
from starlette.routing import Route

from automl_shared.errors import AutoMLError
from automl_shared.tracker import Tracker, Viewer
from automl_web.assets import asset
from automl_web.drafts import Drafts
from automl_web.guards import Guards
from automl_web.live import Live
from automl_web.many import Deeds
from automl_web.pages import (
    addresses,
    compare_page,
    entrance,
    many_runs,
    new_run,
    problems,
    queue_page,
    run_actions,
    run_list,
    run_page,
    task_files,
    task_page,
)
from automl_web.runs import Runs
from automl_web.scaling import Scaling
from automl_web.sessions import Sessions, Standing
from automl_web.site import Site, environment


def web_app(
    tracker: Tracker, viewer: Viewer, *, host_names: Iterable[str] = (), scaling: Scaling | None = None
) -> Starlette:
    """The pages in front of one server. ``host_names``: names with dots under which browsers may ask for them."""
    sessions = Sessions(viewer.signing_key)
    site = Site(
        tracker=tracker,
        viewer=viewer,
        sessions=sessions,
        standing=Standing(viewer.is_known),
        live=Live(tracker),
        templates=environment(),
    )
    runs, drafts, deeds = Runs(tracker, viewer), Drafts(), Deeds()
    app = Starlette(
        routes=[
            Route("/static/{digest}/{name:path}", asset),
            Route("/health", lambda _: PlainTextResponse("ok")),
            *entrance.Doors(site).routes,
            *run_list.RunList(site, runs, deeds).routes,
            *many_runs.ManyRuns(site, runs, deeds).routes,
            *new_run.NewRun(site, drafts).routes,
            *run_page.RunPage(site, runs).routes,
            *compare_page.ComparePage(site, runs).routes,
            *run_actions.RunActions(site, runs).routes,
            *task_page.TaskPage(site).routes,
            *task_files.TaskFiles(site).routes,
            *queue_page.QueuePage(site, scaling or Scaling()).routes,
            *addresses.routes(site),
        ],
        middleware=[
            Middleware(
                Guards,
                names=host_names,
                large={new_run.PLACE: new_run.MOST_BYTES},
                refused=problems.problem_page,
            ),
            Middleware(GZipMiddleware, minimum_size=1000, compresslevel=5),
            Middleware(problems.Surprises),
            Middleware(entrance.Entrance, site=site),
        ],
        lifespan=partial(_lifetime, drafts),
        exception_handlers=dict.fromkeys((AutoMLError, HTTPException), problems.problem_page),
    )
    app.state.site = site
    return app


@asynccontextmanager
async def _lifetime(drafts: Drafts, _: Starlette) -> AsyncIterator[None]:
    yield
    drafts.close()
