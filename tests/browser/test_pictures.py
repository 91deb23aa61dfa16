"""Pictures on the pages: each is drawn once, tables keep their words whole and have the width for them."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import plotly.graph_objects as go
import pytest
from tests.browser.conftest import NEEDS_A_BROWSER, SOON
from tests.unit.web.conftest import ended_run, opened

from automl_shared.figure_tables import table
from automl_shared.figures import captioned
from automl_shared.tracker.memory import checked
from automl_shared.tracker.viewing import PlotEntry

WORDS = ["Candidate", "2.9734567890", "recommended", "予測に使うモデル"]
CAPTION = "The best candidate of each kind of model: what the choice of the model is worth."

pytestmark = NEEDS_A_BROWSER


@pytest.fixture
def page(tmp_path: Path, chromium: Any) -> Iterator[Any]:
    """The pictures of a task: a table of many columns, and bars."""
    with opened(tmp_path) as site:
        site.viewer.links["again"] = "Ann"
        task = ended_run(site)
        site.viewer.drawn[task.id] = figures()
        context = chromium.new_context(base_url=site.address, locale="en", viewport={"width": 1024, "height": 900})
        made = context.new_page()
        made.set_default_timeout(SOON)
        made.goto(f"/login?token=again&next=/tasks/{task.id}/plots")
        yield made
        context.close()


def figures() -> list[PlotEntry]:
    bars = captioned(go.Figure(go.Bar(x=[1, 2], y=["a", "b"], orientation="h")), CAPTION)
    cells = table("All", WORDS, [[word] for word in WORDS], [1] * len(WORDS))
    narrow = table("All", [*WORDS, *"abcdef"], [[word] for word in [*WORDS, *"abcdef"]], [1] * 10)
    return [
        PlotEntry(title=title, figure=checked(one).to_json())
        for title, one in (("1", bars), ("2", cells), ("3", narrow))
    ]


def test_a_picture_that_is_still_on_its_way_is_not_drawn_twice(page: Any) -> None:
    asked, address = list[Any](), page.url
    page.goto("about:blank")  # the page before may still ask for its pictures
    page.route("**/plots/0", lambda route: asked.append(route))  # on its way until it is let through
    with page.expect_request("**/plots/0"):
        page.goto(address, wait_until="commit")
    page.wait_for_load_state("domcontentloaded")
    for _ in range(5):
        page.evaluate("document.dispatchEvent(new CustomEvent('htmx:load', { detail: { elt: document.body } }))")
    for one in asked:
        one.continue_()
    page.locator("figure .main-svg").first.wait_for()
    assert len(asked) == 1
    assert page.get_by_text(CAPTION).count() == 1


def test_a_table_keeps_its_words_whole_and_has_the_width_for_them(page: Any) -> None:
    for place in (1, 2):
        made = page.locator("figure").nth(place)
        made.scroll_into_view_if_needed()
        made.locator("table").wait_for()
        assert made.locator("th").all_inner_texts()[: len(WORDS)] == WORDS
        assert made.locator("td").all_inner_texts()[: len(WORDS)] == WORDS
        frame = made.locator(".wide")
        assert frame.evaluate("one => one.scrollWidth <= one.clientWidth")
        assert made.bounding_box()["width"] == page.locator(".pictures").bounding_box()["width"]
