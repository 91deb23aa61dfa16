"""More of the SDK's own flows, unmodified: pipelines of tasks, searches as optimizers make them, datasets, offline."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from .conftest import Client, Server

WORK = """
import sys
from clearml import Task
task = Task.init(auto_connect_frameworks=False, auto_connect_arg_parser=False, auto_resource_monitoring=False)
values = {"factor": 1}
task.connect(values, name="Work")
factor = int(values["factor"])
task.get_logger().report_scalar("quality", "test", value=factor * 2.0, iteration=1)
task.upload_artifact("doubled", artifact_object={"value": factor * 2}, wait_on_upload=True)
sys.exit(0)
"""

PIPELINE = """
import json
from clearml import PipelineController, Task
template = Task.create(project_name="flows/steps", task_name="step template", task_type="training")
template.set_parameters({"Work/factor": 1})
pipe = PipelineController(name="steps pipe",
                          project="flows/steps", version="1.0.0", pool_frequency=0.02, add_pipeline_tags=True)
pipe.set_default_execution_queue("QUEUE")
pipe.add_parameter("start", 3)
pipe.add_step("first", base_task_id=template.id, parameter_override={"Work/factor": "${pipeline.start}"})
pipe.add_step("second", base_task_id=template.id, parents=["first"],
              parameter_override={"Work/factor": "${first.parameters.Work/factor}"},
              monitor_metrics=[("quality", "test")])
pipe.start_locally()
pipe.wait()
controller = Task.get_task(task_id=pipe.task.id)
steps = json.loads(controller.get_configuration_object("Pipeline"))
second = Task.get_task(task_id=steps["second"]["executed"])
print(json.dumps({
    "status": controller.get_status(),
    "steps": {name: step["status"] for name, step in steps.items()},
    "factor": second.get_parameter("Work/factor"),
    "parent": second.parent == pipe.task.id,
    "tags": [tag.split(":")[0] for tag in second.get_tags()],
    "artifact": second.artifacts["doubled"].get(),
    "hash": bool(controller.data.runtime.get("_pipeline_hash")),
    "id": controller.id,
}))
"""

OPTIMIZER = """
import hashlib, json
from clearml import Task
from clearml.automation import HyperParameterOptimizer, RandomSearch, DiscreteParameterRange
task = Task.init(project_name="flows/search", task_name="the search", task_type=Task.TaskTypes.optimizer,
                 auto_connect_frameworks=False, auto_resource_monitoring=False)
template = Task.create(project_name="flows/search", task_name="searched", task_type="training")
template.set_parameters({"Work/factor": 1})
search = HyperParameterOptimizer(
    base_task_id=template.id,
    hyper_parameters=[DiscreteParameterRange("Work/factor", [1, 2, 3])],
    objective_metric_title="quality", objective_metric_series="test", objective_metric_sign="max",
    optimizer_class=RandomSearch, max_number_of_concurrent_tasks=2, total_max_jobs=2,
    execution_queue="QUEUE", pool_period_min=0.01,
)
search.set_report_period(0.05)
search.start()
search.wait(timeout=10.0)
search.stop(wait_for_reporter=False)
top = search.get_top_experiments(top_k=1)
ranked = Task.get_tasks(project_name="flows/search", task_filter={
    "parent": task.id, "status": ["completed"],
    "order_by": ["-last_metrics.%s.%s.max_value" % tuple(
        hashlib.md5(name.encode()).hexdigest() for name in ("quality", "test"))],
})
print(json.dumps({
    "children": sorted(t.name.partition(":")[0] for t in Task.get_tasks(task_filter={"parent": task.id})),
    "top": [t.get_last_scalar_metrics()["quality"]["test"]["last"] for t in top],
    "factors": sorted(t.get_parameter("Work/factor") for t in Task.get_tasks(task_filter={"parent": task.id})),
    "ranked": [t.get_parameter("Work/factor") for t in ranked],
}))
"""

TASKS = """
import json
from pathlib import Path
from clearml import Task, Logger
def make(name, **fields):
    task = Task.create(project_name="flows/tasks", task_name=name, task_type="testing")
    return task
one, two, three = (make(f"task {n}") for n in range(3))
one.set_comment("a comment\\nin two lines")
one.set_configuration_object("settings", config_dict={"a": {"b": [1, 2]}})
one.add_tags(["red"]); two.add_tags(["red", "blue"]); three.add_tags(["blue"])
one.set_parameters({"General/rate": 0.1, "Args/n": 3}); one.delete_parameter("Args/n")
one.set_user_properties({"name": "stage", "value": "early"})
one.mark_started(force=True)
logger = one.get_logger()
for i in range(30):
    logger.report_scalar("loss", "train", value=30 - i, iteration=i)
