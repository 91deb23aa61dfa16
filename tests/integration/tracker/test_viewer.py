"""The viewer and its twin in memory: the same answers, from a real server and from plain dicts."""

from __future__ import annotations

import os
import subprocess
import sys
import uuid
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import requests
from tests.memory_viewer import MemoryViewer

from automl_shared.errors import NotFound, ServerRefused
from automl_shared.tracker import NewTask, TaskStatus, Tracker, Viewer, connect_lightly
from automl_shared.tracker.clearml_viewer import PIECE_BYTES
from automl_shared.tracker.client_config import parsed
from automl_shared.tracker.memory import MemoryTracker
from automl_shared.tracker.viewing import Machine, Person, TaskQuery

Both = tuple[Tracker, Viewer]


@pytest.fixture(params=["memory", "clearml"])
def both(request: pytest.FixtureRequest, tmp_path: Path) -> Both:
    if request.param == "memory":
        tracker = MemoryTracker(tmp_path)
        return tracker, MemoryViewer(tracker)
    os.environ["CLEARML_CONFIG_FILE"] = str(request.getfixturevalue("server"))
    return connect_lightly()


@pytest.fixture
def key() -> str:
    """A tag of this test alone."""
    return f"test:{uuid.uuid4().hex}"


def new(tracker: Tracker, key: str, name: str = "a task", **more: object) -> str:
    sections = {"Data": {"target_column": "y"}, "Run": {"user": "eve"}}
    return tracker.create(NewTask(name=name, project="AutoML/viewed", tags=[key], sections=sections, **more))


def test_tasks_come_newest_first_page_by_page_with_the_sections_asked_for(both: Both, key: str) -> None:
    tracker, viewer = both
    made = [new(tracker, key, f"task {number}") for number in range(5)]
    found = [
        task
        for page in range(3)
        for task in viewer.find(TaskQuery(tags=[key], sections=["Data"], page=page, page_size=2))
    ]
    assert [task.id for task in found] == made[::-1]
    assert found[0].sections == {"Data": {"target_column": "y"}}


def test_conditions_combine(both: Both, key: str) -> None:
    tracker, viewer = both
    plain, other = new(tracker, key, "Plain (one)"), new(tracker, key, "other")
    tracker.edit(other, tags=[key, "template"], comment="about PLAIN things")
    tracker.mark(plain, TaskStatus.IN_PROGRESS)

    def ids(**query: object) -> set[str]:
        return {task.id for task in viewer.find(TaskQuery(tags=[key], **query))}

    assert ids(text="plain") == {plain, other}
    assert ids(text="n (one)") == {plain}
    assert ids(text=".*") == set()
    assert ids(without_tags=["template"]) == {plain}
    assert ids(statuses=[TaskStatus.IN_PROGRESS]) == {plain}
    assert ids(statuses=[TaskStatus.IN_PROGRESS], text="other") == set()


def test_what_is_archived_is_shown_only_when_asked_for(both: Both, key: str) -> None:
    tracker, viewer = both
    task = new(tracker, key)
    viewer.archive([task])
    assert viewer.find(TaskQuery(tags=[key])) == []
    assert [one.id for one in viewer.find(TaskQuery(tags=[key], archived=True))] == [task]
    viewer.archive([task], back=True)
    assert [one.id for one in viewer.find(TaskQuery(tags=[key]))] == [task]


def test_details_name_what_a_task_stored(both: Both, key: str, tmp_path: Path) -> None:
    tracker, viewer = both
    task = new(tracker, key)
    tracker.set_configuration(task, "Pipeline", {"step": {}})
    assert viewer.configuration(task, "Pipeline") == '{"step": {}}'
    assert viewer.configuration(task, "other") == ""
    details = viewer.details(task)
    assert details.configuration == {"Pipeline": '{"step": {}}'}
    assert details.project == "AutoML/viewed"
    assert details.artifacts == ()
    with pytest.raises(NotFound):
        viewer.details("0" * 32)


@pytest.mark.filterwarnings("ignore::DeprecationWarning")
def test_a_model_tells_which_task_made_it(both: Both, key: str, tmp_path: Path) -> None:
    tracker, viewer = both
    task = new(tracker, key)
    file = tmp_path / "model.bin"
    file.write_bytes(b"x")
    reporter = tracker.reporter(task)
    made = reporter.model(file, name="model", tags=[], metadata={})
    reporter.close()
    assert viewer.maker_of(made) == task
    with pytest.raises(NotFound):
        viewer.maker_of("0" * 32)


