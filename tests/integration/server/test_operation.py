"""Running it: ready soon, survives kill -9, refuses clearly, keeps its secrets, stops in time."""

from __future__ import annotations

import contextlib
import os
import shutil
import socket
import sqlite3
import stat
import subprocess
import sys
import threading
import time
from functools import partial
from pathlib import Path

import httpx
import pytest

from .conftest import Client, Server, server_environment, wait_until


def run_to_its_end(home: Path, *options: str) -> subprocess.CompletedProcess[str]:
    """Start a server that is expected to refuse."""
    return subprocess.run(
        [sys.executable, "-m", "automl_server", "--home", str(home), *options],
        env=server_environment(),
        capture_output=True,
        text=True,
        timeout=20,
        check=False,
    )


def write_until_refused(client: Client, acknowledged: list[str]) -> None:
    """Create tasks until the server is gone, noting those it has confirmed."""
    with contextlib.suppress(httpx.TransportError):
        while True:
            acknowledged.append(client.new_task())


def test_acknowledged_writes_survive_kill_9(own_server: Server) -> None:
    for _ in range(3):
        client = own_server.client()
        acknowledged: list[str] = []
        writer = threading.Thread(target=write_until_refused, args=(client, acknowledged))
        writer.start()
        wait_until(partial(acknowledged.__getitem__, slice(50, None)), "a burst of writes")
        own_server.stop(9)
        writer.join(10)
        assert not writer.is_alive()
        own_server.start()
        # The same client goes on, with the token it had.
        found = client.call("tasks.get_all", id=acknowledged[-500:], only_fields=["id"])["tasks"]
        assert {task["id"] for task in found} == set(acknowledged[-500:])


def test_queue_worker_and_task_survive_a_restart(own_server: Server) -> None:
    client = own_server.client()
    queue = client.call("queues.create", name="lasting queue")["id"]
    tasks = [client.new_task() for _ in range(3)]
    client.call("tasks.enqueue_many", ids=tasks, queue=queue)
    client.call("queues.get_next_task", queue=queue)
    client.call("workers.register", worker="lasting:1", queues=[queue])
    own_server.stop(9)
    own_server.start()
    assert [e["task"] for e in client.call("queues.get_by_id", queue=queue)["queue"]["entries"]] == tasks[1:]
    assert client.call("queues.get_num_entries", queue=queue) == {"num": 2}
    assert [w["id"] for w in client.call("workers.get_all")["workers"]] == ["lasting:1"]
    assert client.task(tasks[1])["status"] == "queued"


def test_silent_workers_and_tasks(tmp_path: Path) -> None:
    server = Server(tmp_path / "home", ("--worker-timeout-seconds", "1", "--watchdog-seconds", "1.5"))
    server.start()
    client = server.client()
    task = client.new_task()
    client.call("tasks.started", task=task)
    client.call("workers.register", worker="silent:1", queues=[])
    assert client.call("workers.get_all")["workers"]
    wait_until(lambda: not client.call("workers.get_all")["workers"], "the worker to be forgotten", 10)
    wait_until(lambda: client.task(task)["status"] == "stopped", "the task to be stopped", 10)
    assert "non-responsive" in client.task(task)["status_reason"]
    server.close_clients()
    assert server.stop() == 0


def test_stops_in_time_with_open_connections(own_server: Server) -> None:
    clients = [own_server.client() for _ in range(4)]
    for client in clients:
        client.call("debug.ping")
    idle = socket.create_connection(("127.0.0.1", int(own_server.urls["api"].rpartition(":")[2])))
    started = time.monotonic()
    assert own_server.stop() == 0
    assert time.monotonic() - started < 2.5
    idle.close()


def test_taken_port_is_named_with_its_option(own_server: Server, tmp_path: Path) -> None:
    taken = own_server.urls["files"].rpartition(":")[2]
    result = run_to_its_end(tmp_path / "second", "--api-port", "0", "--web-port", "0", "--files-port", taken)
    assert result.returncode == 2
    last = result.stderr.strip().splitlines()[-1]
    assert taken in last
    assert "--files-port" in last
    assert "Traceback" not in result.stderr


