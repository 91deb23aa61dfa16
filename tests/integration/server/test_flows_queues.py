"""What ClearML runs through queues, with the SDK, its commands and stock agents as they are: controllers in `services`,
their work in `default`, searches by Optuna, schedules, triggers, data sets by command."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from .conftest import Client, Server, wait_until

LONGEST_SECONDS = 720.0

FUNCTIONS = """
import json
from clearml import PipelineController, Task

def make(start):
    return int(start) + 1

def double(value):
    return int(value) * 2

pipe = PipelineController(name="functions pipe", project="queues/functions", version="1.0", pool_frequency=0.02)
pipe.set_default_execution_queue("default")
pipe.add_parameter("start", 3)
pipe.add_function_step("made", make, function_kwargs={"start": "${pipeline.start}"}, function_return=["value"],
                       repo="", packages=[])
pipe.add_function_step("doubled", double, function_kwargs={"value": "${made.value}"}, function_return=["result"],
                       repo="", packages=[])
pipe.start()
"""

DECORATED = """
import json
from clearml import PipelineDecorator

@PipelineDecorator.component(return_values=["value"], execution_queue="default", repo="", packages=[])
def made(start):
    return int(start) + 1

@PipelineDecorator.component(return_values=["result"], execution_queue="default", repo="", packages=[])
def doubled(value):
    return int(value) * 2

@PipelineDecorator.pipeline(name="decorated pipe", project="queues/decorated", version="1.0",
                            pipeline_execution_queue="services", pool_frequency=0.02, repo="", packages=[])
def run(start=3):
    result = int(doubled(made(start)))
    print(f"the result is {result}")

if __name__ == "__main__":
    run(start=5)
"""


def started(server: Server, folder: Path, script: str) -> str:
    """Run a script that hands itself over to a queue; returns what it printed."""
    return server.run_script(script, folder, LONGEST_SECONDS)


@pytest.fixture(scope="module")
def agents(server: Server, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A stock agent for each of the two queues that are there from the start; the folder of their logs."""
    folder = tmp_path_factory.mktemp("queue-agents")
    daemons = []
    for queue in ("services", "default"):
        home = folder / queue
        home.mkdir()
        environment = {
            **server.environment(home),
            "CLEARML_AGENT_SKIP_PYTHON_ENV_INSTALL": "1",
            "CLEARML_AGENT_QUEUE_POLL_FREQ_SEC": "0.25",
            "CLEARML_AGENT__sdk__development__report_use_subprocess": "false",
            "CLEARML_AGENT__agent__disable_agent_update_check": "true",
            "CLEARML_WORKER_ID": f"{queue}:1",
        }
        with (folder / f"{queue}.log").open("wb") as log:
            command = [sys.executable, "-m", "clearml_agent", "daemon", "--queue", queue, "--foreground", "--cpu-only"]
            daemons.append(subprocess.Popen(command, env=environment, cwd=home, stdout=log, stderr=subprocess.STDOUT))
    yield folder
    for daemon in daemons:
        daemon.terminate()
    for daemon in daemons:
        daemon.wait(20)


def ended_controller(client: Client, name: str) -> dict[str, object]:
    """The only controller of a pipeline, once it is over."""

    def found() -> dict[str, object] | None:
        asked = {"name": f"^{name}", "type": ["controller"], "search_hidden": True}
        tasks = client.call("tasks.get_all", **asked)["tasks"]
        over = [task for task in tasks if task["status"] in ("completed", "failed", "stopped")]
        return over[0] if over else None

    task: dict[str, object] = wait_until(found, f"{name} to end", LONGEST_SECONDS)
    return task


def console(client: Client, task: object) -> str:
    """The ends of the consoles of a task and its children."""
    children = client.call("tasks.get_all", parent=task, only_fields=["id"], search_hidden=True)["tasks"]
    texts = []
    for one in (task, *(child["id"] for child in children)):
        texts.append(whole_console(client, one)[-3000:])
    return "\n---\n".join(texts)


def whole_console(client: Client, task: object) -> str:
    events = client.call("events.get_task_log", task=task, order="asc", navigate_earlier=False, batch_size=5000)
    return "".join(event["msg"] for event in events["events"])


