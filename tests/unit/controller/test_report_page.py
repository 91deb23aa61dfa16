"""`automl runs open`: the report as a file, or a clear word on why there is none."""

from __future__ import annotations

from pathlib import Path

import pytest

from automl_controller.cli.report import has_display
from automl_controller.runs.report_page import REPORT_ARTIFACT, fetch_report
from automl_shared.errors import NotFound
from automl_shared.naming import Phase, Unit

from .conftest import World

COMPARISON = Unit(phase=Phase.COMPARISON)


def page(world: World, run: str, folder: Path) -> Path:
    return fetch_report(world.tracker, world.tracker.task(run), folder)


def test_the_report_is_copied_under_the_runs_id(world: World, tmp_path: Path) -> None:
    run = world.submit()
    ended = world.run_to_end(run)
    report = tmp_path / "report.html"
    report.write_text("<html>use it</html>")
    world.tracker.store(world.children(run)[COMPARISON].id, REPORT_ARTIFACT, report)
    found = page(world, run, tmp_path / "reports")
    assert found == tmp_path / "reports" / f"report-{ended.run_id}.html"
    assert found.read_text() == "<html>use it</html>"


def test_a_run_that_goes_on_has_none_yet(world: World, tmp_path: Path) -> None:
    run = world.submit()
    world.tick()
    with pytest.raises(NotFound, match="has no report yet") as caught:
        page(world, run, tmp_path)
    assert caught.value.fix == f"automl runs watch {world.tracker.task(run).run_id}"


def test_a_failed_run_says_why_and_what_to_do(world: World, tmp_path: Path) -> None:
    run = world.submit()
    world.run_to_end(run, fail=lambda _: True)
    with pytest.raises(NotFound, match="has no report") as caught:
        page(world, run, tmp_path)
    assert "no candidate is left" in str(caught.value.value)
    assert caught.value.fix


def test_a_deleted_report_is_said(world: World, tmp_path: Path) -> None:
    run = world.submit()
    world.run_to_end(run)
    with pytest.raises(NotFound) as caught:
        page(world, run, tmp_path)
    assert caught.value.value == "its file was deleted"


def test_no_browser_is_tried_without_a_display(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.platform", "linux")
    for name in ("DISPLAY", "WAYLAND_DISPLAY", "BROWSER"):
        monkeypatch.delenv(name, raising=False)
    assert not has_display()
    monkeypatch.setenv("BROWSER", "firefox")
    assert has_display()
