"""The report in a real browser: nothing is refused or fetched, and nothing is cut off on a phone or a wide screen."""

from __future__ import annotations

import re
import shutil
import subprocess
from html import escape
from pathlib import Path

import pytest

from automl_comparison.charts import Bar, Bars, Grid, Point, Points
from automl_comparison.report import html
from automl_comparison.report.blocks import Code, Line, Paragraph, Picture, Report, Section, Table

CHROMIUM = shutil.which("chromium") or shutil.which("google-chrome") or ""
LONG = "a_column_with_a_very_long_name_" * 4
MEASURE = "<script>parent.document.title = `WIDTHS ${document.documentElement.scrollWidth} ${innerWidth}`</script>"

pytestmark = pytest.mark.skipif(not CHROMIUM, reason="chromium is not installed")


@pytest.fixture(params=["en", "ja"])
def page(request: pytest.FixtureRequest) -> str:
    """A report with every kind of block, and names that are too long."""
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
    table = Table(label="t", header=("Name", *"abcdefgh"), lines=(Line(cells=(LONG, *("12345.67",) * 8)),))
    blocks = (Paragraph(f"`{LONG}`"), table, Picture(bars), Picture(points), Picture(grid), Code("code", LONG * 3))
    return html(
        Report(
            language=request.param,
            title="t",
            heading=f"What predicts {LONG}",
            subtitle="s",
            useful=True,
            headline=LONG,
            sentence="予測の誤差は通常 3 ほどです。" * 8,
            told=(),
            sections=(Section(key="all", heading="h", blocks=blocks),),
            foot="f",
        )
    )


def chromium(page: Path, profile: Path) -> subprocess.CompletedProcess[str]:
    """What the browser prints: the document as it ended up, and the console."""
    options = ["--headless", "--no-sandbox", "--disable-gpu", "--hide-scrollbars", "--enable-logging=stderr"]
    command = [CHROMIUM, *options, f"--user-data-dir={profile}", "--dump-dom", str(page)]
    return subprocess.run(command, capture_output=True, text=True, timeout=60, check=True)


def test_no_console_message(page: str, tmp_path: Path):
    path = tmp_path / "report.html"
    path.write_text(page, encoding="utf-8")
    told = chromium(path, tmp_path / "profile")
    assert "</svg>" in told.stdout
    assert "CONSOLE" not in told.stderr


@pytest.mark.parametrize("width", [390, 1024, 1920])
def test_the_page_is_never_wider_than_the_screen(page: str, tmp_path: Path, width: int):
    """Measured in a frame: a window cannot be as narrow as a phone."""
    path = tmp_path / "frame.html"
    measured = re.sub(r"<meta http-equiv[^>]*>", "", page).replace("</body>", f"{MEASURE}</body>")
    frame = f'<iframe style="width: {width}px; height: 900px; border: 0" srcdoc="{escape(measured)}"></iframe>'
    path.write_text(f"<!DOCTYPE html><title>t</title>{frame}", encoding="utf-8")
    found = re.search(r"<title>WIDTHS (\d+) (\d+)", chromium(path, tmp_path / "profile").stdout)
    assert found
    assert int(found[1]) <= int(found[2]) == width
