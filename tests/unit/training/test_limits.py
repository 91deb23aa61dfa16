"""Shares of the machine, the limits of a candidate, and what a reader is told when one is passed."""

from __future__ import annotations

import os
import threading
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from automl_shared.exit_codes import CONNECTION_LOST, OUT_OF_MEMORY, OUT_OF_TIME
from automl_shared.failures import CAUSE_KEY, failure_of, ran_out_of_memory
from automl_shared.machine import cores, memory_limit
from automl_shared.sections import RunSection, payload
from automl_shared.tracker import TaskSnapshot, TaskStatus
from automl_training import processing
from automl_training.clearml_integration.limits import GIB, Breach, Limits, Watchdog
from automl_training.resources import (
    LEAST_BYTES,
    THREADS_VARIABLE,
    WORKERS_FILE_VARIABLE,
    memory_share,
    threads,
    workers,
)

HERE = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
STARTED = datetime(2026, 1, 1, tzinfo=UTC)


def group(folder: Path, groups: str, files: dict[str, str]) -> Path:
    """A file system with the control groups of a process."""
    (folder / "proc/self").mkdir(parents=True)
    (folder / "proc/self/cgroup").write_text(groups)
    for name, text in files.items():
        file = folder / "sys/fs/cgroup" / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(f"{text}\n")
    return folder


@pytest.mark.parametrize(
    ("groups", "files", "expected"),
    [
        ("0::/\n", {"cpu.max": "100000 100000", "memory.max": "2147483648"}, (1, 2 * GIB)),
        ("0::/\n", {"cpu.max": "max 100000", "memory.max": "max"}, (HERE, None)),
        ("0::/a/b\n", {"a/cpu.max": "50000 100000", "a/b/memory.max": "max", "a/memory.max": "4096"}, (1, 4096)),
        (
            "4:memory:/docker/x\n1:cpu,cpuacct:/docker/x\n",
            {
                "cpu/cpu.cfs_quota_us": "150000",
                "cpu/cpu.cfs_period_us": "100000",
                "memory/memory.limit_in_bytes": "1073741824",
            },
            (1, GIB),
        ),
        (
            "4:memory:/x\n1:cpu:/x\n",
            {
                "cpu/x/cpu.cfs_quota_us": "-1",
                "cpu/x/cpu.cfs_period_us": "100000",
                "memory/x/memory.limit_in_bytes": "9223372036854771712",
            },
            (HERE, None),
        ),
        ("", {}, (HERE, None)),
    ],
)
def test_a_containers_share_is_read_from_its_control_groups(
    tmp_path: Path, groups: str, files: dict[str, str], expected: tuple[int, int | None]
) -> None:
    made = group(tmp_path, groups, files)
    assert (cores(made), memory_limit(made)) == expected


