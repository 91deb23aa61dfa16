"""What a person does from a table to a decision, in one go, in both languages: on a phone and on a wide screen."""

from __future__ import annotations

import re
from typing import Any

import pytest
from tests.browser.conftest import LONG, NEEDS_A_BROWSER, SOON, Opened
from tests.stacks import PENGUINS, Stack, until

from automl_shared.config.models import Language
from automl_shared.words import say_in
from automl_web.words import WORDS

JUMPED = """() => {
  window.jumped = 0;
  new PerformanceObserver((list) => {
    for (const one of list.getEntries()) if (!one.hadRecentInput) window.jumped += one.value;
  }).observe({ type: "layout-shift", buffered: true });
}"""
MOST_JUMPED = 0.1
"""In all, as browsers measure it; up to here a page is called steady."""
RUN_ID = re.compile(r"\d{8}-\d{6}-[0-9a-f]{6}")

pytestmark = NEEDS_A_BROWSER


@pytest.fixture(params=[("en", 1440, "light"), ("ja", 390, "dark")], ids=["en", "ja"])
def person(request: pytest.FixtureRequest, opened: Opened) -> _Person:
    language, width, scheme = request.param
    viewport = {"width": width, "height": 900}
    return _Person(opened(locale=language, viewport=viewport, color_scheme=scheme), language)


class _Person:
    """Somebody who reads a language and clicks on words."""

    def __init__(self, page: Any, language: Language) -> None:
        self.page, self.language = page, language

    def words(self, key: str, **values: object) -> str:
        return say_in(WORDS, key, self.language, **values)

    def link(self, key: str) -> Any:
        return self.page.get_by_role("link", name=self.words(key)).first

    def button(self, key: str) -> Any:
        return self.page.get_by_role("button", name=self.words(key), exact=True).first

    def confirm(self, question: str, answer: str, root: Any = None) -> None:
        """Opens a question and says yes."""
        place = root or self.page
        place.locator("summary", has_text=self.words(question)).first.click()
        place.get_by_role("button", name=self.words(answer), exact=True).first.click()

    def verdict(self) -> None:
        self.page.locator(".verdict-card").wait_for(timeout=LONG)


def test_from_a_table_to_a_decision(person: _Person, stack: Stack) -> None:
    page = person.page
    page.goto("/runs")
    person.link("new_run").click()
    page.locator("input[type=file]").set_input_files(PENGUINS)
    person.button("look_at_file").click()
    page.get_by_label(person.words("arg_target_column")).first.select_option("species")
    page.get_by_label(person.words("arg_models")).first.select_option("fast")
    person.button("again_start").first.click()

    page.wait_for_url(re.compile("/runs/[0-9]"))
    first = page.url.rpartition("/")[2]
    page.evaluate(JUMPED)
    visits: list[str] = []
    page.on("framenavigated", lambda frame: visits.append(frame.url))
    page.locator("ul.now a").first.wait_for(timeout=LONG)
    page.locator("table[data-name=board] tbody tr").first.wait_for(timeout=LONG)
    assert page.evaluate("window.jumped") < MOST_JUMPED
    person.verdict()
    assert visits == []

    assert page.locator("table[data-name=board] tbody tr").count() == 3
    page.locator("#pictures").scroll_into_view_if_needed()
    page.locator(".plot[data-src]").nth(1).scroll_into_view_if_needed(timeout=SOON)
    page.locator("svg.main-svg").first.wait_for(timeout=SOON)
    page.locator("nav.contents").get_by_role("link", name=person.words("tasks")).click()
    page.locator("table[data-name=tasks]").get_by_role("link", name=re.compile("logistic")).first.click()
    person.link("console").click()
    page.locator("pre.console").get_by_text("differs from its template").wait_for(timeout=SOON)

    second = _run_again(person, first, "models", "logistic")
    person.verdict()
    board = page.locator("table[data-name=board]").inner_text()
    assert "logistic" in board
    assert "lightgbm" not in board
    _compare(person, first, second)

    third = _run_again(person, second, "models", "thorough")
    page.locator("ul.now a").first.wait_for(timeout=LONG)
    person.confirm("cancel", "cancel_run")
    page.locator(".facts .status", has_text=person.words("status_aborted")).wait_for(timeout=LONG)
    assert stack.show(third)["status"] == "aborted"

    _scale_and_drain(person)


def test_a_run_begins_with_data_that_is_there(person: _Person, stack: Stack, run: str) -> None:
    page = person.page
    last = next(one for one in stack.ok("runs", "list", "--json").document["runs"] if one["data"] == "penguins")
    page.goto("/runs/new")
    person.page.get_by_role("button", name=person.words("choose_data", name="penguins"), exact=True).click()
    target = page.get_by_label(person.words("arg_target_column")).first
    assert target.input_value() == last["target"]
    target.select_option("island")
    page.get_by_label(person.words("arg_models")).first.select_option("fast")
    person.button("again_start").first.click()
    person.verdict()
    made = stack.show(page.url.rpartition("/")[2])
    assert made["dataset"]["id"] == stack.show(run)["dataset"]["id"]


def _run_again(person: _Person, run: str, field: str, value: str) -> str:
    """The new run's id, once its page is there."""
    page = person.page
    page.goto(f"/runs/{run}")
    person.link("run_again").click()
    page.get_by_label(person.words(f"arg_{field}")).fill(value)
    person.button("again_start").click()
    page.locator(".stages").wait_for(timeout=LONG)
    return str(until(lambda: _run_id(person), "the id that the controller gives a copy of its own")[0])


def _run_id(person: _Person) -> re.Match[str] | None:
    person.page.reload()  # its address names the task until then
    return RUN_ID.search(person.page.locator(".crumbs").inner_text())


def _compare(person: _Person, *runs: str) -> None:
    page = person.page
    page.goto("/runs")
    for run in runs:
        page.get_by_label(person.words("choose_run", run=run), exact=True).check()
    page.locator("#chosen > button").click()
    page.get_by_role("heading", name=person.words("settings_differ")).wait_for(timeout=SOON)
    assert page.locator("tbody th", has_text="models").count() > 0


def _scale_and_drain(person: _Person) -> None:
    page = person.page
    page.goto("/queues")
    page.get_by_label(person.words("scale_count")).fill("2")
    person.button("scale").click()
    workers = page.locator("[sse-swap=workers]")
    until(lambda: workers.get_by_text(re.compile("^training:.*:2$")).count(), "the second worker to show")
    worker = page.locator("[sse-swap=workers] tr", has_text=re.compile("training:.*:2"))
    person.confirm("pause", "drain", worker)
    worker.locator(".status", has_text=person.words("paused")).wait_for(timeout=SOON)
    worker.get_by_role("button", name=person.words("resume_worker"), exact=True).click()
    worker.locator("summary").wait_for(timeout=SOON)
    page.get_by_label(person.words("scale_count")).fill("1")
    person.button("scale").click()
    until(lambda: not workers.get_by_text(re.compile("^training:.*:2$")).count(), "the second worker to leave")
