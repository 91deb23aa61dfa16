"""The unmodified SDK, each script in a process of its own."""

from __future__ import annotations

from pathlib import Path

import pytest

from .conftest import Client, Server

TASK = """
import json, sys
from pathlib import Path
from clearml import Task, Logger
task = Task.init(project_name="sdk/日本語 project", task_name="first task", auto_resource_monitoring=False,
                 output_uri=True, tags=["b", "a", "b"])
params = task.connect({"rate": 0.5, "layers": [1, 2], "name": None}, name="Training")
task.set_user_properties(owner="me")
task.connect_configuration({"deep": {"key": 1}}, name="settings")
logger = task.get_logger()
for i in range(5):
    logger.report_scalar("loss", "train", value=1.0 / (i + 1), iteration=i)
logger.report_scalar("loss", "train", value=9.0, iteration=2)
logger.report_single_value("score", 0.75)
logger.report_text("hello from the log")
logger.report_table("table", "rows", iteration=0, table_plot=[["a", "b"], [1, 2]])
for i in range(3):
    logger.report_media("sample", "text", iteration=i, local_path="script.py")
logger.report_histogram("bars", "series", values=[1, 2, 3], iteration=0)
Path("notes.txt").write_text("some notes")
assert task.upload_artifact("notes", artifact_object="notes.txt", wait_on_upload=True)
assert task.upload_artifact("facts", artifact_object={"x": 1}, wait_on_upload=True)
print("printed line")
task.flush(wait_for_uploads=True)
task.close()

again = Task.get_task(task_id=task.id)
print(json.dumps({
    "id": task.id,
    "status": again.get_status(),
    "tags": again.get_tags(),
    "parameters": again.get_parameters(),
    "properties": again.get_user_properties(value_only=True),
    "configuration": again.get_configuration_object_as_dict("settings"),
    "notes": Path(again.artifacts["notes"].get_local_copy()).read_text(),
    "facts": again.artifacts["facts"].get(),
    "scalars": again.get_reported_scalars(),
    "last": again.get_last_scalar_metrics(),
    "single": again.get_reported_single_values(),
    "plots": len(again.get_reported_plots()),
    "samples": [sample["iter"] for sample in again.get_debug_samples("sample", "text")],
    "console": "".join(again.get_reported_console_output(number_of_reports=10)),
    "project": again.get_project_name(),
}))
"""

QUERIES = """
import json
from clearml import Task
def make(name, **fields):
    return Task.create(project_name="sdk/queries", task_name=name, task_type="training", **fields)
template = make("the template", script="x.py", repo="https://example.invalid/x.git", branch="main")
template.set_tags(["template"])
template.set_parameters({"Args/size": 3})
children = []
for i in range(3):
    clone = Task.clone(template, name=f"child {i}", parent=template.id)
    clone.set_parameter("Args/size", i)
    clone.set_tags(["trial", f"n:{i}"] + (["other"] if i == 2 else []))
    children.append(clone)
from clearml.backend_api.session.client import APIClient
api = APIClient()
queue = api.queues.create(name="sdk-queue")
Task.enqueue(children[0], queue_name="sdk-queue")
Task.enqueue(children[1], queue_id=queue.id)
queued = [Task.get_task(task_id=c.id).get_status() for c in children]
Task.dequeue(children[1])
children[2].mark_started(force=True)
children[2].mark_completed()
children[2].set_archived(True)
names = lambda tasks: sorted(t.name for t in tasks)
found = {
    "trial": sorted(Task.query_tasks(project_name="sdk/queries", tags=["trial"])) ,
    "ids": sorted(c.id for c in children),
    "without": names(Task.get_tasks(project_name="sdk/queries", tags=["trial", "-other"])),
    "all": names(Task.get_tasks(project_name="sdk/queries", tags=["__$all", "trial", "n:1"])),
    "queued": queued,
    "dequeued": Task.get_task(task_id=children[1].id).get_status(),
    "by_parent": len(Task.query_tasks(task_filter={"parent": template.id})),
    "by_name": names(Task.get_tasks(task_name="^child 1$")),
    "archived": "archived" in Task.get_task(task_id=children[2].id).get_system_tags(),
    "values": [Task.get_task(task_id=c.id).get_parameter("Args/size") for c in children],
    "rows": Task.query_tasks(task_filter={"id": [children[0].id], "status": ["queued"]},
                             additional_return_fields=["name", "execution.queue", "hyperparams.Args.size.value"]),
    "queue": queue.id,
}
children[0].reset(force=True)
found["reset"] = Task.get_task(task_id=children[0].id).get_status()
children[2].delete(raise_on_error=True)
found["left"] = len(Task.query_tasks(task_filter={"parent": template.id}))
print(json.dumps(found, default=str))
"""

