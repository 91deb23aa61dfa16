"""What a server does not take of a task costs the task no more than that."""

from __future__ import annotations

import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import plotly.graph_objects as go
import pytest

from automl_shared.errors import TooLarge
from automl_shared.naming import Phase, Unit
from automl_shared.phase_run import MOST_PLOTS, PhaseRun
from automl_shared.run_context import RunContext
from automl_shared.tracker import NewTask, Tracker, clearml_reporter, clearml_storage, connect, connect_lightly
from automl_shared.tracker.clearml_calls import call_in_lines
from automl_shared.tracker.clearml_reporter import PlotTooLarge
from automl_shared.tracker.clearml_storage import FileTooLarge

pytestmark = [
    pytest.mark.filterwarnings("ignore:.*deprecated.*use :DeprecationWarning"),
    pytest.mark.filterwarnings("ignore:unclosed <socket:ResourceWarning"),  # the SDK closes no session
]
BEYOND = 13_000_000
"""Bytes; the server takes 12 MB."""


@pytest.fixture
def tracker(server: Path, monkeypatch: pytest.MonkeyPatch) -> Tracker:
    monkeypatch.setenv("CLEARML_CONFIG_FILE", str(server))
    return connect(patience_seconds=60)


@pytest.fixture
def task(tracker: Tracker) -> str:
    return tracker.create(NewTask(name="limits", project="limits", tags=[], sections={}))


@pytest.fixture
def files(tmp_path: Path) -> list[Path]:
    """The middle one is too large."""
    made = [tmp_path / f"{name}.bin" for name in ("first", "big", "last")]
    for file, size in zip(made, (10, BEYOND, 10), strict=True):
        file.write_bytes(b"x" * size)
    return made


@pytest.mark.parametrize("together", [clearml_storage.TOGETHER_BYTES, 2 * BEYOND], ids=["streamed", "in one request"])
def test_a_file_that_is_too_large_is_left_out_and_said(
    tracker: Tracker,
    task: str,
    files: list[Path],
    together: int,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setattr(clearml_storage, "TOGETHER_BYTES", together)
    reporter = tracker.reporter(task)
    for file in files:
        reporter.file(file.stem, file)
    reporter.close()
    assert tracker.task(task).artifacts == ("first", "last")
    assert all(tracker.file(task, name).read_bytes() == b"x" * 10 for name in ("first", "last"))
    said = capsys.readouterr().err
    assert "left out: big.bin is too large for the server" in said
    assert "up to 12 MB are taken; see --max-file-mb" in said


@pytest.mark.parametrize("together", [clearml_storage.TOGETHER_BYTES, 2 * BEYOND], ids=["streamed", "in one request"])
def test_one_that_others_need_fails_the_task_at_once(
    tracker: Tracker, task: str, files: list[Path], together: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(clearml_storage, "TOGETHER_BYTES", together)
    reporter = tracker.reporter(task)
    reporter.file("big", files[1], needed=True)
    started = time.monotonic()
    with pytest.raises(FileTooLarge, match=r"big\.bin is too large for the server"):
        reporter.close()
    assert time.monotonic() - started < 30, "it is not sent for as long as a server that is away is waited for"


def test_plots_that_are_too_many_for_the_server_are_left_out_and_said(
    tracker: Tracker, task: str, capsys: pytest.CaptureFixture[str]
) -> None:
    reporter = tracker.reporter(task)
    for name in range(25):
        reporter.figure(f"plot {name}", go.Figure())
    reporter.close()
    reporter.figure("one more", go.Figure())
    reporter.document("result", {"a": 1})
    reporter.close()
    assert tracker.document(task, "result") == {"a": 1}
    said = capsys.readouterr().err
    assert "did not take 5 of 25 scalars and plots" in said
    assert said.count("More than 20 plots of one task: see --max-plots of automl server start") == 2


def test_a_plot_beyond_what_the_sdk_sends_arrives(tracker: Tracker, task: str) -> None:
    reporter = tracker.reporter(task)
    reporter.figure("large", go.Figure(layout_title_text="x" * 16_000_000))
    reporter.figure("small", go.Figure())
    reporter.close()
    assert shown(task) == {"large", "small"}


def test_what_a_proxy_refuses_takes_nothing_else_along(
    tracker: Tracker, task: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def through_a_proxy(session: Any, service: str, action: str, lines: Sequence[str]) -> dict[str, Any]:
        if sum(map(len, lines)) > 1_000_000:
            raise TooLarge("413 Request Entity Too Large")
        return call_in_lines(session, service, action, lines)

    monkeypatch.setattr(clearml_reporter, "call_in_lines", through_a_proxy)
    reporter = tracker.reporter(task)
    for name, size in {"one": 600_000, "two": 600_000, "large": 1_200_000, "three": 10}.items():
        reporter.figure(name, go.Figure(layout_title_text="x" * size))
    reporter.close()
    assert shown(task) == {"one", "two", "three"}
    assert capsys.readouterr().err.count("did not take a scalar or plot: 413 Request Entity Too Large") == 1


def shown(task: str) -> set[str]:
    """The plots that a server has."""
    return {plot.title for plot in connect_lightly()[1].plots(task)}


def test_a_phase_leaves_out_plots_that_nobody_could_look_at(
    tracker: Tracker, task: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(clearml_reporter, "MOST_PLOT_BYTES", 100_000)
    run = PhaseRun(
        phase=Phase.TRAINING,
        unit=Unit(phase=Phase.TRAINING),
        task=tracker.task(task),
        context=RunContext(run_id="r", user="u", project_root="limits", dataset_project="limits", dataset_key="d"),
        origin_run_id=None,
        tracker=tracker,
        work_dir=tmp_path,
    )
    run.draw("large", lambda: go.Figure(go.Scatter(y=list(range(100_000)))))
    run.plots = MOST_PLOTS - 1
    for name in ("the last", "one too many"):
        run.draw(name, go.Figure)
    run.reporter.close()
    large, many = run.reporting_failures
    assert large.startswith(f"plot 'large': {PlotTooLarge.__name__}: a plot of this size is left out")
    assert many.startswith("plot 'one too many': ")
    assert f"a task shows {MOST_PLOTS} plots at most" in many
