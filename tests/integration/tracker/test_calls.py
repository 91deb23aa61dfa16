"""What a task asks of the server, counted: every call costs both sides, and there are as many as candidates."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import Any

import pytest
import requests
from tests.unit.training.conftest import WORK, Bench

from automl_shared.phase import run_task
from automl_shared.tracker import TaskStatus, connect

pytestmark = [
    # the SDK and the libraries it reads its configuration with still call names their own dependencies have renamed
    pytest.mark.filterwarnings("ignore:.*deprecated.*use :DeprecationWarning"),
    pytest.mark.filterwarnings("ignore:unclosed <socket:ResourceWarning"),  # the SDK closes no session
]

MOST = {
    "tasks.get_all": 3,  # itself, its template, what its preprocessing has stored
    "tasks.get_all_ex": 1,
    "tasks.add_or_update_artifacts": 2,  # the phase output comes after everything else
    "tasks.add_or_update_model": 1,
    "models.create": 1,
    "models.add_or_update_metadata": 1,
    "events.add_batch": 1,
    "POST of files": 2,
    "GET of files": 5,  # the preprocessing's output; its data and its folds, at which the SDK looks before it reads
    "auth.login": 1,  # the SDK's own, for those; a machine that has them already needs neither
}
"""Calls of a training that has next to nothing to do; a slower one sends what it has every second."""


@pytest.fixture
def calls(monkeypatch: pytest.MonkeyPatch) -> Counter[str]:
    counted: Counter[str] = Counter()
    send = requests.Session.send

    def counting(session: requests.Session, request: requests.PreparedRequest, **options: Any) -> requests.Response:
        path = str(request.url).split("/", 3)[3]
        action = path.rpartition("/")[2]
        counted[action if action.count(".") == 1 and "/" not in path else f"{request.method} of files"] += 1
        return send(session, request, **options)

    monkeypatch.setattr(requests.Session, "send", counting)
    return counted


def test_a_trivial_training_makes_few_calls(
    server: Path, tmp_path: Path, calls: Counter[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CLEARML_CONFIG_FILE", str(server))
    monkeypatch.setattr("automl_shared.tracker.outbox.LINGER_SECONDS", 60.0)
    tracker: Any = connect()
    bench = Bench(tracker=tracker, folder=tmp_path)
    task = bench.training(bench.ready("multiclass", n_holdout=10), "dummy")
    tracker.mark(task, TaskStatus.IN_PROGRESS)
    calls.clear()

    assert run_task(WORK, tracker, task) == 0

    made = Counter(calls)
    assert {name: count for name, count in made.items() if count > MOST.get(name, 0)} == {}
    assert bench.trained(task).cv_mean
    assert set(tracker.task(task).artifacts) >= {"phase_output", "scores", "oof_predictions"}
