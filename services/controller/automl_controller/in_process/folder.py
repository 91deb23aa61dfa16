"""A tracker whose tasks are folders: artifacts, console and pictures of each, as files that a browser shows."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

from automl_shared.figures import dressed
from automl_shared.tracker.memory import MemoryReporter, MemoryTracker

SCRIPT = "plotly.min.js"
"""Beside the folders of the tasks, whose pictures all load it."""
CONSOLE = "console.txt"

_UNFIT = re.compile(r"[^\w .+-]")
"""For the name of a file."""


class FolderTracker(MemoryTracker):
    """What it knows is gone with the process; the files stay."""

    def __init__(self, folder: Path) -> None:
        super().__init__(folder)
        self.folder = folder

    def urls(self) -> dict[str, str]:
        return dict.fromkeys(("api_url", "files_url", "web_url"), self.folder.as_uri())

    def task_url(self, task_id: str, *, project_id: str | None = None) -> str:  # noqa: ARG002 (a folder is in none)
        return (self.folder / task_id).as_uri()

    def reporter(self, task_id: str) -> MemoryReporter:
        return FolderReporter(self, task_id)


class FolderReporter(MemoryReporter):
    """Writes each picture as a page of its own."""

    def __init__(self, tracker: FolderTracker, task_id: str) -> None:
        super().__init__(tracker, task_id)
        self._own = tracker

    def figure(self, title: str, figure: Any) -> None:
        from plotly.io import write_html

        super().figure(title, figure)
        script = self._own.folder / SCRIPT
        if not script.exists():
            from plotly.offline import get_plotlyjs

            script.write_text(get_plotlyjs(), encoding="utf-8")
        page = self._own.place(self.task_id, f"{_UNFIT.sub('_', title)}.html")
        plot = dressed(self.figures[title].to_plotly_json())
        write_html(plot, page, include_plotlyjs=f"../{SCRIPT}", validate=False)
