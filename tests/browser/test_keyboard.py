"""Every page with the keyboard alone: what can be clicked is reached, in reading order, is seen to have the focus, and
answers to Enter, Space and Escape."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from tests.browser.conftest import LONG, NEEDS_A_BROWSER, SOON
from tests.stacks import PENGUINS

pytestmark = NEEDS_A_BROWSER
playwright = pytest.importorskip("playwright.sync_api")

QUIET = "retry: 600000\n\n"
"""Told to those who watch: what is walked through stays the same meanwhile."""
FOCUSABLE = """() => {
  const wanted = "a[href], button:enabled, input:enabled:not([type=hidden]), select:enabled, summary, [tabindex='0']";
  const all = [...document.querySelectorAll(wanted)].filter((one) => one.checkVisibility() && one.tabIndex >= 0);
  all.forEach((one, place) => { one.dataset.place = place; });
  return all.length;
}"""
FOCUSED = """() => {
  const one = document.activeElement;
  const style = getComputedStyle(one);
  const box = one.getBoundingClientRect();
  const head = document.querySelector("header.top");
  return {
    place: one.dataset.place === undefined ? null : Number(one.dataset.place),
    told: `${one.tagName} ${(one.getAttribute("aria-label") || one.textContent || one.name).trim().slice(0, 60)}`,
    ring: style.outlineStyle !== "none" && parseFloat(style.outlineWidth) > 0,
    shown: box.bottom > 0 && box.top < innerHeight && box.width > 0 && box.height > 0,
    covered: !one.closest("header, .skip") && getComputedStyle(head).position === "sticky"
      && box.bottom <= head.getBoundingClientRect().bottom,
  };
}"""


PAGES = (
    "/runs",
    "/runs/new",
    "/runs/{run}",
    "/runs/{run}/candidates",
    "/runs/{run}/tasks",
    "/runs/{run}/failures",
    "/runs/{run}/again",
    "/runs/{run}/compare?candidate={one}&candidate={other}",
    "/compare?run={run}",
    "/runs/many?do=tag",
    "/queues",
    "/queues/automl-training",
    "/workers",
    "/tasks/{task}",
    "/tasks/{task}/settings",
    "/tasks/{task}/console",
    "/tasks/{task}/scalars",
    "/tasks/{task}/plots",
    "/tasks/{task}/artifacts",
    "/tasks/{task}/artifacts/scores/preview",
    "/nothing",
)


@pytest.mark.parametrize("width", [390, 1440])
def test_every_page_is_walked_through_by_tab(
    chromium: Any, logged_in: Path, address: str, ended: dict[str, Any], width: int
) -> None:
    viewport = {"width": width, "height": 900}
    context = chromium.new_context(storage_state=logged_in, base_url=address, locale="en", viewport=viewport)
    page = context.new_page()
    page.route(re.compile("/live"), lambda route: route.fulfill(content_type="text/event-stream", body=QUIET))
    trained = [task for task in ended["tasks"] if task["phase"] == "training"]
    one, other = (f"{task['preprocess']}%2B{task['model']}" for task in trained[:2])
    for pattern in PAGES:
        place = pattern.format(run=ended["run_id"], task=trained[0]["task_id"], one=one, other=other)
        page.goto(place)
        walked(page, place)
    context.close()


def walked(page: Any, place: str) -> None:
    """From the top of a page to its end: everything in its order, with a ring, in sight."""
    count = page.evaluate(FOCUSABLE)
    assert count > 3, place
    seen: list[int] = []
    for _ in range(count):
        page.keyboard.press("Tab")
        found = page.evaluate(FOCUSED)
        if found["place"] is None:  # drawn meanwhile
            continue
        assert found["ring"], (place, found)
        assert found["shown"], (place, found)
        assert not found["covered"], (place, found)
        seen.append(found["place"])
    assert seen == sorted(seen), place
    assert len(seen) >= count - 2, (place, count, seen)


def test_the_first_tab_leads_past_the_head_of_the_page(page: Any, ended: dict[str, Any]) -> None:
    page.goto(f"/runs/{ended['run_id']}")
    page.keyboard.press("Tab")
    assert page.locator(".skip").bounding_box()["x"] >= 0
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.closest('main') !== null")


def test_a_question_opens_is_answered_and_closes_by_keys(page: Any, ended: dict[str, Any]) -> None:
    page.goto(f"/runs/{ended['run_id']}")
    question = page.locator("details.confirm", has_text="Archive").first
    question.locator("summary").focus()
    page.keyboard.press("Enter")
    assert question.evaluate("(one) => one.open")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent.trim()") == "Archive the run"
    page.keyboard.press("Escape")
    assert not question.evaluate("(one) => one.open")
    assert question.locator("summary").evaluate("(one) => one === document.activeElement")
    page.keyboard.press("Space")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.get_by_text("Restore…").wait_for(timeout=SOON)
    page.get_by_text("Restore…").focus()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    page.keyboard.press("Space")
    page.get_by_text("Archive…").wait_for(timeout=SOON)


def test_a_table_is_sorted_and_rows_are_chosen_by_keys(page: Any, ended: dict[str, Any]) -> None:
    page.goto(f"/runs/{ended['run_id']}")
    head = page.locator("table[data-name=board] button.sort").first
    head.focus()
    page.keyboard.press("Enter")
    assert page.locator("table[data-name=board] th").first.get_attribute("aria-sort") == "descending"
    assert head.evaluate("(one) => one === document.activeElement")
    boxes = page.locator("input[form=candidates]")
    for place in (0, 1):
        boxes.nth(place).focus()
        page.keyboard.press("Space")
    page.locator("#candidates button").focus()
    page.keyboard.press("Enter")
    page.get_by_role("heading", name="Compare candidates").wait_for(timeout=SOON)


def test_a_run_is_started_by_keys_alone(page: Any, ended: dict[str, Any]) -> None:
    page.goto("/runs")
    page.get_by_role("link", name="New run").focus()
    page.keyboard.press("Enter")
    page.get_by_role("button", name="Choose penguins").focus()
    page.keyboard.press("Enter")
    page.get_by_label("Column to predict").first.wait_for(timeout=LONG)
    page.get_by_label("Column to predict").first.focus()
    page.keyboard.type("island")
    page.get_by_label("Models").first.focus()
    page.keyboard.type("fast")
    page.get_by_role("button", name="Start").first.focus()
    page.keyboard.press("Enter")
    page.get_by_role("heading", name="What predicts island?").wait_for(timeout=LONG)
    page.get_by_text("Cancel…").focus()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.locator(".facts .status", has_text="cancelled").wait_for(timeout=LONG)
    assert ended["dataset"]["key"] == PENGUINS.stem