DATASET = """
import json
from pathlib import Path
from clearml import Dataset
folder = Path("data"); folder.mkdir(exist_ok=True)
(folder / "a.csv").write_text("x,y\\n1,2\\n")
(folder / "b.csv").write_text("x\\n3\\n")
first = Dataset.create(dataset_project="sdk/data", dataset_name="numbers", dataset_tags=["small"])
first.add_files(folder)
first.upload(show_progress=False)
first.finalize()
(folder / "c.csv").write_text("new")
second = Dataset.create(dataset_project="sdk/data", dataset_name="numbers", parent_datasets=[first.id])
second.sync_folder(folder)
second.upload(show_progress=False)
second.finalize()
copy = Path(Dataset.get(dataset_project="sdk/data", dataset_name="numbers").get_local_copy())
print(json.dumps({
    "files": sorted(f.name for f in copy.iterdir() if not f.name.startswith(".")),
    "a": (copy / "a.csv").read_text(),
    "versions": [Dataset.get(dataset_id=i).version for i in (first.id, second.id)],
    "listed": [d["name"] for d in Dataset.list_datasets(dataset_project="sdk/data", only_completed=True)],
    "same": Dataset.get(dataset_project="sdk/data", dataset_name="numbers", dataset_tags=["small"]).id == first.id,
    "first": first.id,
}))
"""

MODEL = """
import json
from pathlib import Path
from clearml import InputModel, Model, OutputModel, Task
task = Task.init(project_name="sdk/models", task_name="makes a model", auto_resource_monitoring=False, output_uri=True)
Path("weights.bin").write_bytes(b"0123456789")
model = OutputModel(task=task, name="the model", framework="Custom", tags=["good"], label_enumeration={"cat": 1})
model.update_weights("weights.bin", auto_delete_file=False, async_enable=False)
model.set_metadata("quality", "high", "str")
model.report_scalar("score", "test", 0.5, 1) if hasattr(model, "report_scalar") else None
task.flush(wait_for_uploads=True)
task.close()
model.publish()
found = Model.query_models(project_name="sdk/models", tags=["good"], metadata={"quality": "high"})
none = Model.query_models(project_name="sdk/models", tags=["bad"])
read = InputModel(model_id=found[0].id)
print(json.dumps({
    "found": [m.id for m in found], "id": model.id, "none": len(none),
    "content": Path(read.get_local_copy()).read_text(),
    "metadata": read.get_metadata("quality"),
    "published": read.published,
    "labels": read.labels,
    "of_task": [m.id for m in Task.get_task(task_id=task.id).get_models()["output"]],
    "removed": Model.remove(model.id, force=True, raise_on_errors=True),
}))
"""


PIPELINE = """
import json
from clearml import PipelineController, Task
def one(x):
    return int(x) + 1
def two(y):
    return int(y) * 2
pipe = PipelineController(name="the pipe", project="sdk/pipes", version="1.0.0", pool_frequency=0.01)
pipe.add_parameter("x", 3)
pipe.add_function_step("one", one, function_kwargs={"x": "${pipeline.x}"}, function_return=["y"])
pipe.add_function_step("two", two, function_kwargs={"y": "${one.y}"}, function_return=["z"])
pipe.start_locally(run_pipeline_steps_locally=True)
controller = Task.get_task(task_id=pipe.task.id)
steps = json.loads(controller.get_configuration_object("Pipeline"))
print(json.dumps({
    "status": controller.get_status(),
    "steps": {name: step["status"] for name, step in steps.items()},
    "result": Task.get_task(task_id=steps["two"]["executed"]).get_parameters()["return/z"],
    "tags": controller.get_system_tags(),
}))
"""


