"""The tracker and its twin in memory: the same behaviour, on a real server and on plain dicts."""

from __future__ import annotations

import hashlib
import json
import os
import threading
import time
import uuid
import zipfile
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from automl_shared.errors import ContractError, DataError, NotEnqueued, NotFound, ServerRefused
from automl_shared.tracker import NewTask, TaskStatus, Tracker, connect
from automl_shared.tracker.clearml_calls import call_in_lines
from automl_shared.tracker.clearml_tracker import ClearMLTracker
from automl_shared.tracker.dataset_names import named_dataset
from automl_shared.tracker.memory import MemoryTracker

pytestmark = [
    # the SDK and the libraries it reads its configuration with still call names their own dependencies have renamed
    pytest.mark.filterwarnings("ignore:.*deprecated.*use :DeprecationWarning"),
    pytest.mark.filterwarnings("ignore:unclosed <socket:ResourceWarning"),  # the SDK closes no session
]

WRITERS = 4
SECTIONS = {"Run": {"run_id": "r1", "task_id": "null"}, "Model": {"name": "ridge", "params/alpha": "0.5"}}


@pytest.fixture(params=["memory", "clearml"])
def tracker(request: pytest.FixtureRequest, tmp_path: Path) -> Tracker:
    if request.param == "memory":
        return MemoryTracker(tmp_path)
    os.environ["CLEARML_CONFIG_FILE"] = str(request.getfixturevalue("server"))
    return connect()


@pytest.fixture
def key() -> str:
    """A tag of this test alone."""
    return f"test:{uuid.uuid4().hex}"


def template(tracker: Tracker, key: str) -> str:
    return tracker.create(
        NewTask(
            name="template",
            project="AutoML/templates",
            tags=["template", key],
            sections=SECTIONS,
            module="automl_x",
            comment="a template",
        )
    )


def clone(tracker: Tracker, source: str, key: str, **changes: object) -> str:
    wanted = {"name": "a clone", "project": "AutoML/eve/data", "tags": ["run:r1", key], "sections": SECTIONS, **changes}
    return tracker.clone(source, NewTask(**wanted))


def test_a_clone_has_its_own_name_tags_and_sections(tracker: Tracker, key: str) -> None:
    source = template(tracker, key)
    other = {"Run": {"run_id": "r2"}, "Data": {"x": "[1, 2]", "empty": "null", "text": "ä/ö"}}
    made = tracker.task(clone(tracker, source, key, sections=other, parent=source))
    assert (made.name, made.status, made.parent) == ("a clone", TaskStatus.CREATED, source)
    assert set(made.tags) == {"run:r1", key}
    assert made.sections == other
    assert tracker.task(source).sections == SECTIONS


def test_a_parameter_is_kept_as_its_value_and_nothing_empty(
    server: Path, monkeypatch: pytest.MonkeyPatch, key: str
) -> None:
    """A waiting candidate has a hundred of them: what each holds besides is most of its size."""
    monkeypatch.setenv("CLEARML_CONFIG_FILE", str(server))
    tracker = ClearMLTracker()
    source = template(tracker, key)
    edited = clone(tracker, source, key)
    tracker.edit(edited, sections=SECTIONS)
    for task in (source, clone(tracker, source, key), edited):
        kept = tracker._call("tasks", "get_by_id", task=task)["task"]["hyperparams"]
        items = [item for section in kept.values() for item in section.values()]
        assert {frozenset(item) for item in items} == {frozenset({"section", "name", "value"})}


def test_edits_replace_only_what_is_given(tracker: Tracker, key: str) -> None:
    made = clone(tracker, template(tracker, key), key)
    tracker.edit(made, sections={"Run": {"task_id": made}}, comment="hello")
    tracker.edit(made, name="renamed", tags=[key, "attempt:2"])
    task = tracker.task(made)
    assert task.sections == {**SECTIONS, "Run": {"run_id": "r1", "task_id": made}}
    assert (task.name, task.comment, task.attempt) == ("renamed", "hello", 2)
    tracker.set_runtime(made, {"a": "1"})
    tracker.set_runtime(made, {"b": "2"})
    assert {"a": "1", "b": "2"}.items() <= tracker.task(made).runtime.items()