logger.report_confusion_matrix("confusion", "matrix", iteration=0, matrix=[[1, 2], [3, 4]])
logger.report_scatter2d("scatter", "points", scatter=[[0, 1], [1, 2]], iteration=0)
import numpy
for i in range(3):
    logger.report_image("images", "noise", iteration=i, image=numpy.zeros((4, 4, 3), dtype="uint8"))
one.flush(wait_for_uploads=True)
one.mark_completed()
two.mark_started(force=True); two.mark_failed(force=True, status_reason="because")
moved = Task.clone(one, name="moved"); moved.move_to_project(new_project_name="flows/elsewhere")
names = lambda **f: sorted(Task.get_task(task_id=i).name for i in Task.query_tasks(project_name="flows/tasks", **f))
found = {
    "both": names(tags=["__$all", "red", "blue"]),
    "either": names(tags=["red", "blue"]),
    "not": names(tags=["__$all", "blue", "__$not", "red"]),
    "failed": names(task_filter={"status": ["failed"]}),
    "text": names(task_filter={"search_text": "two lines"}),
    "any": names(task_filter={"_any_": {"fields": ["name", "comment"], "pattern": "task 2|two lines"}}),
    "types": names(task_filter={"type": ["testing"]}),
    "property": one.get_user_properties(value_only=True)["stage"],
    "reason": Task.get_task(task_id=two.id).data.status_reason,
    "configuration": one.get_configuration_object_as_dict("settings"),
    "parameters": sorted(one.get_parameters()),
    "plots": sorted(p["metric"] for p in one.get_reported_plots()),
    "samples": len(one.get_debug_samples("images", "noise")),
    "curve": len(one.get_reported_scalars(max_samples=10)["loss"]["train"]["x"]),
    "all_curves": len(one.get_all_reported_scalars()["loss"]["train"]["x"]),
    "moved": Task.get_task(task_id=moved.id).get_project_name(),
    "clone_has": sorted(Task.get_task(task_id=moved.id).get_parameters()),
    "last": one.get_last_iteration(),
}
one.set_archived(True)
found["hidden"] = names(task_filter={"system_tags": ["-archived"]})
one.set_archived(False)
one.reset(set_started_on_success=False, force=True)
again = Task.get_task(task_id=one.id)
found["reset"] = [again.get_status(), again.get_reported_scalars(), again.get_last_scalar_metrics()]
found["deleted"] = [bool(t.delete(raise_on_error=True)) for t in (one, two, three, moved)]
found["left"] = len(Task.query_tasks(project_name="flows/tasks"))
print(json.dumps(found, default=str))
"""

DATASET = """
import json
from pathlib import Path
from clearml import Dataset
def files(name, **content):
    folder = Path(name); folder.mkdir(exist_ok=True)
    for key, text in content.items():
        (folder / f"{key}.txt").write_text(text)
    return folder
def made(name, folder, parents=None):
    dataset = Dataset.create(dataset_project="flows/data", dataset_name=name, parent_datasets=parents)
    dataset.add_files(folder)
    dataset.upload(show_progress=False)
    dataset.finalize()
    return dataset
left = made("left", files("left", a="1", b="2"))
right = made("right", files("right", c="3"))
both = Dataset.create(dataset_project="flows/data", dataset_name="both", parent_datasets=[left.id, right.id])
both.remove_files("b.txt"); both.add_files(files("more", d="4")); both.set_metadata({"rows": 4}, metadata_name="facts")
both.upload(show_progress=False); both.finalize()
squashed = Dataset.squash("squashed", dataset_ids=[both.id])
both.publish()
print(json.dumps({
    "files": sorted(both.list_files()),
    "parents": len(both.get_dependency_graph()[both.id]),
    "removed": both.list_removed_files(),
    "squashed": sorted(p.name for p in Path(Dataset.get(dataset_id=squashed.id).get_local_copy()).iterdir()
                       if not p.name.startswith(".")),
    "metadata": both.get_metadata("facts"),
    "listed": sorted(d["name"] for d in Dataset.list_datasets(dataset_project="flows/data", only_completed=True)),
    "published": Dataset.get(dataset_id=both.id)._task.get_status(),
    "gone": [Dataset.delete(dataset_id=squashed.id, force=True),
             len(Dataset.list_datasets(dataset_project="flows/data", partial_name="squashed"))],
}))
"""

OFFLINE = """
import json, os
from clearml import Task
Task.set_offline(True)
task = Task.init(project_name="flows/offline", task_name="made offline", auto_resource_monitoring=False,
                 auto_connect_frameworks=False)
