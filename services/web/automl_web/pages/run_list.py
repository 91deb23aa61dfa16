"""The list of runs: filters that combine and live in the address, search, and what goes on now without a reload."""

from __future__ import annotations

from functools import partial
from typing import Any
from urllib.parse import urlencode

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from automl_shared.config.models import Language
from automl_shared.frozen import Frozen
from automl_shared.tracker.viewing import TaskQuery
from automl_web.drafts import can_look
from automl_web.live import Blocks, Draw
from automl_web.many import UNDONE_BY, Deeds
from automl_web.pages.handlers import RunHandlers, reads
from automl_web.paging import page_in, text_in
from automl_web.run_lines import STATUSES, RunLine, runs_query
from automl_web.runs import Runs
from automl_web.site import Site

PAGE_SIZE = 25
MOST_DATASETS = 200
LIVE_BLOCKS = ("rows",)
DONE = "done"
"""Query with the key of what was just done to many runs."""


class Filters(Frozen):
    """What of the list somebody wants to see; empty means all."""

    status: str = ""
    dataset: str = ""
    text: str = ""
    tag: str = ""
    archived: bool = False
    page: int = 0

    @classmethod
    def of(cls, request: Request) -> Filters:
        asked = request.query_params
        status = asked.get("status", "")
        return cls(
            status=status if status in STATUSES else "",
            dataset=asked.get("dataset", "")[:200],
            text=text_in(request),
            tag=text_in(request, "tag"),
            archived=asked.get("archived") == "1",
            page=page_in(request),
        )

    @property
    def is_any(self) -> bool:
        return bool(self.status or self.dataset or self.text or self.tag or self.archived)

    def address(self, page: int | None = None) -> str:
        """The query of these filters, on another page if one is given."""
        shown = self.page if page is None else page
        return urlencode({**self.fields, **({"page": str(shown)} if shown else {})})

    @property
    def fields(self) -> dict[str, str]:
        """What is asked for, by the names that the address has for it."""
        parts = {"status": self.status, "dataset": self.dataset, "q": self.text, "tag": self.tag}
        return {name: value for name, value in {**parts, "archived": "1" * self.archived}.items() if value}

    @property
    def query(self) -> TaskQuery:
        """A page of them."""
        return self._asked(self.page, PAGE_SIZE)

    def all_of_it(self, most: int) -> TaskQuery:
        """So many of all pages."""
        return self._asked(0, most)

    def _asked(self, page: int, page_size: int) -> TaskQuery:
        return runs_query(
            self.status,
            self.dataset,
            self.text,
            own_tag=self.tag,
            archived=self.archived,
            page=page,
            page_size=page_size,
        )


class RunList(RunHandlers):
    """The handlers."""

    def __init__(self, site: Site, runs: Runs, deeds: Deeds) -> None:
        super().__init__(site, runs)
        self._deeds = deeds

    @reads("/")
    def first(self, _: Request) -> Response:
        return RedirectResponse("/runs", 303)

    @reads("/runs")
    def show(self, request: Request) -> Response:
        filters = Filters.of(request)
        key = request.query_params.get(DONE, "")
        done = self._deeds.get(key)
        can_undo = done is not None and done.deed in UNDONE_BY
        lines = self._runs.lines(filters.query)
        values = {**self._values(filters, lines), "datasets": self._datasets(filters, lines)}
        return self._site.page(request, "runs.html", **values, done=done, done_key=key, can_undo=can_undo)

    def _datasets(self, filters: Filters, lines: list[RunLine]) -> list[str]:
        """What the list can be narrowed to: all that is registered, and what of it is gone but has runs here."""
        entries = self._site.viewer.dataset_entries(most=MOST_DATASETS)
        registered = {one.name for one in entries if one.rows is not None}  # others are not of the product
        return sorted({*registered, *(line.data for line in lines), filters.dataset} - {""})

    @reads("/runs/live")
    async def live(self, request: Request) -> Response:
        filters = Filters.of(request)
        return self._site.told(request, ("runs", filters), partial(self._read, filters))

    def _read(self, filters: Filters) -> Draw:
        values = self._values(filters, self._runs.lines(filters.query))

        def draw(language: Language) -> Blocks:
            return self._site.blocks("runs.html", LIVE_BLOCKS, language, values)

        return draw

    def _values(self, filters: Filters, lines: list[RunLine]) -> dict[str, Any]:
        return {
            "filters": filters,
            "lines": lines,
            "can_look": can_look(),
            "statuses": list(STATUSES),
            "has_more": len(lines) == PAGE_SIZE,
        }