def test_a_pipeline_of_functions_through_queues(server: Server, client: Client, agents: Path, tmp_path: Path) -> None:
    started(server, tmp_path, FUNCTIONS)
    controller = ended_controller(client, "functions pipe")
    assert controller["status"] == "completed", console(client, controller["id"])
    steps = json.loads(client.task(str(controller["id"]))["configuration"]["Pipeline"]["value"])
    assert {name: step["status"] for name, step in steps.items()} == {"made": "completed", "doubled": "completed"}
    assert client.task(steps["made"]["executed"])["last_worker"] == "default:1"
    assert client.task(str(controller["id"]))["last_worker"] == "services:1"


def test_a_decorated_pipeline_through_queues(server: Server, client: Client, agents: Path, tmp_path: Path) -> None:
    started(server, tmp_path, DECORATED)
    controller = ended_controller(client, "decorated pipe")
    assert controller["status"] == "completed", console(client, controller["id"])
    steps = json.loads(client.task(str(controller["id"]))["configuration"]["Pipeline"]["value"])
    assert {name: step["status"] for name, step in steps.items()} == {"made": "completed", "doubled": "completed"}
    assert "the result is 12" in whole_console(client, controller["id"])


def test_an_agent_serves_its_queues_in_order(server: Server, client: Client, tmp_path: Path) -> None:
    (tmp_path / "work.py").write_text("print('done')")
    queues = {name: client.call("queues.create", name=f"{name} priority")["id"] for name in ("high", "low")}
    tasks = {}
    for name in ("low 1", "low 2", "high 1"):
        tasks[name] = client.new_task(name, script={"binary": "python", "entry_point": "-m work", "repository": ""})
        client.call("tasks.enqueue", task=tasks[name], queue=queues[name.partition(" ")[0]])
    environment = {
        **server.environment(tmp_path),
        "CLEARML_AGENT_SKIP_PYTHON_ENV_INSTALL": "1",
        "CLEARML_AGENT_FORCE_CODE_DIR": str(tmp_path),
        "CLEARML_AGENT_FORCE_EXEC_SCRIPT": "-m work",
        "CLEARML_AGENT_QUEUE_POLL_FREQ_SEC": "0.25",
        "CLEARML_AGENT__agent__disable_agent_update_check": "true",
        "CLEARML_WORKER_ID": "priorities:1",
    }
    words = ["daemon", "--queue", "high priority", "low priority", "--foreground", "--cpu-only"]
    with (tmp_path / "agent.log").open("wb") as log:
        command = [sys.executable, "-m", "clearml_agent", *words]
        agent = subprocess.Popen(command, env=environment, cwd=tmp_path, stdout=log, stderr=subprocess.STDOUT)
    try:

        def begun() -> list[str]:
            found = {name: client.task(task).get("started") for name, task in tasks.items()}
            return sorted(found, key=lambda name: str(found[name])) if all(found.values()) else []

        assert wait_until(begun, "all three to start", LONGEST_SECONDS) == ["high 1", "low 1", "low 2"]
    finally:
        agent.terminate()
        agent.wait(20)


# -- searches

SEARCHED = """
from clearml import Task
task = Task.init(auto_connect_frameworks=False, auto_resource_monitoring=False)
values = {"x": 0.0}
task.connect(values, name="Args")
task.get_logger().report_scalar("loss", "test", value=(values["x"] - 1.0) ** 2, iteration=1)
"""

SEARCH = """
import json, sys
from clearml import Task
from clearml.automation import HyperParameterOptimizer, UniformParameterRange
from clearml.automation.optuna import OptimizerOptuna
template = Task.create(project_name="queues/search", task_name="searched", task_type="training",
                       script="searched.py", packages=[], add_task_init_call=False)
task = Task.init(project_name="queues/search", task_name="the search", task_type=Task.TaskTypes.optimizer,
                 auto_connect_frameworks=False, auto_resource_monitoring=False)
search = HyperParameterOptimizer(
    base_task_id=template.id, hyper_parameters=[UniformParameterRange("Args/x", -2.0, 2.0)],
    objective_metric_title="loss", objective_metric_series="test", objective_metric_sign="min",
    optimizer_class=OptimizerOptuna, max_number_of_concurrent_tasks=2, total_max_jobs=3, execution_queue="default",
    pool_period_min=0.01, save_top_k_tasks_only=1, max_iteration_per_job=100,
)
search.set_report_period(0.05)
search.start()
search.wait(timeout=10.0)
search.stop(wait_for_reporter=False)
children = Task.get_tasks(task_filter={"parent": task.id})
print(json.dumps({
    "statuses": sorted(child.get_status() for child in children),
    "losses": sorted(child.get_last_scalar_metrics()["loss"]["test"]["last"] for child in children),
    "top": [child.get_last_scalar_metrics()["loss"]["test"]["last"] for child in search.get_top_experiments(top_k=1)],
    "archived": sum("archived" in child.get_system_tags() for child in children),
}))
"""


