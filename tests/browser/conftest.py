"""A real stack for each file of tests, and browsers of somebody who is logged in to its pages."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest
from tests.stacks import PENGUINS, Stack

CHROMIUM = shutil.which("chromium") or shutil.which("google-chrome") or ""
SOON, LONG = 15_000, 240_000
"""Milliseconds."""
NEEDS_A_BROWSER = [
    pytest.mark.skipif(not CHROMIUM, reason="chromium is not installed"),
    pytest.mark.slow,
    pytest.mark.timeout(900),
]
Opened = Callable[..., Any]
"""Opens a page; named values are those of a browser context."""


@pytest.fixture(scope="module")
def stack(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stack]:
    made = Stack(tmp_path_factory.mktemp("pages"))
    made.up()
    yield made
    made.run("down", "--now")


@pytest.fixture(scope="module")
def chromium() -> Iterator[Any]:
    from playwright.sync_api import sync_playwright

    with sync_playwright() as engine:
        browser = engine.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield browser
        browser.close()


@pytest.fixture(scope="module")
def address(stack: Stack) -> str:
    return str(stack.ok("status", "--json").document["server"]["web_url"])


@pytest.fixture(scope="module")
def run(stack: Stack) -> str:
    """A run that has just been handed over."""
    return str(stack.submit("--config", stack.config(PENGUINS, "species", models="fast"))["run_id"])


@pytest.fixture(scope="module")
def ended(stack: Stack, run: str) -> dict[str, Any]:
    """What the run tells once it has ended."""
    stack.ok("runs", "watch", run)
    return stack.show(run)


@pytest.fixture(scope="module")
def logged_in(stack: Stack, chromium: Any) -> Path:
    """The cookies of a browser that followed a link of `automl web`."""
    context = chromium.new_context()
    page = context.new_page()
    page.goto(stack.ok("web", "--json").document["url"])
    assert page.url.endswith("/runs")
    kept = stack.folder / "cookies.json"
    context.storage_state(path=kept)
    context.close()
    return kept


@pytest.fixture
def opened(chromium: Any, logged_in: Path, address: str) -> Iterator[Opened]:
    """Opens pages of somebody who is logged in. Whatever the browser complains of fails the test."""
    complaints: list[str] = []

    def open_page(**options: Any) -> Any:
        context = closing.enter_context(chromium.new_context(storage_state=logged_in, base_url=address, **options))
        page = context.new_page()
        page.set_default_timeout(LONG)
        page.on("console", lambda said: complaints.append(said.text) if _is_complaint(said) else None)
        page.on("pageerror", lambda error: complaints.append(str(error)))
        return page

    with ExitStack() as closing:
        yield open_page
    assert complaints == []


@pytest.fixture
def page(opened: Opened) -> Any:
    return opened(locale="en")


def _is_complaint(said: Any) -> bool:
    """An error, but for a form that is answered with what is wrong in it."""
    return said.type == "error" and "400 (Bad Request)" not in said.text
