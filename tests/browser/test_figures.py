"""Figures as ClearML shows them, 700 px wide: no text is cut off or lies on another one, or `scripts/figures` tells."""

from __future__ import annotations

import runpy
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from plotly.subplots import make_subplots

from automl_shared.figure_tables import table
from automl_shared.figures import TEMPLATE, captioned
from automl_shared.tracker.memory import checked

CHROMIUM = shutil.which("chromium") or shutil.which("google-chrome") or ""
SCRIPT = Path(__file__).resolve().parents[2] / "scripts" / "figures"
SHOWN = 700
CAPTION = "How the values of each number column are spread: on the left as read, on the right as a model sees them."
NOTE = "On the right 768 rows of the first fold, the only ones the preparation was learned from. Not shown: 12 columns."

pytestmark = pytest.mark.skipif(not CHROMIUM, reason="chromium is not installed")


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield opened
        opened.close()


def faults(browser: Any, figure: Any, folder: Path) -> list[str]:
    """What the script finds wrong with a figure."""
    script = runpy.run_path(str(SCRIPT))
    page = folder / "figure.html"
    figure.update_layout(template=TEMPLATE).write_html(page, include_plotlyjs=True)
    found: list[str] = script["shot"](browser, page, script["View"](width=SHOWN), folder / "figure.png")
    assert (folder / "figure.png").stat().st_size > 0
    return found


def in_parts(*, parts: bool) -> Any:
    figure = make_subplots(rows=2, cols=2, subplot_titles=[f"tenure_months: {n}" for n in range(4)])
    for place in range(4):
        figure.add_bar(x=[1, 2, 3], y=[4, 5, 6], row=1 + place // 2, col=1 + place % 2)
    return captioned(figure, CAPTION, cut=NOTE, parts=parts).update_layout(height=460, showlegend=False)


def test_names_above_the_parts_of_a_picture_lie_below_its_caption(browser: Any, tmp_path: Path) -> None:
    assert faults(browser, in_parts(parts=True), tmp_path) == []


def test_what_lies_on_another_text_is_found(browser: Any, tmp_path: Path) -> None:
    crowded = in_parts(parts=False).update_layout(margin={"t": 70})
    assert any(one.startswith("overlap:") for one in faults(browser, crowded, tmp_path))


def test_what_is_cut_off_is_found(browser: Any, tmp_path: Path) -> None:
    figure = in_parts(parts=True).add_annotation(text="beyond the edge " * 4, x=1, xref="paper", y=0.5, yref="paper")
    assert any(one.startswith("cut:") for one in faults(browser, figure, tmp_path))


@pytest.mark.parametrize("word", ["monthly_charges", "最終確認用に取り分けた行数"])
def test_many_columns_with_long_names_are_broken_into_lines(browser: Any, tmp_path: Path, word: str) -> None:
    columns = [["-0.582402", "two years", "a sentence of several words"]] * 7
    figure = table(CAPTION, ["row", *[f"{word}={n}" for n in range(6)]], columns, [6, *[16] * 6], note=NOTE)
    assert faults(browser, checked(figure), tmp_path) == []
