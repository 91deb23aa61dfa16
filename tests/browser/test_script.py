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
FORM = """<form method="post" {says}><button>go</button></form>"""

pytestmark = pytest.mark.skipif(not CHROMIUM, reason="chromium is not installed")


@pytest.fixture(scope="module")
def page() -> Iterator[Any]:
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield browser.new_page()
        browser.close()


def show(page: Any, body: str) -> None:
    page.goto("about:blank")
    page.set_content(f'<html lang="en"><body>{body}</body></html>')
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
