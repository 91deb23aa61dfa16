"""The pages' own script on parts of pages, in a real browser without a stack."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from importlib.resources import files
from typing import Any

import pytest

CHROMIUM = shutil.which("chromium") or shutil.which("google-chrome") or ""
STATIC = files("automl_web") / "static"
LISTS = """<ul data-name="one" data-most="2">{pictures}</ul>
<table data-name="one" data-most="2"><thead><tr><th>name</th></tr></thead><tbody>{rows}</tbody></table>
<p><button type="button" data-rest="one" hidden>all</button></p>"""
TABLE = """<input data-filter="t"><table data-name="t"><thead><tr>
<th><button class="sort" data-kind="text">name</button></th>
<th><button class="sort" data-kind="number">size</button></th></tr></thead><tbody>{rows}</tbody></table>"""
FORM = """<form method="post" {says}><button>go</button></form>"""

pytestmark = pytest.mark.skipif(not CHROMIUM, reason="chromium is not installed")


@pytest.fixture(scope="module")
def page() -> Iterator[Any]:
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield browser.new_page()
        browser.close()


def show(page: Any, body: str, query: str = "") -> None:
    page.unroute_all()
    page.route(
        "**/*",
        lambda route: route.fulfill(content_type="text/html", body=f'<html lang="en"><body>{body}</body></html>'),
    )
    page.goto(f"http://pages.test/{query}")
    for script in ("vendor/htmx.min.js", "pages.js"):
        page.add_script_tag(content=(STATIC / script).read_text())


@pytest.mark.parametrize(("pictures", "rows"), [(3, 1), (1, 3), (3, 3), (2, 2)])
def test_all_is_offered_as_long_as_any_list_of_a_name_is_cut_short(page: Any, pictures: int, rows: int) -> None:
    show(page, LISTS.format(pictures="<li>a</li>" * pictures, rows="<tr><td>a</td></tr>" * rows))
    rest = page.locator("[data-rest]")
    assert rest.is_visible() is (max(pictures, rows) > 2)
    if rest.is_visible():
        rest.click()
    assert not rest.is_visible()
    assert page.locator("li:visible, tbody tr:visible").count() == pictures + rows


def test_columns_that_are_numbered_keep_their_numbers_and_others_stand_upright_in_one_line(page: Any) -> None:
    show(page, "")
    names = [f"the_subsidiary_in_the_region_of_asia_number_{n}" for n in range(12)]
    numbers = [f"{n + 1}" for n in range(12)]

    def axes(below: list[str]) -> Any:
        beside = [f"{n} {name[:20]}<br>{name[20:]}" for n, name in zip(numbers, names, strict=True)]
        layout = {
            "xaxis": {"tickvals": names, "ticktext": below, "tickangle": 0},
            "yaxis": {"tickvals": names, "ticktext": beside},
        }
        figure = {"data": [{"type": "heatmap", "x": names, "y": names}], "layout": layout}
        made = page.evaluate("figure => fitted(figure, 700)", figure)
        assert [text.split()[0] for text in made["yaxis"]["ticktext"]] == numbers
        return made["xaxis"]

    kept = axes(numbers)
    assert (kept["tickangle"], kept["ticktext"]) == (0, numbers)
    turned = axes([f"{name[:8]}\u200b<br>{name[8:]}" for name in names])
    assert (turned["tickangle"], turned["ticktext"]) == (90, names)


@pytest.mark.parametrize(("says", "told"), [('data-doing="It takes a while."', "It takes a while."), ("", "")])
def test_what_takes_long_is_said_from_the_moment_it_is_sent(page: Any, says: str, told: str) -> None:
    show(page, FORM.format(says=says))
    status = page.get_by_role("status", include_hidden=True)
    assert status.text_content() == ""
    page.evaluate("""() => document.querySelector("form").dispatchEvent(
        new SubmitEvent("submit", { bubbles: true, submitter: document.querySelector("button") }))""")
    assert status.text_content() == told
    assert page.locator("button[aria-busy]").count() == 1
    page.evaluate("() => dispatchEvent(new Event('pageshow'))")
    assert status.text_content() == ""


def shown(page: Any) -> list[str]:
    """The names in the table, in their order."""
    return [str(name) for name in page.locator("tbody td:first-child:visible").all_text_contents()]


def test_a_table_is_sorted_by_two_heads_and_its_address_shows_the_same(page: Any) -> None:
    cells = (("b", 1), ("a", 2), ("c", 2), ("d", 1))
    body = TABLE.format(
        rows="".join(f"<tr><td>{name}</td><td data-value={size}>{size}</td></tr>" for name, size in cells)
    )
    show(page, body)
    page.get_by_text("name").click()
    page.get_by_text("name").click()
    page.get_by_text("size").click()
    assert shown(page) == ["d", "b", "c", "a"]
    page.locator("input").fill("2")
    assert shown(page) == ["c", "a"]
    query = page.evaluate("location.search")
    show(page, body, query)
    assert shown(page) == ["c", "a"]
    assert page.locator("input").input_value() == "2"
    page.locator("input").fill("")
    assert shown(page) == ["d", "b", "c", "a"]


def test_a_command_is_copied_and_that_is_said(page: Any) -> None:
    show(page, '<code>automl predict</code><button type="button" data-copy data-copied="Copied">Copy</button>')
    page.evaluate("""() => { window.kept = []; Object.defineProperty(navigator, "clipboard",
        { value: { writeText: async (text) => window.kept.push(text) }, configurable: true }); }""")
    page.get_by_text("Copy").click()
    page.get_by_text("Copied").wait_for()
    assert page.evaluate("window.kept") == ["automl predict"]