def test_a_search_by_optuna_through_queues(server: Server, agents: Path, tmp_path: Path) -> None:
    (tmp_path / "searched.py").write_text(SEARCHED)
    result = server.run_sdk(SEARCH, tmp_path, LONGEST_SECONDS)
    assert result["statuses"] == ["completed"] * 3
    assert result["top"] == result["losses"][:1]


# -- commands


def command(server: Server, folder: Path, *words: str) -> str:
    """Run one of ClearML's commands; returns what it printed."""
    done = subprocess.run(
        [str(Path(sys.executable).with_name(words[0])), *words[1:]],
        env=server.environment(folder),
        cwd=folder,
        capture_output=True,
        text=True,
        timeout=LONGEST_SECONDS,
        check=False,
    )
    assert done.returncode == 0, f"{done.stdout}\n{done.stderr}"
    return done.stdout


def written(folder: Path, **files: str) -> str:
    folder.mkdir(exist_ok=True)
    for name, text in files.items():
        (folder / f"{name}.txt").write_text(text)
    return str(folder)


def new_id(printed: str) -> str:
    found = re.search(r"id=([0-9a-f]{32})", printed)
    assert found, printed
    return found[1]


def test_data_sets_by_command(server: Server, tmp_path: Path) -> None:
    def data(*words: str) -> str:
        return command(server, tmp_path, "clearml-data", *words)

    first = new_id(data("create", "--project", "queues/data", "--name", "first"))
    data("add", "--id", first, "--files", written(tmp_path / "one", a="1", b="2"))
    data("close", "--id", first)
    second = new_id(data("create", "--project", "queues/data", "--name", "second", "--parents", first))
    folder = written(tmp_path / "two", a="1", c="3")
    data("sync", "--id", second, "--folder", folder)
    listed = data("list", "--id", second)
    assert "a.txt" in listed
    assert "c.txt" in listed
    assert "b.txt" not in listed
    copy = tmp_path / "copy"
    data("get", "--id", second, "--copy", str(copy))
    assert sorted(file.name for file in copy.glob("*.txt")) == ["a.txt", "c.txt"]
    data("verify", "--id", second, "--folder", str(copy))
    squashed = data("squash", "--name", "squashed", "--ids", first, second)
    assert new_id(squashed)
    assert "squashed" in data("search", "--project", "queues/data")
    compared = data("compare", "--source", first, "--target", second)
    assert "1" in compared
    data("publish", "--id", second)
    data("delete", "--id", new_id(squashed), "--force")


def test_a_task_by_command(server: Server, client: Client, agents: Path, tmp_path: Path) -> None:
    (tmp_path / "searched.py").write_text(SEARCHED)
    words = ["--project", "queues/command", "--name", "by command", "--script", "searched.py", "--queue", "default"]
    printed = command(server, tmp_path, "clearml-task", *words, "--args", "x=3.0", "--packages", "clearml")
    task = new_id(printed)
    wait_until(lambda: client.task(task)["status"] in ("completed", "failed"), "the task to end", LONGEST_SECONDS)
    found = client.task(task)
    assert found["status"] == "completed", console(client, task)
    (variants,) = found["last_metrics"].values()
    assert [variant["value"] for variant in variants.values()] == [4.0]


# -- schedules and triggers

