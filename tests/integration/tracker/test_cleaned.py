"""`automl server clean` beside later runs: what they use again stays, whoever made it and however old it is."""

from __future__ import annotations

import json
import sqlite3
import subprocess
import sys
import uuid
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from automl_shared.tracker import NewTask, TaskStatus, Tracker, Viewer, connect_lightly

pytestmark = [
    pytest.mark.filterwarnings("ignore:.*deprecated.*use :DeprecationWarning"),
    pytest.mark.filterwarnings("ignore:unclosed <socket:ResourceWarning"),  # the SDK closes no session
]
Both = tuple[Tracker, Viewer]
Clean = Callable[..., int]


@pytest.fixture
def both(server: Path, monkeypatch: pytest.MonkeyPatch) -> Both:
    monkeypatch.setenv("CLEARML_CONFIG_FILE", str(server))
    return connect_lightly()


@pytest.fixture
def clean(server: Path) -> Clean:
    """Cleans with ``--artifacts`` once these tasks are old; how many files went."""

    def cleaned(*old: str) -> int:
        with closing(sqlite3.connect(server.parent / "server.sqlite", timeout=30)) as connection, connection:
            for task in old:
                connection.execute("UPDATE tasks SET last_update = '2001-01-01T00:00:00+00:00' WHERE id = ?", (task,))
        command = [sys.executable, "-m", "automl_server", "clean", "--home", str(server.parent), "--json"]
        done = subprocess.run([*command, "--keep-days", "7", "--artifacts"], capture_output=True, check=True)
        return int(json.loads(done.stdout)["files"])

    return cleaned


@pytest.fixture
def table(tmp_path: Path) -> Path:
    made = tmp_path / "t.csv"
    made.write_text("a,b\n1,2\n")
    return made


def test_a_dataset_is_found_again_by_its_content_with_its_file(both: Both, clean: Clean, table: Path) -> None:
    tracker, viewer = both
    content = uuid.uuid4().hex
    wanted = {"project": f"AutoML/{content}", "content_hash": content}
    made = tracker.register_dataset(
        table, name="table", project=wanted["project"], tags=[f"content:{content}"], facts={"rows": "1"}
    )
    assert clean(made) == 0
    found = tracker.find_dataset(**wanted)
    assert found is not None
    assert tracker.has_dataset_files(found.id)
    assert [file.read_text() for file in tracker.dataset_files(found.id)] == [table.read_text()]
    viewer.archive([made])
    assert clean(made) == 2, "the file and the list of files"
    assert not tracker.has_dataset_files(made)
    assert tracker.find_dataset(**wanted) is None


def test_a_copy_of_a_dataset_that_was_written_to_is_fetched_again(both: Both, table: Path) -> None:
    """A worker keeps it for the next task, which would fail on that worker again and again."""
    tracker, _ = both
    made = tracker.register_dataset(
        table, name="copied", project=f"AutoML/{uuid.uuid4().hex}", tags=[], facts={"rows": "1"}
    )
    (copy,) = tracker.dataset_files(made)
    copy.write_text("a,b\n1,3\n")
    assert [file.read_text() for file in tracker.dataset_files(made)] == [table.read_text()]


def test_a_version_gets_what_it_has_of_an_earlier_one_again(both: Both, table: Path, tmp_path: Path) -> None:
    """Its copy links to that of the earlier version: that one was written to."""
    from clearml import Dataset

    tracker, _ = both
    project, more = f"AutoML/{uuid.uuid4().hex}", tmp_path / "more.csv"
    more.write_text("a,b\n3,4\n")
    made = tracker.register_dataset(table, name="copied", project=project, tags=[], facts={"rows": "1"})
    version = Dataset.create(dataset_name="copied", dataset_project=project, parent_datasets=[made])
    version.add_files(str(more), verbose=False)
    version.upload(show_progress=False, preview=False)
    version.finalize()
    tracker.dataset_files(version.id)[1].write_text("a,b\n1,3\n")
    assert [file.read_text() for file in tracker.dataset_files(version.id)] == [more.read_text(), table.read_text()]


def test_a_result_that_a_later_run_shows_again_stays(both: Both, clean: Clean, table: Path) -> None:
    """Its files are linked, not copied: they go with the last task that refers to them."""
    tracker, viewer = both
    earlier, later = (
        tracker.create(NewTask(name=name, project="clean", tags=[], sections={})) for name in ("earlier", "later")
    )
    reporter = tracker.reporter(earlier)
    reporter.file("data", table)
    reporter.close()
    tracker.link_file(earlier, "data", later)
    for task in (earlier, later):
        tracker.mark(task, TaskStatus.IN_PROGRESS)
        tracker.mark(task, TaskStatus.COMPLETED)
    viewer.archive([earlier])
    assert clean(earlier) == 0
    assert tracker.has_file(later, "data")
    assert clean(earlier, later) == 1
    assert not tracker.has_file(later, "data")
