"""A new run: a table is sent, or one that is there is chosen; then what to predict, then it starts."""

from __future__ import annotations

from collections.abc import Mapping
from http import HTTPStatus
from typing import Any
from urllib.parse import urlencode

from starlette.concurrency import run_in_threadpool
from starlette.datastructures import FormData, UploadFile
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from automl_shared import sample
from automl_shared.codec import decode
from automl_shared.config.models import PORTFOLIOS, DataSettings, Language
from automl_shared.errors import ConfigError
from automl_shared.naming import TEMPLATE_TAG, Phase, tag
from automl_shared.tracker.viewing import TaskQuery, dataset_entry
from automl_shared.words import T_
from automl_web.again import wrong_metric
from automl_web.config_form import Typed, check, config_of, groups
from automl_web.drafts import Draft, Drafts, can_look, child
from automl_web.forms import form_of
from automl_web.mistakes import WrongFields
from automl_web.pages.handlers import Handlers, acts, reads
from automl_web.refusals import refusal_of
from automl_web.site import Site, language_of

PLACE = "/runs/new"
MOST_BYTES = 2 << 30
"""Of a file that is sent to `PLACE`."""
MOST_DATASETS = 20
"""That are listed; the others are found by their name."""
MOST_COLUMNS, MOST_OFFERED = 200, 1000
"""Of a table that are listed, and that are offered while a name is typed."""
NAME_FIELD = "name"
TARGET = "target"
"""Query with the column that is offered as the target."""
MAIN = {
    "data.target_column": "arg_target_column",
    "models": "arg_models",
    "run.time_budget_minutes": "arg_time_budget_minutes",
    "output.language": "result_language",
}
"""What everybody decides, to the key of what it is called; everything else is folded away."""


