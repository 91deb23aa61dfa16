"""Models that raise, hang, eat memory, return nonsense or die: each is one failed candidate, and the run goes on."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import sklearn.datasets
from tests.stacks import Stack

PLUGINS = """
import os
import signal

import numpy as np
from automl_shared.plugins import model

class Broken:
    def __init__(self, how):
        self.how = how

    def fit(self, X, y):
        if self.how == "raises":
            raise RuntimeError("this model is broken")
        if self.how == "dies":
            os.kill(os.getpid(), signal.SIGKILL)
        if self.how == "never_yields":
            sum(range(10**15))
        while self.how == "hangs":
            pass
        hoard = []
        while self.how == "eats":
            hoard.append(np.ones(1_000_000))
        return self

    def predict(self, X):
        if self.how == "shapeless":
            return np.zeros((len(X), 2))
        return np.full(len(X), np.nan)

def broken(how):
    @model(how, task_types=["regression"], complexity=1, summary="A model that " + how + ".")
    def make(task_type, params, random_seed):
        return Broken(how)

for how in ("raises", "hangs", "never_yields", "eats", "dies", "shapeless", "nan"):
    broken(how)
"""

FAULTS = {
    "raises": ("RuntimeError: this model is broken", "traceback"),
    "hangs": ("longer than the 0.2 minutes", "candidate_time_limit_minutes"),
    "never_yields": ("longer than the 0.2 minutes", "candidate_time_limit_minutes"),
    "eats": ("GiB of memory; a candidate may use 0.70 GiB", "candidate_memory_gib"),
    "dies": ("killed from outside", "memory"),
    "shapeless": ("predictions of a wrong shape", "plugin"),
    "nan": ("not finite numbers", "leave this model out"),
}


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, Any]]:
    """The document of one run with every broken model and a sound one, on two workers."""
    folder = tmp_path_factory.mktemp("faults")
    plugins = folder / "plugins"
    plugins.mkdir()
    (plugins / "broken.py").write_text(PLUGINS)
    own = Stack(folder, plugins=Path(plugins))
    own.up("--training", "2")
    try:
        table = folder / "diabetes.csv"
        sklearn.datasets.load_diabetes(as_frame=True).frame.to_csv(table, index=False)
        config = own.config(
            table,
            "target",
            run={"candidate_time_limit_minutes": 0.2, "candidate_memory_gib": 0.7},
            models=[*FAULTS, "ridge"],
            preprocessing={"scaling": ["standard"]},
            cross_validation={"n_folds": 3},
            interpretation={"compute_feature_importance": False},
        )
        done = own.run("submit", "--config", config, "--watch", "--json")
        yield {**done.document, "exit_code": done.code}
    finally:
        own.ok("down", "--now")


def test_the_run_goes_on_without_them(run: dict[str, Any]) -> None:
    assert (run["status"], run["exit_code"]) == ("completed_with_failures", 5), run["failures"]
    assert run["recommendation"]["model"] == "ridge"
    assert {row["model"] for row in run["leaderboard"]} == {"dummy", "ridge"}


@pytest.mark.parametrize("fault", FAULTS)
def test_each_is_one_failure_with_cause_and_remedy(run: dict[str, Any], fault: str) -> None:
    cause, remedy = FAULTS[fault]
    (failure,) = [one for one in run["failures"] if one["candidate"].endswith(f"+{fault}")]
    assert cause in failure["cause"]
    assert remedy in failure["remedy"]
