"""The pages in a real browser in front of a real stack: a run is started, followed, looked at, run again and cancelled.

``AUTOML_SCREENSHOTS``: a folder for pictures of every page, for people to look at.
"""

from __future__ import annotations

import json
import os
import re
from importlib.resources import files
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest
from tests.browser.conftest import LONG, NEEDS_A_BROWSER, SOON
from tests.stacks import PENGUINS, Stack, until

LOOKS = [
    (390, "en", "light"),
    (390, "ja", "dark"),
    (1024, "ja", "light"),
    (1024, "en", "dark"),
    (1440, "en", "light"),
    (1440, "ja", "dark"),
]
"""Every width in both languages and in both schemes."""
LEVELS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa"]

pytestmark = NEEDS_A_BROWSER
playwright = pytest.importorskip("playwright.sync_api")


def test_a_run_is_followed_to_its_verdict_without_a_reload(page: playwright.Page, run: str) -> None:
    page.goto(f"/runs/{run}")
    visits: list[str] = []
    page.on("framenavigated", lambda frame: visits.append(frame.url))
    page.locator(".verdict-card").wait_for(timeout=LONG)
    page.get_by_role("link", name="Report").wait_for(timeout=SOON)
    assert page.get_by_text("Cancel…").count() == 0
    assert visits == []


def test_the_leaderboard_sorts_and_filters(page: playwright.Page, run: str) -> None:
    page.goto(f"/runs/{run}")
    page.locator(".verdict-card").wait_for(timeout=LONG)
    board = page.locator("table[data-name=board]")
    before = board.locator("tbody tr td:first-child").all_inner_texts()
    board.get_by_role("button", name="#").click()
    assert board.locator("tbody tr td:first-child").all_inner_texts() == before[::-1]
    page.locator("[data-filter=board]").fill("ridge" if "ridge" in board.inner_text() else "logistic")
    assert 0 < board.locator("tbody tr:visible").count() < len(before)


def test_a_picture_is_drawn_when_it_comes_into_view(page: playwright.Page, run: str) -> None:
    page.goto(f"/runs/{run}")
    page.locator(".verdict-card").wait_for(timeout=LONG)
    assert page.locator("svg.main-svg").count() == 0
    page.locator("#pictures").scroll_into_view_if_needed()
    page.locator(".plot[data-src]").nth(1).scroll_into_view_if_needed(timeout=SOON)
    page.locator("svg.main-svg").first.wait_for(timeout=SOON)


def test_a_console_is_read_and_searched(page: playwright.Page, run: str) -> None:
    page.goto(f"/runs/{run}")
    page.locator(".verdict-card").wait_for(timeout=LONG)
    page.locator("nav.contents").get_by_role("link", name="Tasks").click()
    page.locator("table[data-name=tasks]").get_by_role("link", name=re.compile("logistic")).first.click()
    page.get_by_role("link", name="Console").click()
    page.locator("pre.console").get_by_text("differs from its template").wait_for(timeout=SOON)
    page.get_by_placeholder("Search the console").fill("target_column")
    page.keyboard.press("Enter")
    assert "target_column" in page.locator("pre.console").inner_text()


def test_a_run_is_run_again_with_a_change_cancelled_and_resumed(page: playwright.Page, run: str, stack: Stack) -> None:
    page.goto(f"/runs/{run}")
    page.locator(".verdict-card").wait_for(timeout=LONG)
    page.get_by_role("link", name="Run again").click()
    page.get_by_label("Models").fill("no-such-model")
    page.get_by_role("button", name="Start").click()
    page.get_by_text("no model is called").wait_for(timeout=SOON)
    page.get_by_label("Models").fill("thorough")
    page.get_by_role("button", name="Start").click()
    page.locator(".stages").wait_for(timeout=LONG)
    page.get_by_text("Cancel…").click()
    page.get_by_role("button", name="Cancel the run").click()
    page.locator(".facts .status", has_text="cancelled").wait_for(timeout=LONG)
    page.get_by_text("Resume…").first.click()
    page.get_by_role("button", name="Resume the run").click()
    page.locator("ul.now").wait_for(timeout=LONG)
    page.get_by_text("Cancel…").click()
    page.get_by_role("button", name="Cancel the run").click()
    page.locator(".facts .status", has_text="cancelled").wait_for(timeout=LONG)
    page.get_by_text("+ Tag").click()
    page.get_by_placeholder("e.g. team:sales").fill("tried")
    page.keyboard.press("Enter")
    page.get_by_role("link", name="tried").wait_for(timeout=SOON)
    page.get_by_role("button", name="Remove the tag tried").click()
    page.get_by_role("button", name="Undo").click()
    page.get_by_role("link", name="tried").wait_for(timeout=SOON)
    listed = stack.ok("runs", "list", "--json").document["runs"]
    assert [one["status"] for one in listed] == ["aborted", "completed"]