def test_second_server_on_the_same_home_refuses(own_server: Server) -> None:
    before = own_server.config_file.read_bytes()
    result = run_to_its_end(own_server.home, "--api-port", "0", "--web-port", "0", "--files-port", "0")
    assert result.returncode == 2
    assert "another server runs on" in result.stderr
    assert own_server.config_file.read_bytes() == before


def test_two_homes_side_by_side(own_server: Server, server: Server) -> None:
    mine = own_server.client()
    task = mine.new_task()
    other = server.client()
    assert other.call("tasks.get_all", id=[task])["tasks"] == []
    answer = httpx.post(f"{server.urls['api']}/tasks.get_all", headers={"Authorization": f"Bearer {mine.token}"})
    assert answer.status_code == 401


def test_secrets_are_private_and_never_logged(own_server: Server) -> None:
    client = own_server.client()
    access_key, secret_key = own_server.credentials
    httpx.post(f"{own_server.urls['api']}/auth.login", auth=httpx.BasicAuth(access_key, "wrong"))
    httpx.post(f"{own_server.urls['api']}/tasks.get_all", headers={"Authorization": f"Bearer {client.token}x"})
    client.call("tasks.get_all")
    for secret in (secret_key, client.token):
        assert secret not in own_server.log_text
    for path in own_server.home.rglob("*"):
        mode = stat.S_IMODE(path.stat().st_mode)
        assert mode & 0o077 == 0, path
    database = b"".join(path.read_bytes() for path in own_server.home.glob("server.sqlite*"))
    assert secret_key.encode() not in database


def test_wildcard_host_becomes_loopback_in_the_client_config(tmp_path: Path) -> None:
    server = Server(tmp_path / "home", ("--host", "0.0.0.0"))
    server.start()
    assert server.urls["api"].startswith("http://127.0.0.1:")
    assert server.stop() == 0


def test_the_web_application_may_be_somewhere_else(tmp_path: Path) -> None:
    elsewhere = "http://127.0.0.1:8090"
    with Server(tmp_path / "home", options=("--web-address", f"{elsewhere}/")) as running:
        asked = {"Origin": elsewhere, "Access-Control-Request-Method": "POST"}
        allowed = httpx.options(f"{running.urls['api']}/tasks.get_all", headers=asked)
        assert allowed.headers["access-control-allow-origin"] == elsewhere
        assert elsewhere in (tmp_path / "home" / "clearml.conf").read_text()


def test_cross_origin_only_from_the_web_address(own_server: Server) -> None:
    api, web = own_server.urls["api"], own_server.urls["web"]
    allowed = httpx.options(f"{api}/tasks.get_all", headers={"Origin": web, "Access-Control-Request-Method": "POST"})
    assert allowed.headers["access-control-allow-origin"] == web
    assert allowed.headers["access-control-allow-credentials"] == "true"
    denied = httpx.options(
        f"{api}/tasks.get_all", headers={"Origin": "http://evil.invalid", "Access-Control-Request-Method": "POST"}
    )
    assert "access-control-allow-origin" not in denied.headers


@pytest.mark.skipif(not os.path.exists("/proc"), reason="reads /proc")  # noqa: PTH110
def test_ready_soon_and_light(tmp_path: Path) -> None:
    server = Server(tmp_path / "home")
    started = time.monotonic()
    server.start()
    assert time.monotonic() - started < 3.0
    status = Path(f"/proc/{server.process.pid}/status").read_text()
    kilobytes = int(next(line.split()[1] for line in status.splitlines() if line.startswith("VmRSS")))
    assert kilobytes < 120 * 1024
    assert server.stop() == 0


def test_a_server_that_hangs_ends_and_says_where(tmp_path: Path) -> None:
    script = (
        "import asyncio, re\n"
        "from automl_server.serving import end_when_stuck\n"
        "async def main():\n"
        "    watching = asyncio.create_task(end_when_stuck(1.0))\n"
        "    await asyncio.sleep(3)\n"  # as long as it moves it lives
        "    print('alive', flush=True)\n"
        "    re.match('(a|aa)+$', 'a' * 80 + 'b')\n"  # holds the interpreter for ever
        "asyncio.run(main())\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", script],
        env=server_environment(),
        capture_output=True,
        text=True,
        timeout=30,
        check=False,
    )
    assert (done.returncode, done.stdout) == (1, "alive\n")
    assert "Timeout" in done.stderr
    assert "in main" in done.stderr