def test_tags_are_read_of_many_tasks_at_once(both: Both, key: str) -> None:
    tracker, viewer = both
    made = [new(tracker, key) for _ in range(3)]
    assert viewer.tags_of([*made, "0" * 32]) == dict.fromkeys(made, (key,))
    assert viewer.tags_of([]) == {}


@pytest.mark.filterwarnings("ignore::DeprecationWarning")
def test_datasets_come_newest_first_and_are_found_by_a_part_of_their_name(both: Both, key: str, tmp_path: Path) -> None:
    tracker, viewer = both
    file = tmp_path / "t.csv"
    file.write_text("a,b\n1,2\n")
    unique = key.rpartition(":")[2]
    facts = {"file_name": "t.csv", "rows": "1", "columns": "2", "size_bytes": "8"}
    made = [
        tracker.register_dataset(file, name=f"d{number}-{unique}", project="AutoML/datasets", tags=[key], facts=facts)
        for number in (1, 2)
    ]
    found = viewer.dataset_entries(unique.upper(), most=10)
    assert [one.id for one in found] == made[::-1]
    assert [one.id for one in viewer.dataset_entries(f"d1-{unique}", most=10)] == made[:1]
    assert len(viewer.dataset_entries(unique, most=1)) == 1
    assert viewer.dataset_entries(".*", most=5) == []
    newest = found[0]
    assert (newest.name, newest.file_name, newest.rows, newest.columns) == (f"d2-{unique}", "t.csv", 1, 2)
    assert newest.size_bytes == 8


@pytest.mark.filterwarnings("ignore::DeprecationWarning")
def test_a_stored_file_is_read_in_pieces(both: Both, key: str, tmp_path: Path) -> None:
    tracker, viewer = both
    task = new(tracker, key)
    file = tmp_path / "table.csv"
    file.write_text("a,b\n1,2\n")
    reporter = tracker.reporter(task)
    reporter.file("table", file)
    reporter.close()
    (entry,) = viewer.details(task).artifacts
    assert (entry.name, entry.size_bytes) == ("table", 8)
    assert b"".join(viewer.stored(entry.uri)) == b"a,b\n1,2\n"
    with pytest.raises(NotFound):
        viewer.stored("https://files.example/other")


