"""Tables on a phone: their rows become cards, and their heads a line of ways to sort them."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest
from tests.browser.conftest import NEEDS_A_BROWSER, SOON
from tests.unit.web.conftest import Site, opened

PHONE = {"width": 390, "height": 900}

pytestmark = NEEDS_A_BROWSER


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    with opened(tmp_path_factory.mktemp("phone")) as made:
        made.task = made.world.run_to_end(made.world.submit(models=["logistic", "dummy"]))
        yield made


def visited(site: Site, chromium: Any, place: str, language: str, **options: Any) -> Any:
    """A page of the run, as somebody who is logged in sees it on a phone."""
    site.viewer.links["again"] = "Ann"
    context = chromium.new_context(base_url=site.address, locale=language, viewport=PHONE, **options)
    page = context.new_page()
    page.set_default_timeout(2 * SOON)
    page.goto(f"/login?token=again&next=/runs/{site.task.run_id}{place}")
    return page


@pytest.mark.parametrize(("language", "label"), [("en", "Sort by"), ("ja", "並べ替え")])
def test_a_list_is_sorted_by_links_and_keys_without_a_script(
    site: Site, chromium: Any, language: str, label: str
) -> None:
    page = visited(site, chromium, "/tasks", language, java_script_enabled=False)
    found = {}
    for way in ("name", "-name"):
        line = page.locator("table.sortable thead tr")
        assert line.get_attribute("data-label") == label
        line.locator(f"a[href$='sort={way}']").press("Enter")
        page.wait_for_url(f"**/tasks?sort={way}")
        found[way] = page.locator("tbody td:first-child a").all_inner_texts()
    assert len(found["name"]) > 2
    assert found["name"] == sorted(found["name"], key=str.casefold)
    assert found["-name"] == found["name"][::-1]
    _keep(page, f"tasks-{language}")
    page.context.close()


@pytest.mark.parametrize(("language", "scheme"), [("en", "light"), ("ja", "dark")])
def test_a_table_of_a_run_is_sorted_by_a_tap(site: Site, chromium: Any, language: str, scheme: str) -> None:
    page = visited(site, chromium, "", language, color_scheme=scheme, has_touch=True)
    page.evaluate("for (const one of document.querySelectorAll('details')) one.open = true")
    table = page.locator("table[data-name=tasks]")
    orders = []
    for _ in range(2):
        table.locator("thead button").first.tap()
        orders.append(table.locator("tbody td:first-child a").all_inner_texts())
    assert orders[1] == orders[0][::-1] != orders[0]
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    sizes = page.evaluate("[...document.querySelectorAll('.sort')].map((one) => one.getBoundingClientRect())")
    assert min(min(one["width"], one["height"]) for one in sizes if one["width"]) >= 24, "to be hit by a finger"
    page.evaluate(files("axe_core_python").joinpath("axe.min.js").read_text(encoding="utf-8"))
    found = page.evaluate(f"axe.run('table', {{runOnly: {json.dumps(['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa'])}}})")
    assert [(rule["id"], rule["nodes"][0]["html"]) for rule in found["violations"]] == []
    _keep(page, f"run-{language}")
    page.context.close()


def _keep(page: Any, name: str) -> None:
    folder = os.environ.get("AUTOML_SCREENSHOTS")
    if folder:
        page.screenshot(path=Path(folder) / f"phone-{name}.png", full_page=True)