class NewRun(Handlers):
    """The handlers."""

    def __init__(self, site: Site, drafts: Drafts) -> None:
        super().__init__(site)
        self._drafts = drafts
        self._starting: set[str] = set()

    @reads(PLACE)
    def choose(self, request: Request) -> Response:
        return self._choices(request)

    def _choices(self, request: Request, error: ConfigError | None = None) -> Response:
        text, possible = request.query_params.get("q", "").strip()[:100], can_look()
        found = self._site.viewer.dataset_entries(text, most=MOST_DATASETS + 1) if possible else []
        return self._site.page(
            request,
            "new_run.html",
            400 if error else 200,
            possible=possible,
            refusal=refusal_of(error, language_of(request)) if error else None,
            datasets=found[:MOST_DATASETS],
            has_more=len(found) > MOST_DATASETS,
            text=text,
        )

    @acts(PLACE)
    async def take_in(self, request: Request) -> Response:
        try:
            form = await form_of(request, self._site)
        except HTTPException as error:
            if error.status_code != HTTPStatus.REQUEST_ENTITY_TOO_LARGE:
                raise
            raise HTTPException(413, T_("This file is larger than 2 GB: use automl submit")) from None
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
            return await run_in_threadpool(self._choices, request, error)
        return RedirectResponse(f"/runs/new/{draft.key}", 303)

    @acts("/runs/new/dataset")
    async def take(self, request: Request) -> Response:
        """A dataset that is registered."""
        form = await form_of(request, self._site)
        try:
            draft = await run_in_threadpool(self._taken, str(form.get("dataset", "")), language_of(request))
        except ConfigError as error:
            return await run_in_threadpool(self._choices, request, error)
        return RedirectResponse(f"/runs/new/{draft.key}", 303)

    def _taken(self, dataset_id: str, language: Language) -> Draft:
        return self._drafts.take(dataset_entry(self._site.tracker.dataset(dataset_id)), language)

    @acts("/runs/new/sample")
    async def take_sample(self, request: Request) -> Response:
        """A table that comes with the product, for whoever has none at hand."""
        await form_of(request, self._site)
        draft = await run_in_threadpool(self._sample, language_of(request))
        return RedirectResponse(f"/runs/new/{draft.key}?{urlencode({TARGET: sample.TARGET})}", 303)

    def _sample(self, language: Language) -> Draft:
        with sample.TABLE.open("rb") as content:
            return self._drafts.take_in(sample.TABLE.name, content, language)

    @reads("/runs/new/{key}")
    def ask(self, request: Request) -> Response:
        if run := self._drafts.run_of(request.path_params["key"]):
            return RedirectResponse(f"/runs/{run}/again", 303)
        draft = self._drafts.get(request.path_params["key"])
        stem = draft.name.partition(".")[0] if draft.path else draft.name
        names = [str(one["name"]) for one in draft.columns]
        target = request.query_params.get(TARGET) or self._target_before(draft)
        if target not in names:
            target = names[-1] if names else ""
        typed = {"data.target_column": target, "models": "standard", "output.language": language_of(request)}
        return self._form(request, draft, stem, {name: [text] for name, text in typed.items()}, None)

    @acts("/runs/new/{key}")
    async def start(self, request: Request) -> Response:
        form = await form_of(request, self._site)
        if run := self._drafts.run_of(request.path_params["key"]):
            return RedirectResponse(f"/runs/{run}", 303)
        draft = self._drafts.get(request.path_params["key"])
        if draft.key in self._starting:  # sent once more, as from another tab
            return RedirectResponse("/runs", 303)
        name = str(form.get(NAME_FIELD, "")).strip()
        typed = typed_in(form)
        self._starting.add(draft.key)
        try:
            asked = {
                **draft.source,
                "name": name or "data",
                "user": request.scope["visitor"].name or "web",
                "config": checked(typed, draft.source),
            }
            made = await run_in_threadpool(child, "start", asked)
        except ConfigError as error:
            return await run_in_threadpool(self._form, request, draft, name, typed, error)
        finally:
            self._starting.discard(draft.key)
        self._drafts.started(draft, made["run_id"])
        return RedirectResponse(f"/runs/{made['run_id']}", 303)

    def _target_before(self, draft: Draft) -> str:
        """What the last run on this dataset predicted; empty without one."""
        if draft.dataset_id is None:
            return ""
        runs = TaskQuery(
            tags=[tag("phase", Phase.RUN), tag("dataset", draft.name)],
            without_tags=[TEMPLATE_TAG],
            sections=[DataSettings.section],
            page_size=1,
        )
        found = self._site.viewer.find(runs)
        stored = found[0].sections.get(DataSettings.section, {}) if found else {}
        return str(decode(stored.get("target_column", "")) or "")

    def _form(
        self, request: Request, draft: Draft, name: str, typed: dict[str, list[str]], error: ConfigError | None
    ) -> Response:
        wrong = error if isinstance(error, WrongFields) else WrongFields({})
        values: dict[str, Any] = {
            "draft": draft,
            "run_name": name,
            "typed": typed,
            "refusal": None if error is None or error is wrong else refusal_of(error, language_of(request)),
            "wrong": wrong.problems(language_of(request)),
        }
        choices = {"portfolios": PORTFOLIOS, "groups": groups(), "labels": MAIN}
        mosts = {"most_columns": MOST_COLUMNS, "most_offered": MOST_OFFERED}
        return self._site.page(request, "new_run_form.html", 400 if error else 200, **values, **choices, **mosts)


def typed_in(form: FormData) -> dict[str, list[str]]:
    """What was typed into the fields of the config."""
    names = {*MAIN, *(field.name for group in groups() for field in group.fields)}
    return {name: [str(one) for one in form.getlist(name)] for name in form if name in names}


def checked(typed: Typed, source: Mapping[str, str]) -> dict[str, Any]:
    """The config of a run on a file or a dataset. Raises WrongFields before anything is made."""
    raw = config_of(typed)
    raw["data"] = {**raw.get("data", {}), **source}
    check(raw)
    if wrong := wrong_metric(raw.get("evaluation", {}).get("primary_metric") or ""):
        raise WrongFields({"evaluation.primary_metric": wrong})
    return raw
