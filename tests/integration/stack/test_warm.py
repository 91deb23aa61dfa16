"""Tasks that start warm: the same numbers as cold ones, today's code, and nothing left of what was ended."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psutil
import pytest
import sklearn.datasets
from tests.stacks import PENGUINS, Stack, until

OF_THE_AGENT = "Current configuration"
"""What the agent says, and a task's console does not."""
PLUGINS = """
import time
import numpy as np
from automl_shared.plugins import model
from sklearn.base import BaseEstimator

class Base(BaseEstimator):
    def predict(self, X):
        return np.full(len(X), self.classes_[PLACE])

    def predict_proba(self, X):
        made = np.full((len(X), len(self.classes_)), 0.1)
        made[:, PLACE] = 0.9
        return made / made.sum(axis=1, keepdims=True)

class Busy(Base):
    def fit(self, X, y):
        from threading import Thread
        from joblib import Parallel, delayed
        from lightgbm import LGBMClassifier
        self.classes_ = np.unique(y)
        LGBMClassifier(n_estimators=5, n_jobs=2, verbose=-1).fit(X, y)
        assert Parallel(n_jobs=-1, backend="loky")(delayed(pow)(n, 2) for n in range(4)) == [0, 1, 4, 9]
        assert Parallel(n_jobs=2, backend="multiprocessing")(delayed(pow)(n, 2) for n in range(4)) == [0, 1, 4, 9]
        thread = Thread(target=time.sleep, args=(0.1,))
        thread.start()
        return self

class Slow(Base):
    def fit(self, X, y):
        import subprocess
        subprocess.Popen(["sleep", "77.7"])
        time.sleep(60)

@model("busy", task_types=["classification"], complexity=1, summary="Starts processes and threads.")
def busy(task_type, params, random_seed):
    return Busy()

@model("slow", task_types=["classification"], complexity=1, summary="Takes its time.")
def slow(task_type, params, random_seed):
    return Slow()
"""


@dataclass(frozen=True)
class Warm:
    """A stack with plugins that can be changed."""

    stack: Stack

    def plug(self, place: int) -> None:
        """The models say the class at this place."""
        assert self.stack.plugins is not None
        (self.stack.plugins / "models.py").write_text(f"PLACE = {place}\n{PLUGINS}")

    def config(self, model: str) -> str:
        return self.stack.config(
            PENGUINS,
            "species",
            models=[model],
            preprocessing={"scaling": ["standard"]},
            cross_validation={"n_folds": 2},
            interpretation={"compute_feature_importance": False},
            evaluation={"primary_metric": "accuracy"},
        )

    def run(self, model: str) -> dict[str, Any]:
        return dict(self.stack.ok("submit", "--config", self.config(model), "--watch", "--json").document)


@pytest.fixture(scope="module")
def warm(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Warm]:
    folder = tmp_path_factory.mktemp("warm")
    (folder / "plugins").mkdir()
    made = Warm(Stack(folder, plugins=folder / "plugins"))
    made.plug(1)
    made.stack.up("--training", "2")
    yield made
    made.stack.ok("down", "--now")


def score(run: dict[str, Any], model: str) -> float:
    return next(float(row["cv_mean"]) for row in run["leaderboard"] if row["model"] == model)


def console(stack: Stack, task_id: str) -> str:
    code = f"from clearml import Task\nprint(*Task.get_task({task_id!r}).get_reported_console_output(100), sep='')"
    return stack.sdk(code)


def test_processes_and_threads_of_a_task_work_and_every_task_is_a_fork(warm: Warm) -> None:
    run = warm.run("busy")
    assert run["status"] == "completed", run["failures"]
    consoles = {task["name"]: console(warm.stack, task["task_id"]) for task in run["tasks"]}
    assert not [name for name, said in consoles.items() if "starting cold" in said or OF_THE_AGENT in said]


def test_a_plugin_that_changes_between_two_tasks_is_read_anew(warm: Warm) -> None:
    before = score(warm.run("busy"), "busy")
    warm.plug(0)
    assert score(warm.run("busy"), "busy") > before + 0.1


def test_an_aborted_task_leaves_no_process(warm: Warm) -> None:
    run = warm.stack.submit("--config", warm.config("slow"))["run_id"]
    until(lambda: _sleepers(warm.stack), "the slow model's child process")
    (sleeper,) = _sleepers(warm.stack)
    task = sleeper.parent()
    assert task is not None
    warm.stack.ok("runs", "cancel", run)
    until(lambda: not (sleeper.is_running() or task.is_running()), "the end of task and child", seconds=30)
    document = warm.stack.show(run)
    assert document["status"] == "aborted"


def test_while_the_fork_server_is_away_tasks_start_cold_and_say_so(warm: Warm) -> None:
    with _without_fork_server(warm.stack):
        run = warm.run("busy")
    assert run["status"] == "completed", run["failures"]
    said = {task["name"]: console(warm.stack, task["task_id"]) for task in run["tasks"] if task["phase"] != "run"}
    assert not {name: text for name, text in said.items() if "starting cold: no fork server at" not in text}
    assert not [name for name, text in said.items() if OF_THE_AGENT in text]


@contextmanager
def _without_fork_server(stack: Stack) -> Iterator[None]:
    """Inside, a folder has the place of its socket, where it cannot listen anew."""
    command = psutil.Process(stack.pid("warm")).cmdline()
    socket = Path(command[command.index("--socket") + 1])
    server = psutil.Process(stack.pid("warm"))
    server.suspend()  # else it may see in between that its socket is gone
    away = socket.rename(socket.with_name("away"))
    socket.mkdir()
    server.resume()
    try:
        yield
    finally:
        server.suspend()
        socket.rmdir()
        away.rename(socket)
        server.resume()


def _sleepers(stack: Stack) -> list[psutil.Process]:
    fork_server = psutil.Process(stack.pid("warm"))
    return [one for one in fork_server.children(recursive=True) if "77.7" in _command_line(one)]


def _command_line(process: psutil.Process) -> list[str]:
    """Empty for one that has ended meanwhile."""
    try:
        return process.cmdline()
    except (psutil.NoSuchProcess, psutil.ZombieProcess):
        return []


MODELS = ["logistic", "svm", "random_forest", "hist_gradient_boosting", "lightgbm", "mlp"]
"""One of each library below: BLAS, libsvm, joblib's threads, OpenMP of scikit-learn and of LightGBM, plain numpy."""


@pytest.mark.slow
def test_warm_and_cold_give_the_same_numbers_to_the_last_bit(warm: Warm, tmp_path: Path) -> None:
    """``scripts/bench/same.py`` does it for every model, on three data sets."""
    table = tmp_path / "wine.csv"
    sklearn.datasets.load_wine(as_frame=True).frame.to_csv(table, index=False)
    config = warm.stack.config(
        table,
        "target",
        models=MODELS,
        preprocessing={"scaling": ["standard"]},
        cross_validation={"n_folds": 2},
        ensembles={"weighted": {"enable": False}},
        interpretation={"compute_feature_importance": False},
    )
    forked = _scores(warm.stack, config)
    with _without_fork_server(warm.stack):
        cold = _scores(warm.stack, config)
    assert len(forked) == len(MODELS) + 1
    assert forked == cold


def _scores(stack: Stack, config: str) -> dict[str, Any]:
    run = stack.ok("submit", "--config", config, "--watch", "--json").document
    assert not run["failures"], run["failures"]
    return {row["candidate"]: (row["cv_mean"], row["cv_std"]) for row in run["leaderboard"]}