task.connect({"rate": 0.5}, name="Training")
for i in range(5):
    task.get_logger().report_scalar("loss", "train", value=i, iteration=i)
task.upload_artifact("facts", artifact_object={"x": 1}, wait_on_upload=True)
folder = task.get_offline_mode_folder()
task.close()
Task.set_offline(False)
identity = Task.import_offline_session(str(folder) + ".zip")
found = Task.get_task(task_id=identity)
print(json.dumps({
    "name": found.name,
    "parameters": found.get_parameters(),
    "scalars": found.get_reported_scalars()["loss"]["train"]["y"],
    "artifact": found.artifacts["facts"].get(),
}))
"""

FORKED = """
import json, multiprocessing
from clearml import Task

def ask(task, answers):
    session, seen = Task._get_default_session(), set()
    for _ in range(30):
        answer = session.send_request("tasks", "get_by_id", json={"task": task}).json()
        seen.add(answer.get("data", {}).get("task", {}).get("id"))
    current.upload_artifact(task, artifact_object={"task": task}, wait_on_upload=True)
    answers.put((task, seen == {task}))

tasks = [Task.create(project_name="flows/forked", task_name=f"task {n}").id for n in range(4)]
current = Task.init(project_name="flows/forked", task_name="forks", auto_resource_monitoring=False,
                    auto_connect_frameworks=False)
fork = multiprocessing.get_context("fork")
answers = fork.Queue()
children = [fork.Process(target=ask, args=(task, answers)) for task in tasks]
for child in children:
    child.start()
found = dict(answers.get(timeout=120) for _ in children)
for child in children:
    child.join(120)
current.close()
artifacts = Task.get_task(task_id=current.id).artifacts
print(json.dumps({
    "own answers": sorted(found.values()),
    "artifacts": [artifacts[task].get() == {"task": task} for task in tasks],
}))
"""


@pytest.fixture(scope="module")
def worked_queue(server: Server, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A queue with two stock agents on it."""
    folder = tmp_path_factory.mktemp("flow-agents")
    (folder / "code").mkdir()
    (folder / "code" / "work.py").write_text(WORK)
    queue = "flows-queue"
    server.client().call("queues.create", name=queue)
    agents = []
    for number in range(2):
        environment = {
            **server.environment(folder),
            "CLEARML_AGENT_SKIP_PYTHON_ENV_INSTALL": "1",
            "CLEARML_AGENT_FORCE_CODE_DIR": str(folder / "code"),
            "CLEARML_AGENT_FORCE_EXEC_SCRIPT": "-m work",
            "CLEARML_AGENT_QUEUE_POLL_FREQ_SEC": "0.25",
            "CLEARML_AGENT__sdk__development__report_use_subprocess": "false",
            "CLEARML_AGENT__agent__disable_agent_update_check": "true",
            "CLEARML_WORKER_ID": f"flows:{number}",
        }
        with (folder / f"agent{number}.log").open("wb") as log:
            command = [sys.executable, "-m", "clearml_agent", "daemon", "--queue", queue, "--foreground", "--cpu-only"]
            agents.append(subprocess.Popen(command, env=environment, cwd=folder, stdout=log, stderr=subprocess.STDOUT))
    yield queue
    for agent in agents:
        agent.terminate()
    for agent in agents:
        agent.wait(20)


def test_pipeline_of_tasks_on_agents(server: Server, client: Client, worked_queue: str, tmp_path: Path) -> None:
    result = server.run_sdk(PIPELINE.replace("QUEUE", worked_queue), tmp_path, 90)
    assert result["status"] == "completed"
    assert result["steps"] == {"first": "completed", "second": "completed"}
    assert result["factor"] == "3"
    assert result["parent"] is True
    assert result["tags"] == ["pipe"]
    assert result["artifact"] == {"value": 6}
    assert result["hash"] is True
    hidden = client.call("projects.get_all", name=r"^flows/steps/\.pipelines/steps pipe$", search_hidden=True)[
        "projects"
    ]
    assert "pipeline" in hidden[0]["system_tags"]
    found = client.call("tasks.get_all", project=[hidden[0]["id"]], system_tags=["pipeline"], search_hidden=True)
    assert [task["id"] for task in found["tasks"]] == [result["id"]]


