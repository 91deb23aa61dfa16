"""Names as people have them: 200 letters without a space, read from the right. No page is wider than its screen."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from tests.browser.conftest import LONG, NEEDS_A_BROWSER
from tests.unit.web.conftest import Site, ended_run, opened

LETTERS = "Verwaltungsgemeinschaftszugehoerigkeit" * 6
NAMES = (LETTERS[:200], "売上実績" * 50, "السعر النهائي (ريال)", "a_b_" * 50)
WIDTHS = (390, 768, 1440)
MOST_OF_A_ROW = 320
"""Pixels: a name in a list takes some lines, not a page."""

pytestmark = NEEDS_A_BROWSER


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """Runs whose data, target, tag and worker have such a name."""
    with opened(tmp_path_factory.mktemp("names")) as made:
        made.viewer.links["again"] = "Ann"
        tracker = made.world.tracker
        for name in NAMES:
            run = ended_run(made)
            own = [one for one in run.tags if not one.startswith("dataset:")]
            sections = {**run.sections, "Data": {**run.sections["Data"], "target_column": name}}
            tracker.edit(run.id, tags=[*own, f"dataset:{name}", name[:60]], sections=sections)
            tracker.report_worker(f"training:{name}", queue="automl-training", task_id=run.id)
            made.task = run
        yield made


@pytest.fixture(scope="module")
def context(site: Site, chromium: Any) -> Iterator[Any]:
    made = chromium.new_context(base_url=site.address, locale="en")
    made.new_page().goto("/login?token=again")
    yield made
    made.close()


@pytest.mark.parametrize("width", WIDTHS)
def test_no_page_becomes_wider_than_its_screen(site: Site, context: Any, width: int) -> None:
    page = context.new_page()
    page.set_default_timeout(LONG)
    page.set_viewport_size({"width": width, "height": 900})
    page.goto("/runs")
    heights = page.evaluate("[...document.querySelectorAll('tbody tr')].map(row => row.getBoundingClientRect().height)")
    assert 0 < max(heights) < MOST_OF_A_ROW
    runs = page.evaluate("[...document.querySelectorAll('tbody a.strong')].map(link => link.getAttribute('href'))")
    compared = "&".join(f"run={run.rpartition('/')[2]}" for run in runs)
    for place in ("/runs", *runs, f"/compare?{compared}", "/runs/many?do=archive", "/queues"):
        page.goto(place)
        assert page.evaluate("document.documentElement.scrollWidth") <= width, place
    page.close()
