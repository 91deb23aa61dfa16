"""A run's page: the verdict first, then what it rests on; while the run goes on, where it is."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from functools import partial
from io import StringIO
from operator import attrgetter
from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from automl_shared.config.models import Language
from automl_shared.frozen import Frozen
from automl_shared.phase_io import LeaderboardRow
from automl_shared.spreadsheets import no_formula
from automl_shared.tracker.viewing import PlotEntry
from automl_shared.words import say_in
from automl_web.formats import Formats
from automl_web.live import Blocks, Draw
from automl_web.pages.handlers import RunHandlers, reads
from automl_web.paging import Columns, Sort, part_of
from automl_web.run_lines import is_own_tag
from automl_web.run_tasks import TaskRow
from automl_web.runs import RunView, goes_on
from automl_web.site import kept_as, language_of
from automl_web.timeline import timeline
from automl_web.words import WORDS

TAKEN_OFF = "off"
"""Query with a tag that was just taken off, which can be put back."""
LIVE_BLOCKS = ("state", "verdict", "progress", "leaderboard", "failures", "steps", "tasks")
MOST_PICTURES = 30
"""Of a task."""
MOST_ROWS = 50
"""Candidates, and tasks, on the page; the others have pages of their own."""
MOST_CAUSES = 20
"""Causes of failures, and candidates that share one."""
PART_ROWS = 100
BOARD_COLUMNS: Columns[LeaderboardRow] = {
    "title": lambda row: row.title or row.candidate,
    **{key: attrgetter(key) for key in ("rank", "cv_mean", "cv_std", "fit_seconds", "predict_seconds", "size_bytes")},
}


class PictureGroup(Frozen):
    """The pictures of one task. ``heading``: key of what they are about."""

    heading: str
    task_id: str
    plots: Sequence[PlotEntry]


class RunPage(RunHandlers):
    """The handlers."""

    @reads("/runs/{run_id}")
    def show(self, request: Request) -> Response:
        view = self._runs.view(request.path_params["run_id"])
        taken_off = request.query_params.get(TAKEN_OFF, "")
        can_undo = not is_own_tag(taken_off) and taken_off not in view.line.tags
        return self._site.page(request, "run.html", **_values(view), taken_off=taken_off if can_undo else "")

    @reads("/runs/{run_id}/live")
    async def live(self, request: Request) -> Response:
        run_id = request.path_params["run_id"]
        return self._site.told(request, ("run", run_id), partial(self._read, run_id))

    def _read(self, run_id: str) -> Draw:
        """What is new while it goes on; at its end just that, for the whole page is then drawn once."""
        view = self._runs.view(run_id)
        values = _values(view)

        def draw(language: Language) -> Blocks:
            if not view.goes_on:
                return {"ended": view.line.status}
            return self._site.blocks("run.html", LIVE_BLOCKS, language, values)

        return draw

    @reads("/runs/{run_id}/resumed")
    async def resumed(self, request: Request) -> Response:
        """Of a run that has ended: whether it goes on, as somebody else may have asked for it."""
        run_id = request.path_params["run_id"]
        read = partial(self._read_whether_resumed, run_id)
        return self._site.told(request, ("ended run", run_id), read, calm=True)

    def _read_whether_resumed(self, run_id: str) -> Draw:
        told: Blocks = {"resumed": "1"} if goes_on(self._runs.task_of(run_id)) else {}
        return lambda _: told

    @reads("/runs/{run_id}/pictures")
    def pictures(self, request: Request) -> Response:
        """The places of all pictures, in reading order; each is drawn when it comes into view."""
        view = self._runs.view(request.path_params["run_id"])
        groups = (
            PictureGroup(heading=heading, task_id=task_id, plots=self._site.viewer.plots(task_id)[:MOST_PICTURES])
            for task_id, heading in view.picture_tasks.items()
        )
        return self._site.page(request, "pictures.html", groups=[group for group in groups if group.plots])

    @reads("/runs/{run_id}/candidates")
    def candidates(self, request: Request) -> Response:
        """All of the leaderboard, in parts."""
        view = self._runs.view(request.path_params["run_id"])
        sort = Sort.of(request, request.url.path, BOARD_COLUMNS)
        rows = sort.sorted(view.leaderboard, BOARD_COLUMNS)
        part = part_of(request, rows, PART_ROWS, lambda row: f"{row.title} {row.candidate}")
        return self._site.page(request, "run_rows.html", what="leaderboard", view=view, part=part, sort=sort)

    @reads("/runs/{run_id}/leaderboard.csv")
    def board_file(self, request: Request) -> Response:
        """All of the leaderboard for a spreadsheet."""
        view = self._runs.view(request.path_params["run_id"])
        text = StringIO(newline="")
        writer = csv.writer(text)
        names = tuple(LeaderboardRow.model_fields)
        writer.writerow(names)
        for row in view.leaderboard:
            writer.writerow([no_formula(getattr(row, name)) for name in names])
        content = text.getvalue().encode("utf-8-sig", errors="replace")
        return Response(content, media_type="text/csv", headers=kept_as(f"{view.line.run_id}.csv"))

    @reads("/runs/{run_id}/tasks")
    def tasks(self, request: Request) -> Response:
        """All tasks, or those that failed, in parts."""
        view = self._runs.view(request.path_params["run_id"])
        failed = request.query_params.get("only") == "failed"
        columns = task_columns(Formats(language_of(request)))
        sort = Sort.of(request, request.url.path, columns)
        rows = sort.sorted([one for one in view.tasks if one.failure or not failed], columns)
        part = part_of(request, rows, PART_ROWS, partial(_told, columns))
        shown: dict[str, Any] = {"view": view, "part": part, "sort": sort, "failed": failed}
        return self._site.page(request, "run_rows.html", what="tasks", **shown)

    @reads("/runs/{run_id}/failures")
    def failures(self, request: Request) -> Response:
        """All that has no result, whether or not there is a task of it, in parts."""
        view = self._runs.view(request.path_params["run_id"])
        missing = [one for ones in view.without_result.values() for one in ones]
        part = part_of(request, missing, PART_ROWS, lambda one: f"{one.candidate} {one.cause} {one.remedy}")
        return self._site.page(request, "run_rows.html", what="without_result", view=view, part=part)


def task_columns(f: Formats) -> Columns[TaskRow]:
    """Of a run's tasks, in the reader's words."""
    return {
        "name": lambda row: f.listed(row.name, row.phase),
        "phase": lambda row: f.step(row.phase),
        "status": lambda row: say_in(WORDS, f"status_{row.status}", f.language),
        "worker": lambda row: row.worker or None,
        "waited_seconds": attrgetter("waited_seconds"),
        "worked_seconds": attrgetter("worked_seconds"),
    }


def _told(columns: Columns[TaskRow], row: TaskRow) -> str:
    """Where a search looks: at what is shown in words."""
    words = (columns[key](row) or "" for key in ("name", "phase", "status", "worker"))
    return " ".join([*words, row.failure.cause if row.failure else ""])


def _values(view: RunView) -> dict[str, Any]:
    place = f"/runs/{view.line.run_id}"
    return {
        "view": view,
        "bars": timeline(view.tasks),
        "most_rows": MOST_ROWS,
        "most_causes": MOST_CAUSES,
        "sort_of": lambda rows: Sort(place=f"{place}/{rows}"),
    }
