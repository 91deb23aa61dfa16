"""What monitoring sees of a controller's work."""

from __future__ import annotations

import logging
import socket
import urllib.request
from collections.abc import Callable
from typing import get_args

import pytest

from automl_controller.runs.metrics import Metrics, listen
from automl_controller.runs.rules import LossCause
from automl_shared import logs
from automl_shared.errors import ConfigError, ServerRefused
from automl_shared.naming import Phase, Unit

from .conftest import World

PREPROCESSING = Unit(phase=Phase.PREPROCESSING, preproc_id="standard-onehot")
LOGISTIC = Unit(phase=Phase.TRAINING, preproc_id="standard-onehot", model="logistic")


def figures(world: World) -> Callable[..., float | None]:
    """Reads a figure of the world's controller."""
    registry = world.controller._metrics.registry

    def figure(name: str, **labels: str) -> float | None:
        return registry.get_sample_value(f"automl_controller_{name}", labels)

    return figure


def test_a_run_leaves_launches_outcomes_durations_and_its_end(world: World) -> None:
    figure = figures(world)
    run = world.submit(models=["logistic", "knn"])
    world.tick()
    assert figure("runs", state="advancing") == 1
    world.run_to_end(run, fail=lambda task: task.unit is not None and task.unit.model == "knn")
    assert [figure("tasks_launched_total", phase=phase) for phase in Phase] == [
        0,
        1,
        3,
        1,
        1,
        0,
    ]  # guessing is trained, too
    assert figure("task_seconds_count", phase="training", outcome="completed") == 2
    assert figure("task_seconds_count", phase="training", outcome="failed") == 1
    assert figure("task_seconds_count", phase="comparison", outcome="completed") == 1
    assert figure("runs_ended_total", status="completed_with_failures") == 1
    assert figure("runs_ended_total", status="failed") == 0
    assert figure("runs", state="advancing") == 0
    assert (figure("tick_seconds_count") or 0) >= 3


def test_durations_are_those_the_server_tells(world: World) -> None:
    world.submit()
    world.tick()
    task = world.take("automl-preprocessing")
    world.clock.turn(7)
    world.complete(task)
    world.tick()
    assert figures(world)("task_seconds_sum", phase="preprocessing", outcome="completed") == pytest.approx(7, abs=0.01)


def test_what_ended_before_a_controller_took_over_is_not_counted_again(world: World) -> None:
    run = world.to_trainings()
    world.controller.close()
    world.controller = world.new_controller("controller:next")
    world.clock.turn(20)
    figure = figures(world)
    while world.controller.run_ids != [run]:
        world.tick()
    world.run_to_end(run)
    assert figure("task_seconds_count", phase="preprocessing", outcome="completed") is None
    assert figure("task_seconds_count", phase="training", outcome="completed") == 2


def test_a_worker_that_is_gone_is_a_lost_worker_and_a_retry_with_its_cause(world: World) -> None:
    figure = figures(world)
    world.submit()
    world.tick(40)
    world.take("automl-preprocessing", "w9")
    for _ in range(30):
        world.tick(4)
        world.tracker.report_worker("alive", queue="automl-training", task_id=None)
        if figure("retries_total", cause="worker_gone"):
            break
    assert figure("retries_total", cause="worker_gone") == 1
    assert figure("lost_workers_total") == 1
    world.tick()
    assert figure("task_seconds_count", phase="preprocessing", outcome="lost") == 1
    assert figure("tasks_launched_total", phase="preprocessing") == 2


def test_every_cause_is_there_before_it_happens(world: World) -> None:
    figure = figures(world)
    assert {figure("retries_total", cause=cause) for cause in get_args(LossCause)} == {0}


def test_a_refused_change_is_counted(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    world.submit()

    def refuse(*_: object, **__: object) -> None:
        raise ServerRefused("Invalid status change")

    monkeypatch.setattr(world.tracker, "enqueue", refuse)
    world.tick()
    assert figures(world)("refused_changes_total", kind="refused") == 1
    assert figures(world)("refused_changes_total", kind="not_found") == 0


def test_the_log_names_run_and_task(world: World, caplog: pytest.LogCaptureFixture) -> None:
    class Lines(logging.Handler):
        def __init__(self) -> None:
            super().__init__()
            self.texts: list[str] = []
            self.setFormatter(logs._TextLines())

        def emit(self, record: logging.LogRecord) -> None:
            self.texts.append(self.format(record))

    caplog.set_level(logging.INFO, "automl.controller")
    lines = Lines()
    logging.getLogger("automl.controller").addHandler(lines)
    try:
        run = world.submit()
        world.run_to_end(run)
    finally:
        logging.getLogger("automl.controller").removeHandler(lines)
    run_id = world.tracker.task(run).run_id
    assert [line for line in lines.texts if line.endswith(f"run ended: completed run={run_id} task={run}")]
    assert [line for line in lines.texts if f"Start: 2 x training run={run_id} task={run} phase=training" in line]
    assert all(f"run={run_id}" in line for line in lines.texts)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def test_figures_are_shown_on_loopback_where_a_port_is_asked_for() -> None:
    port = free_port()
    metrics = Metrics()
    metrics.launched(Phase.TRAINING, 3)
    listen(metrics, {"AUTOML_METRICS_PORT": str(port)})
    with urllib.request.urlopen(f"http://127.0.0.1:{port}/metrics", timeout=5) as answer:
        text = answer.read().decode()
    assert 'automl_controller_tasks_launched_total{phase="training"} 3.0' in text
    assert "process_resident_memory_bytes" in text
    with pytest.raises(ConfigError, match=f"127.0.0.1:{port}"):
        listen(metrics, {"AUTOML_METRICS_PORT": str(port)})


def test_nothing_listens_unless_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    started: list[object] = []
    monkeypatch.setattr("automl_controller.runs.metrics.start_http_server", lambda *_, **__: started.append(1))
    listen(Metrics(), {})
    listen(Metrics(), {"AUTOML_METRICS_PORT": ""})
    assert started == []


@pytest.mark.parametrize("port", ["http", "70000", "-1"])
def test_what_is_no_port_is_refused_in_words(port: str) -> None:
    with pytest.raises(ConfigError, match="is not a port number") as refused:
        listen(Metrics(), {"AUTOML_METRICS_PORT": port})
    assert f"got:     {port}" in str(refused.value)
