"""start, stop, status, backup, restore, info, clean: of a server that other programs use meanwhile."""

from __future__ import annotations

import json
import os
import re
import signal
import sqlite3
import stat
import subprocess
import sys
import tarfile
import threading
from contextlib import closing
from pathlib import Path
from typing import Any

import httpx
import pytest

from .conftest import Client, Server, server_environment

PORTS = ("--api-port", "0", "--files-port", "0", "--web-port", "0")


def verb(name: str, home: Path, *options: str, code: int = 0, env: dict[str, str] | None = None) -> Any:
    """Carry out a verb with --json; returns its document."""
    result = subprocess.run(
        [sys.executable, "-m", "automl_server", name, "--home", str(home), "--json", *options],
        env={**server_environment(), **(env or {})},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert result.returncode == code, result.stdout + result.stderr
    assert "Traceback" not in result.stderr
    return json.loads(result.stdout)


@pytest.fixture
def filled(own_server: Server) -> tuple[Server, Client, str]:
    """A running server with a task that has events, an artifact and a debug image."""
    client = own_server.client()
    task = client.new_task("kept task")
    client.send_events({"type": "log", "task": task, "msg": "a line"})
    upload(own_server, client, f"p/kept task.{task}/artifacts/a/a.bin", b"artifact")
    return own_server, client, task


def upload(server: Server, client: Client, name: str, content: bytes) -> str:
    headers = {"Authorization": f"Bearer {client.token}"}
    httpx.post(f"{server.urls['files']}/", headers=headers, files={name: ("x", content)}).raise_for_status()
    return f"{server.urls['files']}/{name}"


def test_start_status_stop(tmp_path: Path) -> None:
    home = tmp_path / "home"
    assert verb("status", home, code=3) == {"running": False, "ready": False, "home": str(home)}
    assert verb("stop", home)["stopped"] is False
    made = verb("start", home, *PORTS)
    try:
        assert (made["started"], made["ready"], made["started_by"]) == (True, True, "automl server start")
        again = verb("start", home, *PORTS)
        assert (again["started"], again["pid"]) == (False, made["pid"])
        assert verb("status", home)["urls"] == made["urls"]
        assert httpx.get(f"{made['urls']['api']}/debug.ping").status_code == 200
        assert (home / "logs" / "server.log").exists()
    finally:
        assert verb("stop", home)["stopped"] is True
    assert verb("status", home, code=3)["running"] is False


def test_a_start_that_fails_says_why(own_server: Server, tmp_path: Path) -> None:
    taken = own_server.urls["api"].rpartition(":")[2]
    failed = verb("start", tmp_path / "other", "--api-port", taken, code=2)["error"]
    assert failed["what"] == "the server did not come up"
    assert taken in failed["value"]
    assert "server.log" in failed["fix"]


def test_a_server_of_a_stack_is_left_to_the_stack(tmp_path: Path) -> None:
    home = tmp_path / "home"
    made = verb("start", home, *PORTS, env={"SUPERVISOR_PROCESS_NAME": "server"})
    try:
        assert made["started_by"] == "automl up"
        assert verb("stop", home, code=2)["error"]["fix"] == "automl down"
    finally:
        os.kill(made["pid"], signal.SIGTERM)


def test_backup_of_a_running_server_and_restore(filled: tuple[Server, Client, str], tmp_path: Path) -> None:
    server, client, task = filled
    uid = client.call("server.info")["uid"]
    done = threading.Event()

    def write() -> None:
        while not done.is_set():
            client.new_task("written meanwhile")

    writer = threading.Thread(target=write)
    writer.start()
    archive = tmp_path / "backup.tar"
    try:
        made = verb("backup", server.home, str(archive))
    finally:
        done.set()
        writer.join()
    assert made["files"] == 1
    assert stat.S_IMODE(archive.stat().st_mode) == 0o600
    assert [path.name for path in tmp_path.glob(".*")] == []
    assert "there already" in verb("backup", server.home, str(archive), code=2)["error"]["what"]
    assert "runs on this home" in verb("restore", server.home, str(archive), "--force", code=2)["error"]["what"]

    other = tmp_path / "other"
    assert verb("restore", other, str(archive))["replaced"] is None
    assert "not empty" in verb("restore", other, str(archive), code=2)["error"]["what"]
    copy = Server(other)
    copy.start()
    restored = copy.client()
    assert restored.call("server.info")["uid"] == uid
    assert restored.task(task)["name"] == "kept task"
    assert restored.call("events.get_task_log", task=task)["total"] == 1
    headers = {"Authorization": f"Bearer {client.token}"}  # tokens and keys hold on both
    url = f"{copy.urls['files']}/p/kept task.{task}/artifacts/a/a.bin"
    assert httpx.get(url, headers=headers).content == b"artifact"
    assert copy.credentials == server.credentials
    restored.new_task("after the restore")
    copy.close_clients()
    assert copy.stop() == 0
    replaced = verb("restore", other, str(archive), "--force")["replaced"]
    with closing(sqlite3.connect(Path(replaced) / "server.sqlite")) as connection:
        names = [row[0] for row in connection.execute("SELECT name FROM tasks")]
    assert "after the restore" in names


def test_damaged_and_foreign_archives_change_nothing(filled: tuple[Server, Client, str], tmp_path: Path) -> None:
    server, _, _ = filled
    good = tmp_path / "good.tar"
    verb("backup", server.home, str(good))
    content = good.read_bytes()
    spot = content.index(b"artifact", content.index(b"a.bin"))
    bad = {
        "flipped": content[:spot] + b"ARTIFACT" + content[spot + 8 :],
        "cut": content[: len(content) // 2],
        "text": b"not an archive",
        "empty": b"",
    }
    home = tmp_path / "fresh"
    for name, broken in bad.items():
        file = tmp_path / name
        file.write_bytes(broken)
        assert verb("restore", home, str(file), code=2)["error"]["what"], name
    evil = tmp_path / "evil.tar"
    with tarfile.open(evil, "w") as archive:
        archive.add(good, arcname="files/../../escaped")
    verb("restore", home, str(evil), code=2)
    assert not (tmp_path / "escaped").exists()
    assert "no such archive" in verb("restore", home, str(tmp_path / "none"), code=2)["error"]["what"]
    assert [path.name for path in home.iterdir()] == ["server.lock"]


def test_info(filled: tuple[Server, Client, str], tmp_path: Path) -> None:
    server, _, task = filled
    found = verb("info", server.home)
    assert found["running"] is True
    assert found["schema_version"] == found["newest_schema_version"]
    assert (found["counts"]["tasks"], found["counts"]["log_lines"], found["files"]) == (1, 1, 1)
    assert found["bytes"]["files"] == len(b"artifact")
    assert found["tasks_with_most_events"] == [{"task": task, "name": "kept task", "events": 1}]
    assert verb("info", tmp_path / "nothing", code=2)["error"]["fix"] == "automl server start"


def test_cleaning_takes_only_what_is_over_and_old(own_server: Server) -> None:
    client = own_server.client()

    def task(name: str, *, over: bool, archived: bool = False) -> str:
        made = client.new_task(name)
        image = upload(own_server, client, f"p/{name}.{made}/metrics/i.png", b"image")
        artifact = upload(own_server, client, f"p/{name}.{made}/artifacts/a.bin", b"artifact")
        client.send_events(
            {"type": "training_debug_image", "task": made, "metric": "i", "variant": "v", "iter": 1, "url": image},
            {"type": "training_stats_scalar", "task": made, "metric": "m", "variant": "v", "iter": 1, "value": 1.0},
        )
        entry = {"key": "a", "type": "file", "uri": artifact}
        client.call("tasks.add_or_update_artifacts", task=made, artifacts=[entry])
        if over:
            client.call("tasks.started", task=made)
            client.call("tasks.completed", task=made)
        if archived:
            client.call("tasks.edit", task=made, system_tags=["archived"], force=True)
        return made

    tasks = {
        "draft": task("draft", over=False),
        "over": task("over", over=True),
        "archived": task("archived", over=True, archived=True),
        "young": task("young", over=True),
    }
    with closing(sqlite3.connect(own_server.home / "server.sqlite")) as connection:
        connection.execute("UPDATE tasks SET last_update = '2001-01-01T00:00:00.000000+00:00' WHERE name <> 'young'")
        connection.commit()
    would = verb("clean", own_server.home, "--keep-days", "7", "--dry-run")
    assert {row["name"]: (row["events"], row["files"]) for row in would["tasks"]} == {
        "over": (2, 1),
        "archived": (2, 2),
    }
    assert verb("clean", own_server.home, "--keep-days", "7")["events"] == 4

    left = {path.name for name in tasks for path in (own_server.home / "files" / "p").glob(f"{name}.*/**/*.*")}
    assert left == {"i.png", "a.bin"}
    files = {name: len([*(own_server.home / "files" / "p").glob(f"{name}.{tasks[name]}/*/*")]) for name in tasks}
    assert files == {"draft": 2, "over": 1, "archived": 0, "young": 2}
    assert client.call("events.get_task_events", task=tasks["draft"])["total"] == 2
    assert client.call("events.get_task_events", task=tasks["over"])["total"] == 0
    assert client.task(tasks["over"])["last_metrics"]
    assert verb("clean", own_server.home, "--keep-days", "7")["tasks"] == []
    assert verb("clean", own_server.home, "--keep-days", "7", "--artifacts")["files"] == 1


def test_endpoints_at_a_url(own_server: Server) -> None:
    document = httpx.get(f"{own_server.urls['api']}/openapi.json").json()
    assert document["openapi"].startswith("3.")
    paths = document["paths"]
    assert set(own_server.client().call("server.endpoints")["endpoints"]) == {path[1:] for path in paths}
    assert paths["/events.get_task_log"]["post"]["x-versions"] == ["2.9", "1.5"]
    assert paths["/debug.ping"]["post"]["security"] == []


def test_bodies_are_described_by_the_schemas_of_the_sdk(own_server: Server) -> None:
    document = httpx.get(f"{own_server.urls['api']}/openapi.json").json()
    enqueue = document["paths"]["/tasks.enqueue"]["post"]
    body = enqueue["requestBody"]["content"]["application/json"]["schema"]
    assert (body["required"], body["properties"]["queue_name"]) == (["task"], {"type": "string"})
    answer = document["paths"]["/tasks.get_by_id"]["post"]["responses"]["200"]["content"]["application/json"]["schema"]
    assert {"$ref": "#/components/schemas/tasks.task"} in answer["properties"]["data"]["properties"]["task"]["oneOf"]
    assert "tasks.task" in document["components"]["schemas"]
    named = set(re.findall(r'"#/components/schemas/([^"]+)"', json.dumps(document)))
    assert named <= document["components"]["schemas"].keys()
