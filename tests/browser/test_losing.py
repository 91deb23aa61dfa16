"""Whoever watches is told when what they see may be old, and gets to log in when their session is over."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from tests.browser.conftest import LONG, NEEDS_A_BROWSER, SOON
from tests.unit.web.conftest import Site, ended_run, opened

from automl_shared.errors import ServerUnreachable
from automl_web.sessions import COOKIE

pytestmark = NEEDS_A_BROWSER


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Site]:
    with opened(tmp_path) as made:
        made.viewer.links["again"] = "Ann"
        yield made


@pytest.fixture
def page(site: Site, chromium: Any) -> Iterator[Any]:
    context = chromium.new_context(base_url=site.address, locale="en")
    made = context.new_page()
    made.set_default_timeout(LONG)
    made.goto("/login?token=again")
    yield made
    context.close()


def test_a_lost_connection_is_told_until_it_is_back(page: Any) -> None:
    lost, ways = page.get_by_text("The connection is lost"), re.compile("/live")
    page.route(ways, lambda route: route.abort())
    page.goto("/queues")
    lost.wait_for()
    page.unroute(ways)
    lost.wait_for(state="hidden")


def test_a_server_that_is_away_is_told_until_it_answers(page: Any, site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    def away() -> Any:
        raise ServerUnreachable("the ClearML server does not answer")

    page.goto("/queues")
    told = page.get_by_text("The ClearML server does not answer")
    with monkeypatch.context() as patched:
        patched.setattr(site.viewer, "queue_entries", away)
        told.wait_for()
    told.wait_for(state="hidden")


def test_whose_session_is_over_gets_to_log_in_where_they_were(page: Any, site: Site) -> None:
    page.goto("/queues")
    cookie = next(one["value"] for one in page.context.cookies() if one["name"] == COOKIE)
    ours = site.app.state.site
    ours.standing.end(ours.sessions.visitor(cookie.strip('"')))
    page.get_by_role("heading", name="Log in to AutoML").wait_for()
    assert page.url == f"{site.address}/queues"


SEEN = """hidden => {
    Object.defineProperty(document, "hidden", { value: hidden, configurable: true });
    document.dispatchEvent(new Event("visibilitychange"));
}"""
"""Turns to another tab, or back: a browser without windows shows all of its tabs."""


def test_tabs_in_the_background_leave_the_connections_to_others_and_are_told_when_seen(page: Any, site: Site) -> None:
    run = ended_run(site)
    tabs = [page.context.new_page() for _ in range(8)]
    for tab in tabs:
        with tab.expect_request(lambda sent: sent.url.endswith("/resumed")):
            tab.goto(f"{site.address}/runs/{run.run_id}", timeout=SOON)
        with tab.expect_event("requestfailed", lambda sent: sent.url.endswith("/resumed")):
            tab.evaluate(SEEN, True)
    site.send(f"/runs/{run.run_id}/resume")
    for tab in tabs[:2]:
        tab.evaluate(SEEN, False)
        tab.get_by_text("Running for").wait_for(timeout=SOON)
