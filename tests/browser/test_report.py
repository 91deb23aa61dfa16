"""The report in a real browser: nothing is refused or fetched, nothing is cut off on a phone or a wide screen, and
people who cannot see it can use it."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from dataclasses import dataclass
from html import escape, unescape
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest

from automl_comparison.charts import Bar, Bars, Grid, Point, Points
from automl_comparison.report import html
from automl_comparison.report.blocks import (
    Code,
    Fold,
    Items,
    Line,
    Link,
    Paragraph,
    Picture,
    Report,
    Section,
    Table,
    Terms,
    Told,
)
from automl_shared.config.models import Language

CHROMIUM = shutil.which("chromium") or shutil.which("google-chrome") or ""
LONG = "a_column_with_a_very_long_name_" * 4
WIDTHS = (390, 1024, 1920)
AXE = files("axe_core_python").joinpath("axe.min.js").read_text(encoding="utf-8") if CHROMIUM else ""
SERIOUS = ("serious", "critical")
MEASURE = """
const found = document.createElement("pre");
found.id = "measured";
axe.run().then((result) => {
  found.textContent = JSON.stringify({
    width: document.documentElement.scrollWidth,
    dark: matchMedia("(prefers-color-scheme: dark)").matches,
    screen: innerWidth,
    checked: result.passes.map((rule) => rule.id),
    faults: result.violations.map((rule) => [rule.impact, rule.id, rule.nodes[0].html]),
  });
  parent.document.body.append(found);
});
"""

pytestmark = pytest.mark.skipif(not CHROMIUM, reason="chromium is not installed")


@dataclass(frozen=True, kw_only=True)
class Measured:
    """What a report is on a screen. ``faults``: impact, rule and element of what axe-core objects to."""

    width: int
    dark: bool
    screen: int
    checked: list[str]
    faults: list[tuple[str, str, str]]


def report(language: Language, *, useful: bool = True) -> str:
    """A page with every kind of block, and names that are too long."""
    bars = Bars(caption="棒", axis="rmse", bars=(Bar(label=LONG, value=2.0, text="2", error=0.5),), line=(3.0, "g"))
    points = Points(caption="点", x_axis="s", y_axis="rmse", points=(Point(label=LONG, x=0.1, y=2.0),), names=())
    grid = Grid(
        caption="grid",
        title="rmse",
        rows=(LONG,),
        columns=tuple(f"preparation {number}" for number in range(20)),
        values=(tuple(map(float, range(20))),),
        texts=(tuple(map(str, range(20))),),
        greater_is_better=True,
    )
    numbers = Table(
        label="numbers",
        header=("Name", *"abcdefgh"),
        lines=tuple(Line(kind=kind, cells=(LONG, *("12345.67",) * 8)) for kind in ("recommended", "", "baseline")),
        numbers=tuple(range(1, 9)),
    )
    findings = tuple(
        Line(kind=level, cells=(level, f"`{LONG}`", "対処してください。" * 9)) for level in ("red", "yellow")
    )
    texts = Table(label="texts", header=("Weight", "What was found", "What to do"), lines=findings)
    first = (
        Paragraph(f"`{LONG}`"),
        Items((LONG, "予測の誤差")),
        texts,
        Code("code", LONG * 3),
        Link("link", "http://x"),
    )
    second = (numbers, Picture(bars), Picture(points), Picture(grid))
    third = tuple(Fold(summary=LONG, texts=(f"`{LONG}`",), is_open=is_open) for is_open in (True, False))
    return html(
        Report(
            language=language,
            title="t",
            heading=f"What predicts {LONG}",
            subtitle="houses, run 1",
            light="green" if useful else "none",
            headline=LONG,
            model=LONG,
            model_id=LONG,
            check=LONG,
            sentence="予測の誤差は通常 3 ほどです。" * 8,
            told=(
                Told(label="The data", text=f"`{LONG}`", section="first"),
                Told(label="予測の誤差", text="予測の誤差は通常 3 ほどです。" * 4, section="elsewhere"),
            ),
            sections=(
                Section(key="first", heading="first", blocks=first),
                Section(key="pictures", heading="pictures", blocks=second),
                Section(key="third", heading="third", blocks=(*third, Terms((("word", "meaning"),)))),
            ),
            foot="Made by a task.",
        )
    )


def chromium(page: Path, profile: Path, *, dark: bool = False) -> subprocess.CompletedProcess[str]:
    """What the browser prints: the document as it ended up, and the console."""
    options = ["--headless", "--no-sandbox", "--disable-gpu", "--hide-scrollbars", "--enable-logging=stderr"]
    settled = ["--virtual-time-budget=60000", f"--user-data-dir={profile}", "--dump-dom"]
    theme = [f"--blink-settings=preferredColorScheme={int(not dark)}"]
    command = [CHROMIUM, *options, *settled, *theme, str(page)]
    return subprocess.run(command, capture_output=True, text=True, timeout=120, check=True)


@pytest.mark.parametrize("language", ["en", "ja"])
def test_no_console_message(language: Language, tmp_path: Path) -> None:
    path = tmp_path / "report.html"
    path.write_text(report(language), encoding="utf-8")
    told = chromium(path, tmp_path / "profile")
    assert "</svg>" in told.stdout
    assert "CONSOLE" not in told.stderr


@pytest.fixture(
    scope="module",
    params=[
        *((language, width, True, False) for language in ("en", "ja") for width in WIDTHS),
        ("en", 390, False, False),
        ("en", 1024, True, True),
        ("ja", 390, False, True),
    ],
    ids=str,
)
def measured(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> tuple[int, Measured]:
    """The width asked for, and the page on it; in a frame, because a window cannot be as narrow as a phone."""
    language, width, useful, dark = request.param
    folder = tmp_path_factory.mktemp("browser")
    open_page = re.sub(r"<meta http-equiv[^>]*>", "", report(language, useful=useful))
    page = open_page.replace("</body>", f"<script>{AXE}</script><script>{MEASURE}</script></body>")
    frame = f'<iframe style="width: {width}px; height: 900px; border: 0" srcdoc="{escape(page)}"></iframe>'
    path = folder / "frame.html"
    path.write_text(f"<!DOCTYPE html><title>t</title><body>{frame}", encoding="utf-8")
    found = re.search(
        r'<pre id="measured">(.*?)</pre>', chromium(path, folder / "profile", dark=dark).stdout, re.DOTALL
    )
    assert found, "the page has not measured itself"
    document: dict[str, Any] = json.loads(unescape(found[1]))
    assert document["dark"] is dark
    return width, Measured(**document)


def test_the_page_is_never_wider_than_the_screen(measured: tuple[int, Measured]) -> None:
    width, page = measured
    assert page.width <= page.screen == width


def test_no_serious_accessibility_fault(measured: tuple[int, Measured]) -> None:
    _, page = measured
    assert {"color-contrast", "html-has-lang", "svg-img-alt", "scrollable-region-focusable"} <= set(page.checked)
    assert [fault for fault in page.faults if fault[0] in SERIOUS] == []
