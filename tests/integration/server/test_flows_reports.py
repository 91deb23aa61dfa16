"""Everything that the SDK's logger reports, its storage manager and what a data set shows of itself, unmodified."""

from __future__ import annotations

from pathlib import Path

from .conftest import Client, Server

LOGGER = """
import json, numpy, pandas
from clearml import Task, Logger
from clearml.utilities.plotly_reporter import SeriesInfo
task = Task.init(project_name="flows/reports", task_name="reports", auto_connect_frameworks=False,
                 auto_resource_monitoring=False)
logger = task.get_logger()
logger.report_text("a line of text", level=20)
for i in range(5):
    logger.report_scalar("loss", "train", value=5 - i, iteration=i)
logger.report_single_value("score", 0.5)
logger.report_vector("vector", "v", values=[1, 2, 3], iteration=0)
logger.report_histogram("histogram", "h", values=[1, 2, 3], iteration=0, xlabels=["a", "b", "c"])
logger.report_table("table", "pandas", iteration=0, table_plot=pandas.DataFrame({"a": [1, 2], "b": ["x", "y"]}))
logger.report_scatter2d("scatter2d", "s", scatter=[[0, 1], [1, 2]], iteration=0, mode="lines+markers")
logger.report_scatter3d("scatter3d", "s", scatter=[[0, 1, 2], [1, 2, 3]], iteration=0)
logger.report_confusion_matrix("confusion", "c", matrix=[[1, 2], [3, 4]], iteration=0, xlabels=["a", "b"])
logger.report_matrix("matrix", "m", matrix=[[1, 2], [3, 4]], iteration=0)
logger.report_surface("surface", "f", matrix=[[1, 2], [3, 4]], iteration=0)
logger.report_plotly("plotly", "p", iteration=0, figure={"data": [{"y": [1, 2], "type": "scatter"}], "layout": {}})
logger.report_line_plot("lines", [SeriesInfo(name="l", data=numpy.array([[0, 1], [1, 2]]))], "x", "y", iteration=0)
for i in range(3):
    logger.report_image("images", "i", iteration=i, image=numpy.full((8, 8, 3), i * 60, dtype="uint8"))
open("page.html", "w").write("<b>page</b>")
logger.report_media("media", "page", iteration=0, local_path="page.html")
logger.flush(wait=True)
task.close()
again = Task.get_task(task_id=task.id)
samples = again.get_debug_samples("images", "i")
print(json.dumps({
    "plots": sorted({plot["metric"] for plot in again.get_reported_plots()}),
    "scalars": again.get_reported_scalars()["loss"]["train"],
    "single": again.get_reported_single_values(),
    "last": again.get_last_scalar_metrics()["loss"]["train"]["min"],
    "console": "a line of text" in "".join(again.get_reported_console_output(5)),
    "samples": len(samples),
    "media": [one["url"].rpartition(".")[2] for one in again.get_debug_samples("media", "page")],
    "id": task.id,
}))
"""

STORAGE = """
import json, os, sys
from pathlib import Path
from clearml import StorageManager, Task
base = Task._get_default_session().get_files_server_host() + "/storage"
Path("one.txt").write_text("one"); Path("folder/below").mkdir(parents=True)
Path("folder/a.txt").write_text("a"); Path("folder/below/b.txt").write_text("bb")
remote = StorageManager.upload_file("one.txt", base + "/one.txt")
StorageManager.upload_folder("folder", base + "/folder")
copy = StorageManager.get_local_copy(remote, force_download=True)
fetched = StorageManager.download_file(base + "/folder/below/b.txt", local_folder="fetched", overwrite=True)
print(json.dumps({
    "copy": Path(copy).read_text(),
    "below": Path(fetched).read_text(),
    "size": StorageManager.get_file_size_bytes(remote),
    "there": StorageManager.exists_file(remote),
    "elsewhere": StorageManager.exists_file(base + "/absent.txt"),
}))
"""

DATASET = """
import json
from pathlib import Path
import pandas
from clearml import Dataset
Path("data").mkdir(); pandas.DataFrame({"a": range(5)}).to_csv("data/table.csv", index=False)
Path("data/words.txt").write_text("some words")
data = Dataset.create(dataset_name="shown", dataset_project="flows/shown", dataset_version="1.0.0",
                      description="shown to people")
data.add_files("data")
data.set_metadata({"source": "shop"}, metadata_name="origin")
data.add_tags(["weekly"])
data.get_logger().report_table("preview", "rows", table_plot=pandas.DataFrame({"a": range(5)}))
data.upload(); data.finalize()
again = Dataset.get(dataset_id=data.id)
again.publish()
listed = Dataset.list_datasets(dataset_project="flows/shown", tags=["weekly"])
print(json.dumps({
    "files": sorted(again.list_files()),
    "metadata": again.get_metadata("origin"),
    "chunks": again.get_num_chunks(),
    "listed": [one["version"] for one in listed],
    "copy": sorted(path.name for path in Path(again.get_local_copy()).iterdir()),
    "id": data.id,
}))
"""

PLOTS = ["confusion", "histogram", "lines", "matrix", "plotly", "scatter2d", "scatter3d", "surface", "table", "vector"]


def test_everything_a_logger_reports(server: Server, client: Client, tmp_path: Path) -> None:
    found = server.run_sdk(LOGGER, tmp_path)
    assert found["plots"] == PLOTS
    assert found["scalars"]["y"] == [5, 4, 3, 2, 1]
    assert (found["single"], found["last"], found["console"]) == ({"score": 0.5}, 1, True)
    assert (found["samples"], found["media"]) == (3, ["html"])
    url = client.call("events.debug_images", metrics=[{"task": found["id"], "metric": "media"}], iters=1)
    (event,) = url["metrics"][0]["iterations"][0]["events"]
    assert client.http.get(event["url"]).text == "<b>page</b>"


def test_files_through_the_storage_manager(server: Server, tmp_path: Path) -> None:
    found = server.run_sdk(STORAGE, tmp_path)
    assert found == {"copy": "one", "below": "bb", "size": 3, "there": True, "elsewhere": False}


def test_what_a_data_set_shows_of_itself(server: Server, client: Client, tmp_path: Path) -> None:
    found = server.run_sdk(DATASET, tmp_path)
    assert found["files"] == found["copy"] == ["table.csv", "words.txt"]
    assert (found["metadata"], found["chunks"], found["listed"]) == ({"source": "shop"}, 1, ["1.0.0"])
    task = client.task(found["id"])
    assert (task["status"], task["runtime"]["ds_file_count"]) == ("published", 2)
    (project,) = client.call(
        "projects.get_all_ex", name="^flows/shown/\\.datasets/shown$", search_hidden=True, include_dataset_stats=True
    )["projects"]
    assert project["dataset_stats"]["file_count"] == 2
    plots = client.call("events.get_task_plots", task=found["id"])["plots"]
    assert "preview" in {plot["metric"] for plot in plots}