def test_optimizer_on_agents(server: Server, worked_queue: str, tmp_path: Path) -> None:
    result = server.run_sdk(OPTIMIZER.replace("QUEUE", worked_queue), tmp_path, 90)
    assert result["children"] == ["searched", "searched"]
    assert result["top"] == [2.0 * max(map(int, result["factors"]))]
    assert result["ranked"] == sorted(result["factors"], reverse=True)


def test_tasks_made_and_searched_by_hand(server: Server, tmp_path: Path) -> None:
    result = server.run_sdk(TASKS, tmp_path)
    assert result["both"] == ["task 1"]
    assert result["either"] == ["task 0", "task 1", "task 2"]
    assert result["not"] == ["task 2"]
    assert result["failed"] == ["task 1"]
    assert result["text"] == ["task 0"]
    assert result["any"] == ["task 0", "task 2"]
    assert result["types"] == ["task 0", "task 1", "task 2"]
    assert result["property"] == "early"
    assert result["reason"] == "because"
    assert result["configuration"] == {"a": {"b": [1, 2]}}
    assert "General/rate" in result["parameters"]
    assert "Args/n" not in result["parameters"]
    assert result["plots"] == ["confusion", "scatter"]
    assert result["samples"] == 3
    assert result["curve"] == 10
    assert result["all_curves"] == 30
    assert result["moved"] == "flows/elsewhere"
    assert result["clone_has"] == result["parameters"]
    assert result["last"] == 29
    assert result["hidden"] == ["task 1", "task 2"]
    assert result["reset"] == ["created", {}, {}]
    assert result["deleted"] == [True] * 4
    assert result["left"] == 0


def test_dataset_with_two_parents(server: Server, tmp_path: Path) -> None:
    result = server.run_sdk(DATASET, tmp_path)
    assert result["files"] == ["a.txt", "c.txt", "d.txt"]
    assert result["parents"] == 2
    assert result["removed"] == ["b.txt"]
    assert result["squashed"] == ["a.txt", "c.txt", "d.txt"]
    assert result["listed"] == ["both", "left", "right", "squashed"]
    assert result["metadata"] == {"rows": 4}
    assert result["published"] == "published"
    assert result["gone"][1] == 0


def test_offline_session_is_imported(server: Server, client: Client, tmp_path: Path) -> None:
    result = server.run_sdk(OFFLINE, tmp_path)
    assert result["name"] == "made offline"
    assert result["parameters"]["Training/rate"] == "0.5"
    assert result["scalars"] == [0, 1, 2, 3, 4]
    assert result["artifact"] == {"x": 1}


def test_agents_are_listed_with_their_queue(client: Client, worked_queue: str) -> None:
    shown = client.call("queues.get_all_ex", name=f"^{worked_queue}$")["queues"][0]
    assert sorted(worker["name"] for worker in shown["workers"]) == ["flows:0", "flows:1"]


CLEANING = """
import json
from pathlib import Path
from clearml import OutputModel, Task
task = Task.init(project_name="flows/to go", task_name="old work", auto_resource_monitoring=False,
                 auto_connect_frameworks=False, output_uri=True)
Path("weights.bin").write_bytes(b"1")
task.upload_artifact("facts", artifact_object={"x": 1}, wait_on_upload=True)
OutputModel(task=task, name="weights").update_weights("weights.bin", auto_delete_file=False)
task.get_logger().report_media("sample", "text", iteration=0, local_path="script.py")
task.flush(wait_for_uploads=True)
task.close()
old = Task.get_task(task_id=task.id)
old.set_archived(True)
gone = old.delete(delete_artifacts_and_models=True, skip_models_used_by_other_tasks=True, raise_on_error=True)
print(json.dumps({"gone": bool(gone)}))
"""


def test_an_archived_task_is_deleted_with_all_its_files(server: Server, tmp_path: Path) -> None:
    assert server.run_sdk(CLEANING, tmp_path) == {"gone": True}
    assert not list((server.home / "files" / "flows" / "to go").rglob("*.*"))


def test_forked_processes_share_no_connection(server: Server, tmp_path: Path) -> None:
    assert server.run_sdk(FORKED, tmp_path, seconds=120) == {"own answers": [True] * 4, "artifacts": [True] * 4}
