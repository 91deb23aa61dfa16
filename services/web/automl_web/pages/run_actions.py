"""What a person does with a run: cancel or resume it, tag it, put it away, run it again. Never by a link."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from automl_shared.errors import ConfigError
from automl_shared.resuming import STATUS_KEY, ask_to_resume
from automl_shared.sections import ArgsSection, read
from automl_shared.words import T_
from automl_web.again import FIELDS, offers, run_again
from automl_web.forms import form_of
from automl_web.mistakes import WrongFields
from automl_web.pages.handlers import RunHandlers, acts, reads
from automl_web.pages.run_page import TAKEN_OFF
from automl_web.run_lines import is_own_tag
from automl_web.site import language_of

MOST_TAG = 60


class RunActions(RunHandlers):
    """The handlers."""

    @acts("/runs/{run_id}/cancel")
    async def cancel(self, request: Request) -> Response:
        await form_of(request, self._site)
        task = await run_in_threadpool(self._runs.task_of, request.path_params["run_id"])
        await run_in_threadpool(self._site.tracker.stop, [task.id], "cancelled on the pages")
        return RedirectResponse(f"/runs/{request.path_params['run_id']}", 303)

    @acts("/runs/{run_id}/resume")
    async def resume(self, request: Request) -> Response:
        """Has it go on; one that goes on already, as somebody else has asked for it, is left alone."""
        await form_of(request, self._site)
        task = await run_in_threadpool(self._runs.task_of, request.path_params["run_id"])
        if task.status.ended or task.runtime.get(STATUS_KEY):
            await run_in_threadpool(ask_to_resume, self._site.tracker, task)
        return RedirectResponse(f"/runs/{request.path_params['run_id']}", 303)

    @acts("/runs/{run_id}/tags")
    async def tag(self, request: Request) -> Response:
        """Puts a tag on the run, or takes one off; only those that people give."""
        form = await form_of(request, self._site)
        task = await run_in_threadpool(self._runs.task_of, request.path_params["run_id"])
        add, remove = (persons_tag(str(form.get(way, ""))) for way in ("add", "remove"))
        tags = [one for one in task.tags if one not in (add, remove)] + ([add] if add else [])
        await run_in_threadpool(lambda: self._site.tracker.edit(task.id, tags=tags))
        undo = f"?{urlencode({TAKEN_OFF: remove})}" if remove in task.tags else ""
        return RedirectResponse(f"/runs/{request.path_params['run_id']}{undo}", 303)

    @acts("/runs/{run_id}/archive")
    async def archive(self, request: Request) -> Response:
        return await self._put_away(request, back=False)

    @acts("/runs/{run_id}/unarchive")
    async def unarchive(self, request: Request) -> Response:
        return await self._put_away(request, back=True)

    async def _put_away(self, request: Request, *, back: bool) -> Response:
        await form_of(request, self._site)
        task = await run_in_threadpool(self._runs.task_of, request.path_params["run_id"])
        await run_in_threadpool(lambda: self._site.viewer.archive([task.id], back=back))
        return RedirectResponse(f"/runs/{request.path_params['run_id']}", 303)

    @reads("/runs/{run_id}/again")
    def ask(self, request: Request) -> Response:
        task = self._runs.task_of(request.path_params["run_id"])
        args = read(ArgsSection, task.sections).model_dump()
        return self._form(request, {name: "" if args[name] is None else str(args[name]) for name in FIELDS}, {})

    @acts("/runs/{run_id}/again")
    async def again(self, request: Request) -> Response:
        form = await form_of(request, self._site)
        typed = {name: str(form.get(name, "")).strip() for name in FIELDS}
        task = await run_in_threadpool(self._runs.task_of, request.path_params["run_id"])
        try:
            made = await run_in_threadpool(run_again, self._site.tracker, self._site.viewer, task, typed)
        except WrongFields as error:
            return await run_in_threadpool(self._form, request, typed, error.problems(language_of(request)).texts)
        return RedirectResponse(f"/runs/{made}", 303)

    def _form(self, request: Request, typed: dict[str, str], problems: Mapping[str, str]) -> Response:
        offered = offers(self._site.viewer, language_of(request))
        values: dict[str, Any] = {"fields": FIELDS, "typed": typed, "problems": problems, "offered": offered}
        status = 400 if problems else 200
        return self._site.page(request, "again.html", status, run_id=request.path_params["run_id"], **values)


def persons_tag(text: str) -> str:
    """A tag as somebody typed it; empty without one. Raises ConfigError for one that the product itself reads."""
    typed = " ".join(text.split())
    if len(typed) > MOST_TAG or is_own_tag(typed):
        raise ConfigError(
            T_("this tag cannot be used"),
            value=typed,
            allowed=T_("up to {most} characters, none of the product's own", most=MOST_TAG),
        )
    return typed
