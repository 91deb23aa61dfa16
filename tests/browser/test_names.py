"""A web application on this machine shows stored files, whichever of the machine's two names it was opened under."""

from __future__ import annotations

import base64
import functools
import re
import shutil
import socket
import subprocess
import threading
from collections.abc import Iterator
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import httpx
import pytest
from tests.integration.server.conftest import Server

from automl_server.store.access import WEB_APPLICATION_KEY, WEB_APPLICATION_SECRETS

CHROMIUM = shutil.which("chromium") or shutil.which("google-chrome") or ""
PNG = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
)
PAGE = """
<meta charset="utf-8"><pre id="found">waiting</pre>
<script>
const say = (words) => { document.getElementById("found").textContent = words; };
fetch(`http://${location.hostname}:API/auth.login`,
      {method: "POST", credentials: "include", headers: {Authorization: "Basic KEYS"}})
  .then((answer) => {
    const picture = new Image();
    picture.onload = () => say(`login ${answer.status}, picture ${picture.naturalWidth}`);
    picture.onerror = () => say(`login ${answer.status}, no picture`);
    picture.src = "FILE";
    document.body.append(picture);
  })
  .catch((problem) => say(`no login: ${problem}`));
</script>
"""

pytestmark = pytest.mark.skipif(not CHROMIUM, reason="chromium is not installed")


class _Quiet(SimpleHTTPRequestHandler):
    def log_message(self, format: str, *args: object) -> None:
        """Say nothing."""


def free_port() -> int:
    with socket.socket() as sock:
        sock.bind(("127.0.0.1", 0))
        return sock.getsockname()[1]


@pytest.fixture
def application(tmp_path: Path) -> Iterator[int]:
    """The port of a web application: one page, which logs in as the official one does and shows a stored picture."""
    port, folder = free_port(), tmp_path / "application"
    folder.mkdir()
    server = Server(tmp_path / "home", ("--simple-login", "--web-address", f"http://localhost:{port}"))
    server.start()
    client = server.client()
    headers = {"Authorization": f"Bearer {client.token}"}
    httpx.post(f"{server.urls['files']}/", headers=headers, files={"pictures/one dot.png": ("a.png", PNG)})
    keys = base64.b64encode(f"{WEB_APPLICATION_KEY}:{WEB_APPLICATION_SECRETS[0]}".encode()).decode()
    page = PAGE.replace("API", server.urls["api"].rpartition(":")[2]).replace("KEYS", keys)
    page = page.replace("FILE", f"{server.urls['files']}/pictures/one%20dot.png")
    (folder / "index.html").write_text(page, encoding="utf-8")
    pages = ThreadingHTTPServer(("127.0.0.1", port), functools.partial(_Quiet, directory=str(folder)))
    threading.Thread(target=pages.serve_forever, daemon=True).start()
    yield port
    pages.shutdown()
    pages.server_close()
    server.close_clients()
    server.stop()


@pytest.mark.parametrize("name", ["localhost", "127.0.0.1"])
def test_a_picture_is_shown_under_each_name(application: int, tmp_path: Path, name: str) -> None:
    options = ["--headless", "--no-sandbox", "--disable-gpu", "--virtual-time-budget=20000", "--dump-dom"]
    command = [CHROMIUM, *options, f"--user-data-dir={tmp_path / 'profile'}", f"http://{name}:{application}/"]
    shown = subprocess.run(command, capture_output=True, text=True, timeout=120, check=True).stdout
    found = re.search(r'<pre id="found">([^<]*)', shown)
    assert found, shown
    assert found[1] == "login 200, picture 1"
