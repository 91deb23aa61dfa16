"""A server whose answers lack a field, or have another type in it: pages show what they know, and none fails."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from copy import deepcopy
from enum import Enum
from typing import Any

import httpx
import pytest
from starlette.applications import Starlette
from tests.unit.web import full_server as recorded
from tests.unit.web.conftest import served
from tests.unit.web.full_server import CHILD, FOREIGN, RUN, RUN_TASK

from automl_shared.tracker import connect_lightly
from automl_web.app import web_app


class Field(Enum):
    """A sentinel with a name of its own: what is collected is called the same in every process."""

    MISSING = "missing"


MISSING = Field.MISSING
ODD: tuple[Any, ...] = (MISSING, None, 7, -1e300, "odd", "", [], ["odd", None, 3], {}, {"odd": {"id": 3}}, True)
"""What stands where something else was meant."""
PAGES = (
    "/runs",
    f"/runs/{RUN}",
    f"/runs/{RUN}/pictures",
    f"/compare?run={RUN}",
    "/runs/new",
    f"/runs/{RUN}/candidates?sort=-title",
    f"/runs/{RUN}/tasks?only=failed&sort=status",
    f"/runs/{RUN}/failures",
    "/queues",
    "/workers?q=o",
    f"/tasks/{RUN_TASK}",
    f"/tasks/{CHILD}",
    f"/tasks/{CHILD}/settings",
    f"/tasks/{CHILD}/console?q=hello",
    f"/tasks/{CHILD}/scalars",
    f"/tasks/{CHILD}/curves?metric=loss",
    f"/tasks/{CHILD}/plots",
    f"/tasks/{CHILD}/artifacts",
    f"/tasks/{CHILD}/artifacts/output/preview",
    f"/tasks/{FOREIGN}",
    f"/models/{'e' * 32}",
)
"""Together they make every call, and show every field."""
PARTS = ("/pictures", "/curves", "/preview")
"""What a page fetches when it is looked at; all others are whole pages."""
KEY = re.compile(r"/(?:runs|tasks|models)/(\w{32}|\d[\w-]+)")
"""Of what a page is about: whoever it is, it is named."""
ASKED_TOO: dict[str, dict[str, Any]] = {
    "workers.get_all": {
        **recorded.ANSWERS["workers.get_all"],
        "lost": [
            {"id": "gone", "last_activity_time": "2026-01-01T00:00:00", "queues": [{"id": "q", "name": "default"}]}
        ],
    },
    "workers.get_stats": {
        "workers": [{"worker": "gpu-box:0", "metrics": [{"metric": "disk", "stats": [{"values": [0, 3.5]}]}]}]
    },
    "queues.get_queue_metrics": {
        "queues": [
            {"queue": recorded.QUEUE, "dates": [1767268800000], "avg_waiting_times": [2.5], "queue_lengths": [3]}
        ]
    },
}
"""Calls of which `ANSWERS` has the refusal, or not all that the embedded server says."""
PLOT = {"metric": "m", "variant": "v", "plot_str": "", "url": "s3://bucket/x.png"}

Path = tuple[str | int, ...]


def paths(value: Any, start: Path = ()) -> Iterator[Path]:
    """The place of everything in a document."""
    items = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list | tuple) else ()
    for name, part in items:
        yield (*start, name)
        yield from paths(part, (*start, name))


def put(document: Any, path: Path, odd: Any) -> None:
    """Puts something odd in one place of a document, which is changed."""
    place = document
    for name in path[:-1]:
        place = place[name]
    if odd is MISSING:
        del place[path[-1]]
    else:
        place[path[-1]] = odd


class OddServer:
    """Answers as the recorded one, but for one place in one answer, or in one task wherever it is told."""

    def __init__(self) -> None:
        images = {"metrics": [{"task": CHILD, "iterations": [{"iter": 0, "events": [PLOT]}]}], "scroll_id": "s"}
        answers = {**recorded.ANSWERS, **ASKED_TOO, "events.debug_images": images}
        self._answers = json.loads(json.dumps(answers))
        self.heard: list[str] = []
        """The calls since somebody looked."""
        self.where, self.path, self.odd = "", (), None  # type: tuple[str, Path, Any]

    def places(self) -> Iterator[tuple[str, Path]]:
        """Of everything that it says: the call or the task, and where in it."""
        for name, answer in (*self._answers.items(), *((task["id"], task) for task in recorded.TASKS)):
            yield from ((name, path) for path in paths(answer))

    def answer(self, action: str, asked: dict[str, Any]) -> dict[str, Any] | None:
        self.heard.append(action)
        said = deepcopy(self._answers.get(action) or recorded_answer(action, asked))
        for row in said["tasks"] if said and "tasks" in said else ():
            if row.get("id") == self.where and self.path[0] in row:
                put(row, self.path, self.odd)
        if action == self.where:
            put(said, self.path, self.odd)
        return said


recorded_answer = recorded._answer
SERVER = OddServer()
PLACES = list(SERVER.places())


@pytest.fixture(scope="module")
def browser() -> Iterator[httpx.Client]:
    """In front of a server that says what `recorded` has at the moment."""
    with pytest.MonkeyPatch.context() as patch, served(recorded.full_server(400)) as server:
        patch.setattr(recorded, "_answer", SERVER.answer)
        for name in ("API", "WEB", "FILES"):
            patch.setenv(f"CLEARML_{name}_HOST", server)
        patch.setenv("CLEARML_API_ACCESS_KEY", "key")
        patch.setenv("CLEARML_API_SECRET_KEY", "word")
        app: Starlette = web_app(*connect_lightly())
        with served(app) as address:
            headers = {"Origin": address, "Accept-Language": "en"}
            with httpx.Client(base_url=address, headers=headers, timeout=60, follow_redirects=True) as made:
                made.post("/login", data={"access_key": "key", "secret_key": "word", "next": "/health"})
                yield made


@pytest.fixture(scope="module")
def pages_of(browser: httpx.Client) -> dict[str, list[str]]:
    """The pages that make a call, by the call."""
    found: dict[str, list[str]] = {}
    SERVER.where = ""
    for page in PAGES:
        SERVER.heard.clear()
        browser.get(page)
        for action in {*SERVER.heard}:
            found.setdefault(action, []).append(page)
    return found


@pytest.mark.parametrize("number", range(len(PLACES)))
def test_no_page_fails_for_it(browser: httpx.Client, pages_of: dict[str, list[str]], number: int) -> None:
    SERVER.where, SERVER.path = PLACES[number]
    SERVER.odd = ODD[number % len(ODD)]
    pages = pages_of.get(SERVER.where, PAGES)
    for page in {pages[number % len(pages)], pages[number // len(pages) % len(pages)]}:
        answer, case = browser.get(page), (SERVER.where, SERVER.path, SERVER.odd, page)
        is_named = SERVER.path == ("id",) and (SERVER.where in page or (SERVER.where == RUN_TASK and RUN in page))
        may_be_gone = is_named or (page.startswith("/models/") and SERVER.path[0] == "models")
        assert answer.status_code in ({200, 404} if may_be_gone else {200}), case
        if not page.partition("?")[0].endswith(PARTS):
            assert answer.text.rstrip().endswith("</html>"), case
            assert may_be_gone or all(key in answer.text for key in KEY.findall(page)), case


@pytest.mark.parametrize("odd", ODD, ids=repr)
@pytest.mark.parametrize("place", [("auth.login", ("token",)), ("users.get_current_user", ("user",))], ids=str)
def test_logging_in_does_not_fail_for_it(browser: httpx.Client, place: tuple[str, Path], odd: Any) -> None:
    (SERVER.where, SERVER.path), SERVER.odd = place, odd
    answer = browser.post("/login", data={"access_key": "key", "secret_key": "word", "next": "/health"})
    assert answer.status_code < 500


def test_together_they_make_every_call_that_is_recorded(pages_of: dict[str, list[str]]) -> None:
    assert {name for name, _ in PLACES if "." in name} <= {*pages_of}