def test_many_runs_are_archived_by_choice_and_brought_back(page: playwright.Page, run: str) -> None:
    page.goto("/runs")
    boxes = page.locator("tbody input[type=checkbox]")
    count = boxes.count()
    page.get_by_label(f"Choose {run}", exact=True).check()
    page.locator("#many summary").click()
    page.locator("#many").get_by_role("button", name="Archive 1").click()
    page.get_by_role("heading", name="Archive this run?").wait_for(timeout=SOON)
    page.get_by_role("button", name="Archive the run").click()
    page.get_by_text("One run was archived.").wait_for(timeout=SOON)
    assert boxes.count() == count - 1
    page.get_by_role("button", name="Undo").click()
    page.get_by_label(f"Choose {run}", exact=True).wait_for(timeout=SOON)


def test_a_worker_is_drained_goes_on_and_gets_company(page: playwright.Page) -> None:
    page.goto("/queues")
    worker = page.get_by_role("row", name=re.compile("^training:"))
    worker.get_by_text("Pause…").click()
    worker.get_by_role("button", name="Until resumed").click()
    worker.locator(".status", has_text="takes no more").wait_for(timeout=SOON)
    worker.get_by_role("button", name="Resume").click()
    worker.get_by_text("Pause…").wait_for(timeout=SOON)
    page.get_by_label("Workers on this machine").fill("2")
    page.get_by_role("button", name="Set").click()
    until(lambda: ":2" in page.locator("[sse-swap=workers]").inner_text(), "the second worker to show")


@pytest.mark.parametrize(("width", "language", "scheme"), LOOKS)
def test_every_page_fits_its_screen_and_serves_everybody(
    chromium: playwright.Browser,
    logged_in: Path,
    address: str,
    run: str,
    ended: dict[str, Any],
    width: int,
    language: str,
    scheme: str,
) -> None:
    trained = [task for task in ended["tasks"] if task["phase"] == "training"]
    compared = urlencode([("candidate", f"{task['preprocess']}+{task['model']}") for task in trained[:3]])
    tabs = [
        f"/tasks/{trained[0]['task_id']}{tab}"
        for tab in ("", "/settings", "/console", "/scalars", "/plots", "/artifacts")
    ]
    context = chromium.new_context(
        storage_state=logged_in,
        base_url=address,
        locale=language,
        color_scheme=scheme,
        viewport={"width": width, "height": 900},
    )
    page = context.new_page()
    page.goto("/runs/new")
    page.locator("input[type=file]").set_input_files(PENGUINS)
    page.locator(".card button.primary").click()
    page.locator("datalist#columns").wait_for(timeout=SOON, state="attached")
    form = page.url
    axe = files("axe_core_python").joinpath("axe.min.js").read_text(encoding="utf-8")
    for place in [
        "/runs",
        "/runs/new",
        form,
        f"/runs/{run}/compare?{compared}",
        f"/compare?run={run}",
        f"/runs/{run}",
        f"/runs/{run}/candidates",
        f"/runs/{run}/tasks",
        f"/runs/{run}/tasks?only=failed",
        f"/runs/{run}/failures",
        f"/runs/{run}/again",
        "/runs/many?do=tag",
        "/queues",
        "/queues/automl-training",
        "/workers",
        "/nothing",
        *tabs,
    ]:
        page.goto(place)
        page.evaluate("for (const one of document.querySelectorAll('details.fold')) one.open = true")
        assert page.evaluate("document.documentElement.scrollWidth") <= width, place
        page.evaluate(axe)
        found = page.evaluate(f"axe.run({{runOnly: {json.dumps(LEVELS)}}})")
        faults = [(rule["id"], rule["nodes"][0]["html"]) for rule in found["violations"]]
        assert faults == [], place
        _keep(page, f"{place}-{width}-{language}-{scheme}")
    context.close()


def _keep(page: playwright.Page, name: str) -> None:
    folder = os.environ.get("AUTOML_SCREENSHOTS")
    if folder:
        page.screenshot(path=Path(folder) / f"{re.sub('[^a-z0-9]+', '-', name.lower()).strip('-')}.png", full_page=True)