def test_writers_of_one_tasks_runtime_lose_nothing_of_each_other(tracker: Tracker, key: str) -> None:
    made = clone(tracker, template(tracker, key), key)
    tracker.mark(made, TaskStatus.IN_PROGRESS)
    together = threading.Barrier(WRITERS)

    def write(writer: Tracker, name: str) -> None:
        together.wait()
        for number in range(5):
            writer.set_runtime(made, {f"{name}.{number}": "1"})

    with ThreadPoolExecutor(WRITERS) as pool:
        writers = [tracker if isinstance(tracker, MemoryTracker) else connect() for _ in range(WRITERS)]
        for done in [pool.submit(write, writer, f"w{place}") for place, writer in enumerate(writers)]:
            done.result()
    assert {f"w{place}.{number}" for place in range(WRITERS) for number in range(5)} <= set(tracker.task(made).runtime)


def test_a_server_that_cannot_add_to_a_runtime_gets_it_whole(
    server: Path, key: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CLEARML_CONFIG_FILE", str(server))
    tracker = ClearMLTracker()
    made = clone(tracker, template(tracker, key), key)
    call = tracker._call

    def older(service: str, action: str, **body: object) -> dict[str, object]:
        if action == "edit_runtime":
            raise ServerRefused("the server refused tasks.edit_runtime: unable to find endpoint")
        return call(service, action, **body)

    monkeypatch.setattr(tracker, "_call", older)
    tracker.set_runtime(made, {"a": "1", "b": "1"})
    tracker.set_runtime(made, {"b": "2"})
    assert tracker.task(made).runtime == {"a": "1", "b": "2"}


@pytest.mark.parametrize("status", [TaskStatus.COMPLETED, TaskStatus.FAILED, TaskStatus.STOPPED])
def test_an_ended_tasks_runtime_can_be_added_to(tracker: Tracker, key: str, status: TaskStatus) -> None:
    made = clone(tracker, template(tracker, key), key)
    tracker.set_runtime(made, {"a": "1", "b": "1"})
    tracker.mark(made, TaskStatus.IN_PROGRESS)
    tracker.mark(made, status)
    tracker.set_runtime(made, {"a": "", "c": "3"})
    assert tracker.task(made).runtime == {"a": "", "b": "1", "c": "3"}


def test_tasks_are_found_by_every_condition_oldest_first(tracker: Tracker, key: str) -> None:
    source = template(tracker, key)
    first, second = (clone(tracker, source, key, parent=source) for _ in range(2))
    assert [task.id for task in tracker.tasks(parent=source)] == [first, second]
    assert [task.id for task in tracker.tasks(tags=["run:r1", key])] == [first, second]
    assert [task.id for task in tracker.tasks(ids=[second, first])] == [first, second]
    assert tracker.tasks(tags=[key], statuses=[TaskStatus.FAILED]) == []
    assert tracker.tasks(ids=[]) == []
    with pytest.raises(NotFound):
        tracker.task("0" * 32)


def test_only_tasks_whose_status_changed_since_are_found_and_without_sections(tracker: Tracker, key: str) -> None:
    source = template(tracker, key)
    first, second = (clone(tracker, source, key, parent=source) for _ in range(2))
    tracker.mark(first, TaskStatus.IN_PROGRESS)
    time.sleep(0.05)
    tracker.mark(second, TaskStatus.IN_PROGRESS)
    since = tracker.task(second).last_update
    assert since is not None
    tracker.edit(first, comment="no change of its status")
    (found,) = tracker.tasks(parent=source, changed_since=since, with_sections=False)
    assert (found.id, found.status, found.sections) == (second, TaskStatus.IN_PROGRESS, {})
    earlier = tracker.tasks(parent=source, changed_since=since - timedelta(seconds=30))
    assert [(task.id, task.sections) for task in earlier] == [(first, SECTIONS), (second, SECTIONS)]


def test_who_waits_for_changes_is_told_at_once(tracker: Tracker, key: str) -> None:
    task = clone(tracker, template(tracker, key), key)
    cursor = tracker.wait_for_changes(None, seconds=20)
    assert cursor is not None
    assert tracker.wait_for_changes(cursor, seconds=0.1) == cursor
    change = threading.Timer(0.3, tracker.mark, (task, TaskStatus.COMPLETED))
    change.start()
    started = time.monotonic()
    latest = tracker.wait_for_changes(cursor, seconds=20)
    assert latest not in (None, cursor)
    assert 0.2 < time.monotonic() - started < 1.5
    change.join()
    assert tracker.task(task).status is TaskStatus.COMPLETED


def test_a_server_without_the_call_is_asked_for_it_once(server: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CLEARML_CONFIG_FILE", str(server))
    tracker = ClearMLTracker()
    asked: list[str] = []

    def refused(service: str, action: str, **_: object) -> dict[str, object]:
        asked.append(f"{service}.{action}")
        raise ServerRefused("the server refused tasks.wait_for_changes: unable to find endpoint")

    monkeypatch.setattr(tracker, "_call", refused)
    assert [tracker.wait_for_changes(None, seconds=20) for _ in range(3)] == [None] * 3
    assert asked == ["tasks.wait_for_changes"]


def test_a_queue_hands_out_each_task_once_and_in_order(tracker: Tracker, key: str) -> None:
    source, queue = template(tracker, key), f"queue-{key[-8:]}"
    tasks = [clone(tracker, source, key) for _ in range(3)]
    tracker.enqueue(tasks, queue)
    waiting = next(one.waiting for one in tracker.queues() if one.name == queue)
    assert list(waiting) == tasks
    assert {task.status for task in tracker.tasks(ids=tasks)} == {TaskStatus.QUEUED}
    assert [tracker.next_task(queue) for _ in range(4)] == [*tasks, None]


def test_a_task_that_somebody_made_public_can_still_be_changed(
    server: Path, monkeypatch: pytest.MonkeyPatch, key: str
) -> None:
    monkeypatch.setenv("CLEARML_CONFIG_FILE", str(server))
    tracker = ClearMLTracker()
    task = clone(tracker, template(tracker, key), key)
    reporter = tracker.reporter(task)

    def stored() -> None:
        reporter.document("found", {"a": 1})
        reporter.close()

    for change in (
        lambda: tracker.edit(task, tags=["superseded"], comment="a newer one counts"),
        lambda: tracker.edit(task, project="another", sections={"Run": {"a": "1"}}),
        lambda: tracker.edit(task, sections={"Run": {"a": "1"}}),
        lambda: tracker.set_runtime(task, {"a": "1"}),
        lambda: tracker.set_configuration(task, "a", {}),
        stored,
        lambda: tracker.mark(task, TaskStatus.FAILED, reason="lost", message=""),
    ):
        tracker._call("tasks", "make_public", ids=[task])
        change()
    seen = tracker.task(task)
    assert (seen.tags, seen.artifacts, seen.status) == (("superseded",), ("found",), TaskStatus.FAILED)


def test_a_queue_that_was_renamed_is_no_longer_the_queue_of_that_name(
    server: Path, monkeypatch: pytest.MonkeyPatch, key: str
) -> None:
    monkeypatch.setenv("CLEARML_CONFIG_FILE", str(server))
    tracker = ClearMLTracker()
    name, source = f"queue-{key[-8:]}", template(tracker, key)
    first, second = (clone(tracker, source, key) for _ in range(2))
    tracker.enqueue([first], name)
    tracker._call("queues", "update", queue=tracker.ensure_queue(name), name=f"mine-{name}")
    tracker.queues()
    tracker.enqueue([second], name)
    waiting = {queue.name: queue.waiting for queue in tracker.queues()}
    assert (waiting[f"mine-{name}"], waiting[name]) == ((first,), (second,))


def test_a_project_that_was_deleted_is_made_again(server: Path, monkeypatch: pytest.MonkeyPatch, key: str) -> None:
    monkeypatch.setenv("CLEARML_CONFIG_FILE", str(server))
    tracker = ClearMLTracker()
    source, name = template(tracker, f"{key}-template"), f"deleted-{key[-8:]}"
    new = NewTask(name="a task", project=name, tags=[], sections={})
    makers = (lambda: tracker.clone(source, new), lambda: tracker.create(new))
    for make in (*makers, *makers):
        task = tracker.task(make())
        tracker._call("projects", "delete", project=task.project_id, force=True, delete_contents=True)
    kept = tracker.create(replace(new, project=f"other-{name}"))
    tracker.edit(kept, project=name)
    found = tracker._call("projects", "get_all", id=[tracker.task(kept).project_id], only_fields=["name"])["projects"]
    assert [project["name"] for project in found] == [name]


def test_a_refused_task_is_told_with_its_queue(tracker: Tracker, key: str) -> None:
    made = clone(tracker, template(tracker, key), key)
    tracker.mark(made, TaskStatus.IN_PROGRESS)
    tracker.mark(made, TaskStatus.COMPLETED)
    with pytest.raises(NotEnqueued) as refused:
        tracker.enqueue([made], "not-that-one")
    assert (refused.value.queue, refused.value.value) == ("not-that-one", made)
    assert "not-that-one" in refused.value.cause
    assert "automl queues" in refused.value.remedy


def test_documents_of_many_tasks_are_read_as_far_as_they_are_there(tracker: Tracker, key: str) -> None:
    source = template(tracker, key)
    first, second, none = (clone(tracker, source, key) for _ in range(3))
    for number, task_id in enumerate((first, second)):
        reporter = tracker.reporter(task_id)
        reporter.document("d", {"n": number})
        reporter.close()
    assert tracker.documents([first, second, none, "0" * 32], "d") == {first: {"n": 0}, second: {"n": 1}}
    assert tracker.documents([], "d") == {}


def test_the_end_of_a_console_is_read_in_its_order(tracker: Tracker, key: str) -> None:
    made = clone(tracker, template(tracker, key), key)
    said = [f"line {number}" for number in range(20)]
    if isinstance(tracker, MemoryTracker):
        tracker.consoles[made] = said
    else:
        now = int(time.time() * 1000)
        lines = [{"type": "log", "task": made, "msg": one, "timestamp": now + place} for place, one in enumerate(said)]
        call_in_lines(tracker._session, "events", "add_batch", [json.dumps(line) for line in lines])
    assert tracker.console(made, 5) == said[-5:]
    assert tracker.console(made, 100) == said


def test_a_task_is_not_enqueued_twice(tracker: Tracker, key: str) -> None:
    made = clone(tracker, template(tracker, key), key)
    tracker.enqueue([made], "once-only")
    with pytest.raises(ServerRefused):
        tracker.enqueue([made], "once-only")
    tracker.stop([made], "by a person")
    task = tracker.task(made)
    assert (task.status, task.status_reason) == (TaskStatus.STOPPED, "by a person")
    assert tracker.next_task("once-only") is None


@pytest.mark.parametrize("status", [TaskStatus.COMPLETED, TaskStatus.FAILED, TaskStatus.STOPPED])
def test_marks_set_status_times_and_reason(tracker: Tracker, key: str, status: TaskStatus) -> None:
    made = clone(tracker, template(tracker, key), key)
    tracker.mark(made, TaskStatus.IN_PROGRESS)
    started = tracker.task(made).started
    tracker.mark(made, TaskStatus.IN_PROGRESS)
    tracker.ping(made)
    assert tracker.task(made).started == started
    tracker.mark(made, status, reason="because", message="words")
    task = tracker.task(made)
    assert (task.status, task.status_reason, task.status_message) == (status, "because", "words")
    assert task.ended is not None
    assert task.started is not None
    assert task.ended >= task.started


def put_to_work(tracker: Tracker, task_id: str, queue: str) -> None:
    """As an agent does."""
    tracker.enqueue([task_id], queue)
    assert tracker.next_task(queue) == task_id
    tracker.mark(task_id, TaskStatus.IN_PROGRESS)
    tracker.report_worker(f"{queue}:w", queue=queue, task_id=task_id)


def test_the_worker_of_a_running_task_is_asked_to_stop_it(tracker: Tracker, key: str) -> None:
    made = clone(tracker, template(tracker, key), key)
    put_to_work(tracker, made, f"queue-{key[-8:]}")
    assert not tracker.task(made).stop_requested
    for _ in range(2):
        tracker.stop([made], "by a person")
        task = tracker.task(made)
        assert (task.status, task.status_reason, task.ended) == (TaskStatus.IN_PROGRESS, "by a person", None)
        assert task.stop_requested
    tracker.mark(made, TaskStatus.STOPPED, reason="by its worker")
    assert not tracker.task(made).stop_requested
    tracker.mark_stopping(made)
    assert tracker.task(made).stop_requested


@pytest.mark.parametrize("status", [TaskStatus.QUEUED, TaskStatus.IN_PROGRESS])
def test_what_nobody_works_on_is_stopped_at_once(tracker: Tracker, key: str, status: TaskStatus) -> None:
    made, queue = clone(tracker, template(tracker, key), key), f"queue-{key[-8:]}"
    if status is TaskStatus.QUEUED:
        tracker.enqueue([made], queue)
    else:
        tracker.mark(made, status)
    tracker.stop([made], "by a person")
    task = tracker.task(made)
    assert (task.status, task.status_reason, task.stop_requested) == (TaskStatus.STOPPED, "by a person", False)
    assert tracker.next_task(queue) is None


@pytest.mark.parametrize("status", [None, TaskStatus.COMPLETED, TaskStatus.FAILED, TaskStatus.STOPPED])
def test_what_was_never_enqueued_or_has_ended_stays_as_it_is(
    tracker: Tracker, key: str, status: TaskStatus | None
) -> None:
    made, queue = clone(tracker, template(tracker, key), key), f"queue-{key[-8:]}"
    if status is not None:
        put_to_work(tracker, made, queue)
        tracker.mark(made, status, reason="its own")
    before = tracker.task(made)
    tracker.stop([made], "by a person")
    task = tracker.task(made)
    assert (task.status, task.status_reason) == (before.status, before.status_reason)
    assert not task.stop_requested


def test_workers_report_what_they_hold(tracker: Tracker, key: str) -> None:
    made, name = clone(tracker, template(tracker, key), key), f"w:{key[-8:]}"
    tracker.mark(made, TaskStatus.IN_PROGRESS)
    tracker.report_worker(name, queue="automl-training", task_id=None)
    tracker.report_worker(name, queue="automl-training", task_id=made)
    worker = next(one for one in tracker.workers() if one.id == name)
    assert (worker.queues, worker.task_id) == (("automl-training",), made)
    tracker.unregister_worker(name)
    assert name not in {one.id for one in tracker.workers()}


def test_artifacts_come_back_and_can_be_shown_twice(tracker: Tracker, key: str, tmp_path: Path) -> None:
    source = template(tracker, key)
    made, other = clone(tracker, source, key), clone(tracker, source, key)
    file = tmp_path / "report.html"
    file.write_text("<p>ok</p>")
    reporter = tracker.reporter(made)
    reporter.document("phase_output", {"a": [1, 0.1, None, "ü"]})
    reporter.document("lines", [{"a": "ü"}, 1])
    reporter.file("report", file)
    reporter.close()
    assert set(tracker.task(made).artifacts) == {"phase_output", "lines", "report"}
    assert tracker.document(made, "lines") == [{"a": "ü"}, 1]
    assert tracker.document(made, "phase_output") == {"a": [1, 0.1, None, "ü"]}
    tracker.link_file(made, "report", other)
    assert tracker.file(other, "report").read_text() == "<p>ok</p>"
    with pytest.raises(NotFound):
        tracker.document(made, "nothing")
    with pytest.raises(ContractError):
        tracker.document(made, "report")


def test_a_deleted_file_is_not_found_wherever_it_is_shown(tracker: Tracker, key: str, tmp_path: Path) -> None:
    source = template(tracker, key)
    made, other = clone(tracker, source, key), clone(tracker, source, key)
    name = f"file-{key[-8:]}.txt"
    (tmp_path / name).write_text("x")
    reporter = tracker.reporter(made)
    reporter.file(name, tmp_path / name)
    reporter.close()
    tracker.link_file(made, name, other)
    assert tracker.has_file(made, name)
    assert tracker.has_file(other, name)
    assert not tracker.has_file(made, "nothing")
    stored = Path(os.environ["CLEARML_CONFIG_FILE"]).parent if isinstance(tracker, ClearMLTracker) else tmp_path / made
    (file,) = [one for one in stored.rglob(f"{name}*") if one.is_file()]
    file.unlink()
    assert not tracker.has_file(made, name)
    assert not tracker.has_file(other, name)
    with pytest.raises(NotFound, match="was deleted"):
        tracker.file(other, name)


@pytest.mark.parametrize("content", ["", "half of i", "another one's"], ids=["empty", "truncated", "swapped"])
def test_a_file_that_was_changed_after_it_was_stored_is_lost(
    tracker: Tracker, key: str, tmp_path: Path, content: str
) -> None:
    made = clone(tracker, template(tracker, key), key)
    name = f"file-{key[-8:]}"
    reporter = tracker.reporter(made)
    reporter.document(name, {"a": "half of it"})
    reporter.close()
    assert tracker.document(made, name) == {"a": "half of it"}
    stored = Path(os.environ["CLEARML_CONFIG_FILE"]).parent if isinstance(tracker, ClearMLTracker) else tmp_path / made
    (file,) = [one for one in stored.rglob(f"{name}*") if one.is_file()]
    file.write_text(content)
    for read in (tracker.document, tracker.file):
        with pytest.raises(NotFound, match=r"is not what was stored|was deleted or emptied"):
            read(made, name)


def test_a_registered_models_file_comes_back_as_it_was(tracker: Tracker, key: str, tmp_path: Path) -> None:
    made = clone(tracker, template(tracker, key), key)
    name = f"model-{key[-8:]}.bundle"
    with zipfile.ZipFile(tmp_path / name, "w") as file:
        file.writestr("manifest.json", "{}")
    content = (tmp_path / name).read_bytes()
    reporter = tracker.reporter(made)
    model = reporter.model(tmp_path / name, name="standard+ridge", tags=["run:r1"], metadata={"sha256": "0"})
    reporter.close()
    assert tracker.model_file(model).read_bytes() == content, "an archive must not be unpacked"
    assert tracker.model_metadata(model) == {"sha256": "0"}
    for ask in (tracker.model_file, tracker.model_metadata):
        with pytest.raises(NotFound):
            ask("0" * 32)


def test_a_dataset_is_found_by_its_content(tracker: Tracker, key: str, tmp_path: Path) -> None:
    table = tmp_path / "t.csv"
    table.write_text(f"a,b\n1,{key}\n")
    project, content = f"AutoML/datasets-{key[-8:]}", hashlib.sha256(table.read_bytes()).hexdigest()
    assert tracker.find_dataset(project=project, content_hash=content) is None
    made = tracker.register_dataset(
        table,
        name="table",
        project=project,
        tags=[f"content:{content}", "run:r1"],
        facts={"rows": "1", "hash": content},
    )
    found = tracker.find_dataset(project=project, content_hash=content)
    assert (found.id, found.name, found.project, found.facts["rows"]) == (made, "table", project, "1")
    assert tracker.find_dataset(project="AutoML/elsewhere", content_hash=content) is None
    tracker.tag_dataset(made, ["run:r2"])
    assert {"run:r1", "run:r2"} <= set(tracker.dataset(made).tags)
    assert [file.read_bytes() for file in tracker.dataset_files(made)] == [table.read_bytes()]
    with pytest.raises(NotFound) as missing:
        tracker.dataset("0" * 32)
    with pytest.raises(NotFound) as without_files:
        tracker.dataset_files("0" * 32)
    assert str(without_files.value) == str(missing.value), "one thing, one sentence"


def test_a_file_that_changes_while_it_is_registered_is_no_dataset(tracker: Tracker, key: str, tmp_path: Path) -> None:
    """Else whoever has the content that it had before would be given the other one."""
    table = tmp_path / "t.csv"
    table.write_text(f"a,b\n1,{key}\n")
    content = hashlib.sha256(table.read_bytes()).hexdigest()
    table.write_text(f"a,b\n1,{key}\n2,")
    project, tags, facts = f"AutoML/growing-{key[-8:]}", [f"content:{content}"], {"hash": content}
    with pytest.raises(DataError, match="changed while it was read"):
        tracker.register_dataset(table, name="growing", project=project, tags=tags, facts=facts)
    assert tracker.find_dataset(project=project, content_hash=content) is None


def test_a_dataset_is_found_by_its_name_newest_first(tracker: Tracker, key: str, tmp_path: Path) -> None:
    name, projects = f"t.{key[-8:]}", [f"AutoML/{place}-{key[-8:]}" for place in ("one", "two")]
    made = []
    for number, project in enumerate([projects[0], projects[0], projects[1]]):
        table = tmp_path / "t.csv"
        table.write_text(f"a,b\n1,{number}\n")
        made.append(tracker.register_dataset(table, name=name, project=project, tags=[], facts={"rows": "1"}))
    assert [one.id for one in tracker.datasets(name)] == made[::-1]
    assert {one.id for one in tracker.datasets()} >= set(made)
    assert tracker.datasets(name.replace(".", "x")) == []
    assert named_dataset(tracker, f"{projects[0]}/{name}").id == made[1]
    assert named_dataset(tracker, made[0]).id == made[0]
    with pytest.raises(DataError, match="several projects"):
        named_dataset(tracker, name)
    with pytest.raises(DataError, match=f"did you mean '{name}'"):
        named_dataset(tracker, f"{name}s")
