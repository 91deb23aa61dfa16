"""`automl runs open`."""

from __future__ import annotations

import os
import sys
import tempfile
import webbrowser
from pathlib import Path
from typing import Annotated

import typer

from automl_controller.cli.output import echo, emit
from automl_controller.cli.session import open_tracker
from automl_controller.cli.words import RUN_TEXTS
from automl_controller.local.home import Home
from automl_controller.runs.lookup import find_run
from automl_controller.runs.report_page import fetch_report
from automl_shared.errors import NotFound
from automl_shared.failures import language_of
from automl_shared.tracker import Records, TaskSnapshot
from automl_shared.words import say_in


def open_report(
    run: Annotated[str, typer.Argument(help="Run id, the start of one, a run task's id, or `last`.")] = "last",
    print_path: Annotated[
        bool, typer.Option("--print-path", help="Print the file's path and nothing else; open no browser.")
    ] = False,
    json_output: Annotated[bool, typer.Option("--json", help="One JSON document on stdout; opens no browser.")] = False,
) -> None:
    """Open a run's report in the browser."""
    tracker = open_tracker()
    task = find_run(tracker, run)
    page = fetch_report(tracker, task, _folder())
    url = tracker.task_url(task.id)
    if json_output:
        emit({"run_id": task.run_id, "path": str(page), "url": url})
    elif print_path:
        print(page)
    else:
        print(f"{page}\n{url}")
        if not (has_display() and webbrowser.open(page.as_uri())):
            echo(say_in(RUN_TEXTS, "no_browser", language_of(task)))


def report_file(tracker: Records, run_task: TaskSnapshot) -> Path | None:
    """The run's report as a file here; None for a run that has none."""
    try:
        return fetch_report(tracker, run_task, _folder())
    except NotFound:
        return None


def _folder() -> Path:
    """In the home of the stack that is up; a temporary one where the server is somewhere else."""
    home = Home.current()
    return home.path / "reports" if home.settings() else Path(tempfile.mkdtemp(prefix="automl-report-"))


def has_display() -> bool:
    """Whether a browser could show a window; one inside a terminal would take it over."""
    return sys.platform != "linux" or any(os.environ.get(name) for name in ("DISPLAY", "WAYLAND_DISPLAY", "BROWSER"))
