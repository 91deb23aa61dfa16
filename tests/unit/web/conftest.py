"""The pages in front of a server in memory, with a run that a real controller led to its end."""

from __future__ import annotations

import io
import re
import subprocess
import sys
import threading
import time
import traceback
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import httpx
import pytest
import uvicorn
from starlette.applications import Starlette
from tests.memory_viewer import MemoryViewer
from tests.unit.controller.conftest import World

from automl_shared.phase_io import ARTIFACT
from automl_shared.tracker import TaskSnapshot
from automl_web import child
from automl_web.app import web_app


@pytest.fixture(scope="package", autouse=True)
def looked_at_in_this_process() -> Iterator[None]:
    """What looks at tables and starts runs has a process of its own; here it gets and gives the same text without."""
    alone = threading.Lock()

    def run(command: list[str], *, input: str, **_: Any) -> subprocess.CompletedProcess[str]:
        said, wrong = io.StringIO(), ""
        with alone, pytest.MonkeyPatch.context() as patch:
            for name, value in (("argv", command[2:]), ("stdin", io.StringIO(input)), ("stdout", said)):
                patch.setattr(sys, name, value)
            try:
                code = child.main()
            except Exception:  # as a process of its own ends: code 1, and the traceback on stderr
                code, wrong = 1, traceback.format_exc()
        return subprocess.CompletedProcess(command, code, said.getvalue(), wrong)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(
            "automl_web.drafts.subprocess", SimpleNamespace(run=run, TimeoutExpired=subprocess.TimeoutExpired)
        )
        yield


@dataclass
class Site:
    """``browser`` is logged in."""

    world: World
    viewer: MemoryViewer
    app: Starlette
    address: str
    browser: httpx.Client
    closing: ExitStack
    task: TaskSnapshot | None = None
    """Of the run that everybody looks at."""

    def stranger(self) -> httpx.Client:
        """A browser that is not logged in, and follows nothing."""
        headers = {"Origin": self.address, "Accept-Language": "en"}
        return self.closing.enter_context(httpx.Client(base_url=self.address, headers=headers, verify=False))

    def page(self, address: str, status: int = 200) -> str:
        answer = self.browser.get(address)
        assert answer.status_code == status, answer.text
        return answer.text

    def token(self) -> str:
        """What forms of this session carry."""
        found = re.search(r'name="form_token" value="(\w+)"', self.page("/queues"))
        assert found
        return found[1]

    def send(self, address: str, status: int = 303, **fields: str) -> str:
        """A form as a page sends it; where it leads, or the page it answers with."""
        answer = self.browser.post(address, data={"form_token": self.token(), **fields}, follow_redirects=False)
        assert answer.status_code == status, answer.text
        return answer.headers.get("location", answer.text)


@pytest.fixture
def site(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Site]:
    """A site of its own; tests that only look share the one with the run they ask for."""
    if request.node.get_closest_marker("looks"):
        yield request.getfixturevalue("going_site" if "going" in request.fixturenames else "ended_site")
        return
    with opened(tmp_path) as made:
        yield made


@pytest.fixture(scope="session")
def ended_site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    with opened(tmp_path_factory.mktemp("ended")) as made:
        made.task = ended_run(made)
        yield made


@pytest.fixture(scope="session")
def going_site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    with opened(tmp_path_factory.mktemp("going")) as made:
        made.task = going_run(made)
        yield made


@pytest.fixture
def run(site: Site) -> TaskSnapshot:
    return site.task or ended_run(site)


@pytest.fixture
def going(site: Site) -> TaskSnapshot:
    return site.task or going_run(site)


@contextmanager
def opened(folder: Path) -> Iterator[Site]:
    """The pages in front of an empty server, and a browser that is logged in."""
    world = World(folder)
    world.clock.now = datetime.now(UTC)
    viewer = MemoryViewer(world.tracker)
    viewer.links["good"] = "Ann"
    viewer.keys["key", "word"] = "Ann"
    app = web_app(world.tracker, viewer)
    with served(app) as address, ExitStack() as closing:
        headers = {"Origin": address, "Accept-Language": "en"}
        browser = httpx.Client(base_url=address, headers=headers, follow_redirects=True, timeout=120, verify=False)
        closing.enter_context(browser).get("/login?token=good")
        yield Site(world, viewer, app, address, browser, closing)


@contextmanager
def served(app: Starlette) -> Iterator[str]:
    """The application on a port of this machine; its address."""
    server = uvicorn.Server(uvicorn.Config(app, port=0, log_level="error", timeout_graceful_shutdown=1))
    thread = threading.Thread(target=server.run)
    thread.start()
    while not server.started:
        time.sleep(0.01)
    yield f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}"
    server.should_exit = True  # it ends within a fifth of a second, for which nobody has to wait


def ended_run(site: Site) -> TaskSnapshot:
    """A run that ended: one candidate failed, and no model beats guessing."""
    task_id = site.world.submit(models=["logistic", "dummy"])
    return site.world.run_to_end(task_id, fail=lambda task: "model:logistic" in task.tags)


def going_run(site: Site, **config: Any) -> TaskSnapshot:
    """A run that goes on: prepared, its trainings wait."""
    task_id = site.world.submit(**config)
    site.world.tick()
    taken = site.world.take("automl-preprocessing")
    site.world.complete(taken)
    site.world.tick()
    site.world.tick()
    assert ARTIFACT in site.world.tracker.task(taken).artifacts
    return site.world.tracker.task(task_id)