@pytest.mark.filterwarnings("ignore::DeprecationWarning")
def test_a_file_that_is_gone_or_not_read_to_its_end_leaves_no_connection(
    server: Path, key: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CLEARML_CONFIG_FILE", str(server))
    answers = []
    get = requests.get
    monkeypatch.setattr(requests, "get", lambda *asked, **how: answers.append(get(*asked, **how)) or answers[-1])
    tracker, viewer = connect_lightly()
    task = new(tracker, key)
    (tmp_path / "large.bin").write_bytes(bytes(4 * PIECE_BYTES))
    reporter = tracker.reporter(task)
    reporter.file("large", tmp_path / "large.bin")
    reporter.close()
    (entry,) = viewer.details(task).artifacts
    pieces = viewer.stored(entry.uri)
    assert len(next(pieces)) == PIECE_BYTES
    pieces.close()
    with pytest.raises(NotFound):
        viewer.stored(f"{entry.uri}-gone")
    assert len(answers) == 2
    assert all(one.raw.closed for one in answers)


def test_a_task_without_a_word_has_an_empty_console(both: Both, key: str) -> None:
    tracker, viewer = both
    task = new(tracker, key)
    assert viewer.log(task, most=10) == []
    assert viewer.curves(task, most_points=10) == []
    assert viewer.plots(task) == []


def test_waiting_tasks_move_and_leave(both: Both, key: str) -> None:
    tracker, viewer = both
    queue = key.replace(":", "-")
    tasks = [new(tracker, key, f"task {number}") for number in range(3)]
    tracker.enqueue(tasks, queue)
    queue_id = tracker.ensure_queue(queue)

    def waiting() -> list[str]:
        entry = next(one for one in viewer.queue_entries() if one.name == queue)
        return [task.task_id for task in entry.waiting]

    assert waiting() == tasks
    viewer.move_in_queue(queue_id, tasks[2], "front")
    assert waiting() == [tasks[2], tasks[0], tasks[1]]
    viewer.move_in_queue(queue_id, tasks[2], "down")
    assert waiting() == [tasks[0], tasks[2], tasks[1]]
    viewer.move_in_queue(queue_id, tasks[1], "up")
    viewer.move_in_queue(queue_id, tasks[0], "back")
    assert waiting() == [tasks[1], tasks[2], tasks[0]]
    viewer.dequeue(tasks[2])
    assert waiting() == [tasks[1], tasks[0]]
    assert tracker.task(tasks[2]).status is TaskStatus.CREATED
    history = viewer.queue_history([queue_id], since=datetime.now(UTC) - timedelta(hours=1), seconds=60)
    assert set(history) <= {queue_id}


def test_a_worker_is_shown_with_what_it_does(both: Both, key: str) -> None:
    tracker, viewer = both
    task = new(tracker, key, "its work")
    tracker.mark(task, TaskStatus.IN_PROGRESS)
    tracker.report_worker(key, queue="some-queue", task_id=task)
    worker = next(one for one in viewer.worker_entries() if one.id == key)
    assert (worker.queues, worker.task_id, worker.task_name) == (("some-queue",), task, "its work")
    assert worker.last_seen
    tracker.unregister_worker(key)


def test_keys_and_links_prove_who_somebody_is(server: Path) -> None:
    os.environ["CLEARML_CONFIG_FILE"] = str(server)
    tracker, viewer = connect_lightly()
    found = parsed(server.read_text())
    keys = found["api.credentials.access_key"], found["api.credentials.secret_key"]
    person = viewer.user_of(*keys)
    assert person
    assert person.name == "AutoML"
    assert viewer.is_known(person)
    assert not viewer.is_known(Person(id="x", name="AutoML", token="forged"))
    assert viewer.user_of(keys[0], "wrong") is None
    token = tracker.login_url().partition("token=")[2]
    assert token
    followed = viewer.user_of_link(token)
    assert followed
    assert followed.name == "AutoML"
    assert viewer.user_of_link(token) is None
    assert keys[1] in viewer.signing_key()


def test_a_light_connection_imports_no_sdk(server: Path) -> None:
    code = (
        "import sys; from automl_shared.tracker import connect_lightly;"
        "from automl_shared.tracker.viewing import TaskQuery;"
        "tracker, viewer = connect_lightly(); tracker.check(); viewer.find(TaskQuery());"
        "print({'clearml', 'numpy', 'pandas'} & set(sys.modules))"
    )
    environment = {**os.environ, "CLEARML_CONFIG_FILE": str(server)}
    done = subprocess.run([sys.executable, "-c", code], env=environment, capture_output=True, text=True, timeout=120)
    assert done.stdout == "set()\n", done.stderr


def test_a_server_tells_what_ended_lately_and_out_of_which_queue(server: Path, key: str) -> None:
    os.environ["CLEARML_CONFIG_FILE"] = str(server)
    tracker, viewer = connect_lightly()
    since, queue = datetime.now(UTC) - timedelta(minutes=1), key.replace(":", "-")
    tasks = [new(tracker, key, f"task {number}") for number in range(3)]
    tracker.enqueue(tasks, queue)
    for task, status in zip(tasks, (TaskStatus.COMPLETED, TaskStatus.FAILED), strict=False):
        tracker.mark(task, TaskStatus.IN_PROGRESS)
        tracker.mark(task, status)
    queue_id = tracker.ensure_queue(queue)
    found = [one for one in viewer.lately_ended(since=since, most=100) if one.queue_id == queue_id]
    assert len(found) == 2
    assert all(one.created <= one.started <= one.ended for one in found)
    assert found[0].ended >= found[1].ended
    assert len(viewer.lately_ended(since=since, most=1)) == 1
    assert viewer.lately_ended(since=datetime.now(UTC) + timedelta(minutes=1), most=100) == []


def test_a_server_refuses_what_it_does_not_know(server: Path) -> None:
    os.environ["CLEARML_CONFIG_FILE"] = str(server)
    _, viewer = connect_lightly()
    with pytest.raises((NotFound, ServerRefused)):
        viewer.move_in_queue("0" * 32, "0" * 32, "front")


def test_a_server_tells_who_is_paused_and_whose_disk_is_how_full(server: Path, key: str) -> None:
    os.environ["CLEARML_CONFIG_FILE"] = str(server)
    tracker, viewer = connect_lightly()
    worker = f"w:{key}"
    tracker.report_worker(worker, queue="some", task_id=None)

    def paused() -> bool:
        return next(one.paused for one in viewer.worker_entries() if one.id == worker)

    assert not paused()
    assert tracker.pause_worker(worker, seconds=60)
    assert paused()
    assert tracker.pause_worker(worker, seconds=0)
    assert not paused()
    moment = int((datetime.now(UTC) - timedelta(minutes=3)).timestamp() * 1000)
    stats = {"disk_free_home": 12.5, "cpu_usage": [10.0, 30.0], "memory_used": 300.0, "memory_free": 100.0}
    viewer._call("workers", "status_report", worker=worker, timestamp=moment, machine_stats=stats)
    assert viewer.machines()[worker] == Machine(free_disk=12.5, cpu=20.0, memory=75.0)
