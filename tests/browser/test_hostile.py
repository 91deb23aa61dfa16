"""What strangers wrote, in a real browser: names, tags, log lines, columns, plots, artifacts. Nothing of it acts."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from tests.browser.conftest import LONG, NEEDS_A_BROWSER
from tests.unit.web.conftest import Site, ended_run, opened

from automl_shared.tracker import TaskSnapshot
from automl_shared.tracker.viewing import ArtifactEntry, PlotEntry

EVIL = "<img src=x onerror=\"window.acted='yes'\"><script>window.acted='yes'</script>"
AWAY = "https://evil.example/picture.png"
LINK = "<a href=\"javascript:window.acted='yes'\">click</a>"
FIGURES: tuple[dict[str, Any], ...] = (
    {
        "data": [
            {"type": "scatter", "x": [EVIL, LINK], "y": [1, 2], "text": [EVIL, LINK], "mode": "text", "name": EVIL},
            {"type": "bar", "x": [1], "y": [EVIL], "hovertemplate": f"{EVIL}{LINK}", "customdata": [EVIL]},
        ],
        "layout": {
            "title": {"text": f"{EVIL}{LINK}"},
            "xaxis": {"title": {"text": EVIL}},
            "images": [{"source": AWAY, "x": 0, "y": 1, "sizex": 1, "sizey": 1}],
            "annotations": [{"text": f"{EVIL}{LINK}", "x": 0, "y": 1}],
        },
    },
    {"data": [{"type": "table", "header": {"values": [EVIL]}, "cells": {"values": [[EVIL, LINK]]}}]},
    {"data": [{"type": "scattermapbox", "lat": [1], "lon": [1]}], "layout": {"mapbox": {"style": AWAY}}},
    {"data": [{"type": EVIL, "y": [1]}], "layout": EVIL},
)

pytestmark = NEEDS_A_BROWSER


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    with opened(tmp_path_factory.mktemp("hostile")) as made:
        made.viewer.links["again"] = "Ann"
        made.task = poisoned(made, tmp_path_factory.mktemp("files"))
        yield made


def poisoned(site: Site, folder: Path) -> TaskSnapshot:
    """A run of which everything that a person can name is hostile."""
    run, tracker = ended_run(site), site.world.tracker
    sections = {**run.sections, EVIL: {EVIL: EVIL}, "Data": {**run.sections["Data"], "target_column": EVIL}}
    tracker.edit(run.id, name=EVIL, tags=[*run.tags, EVIL], comment=EVIL, sections=sections)
    tracker.consoles[run.id] = [EVIL, "\x1b[31m", "</pre>", EVIL]
    site.viewer.drawn[run.id] = [PlotEntry(title=EVIL, figure=json.dumps(one)) for one in FIGURES]
    site.viewer.foreign[run.id] = [
        ArtifactEntry(name=EVIL, type=EVIL, uri=AWAY),
        ArtifactEntry(name="evil", type="x", uri="javascript:window.acted='yes'"),
    ]
    page, table = folder / "page.html", folder / "table.csv"
    page.write_text(f"<html><body>{EVIL}{LINK}<form action='/logout' method='post'></form></body></html>")
    table.write_text(f"{EVIL},b\n1,{EVIL}\n")
    reporter = tracker.reporter(run.id)
    reporter.file("page", page)
    reporter.file("table", table)
    reporter.close()
    file = folder / "data.csv"
    file.write_text("a,b\n1,2\n")
    tracker.register_dataset(file, name=EVIL, project=EVIL, tags=[], facts={"file_name": EVIL, "rows": EVIL})
    tracker.report_worker(EVIL, queue=EVIL, task_id=run.id)
    return tracker.task(run.id)


def test_nothing_that_a_stranger_wrote_acts_or_fetches(site: Site, chromium: Any) -> None:
    run = site.task
    assert run
    context = chromium.new_context(base_url=site.address)
    page = context.new_page()
    left: list[str] = []
    page.on("requestfinished", lambda request: left.append(request.url))
    page.on("requestfailed", lambda request: left.append(request.url) if request.failure != "csp" else None)
    page.on("dialog", lambda dialog: pytest.fail(f"it spoke: {dialog.message}"))
    page.goto("/login?token=again")
    tabs = [f"/tasks/{run.id}{tab}" for tab in ("", "/settings", "/console", "/scalars", "/plots", "/artifacts")]
    stored = ("page", "page/preview", "table/preview", "evil/preview", f"{quote(EVIL, safe='')}/preview")
    artifacts = [f"/tasks/{run.id}/artifacts/{name}" for name in stored]
    hostile = [
        f"/runs?q={quote(EVIL)}",
        f"/runs?tag={quote(EVIL)}",
        f"/runs?done={quote(EVIL)}",
        f"/runs/many?do=tag&q={quote(EVIL)}",
        "/runs/many?do=archive",
        f"/runs/{run.run_id}?off={quote(EVIL)}",
        f"/queues?removed={run.id}&from={quote(EVIL)}",
        f"/compare?run={run.run_id}&run={quote(EVIL)}",
        f"/runs/{run.run_id}/compare?candidate={quote(EVIL)}",
        f"/login?next={quote(EVIL)}",
        f"/tasks/{run.id}/console?q={quote(EVIL)}",
        f"/tasks/{quote(EVIL, safe='')}",
        f"/workers?q={quote(EVIL)}",
        f"/queues/{quote(EVIL, safe='')}",
        f"/runs/{run.run_id}/candidates?sort={quote(EVIL)}&{quote(EVIL)}={quote(EVIL)}",
        f"/runs/{run.run_id}/tasks?only=failed&q={quote(EVIL)}",
        f"/runs/{run.run_id}/failures?q={quote(EVIL)}",
        "/runs/new",
    ]
    for place in ["/runs", f"/runs/{run.run_id}", f"/runs/{run.run_id}/again", "/queues", *tabs, *artifacts, *hostile]:
        page.goto(place)
        page.evaluate("for (const one of document.querySelectorAll('details')) one.open = true")
        assert page.evaluate("window.acted") is None, place
        assert page.locator("script:not([src])").count() == 0 or place.endswith("/page"), place
    page.goto(f"/tasks/{run.id}/plots")
    for number in range(len(FIGURES)):
        page.locator(".plot").nth(number).scroll_into_view_if_needed()
    page.locator("svg.main-svg").first.wait_for(timeout=LONG)
    for link in page.locator(".plot a").all():
        assert "javascript:" not in (link.get_attribute("href") or link.get_attribute("xlink:href") or "")
    page.mouse.move(400, 400)
    assert page.evaluate("window.acted") is None
    assert [one for one in left if not one.startswith((site.address, "data:", "blob:"))] == []
    context.close()
