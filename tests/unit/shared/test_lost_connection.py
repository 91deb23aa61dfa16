"""A server that goes away in the middle of a task: the task is tried again, it did not fail."""

from __future__ import annotations

import errno
import sys
import threading
from collections.abc import Callable
from pathlib import Path

import pytest
import requests

from automl_shared import phase
from automl_shared.agent.warm import task
from automl_shared.errors import ServerRefused
from automl_shared.exit_codes import CONNECTION_LOST, FOLDER_LOST, NO_ROOM, NO_THREADS
from automl_shared.failures import CAUSE_KEY, ENDED_FOR_SILENCE
from automl_shared.naming import Phase
from automl_shared.phase import run_task
from automl_shared.phase_io import PhaseOutput
from automl_shared.phase_run import PhaseRun
from automl_shared.tracker import NewTask, TaskStatus
from automl_shared.tracker.memory import MemoryTracker

RUN = "20261124-000000-abcdef"


def reset(_run: PhaseRun) -> PhaseOutput:
    raise ConnectionResetError("the server went away")


def wrapped(run: PhaseRun) -> PhaseOutput:
    try:
        return reset(run)
    except ConnectionResetError as error:
        raise ValueError("no such task") from error


def timed_out(_run: PhaseRun) -> PhaseOutput:
    raise requests.Timeout("no answer")


def broken(_run: PhaseRun) -> PhaseOutput:
    raise ValueError("a fault of its own")


def full(_run: PhaseRun) -> PhaseOutput:
    raise OSError(errno.ENOSPC, "No space left on device")


def wrapped_full(run: PhaseRun) -> PhaseOutput:
    try:
        return full(run)
    except OSError as error:
        raise ValueError("the table could not be written") from error


def code_of(work: Callable[[PhaseRun], PhaseOutput], folder: Path) -> tuple[int, str | None]:
    tracker = MemoryTracker(folder)
    tags = ["phase:training", f"run:{RUN}", "dataset:made"]
    sections = {"Run": {"run_id": RUN, "dataset_key": "made", "user": "me", "dataset_project": "p"}}
    task_id = tracker.create(NewTask(name="one", project="p", tags=tags, sections=sections))
    code = run_task({Phase.TRAINING: work}, tracker, task_id)
    return code, tracker.task(task_id).runtime.get(CAUSE_KEY)


@pytest.mark.parametrize("work", [reset, wrapped, timed_out])
def test_it_is_left_to_the_controller(work: Callable[[PhaseRun], PhaseOutput], tmp_path: Path) -> None:
    assert code_of(work, tmp_path) == (CONNECTION_LOST, None)


@pytest.mark.parametrize(
    ("status", "reason", "expected"),
    [
        (TaskStatus.STOPPED, "archived", (1, "stopped by a person")),
        (TaskStatus.STOPPED, ENDED_FOR_SILENCE, (CONNECTION_LOST, None)),
        (TaskStatus.IN_PROGRESS, "", (1, "the server refused it")),
    ],
)
def test_what_was_ended_meanwhile_says_why_the_server_takes_nothing_more(
    tmp_path: Path, status: TaskStatus, reason: str, expected: tuple[int, str | None]
) -> None:
    def refused(run: PhaseRun) -> PhaseOutput:
        run.tracker.mark(run.task.id, status, reason=reason)
        raise ServerRefused("the server refused it")

    assert code_of(refused, tmp_path) == expected


def test_a_fault_of_its_own_is_a_failure(tmp_path: Path) -> None:
    code, cause = code_of(broken, tmp_path)
    assert code == 1
    assert cause == "ValueError: a fault of its own"


def left(_run: PhaseRun) -> PhaseOutput:
    sys.exit("usage: mine.py FILE")


def unspeakable(_run: PhaseRun) -> PhaseOutput:
    class Unspeakable(BaseException):
        def __str__(self) -> str:
            raise ZeroDivisionError

    raise Unspeakable


def garbled(_run: PhaseRun) -> PhaseOutput:
    raise ValueError("no such file: tab\udcffle.csv")


@pytest.mark.parametrize(
    ("work", "says"),
    [
        (garbled, r"ValueError: no such file: tab\udcffle.csv"),
        (left, "SystemExit: usage: mine.py FILE"),
        (unspeakable, "Unspeakable: its text cannot be shown (ZeroDivisionError)"),
    ],
)
def test_whatever_a_strangers_code_raises_is_told(
    work: Callable[[PhaseRun], PhaseOutput], says: str, tmp_path: Path
) -> None:
    code, cause = code_of(work, tmp_path)
    assert code == 1
    assert cause
    assert cause.encode().decode() == says


@pytest.mark.parametrize("work", [full, wrapped_full])
def test_a_full_disk_says_nothing_about_the_work(work: Callable[[PhaseRun], PhaseOutput], tmp_path: Path) -> None:
    assert code_of(work, tmp_path) == (NO_ROOM, None)


def reads_an_input(run: PhaseRun) -> PhaseOutput:
    run.file_of("task", "data")
    raise AssertionError("Arrow would wait for its threads for ever")


def starts_a_thread(_: PhaseRun) -> PhaseOutput:
    threading.Thread(target=print).start()
    raise AssertionError("it cannot be started")


@pytest.mark.parametrize(("work", "to_be_had"), [(reads_an_input, 3), (starts_a_thread, 0)])
def test_a_full_table_of_processes_says_nothing_about_the_work(
    work: Callable[[PhaseRun], PhaseOutput], to_be_had: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    left = iter(range(to_be_had))

    def start(thread: threading.Thread) -> None:
        if next(left, None) is None:
            raise RuntimeError("can't start new thread")
        begin(thread)

    before, begin = threading.active_count(), threading.Thread.start
    monkeypatch.setattr(threading.Thread, "start", start)
    assert code_of(work, tmp_path) == (NO_THREADS, None)
    assert threading.active_count() == before


def test_a_folder_that_somebody_deleted_says_nothing_about_the_work(tmp_path: Path) -> None:
    def tidied_up(run: PhaseRun) -> PhaseOutput:
        run.work_dir.rmdir()
        raise OSError("Cannot save file into a non-existent directory")  # as pandas says it, without an errno

    assert code_of(tidied_up, tmp_path) == (FOLDER_LOST, None)


def test_a_full_disk_has_no_room_for_the_console_either(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def no_line(text: str) -> None:
        if "try this task again" in text:
            full(None)

    def no_traceback() -> None:
        full(None)

    monkeypatch.setattr(phase, "echo", no_line)
    assert code_of(full, tmp_path) == (NO_ROOM, None)
    monkeypatch.setattr(task.traceback, "print_exc", no_traceback)
    assert task.exit_code(no_traceback) == NO_ROOM
