"""A stock clearml-agent executes clones: the flow everything else is built on."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from .conftest import Client, Server, wait_until

WORK = """
import sys
from clearml import Task
task = Task.init(auto_connect_frameworks=False, auto_connect_arg_parser=False, auto_resource_monitoring=False)
numbers = {"factor": 1}
task.connect(numbers, name="Work")
print("factor is", numbers["factor"])
task.get_logger().report_single_value("result", int(numbers["factor"]) * 10)
sys.exit(0 if int(numbers["factor"]) > 0 else 3)
"""


@pytest.fixture(scope="module")
def agent(server: Server, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A running agent; the name of its queue."""
    folder = tmp_path_factory.mktemp("agent")
    (folder / "code").mkdir()
    (folder / "code" / "work.py").write_text(WORK)
    queue = "agent-queue"
    server.client().call("queues.create", name=queue)
    environment = {
        **server.environment(folder),
        "CLEARML_AGENT_SKIP_PYTHON_ENV_INSTALL": "1",
        "CLEARML_AGENT_FORCE_CODE_DIR": str(folder / "code"),
        "CLEARML_AGENT_FORCE_EXEC_SCRIPT": "-m work",
        "CLEARML_AGENT_QUEUE_POLL_FREQ_SEC": "0.25",
        "CLEARML_AGENT_STATUS_REPORT_FREQ_SEC": "2",
        "CLEARML_AGENT__sdk__development__report_use_subprocess": "false",
        "CLEARML_AGENT__agent__disable_agent_update_check": "true",
        "CLEARML_WORKER_ID": "tester:1",
    }
    with (folder / "agent.log").open("wb") as log:
        daemon = subprocess.Popen(
            [sys.executable, "-m", "clearml_agent", "daemon", "--queue", queue, "--foreground", "--cpu-only"],
            env=environment,
            cwd=folder,
            stdout=log,
            stderr=subprocess.STDOUT,
        )
    yield queue
    daemon.terminate()
    daemon.wait(20)


def _launch(client: Client, queue: str, template: str, factor: int) -> str:
    clone: str = client.call(
        "tasks.clone",
        task=template,
        new_task_name=f"work {factor}",
        new_task_tags=[f"factor:{factor}"],
        new_task_hyperparams={"Work": {"factor": {"section": "Work", "name": "factor", "value": str(factor)}}},
    )["id"]
    many = client.call("tasks.enqueue_many", ids=[clone], queue_name=queue, verify_watched_queue=True)
    assert [item["id"] for item in many["succeeded"]] == [clone]
    return clone


def _finished(client: Client, task: str) -> dict[str, object] | None:
    found = client.call("tasks.get_all", id=[task], only_fields=["status"])["tasks"][0]
    return found if found["status"] in ("completed", "failed", "stopped") else None


def test_clones_are_executed_to_completed_and_to_failed(server: Server, client: Client, agent: str) -> None:
    project = client.call("projects.create", name="agents/flow")["id"]
    script = {"binary": "python", "entry_point": "-m work", "repository": "", "requirements": {}}
    template = client.new_task("template of work", project=project, script=script, tags=["template"])
    wait_until(lambda: client.call("workers.get_all")["workers"], "the agent to register")
    good = _launch(client, agent, template, 4)
    bad = _launch(client, agent, template, -1)

    wait_until(lambda: _finished(client, good), "the good clone", 60)
    task = client.task(good)
    assert task["status"] == "completed", json.dumps(task, indent=1)
    assert task["tags"] == ["factor:4"]
    assert task["parent"] == template
    assert task["last_worker"] == "tester:1"
    assert task["started"] < task["completed"]
    assert task["active_duration"] >= 0
    values = client.call("events.get_task_single_value_metrics", tasks=[good])["tasks"][0]["values"]
    assert [(value["variant"], value["value"]) for value in values] == [("result", 40.0)]
    log = client.call("events.get_task_log", task=good, order="asc", navigate_earlier=False)["events"]
    assert "factor is 4" in "".join(event["msg"] for event in log)

    wait_until(lambda: _finished(client, bad), "the bad clone", 60)
    task = client.task(bad)
    assert task["status"] == "failed"
    assert task["status_reason"] == "worker execution exit code 3"


def test_worker_is_listed_with_its_queue(client: Client, agent: str) -> None:
    workers = wait_until(lambda: client.call("workers.get_all")["workers"], "the agent to register")
    worker = next(worker for worker in workers if worker["id"] == "tester:1")
    assert worker["queues"][0]["name"] == agent
    assert worker["company"]["name"]
    assert worker["user"]["name"]
    assert worker["ip"] == "127.0.0.1"
    shown = client.call("queues.get_all_ex", name=f"^{agent}$")["queues"][0]
    assert [entry["name"] for entry in shown["workers"]] == ["tester:1"]


def test_abort_reaches_the_agent(client: Client, agent: str, tmp_path: Path) -> None:
    """The endless task is told to stop, and the agent reports that it did."""
    script = {"binary": "python", "entry_point": "-m work", "repository": ""}
    template = client.new_task("template of waiting", script=script)
    client.call("tasks.enqueue", task=template, queue_name=agent)
    wait_until(lambda: client.task(template)["status"] != "queued", "the task to start", 30)
    client.call("tasks.stop", task=template, status_reason="not wanted", force=True)
    wait_until(lambda: _finished(client, template), "the task to end", 30)