SCHEDULE = """
import json, threading, time
from clearml import Task, TaskTypes
from clearml.automation import TaskScheduler, TriggerScheduler

def seen(condition, seconds=300):
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if condition():
            return True
        time.sleep(0.2)
    return False

template = Task.create(project_name="queues/schedule", task_name="scheduled", task_type="training")
schedule = TaskScheduler(sync_frequency_minutes=0.05, force_create_task_project="queues/schedule",
                         force_create_task_name="automation")
schedule.add_task(schedule_task_id=template.id, queue="kept", name="every day", day=1, hour=1, minute=5,
                  execute_immediately=True, reuse_task=False)
threading.Thread(target=schedule.start, daemon=True).start()
def made(name):
    return [t for t in Task.get_tasks(project_name="queues/schedule", task_name=f"^{name}", task_filter={
        "status": ["queued"], "search_hidden": True})]
scheduled = seen(lambda: made("scheduled"))

called = []
trigger = TriggerScheduler(pooling_frequency_minutes=0.02, force_create_task_project="queues/schedule",
                           force_create_task_name="automation")
trigger.add_task_trigger(schedule_function=called.append, name="tagged", trigger_project="queues/schedule",
                         trigger_on_tags=["go"])
trigger.add_model_trigger(schedule_function=called.append, name="published", trigger_project="queues/schedule",
                          trigger_on_publish=True)
threading.Thread(target=trigger.start, daemon=True).start()
time.sleep(3)
watched = Task.create(project_name="queues/schedule", task_name="watched", task_type="training")
watched.add_tags(["go"])
tagged = seen(lambda: watched.id in called)
print(json.dumps({"scheduled": scheduled, "tagged": tagged}), flush=True)
import os; os._exit(0)
"""


def test_schedules_and_triggers(server: Server, client: Client, tmp_path: Path) -> None:
    client.call("queues.create", name="kept")
    result = server.run_sdk(SCHEDULE, tmp_path, LONGEST_SECONDS)
    assert result == {"scheduled": True, "tagged": True}


# -- models

MODELS = """
import json
from pathlib import Path
from clearml import InputModel, Model, OutputModel, Task
task = Task.init(project_name="queues/models", task_name="maker", auto_connect_frameworks=False,
                 auto_resource_monitoring=False)
versions = []
for number in range(3):
    Path(f"weights{number}.bin").write_bytes(bytes([number]) * 10)
    model = OutputModel(task=task, name="versions", tags=[f"v{number}"], label_enumeration={"a": number})
    model.update_weights(f"weights{number}.bin", auto_delete_file=False)
    model.set_metadata("accuracy", str(number), v_type="float")
    versions.append(model)
versions[2].report_scalar("quality", "test", value=2.0, iteration=1)
task.flush(wait_for_uploads=True)
versions[1].publish()
newest = Model.query_models(project_name="queues/models", model_name="versions", max_results=1)
chosen = Model.query_models(project_name="queues/models", metadata={"accuracy": "1"})
published = Model.query_models(project_name="queues/models", only_published=True)
used = InputModel(model_id=versions[2].id)
task.connect(used, name="start from")
versions[0].archive()
print(json.dumps({
    "newest": newest[0].id == versions[2].id,
    "chosen": [model.id for model in chosen] == [versions[1].id],
    "published": [model.id for model in published] == [versions[1].id],
    "weights": list(Path(used.get_local_copy()).read_bytes()[:2]),
    "labels": used.labels,
    "metadata": used.get_all_metadata_casted(),
    "outputs": len(task.models["output"]),
    "inputs": list(task.input_models_id),
    "active": len(Model.query_models(project_name="queues/models")),
    "all": len(Model.query_models(project_name="queues/models", include_archived=True)),
    "id": versions[2].id,
}))
"""


def test_versions_of_a_model(server: Server, client: Client, tmp_path: Path) -> None:
    result = server.run_sdk(MODELS, tmp_path, LONGEST_SECONDS)
    asked = {"task": result.pop("id"), "model_events": True}
    curve = wait_until(lambda: client.call("events.scalar_metrics_iter_histogram", **asked).get("quality"), "the curve")
    assert curve["test"]["y"] == [2.0]
    assert result == {
        "newest": True,
        "chosen": True,
        "published": True,
        "weights": [2, 2],
        "labels": {"a": 2},
        "metadata": {"accuracy": 2.0},
        "outputs": 3,
        "inputs": ["start from"],
        "active": 2,
        "all": 3,
    }