def test_a_database_that_another_program_has_to_itself_is_a_server_to_ask_again(tmp_path: Path) -> None:
    with Server(tmp_path / "home") as server:
        client = server.client()
        kept = client.new_task("kept")
        queue = client.call("queues.get_default")["id"]
        other = sqlite3.connect(server.home / "server.sqlite", isolation_level=None)
        other.execute("BEGIN IMMEDIATE")
        answer = client.http.post("/tasks.create", json={"name": "late", "type": "training"}, timeout=30)
        assert client.task(kept)["name"] == "kept"
        assert client.call("queues.get_next_task", queue=queue) == {}  # nothing to take: nobody is waited for
        other.rollback()
        other.close()
        assert answer.status_code == 503
        assert "nother program has" in answer.json()["meta"]["result_msg"]
        assert client.new_task("late")
        server.close_clients()
    assert "Traceback" not in server.log_text


def test_a_damaged_page_is_said_with_what_to_do(tmp_path: Path) -> None:
    server = Server(tmp_path / "home")
    server.start()
    server.client().new_task("lost")
    server.close_clients()
    server.stop()
    with sqlite3.connect(server.home / "server.sqlite") as database:
        (size,) = database.execute("PRAGMA page_size").fetchone()
        (page,) = database.execute("SELECT rootpage FROM sqlite_master WHERE name = 'tasks'").fetchone()
    database.close()
    with (server.home / "server.sqlite").open("r+b") as file:
        file.seek((page - 1) * size)
        file.write(b"\xff" * size)
    server.start()
    try:
        answer = server.client().http.post("/tasks.get_all", json={})
        assert answer.status_code == 500
        assert "automl server restore BACKUP" in answer.json()["meta"]["result_msg"]
        server.close_clients()
    finally:
        server.stop()


def test_a_file_that_is_no_database_is_said_with_what_to_do(tmp_path: Path) -> None:
    home = tmp_path / "home"
    home.mkdir(mode=0o700)
    (home / "server.sqlite").write_bytes(b"no database" * 1000)
    done = run_to_its_end(home, "--api-port", "0", "--files-port", "0", "--web-port", "0")
    assert done.returncode == 2
    assert "the server's database is damaged" in done.stderr
    assert f"automl server restore BACKUP --force --home {home}" in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.skipif(os.geteuid() != 0 or shutil.which("mount") is None, reason="mounts a small file system")
def test_a_full_disk_is_said_and_nothing_stored_is_lost(tmp_path: Path) -> None:
    small = tmp_path / "small"
    small.mkdir()
    mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=4m,mode=0700", "none", str(small)], check=False)
    if mounted.returncode:
        pytest.skip("no file system can be mounted here")
    try:
        server = Server(small)
        server.start()
        client = server.client()
        kept = client.new_task("kept")
        codes = set()
        for _ in range(60):
            answer = client.http.post(
                "/tasks.create", json={"name": "big", "type": "training", "comment": "x" * 200_000}
            )
            codes.add(answer.status_code)
            if answer.status_code != 200:
                break
        assert codes == {200, 507}
        assert "no space left" in answer.json()["meta"]["result_msg"].lower()
        assert client.task(kept)["name"] == "kept"
        server.close_clients()
        server.stop()
        assert "disk is full" in server.log_text
        assert "Traceback" not in server.log_text
        (small / "filler").write_bytes(b"x" * (shutil.disk_usage(small).free // 4096 * 4096))
        again = subprocess.run(
            [
                sys.executable,
                "-m",
                "automl_server",
                "--home",
                str(small / "new"),
                *("--api-port", "0"),
                *("--files-port", "0"),
                *("--web-port", "0"),
            ],
            env=server_environment(),
            capture_output=True,
            text=True,
            timeout=30,
            check=False,
        )
        assert again.returncode == 2
        assert "space" in again.stderr
        assert "Traceback" not in again.stderr
    finally:
        subprocess.run(["umount", "-l", str(small)], check=True)