def test_workers_share_cores_and_memory(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(THREADS_VARIABLE, raising=False)
    monkeypatch.delenv(WORKERS_FILE_VARIABLE, raising=False)
    assert (workers(), threads()) == (1, cores())
    alone = memory_share()
    file = tmp_path / "workers"
    monkeypatch.setenv(WORKERS_FILE_VARIABLE, str(file))
    assert workers() == 1
    file.write_text(f"{cores()}\n")
    assert (workers(), threads()) == (cores(), 1)
    file.write_text("64\n")
    assert threads() == 1
    assert min(alone, LEAST_BYTES) <= memory_share() <= alone


def test_limits_come_from_the_run_or_the_machine() -> None:
    named = RunSection(candidate_time_limit_minutes=2.0, candidate_memory_gib=0.5)
    assert Limits.of(named) == Limits(seconds=120.0, memory_bytes=GIB // 2)
    unnamed = Limits.of(RunSection())
    assert unnamed.seconds is None
    assert unnamed.memory_bytes > 0


@pytest.mark.parametrize(
    ("seconds", "used", "code", "cause"),
    [
        (None, 10, None, ""),
        (3600.0, 10, None, ""),
        (0.0, 10, OUT_OF_TIME, "longer than the 0 minutes"),
        (None, 3 * GIB, OUT_OF_MEMORY, "used 3.00 GiB of memory; a candidate may use 1.00 GiB"),
    ],
)
def test_a_breach_says_what_was_passed(seconds: float | None, used: int, code: int | None, cause: str) -> None:
    limits = Limits(seconds=seconds, memory_bytes=GIB)
    found = Watchdog(limits, memory=lambda: used, record=print, end=print).breach()
    assert (found.exit_code if found else None) == code
    assert found is None or (cause in found.cause and "--set run.candidate_" in found.remedy)


def test_a_breach_is_recorded_before_the_process_ends() -> None:
    happened: list[object] = []
    limits = Limits(seconds=0.0, memory_bytes=GIB)
    guard = Watchdog(limits, memory=lambda: 0, record=happened.append, end=happened.append)
    with guard:
        guard._thread.join()
    breach, code = happened
    assert isinstance(breach, Breach)
    assert code == OUT_OF_TIME


def test_memory_that_runs_away_is_not_waited_for() -> None:
    ended: list[int] = []
    blocked = threading.Event()

    def record(_: Breach) -> None:
        blocked.wait()

    guard = Watchdog(Limits(seconds=None, memory_bytes=GIB), memory=lambda: 2 * GIB, record=record, end=ended.append)
    with guard:
        guard._thread.join()
    blocked.set()
    assert ended == [OUT_OF_MEMORY]


def test_very_many_rows_are_sampled_for_the_train_score(bench: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    candidate, data = bench.candidate("decision_tree", "regression"), bench.material("regression")
    whole = bench.train(candidate, data).folds[0]
    monkeypatch.setattr(processing, "TRAIN_SCORE_ROWS", 10)
    sampled = bench.train(candidate, data).folds[0]
    assert sampled.scores == whole.scores
    assert sampled.train_scores["rmse"] != whole.train_scores["rmse"]
    assert sampled.train_scores == bench.train(candidate, data).folds[0].train_scores


def failed(reason: str, minutes: float | None = None, took: float = 0.0, said: str = "") -> TaskSnapshot:
    """A training that failed after so many minutes."""
    return TaskSnapshot(
        id="t",
        name="t",
        status=TaskStatus.FAILED,
        sections=payload(RunSection(candidate_time_limit_minutes=minutes)),
        status_reason=reason,
        started=STARTED,
        ended=STARTED + timedelta(minutes=took),
        runtime={CAUSE_KEY: said} if said else {},
    )


@pytest.mark.parametrize(
    ("task", "cause"),
    [
        (failed("worker execution exit code 124", 2.0), "longer than the 2 minutes"),
        (failed("worker execution exit code 122", 2.0), "more memory"),
        (failed("worker execution exit code 1", 2.0, took=2.1), "longer than the 2 minutes"),
        (failed("worker execution exit code 1", 2.0, took=1.9), "exit code 1"),
        (failed("worker execution exit code 1", None, took=500), "exit code 1"),
        (failed("worker execution exit code 124", 2.0, said="memory, and how much"), "memory, and how much"),
    ],
)
def test_the_cause_is_told_from_the_exit_where_nobody_said_it(task: TaskSnapshot, cause: str) -> None:
    failure = failure_of(task)
    assert cause in failure.cause


def test_a_candidate_that_passed_its_limits_is_not_tried_again() -> None:
    for code in (OUT_OF_TIME, OUT_OF_MEMORY, 1):
        task = failed(f"worker execution exit code {code}", 1.0, took=2.0)
        assert not ran_out_of_memory(task)
        assert task.exit_code != CONNECTION_LOST
    assert failed("worker execution exit code 75").exit_code == CONNECTION_LOST
    assert replace(failed(""), status_reason="worker execution exit code 750").exit_code != CONNECTION_LOST