def test_task_reports_and_reads_back(server: Server, client: Client, tmp_path: Path) -> None:
    result = server.run_sdk(TASK, tmp_path)
    assert result["status"] == "completed"
    assert result["tags"] == ["a", "b"]
    assert result["parameters"]["Training/rate"] == "0.5"
    assert result["parameters"]["Training/layers"] == "[1, 2]"
    assert result["properties"]["owner"] == "me"
    assert result["configuration"] == {"deep": {"key": 1}}
    assert result["notes"] == "some notes"
    assert result["facts"] == {"x": 1}
    curve = result["scalars"]["loss"]["train"]
    assert curve["x"] == [0, 1, 2, 3, 4]
    assert curve["y"] == pytest.approx([1.0, 0.5, 9.0, 0.25, 0.2])
    assert result["single"] == {"score": 0.75}
    assert result["last"]["loss"]["train"]["max"] == 9.0
    assert result["plots"] == 2
    assert result["samples"] == [2, 1, 0]
    assert "hello from the log" in result["console"]
    assert "printed line" in result["console"]
    assert result["project"] == "sdk/日本語 project"
    task = client.task(result["id"])
    assert task["script"]["entry_point"] == "script.py"
    assert "development" in task["system_tags"]


def test_clone_queue_query_reset_delete(server: Server, tmp_path: Path) -> None:
    result = server.run_sdk(QUERIES, tmp_path)
    assert result["trial"] == result["ids"]
    assert result["without"] == ["child 0", "child 1"]
    assert result["all"] == ["child 1"]
    assert result["queued"] == ["queued", "queued", "created"]
    assert result["dequeued"] == "created"
    assert result["by_parent"] == 3
    assert result["by_name"] == ["child 1"]
    assert result["archived"] is True
    assert result["values"] == ["0", "1", "2"]
    row = result["rows"][0]
    assert row["execution.queue"] == result["queue"]
    assert row["hyperparams.Args.size.value"] == "0"
    assert result["reset"] == "created"
    assert result["left"] == 2


def test_dataset_versions_and_local_copy(server: Server, client: Client, tmp_path: Path) -> None:
    result = server.run_sdk(DATASET, tmp_path)
    assert result["files"] == ["a.csv", "b.csv", "c.csv"]
    assert result["a"] == "x,y\n1,2\n"
    assert result["versions"] == ["1.0.0", "1.0.1"]
    assert result["listed"] == ["numbers", "numbers"]
    assert result["same"] is True
    assert client.call("projects.get_all", name="^sdk/data/.datasets/numbers$")["projects"] == []
    hidden = client.call("projects.get_all", name=r"^sdk/data/\.datasets/numbers$", search_hidden=True)["projects"]
    assert len(hidden) == 1
    assert "hidden" in hidden[0]["system_tags"]


def test_model_registration_and_query(server: Server, tmp_path: Path) -> None:
    result = server.run_sdk(MODEL, tmp_path)
    assert result["found"] == [result["id"]]
    assert result["none"] == 0
    assert result["content"] == "0123456789"
    assert result["metadata"] == "high"
    assert result["labels"] == {"cat": 1}
    assert result["published"] is True
    assert result["of_task"] == [result["id"]]
    assert result["removed"] is True


def test_pipeline_of_functions(server: Server, tmp_path: Path) -> None:
    result = server.run_sdk(PIPELINE, tmp_path)
    assert result["status"] == "completed"
    assert result["steps"] == {"one": "completed", "two": "completed"}
    assert result["result"] == "8"
    assert "pipeline" in result["tags"]
