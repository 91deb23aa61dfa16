"""The first file of every kind of plugin: written, checked, tested by itself, and used in a run."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

from automl_controller.starters import write_starter
from automl_controller.starters.texts import STARTERS
from automl_shared.errors import ConfigError

NAMES = {kind: f"my_{kind.replace('-', '_')}" for kind in STARTERS}


def automl(*arguments: str, folder: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "automl_controller.cli.app", *arguments],
        cwd=folder,
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a plugin of every kind in ``plugins``."""
    made = tmp_path_factory.mktemp("starters")
    for kind, name in NAMES.items():
        write_starter(kind, name, made / "plugins")
    return made


def test_every_kind_keeps_its_promises_line_by_line(folder: Path) -> None:
    done = automl("plugins", "check", "plugins", folder=folder)
    assert done.returncode == 0, done.stdout + done.stderr
    lines = done.stdout.splitlines()
    assert all(line.startswith("ok   ") for line in lines)
    for kind, name in NAMES.items():
        assert any(line.startswith(f"ok   {kind.replace('-', ' ')} {name}: ") for line in lines), name


def test_the_tests_beside_them_pass_at_once(folder: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "plugins"],
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout
    assert f"{len(NAMES)} passed" in done.stdout


def test_a_run_uses_all_of_them(folder: Path) -> None:
    numbers = np.random.default_rng(0).normal(size=(80, 2))
    pd.DataFrame({"width": numbers[:, 0], "height": numbers[:, 1], "y": 3 * numbers[:, 0]}).to_csv(
        folder / "t.csv", index=False
    )
    settings: dict[str, Any] = {
        "models": [NAMES["model"]],
        "preprocessing.scaling": ["standard"],
        "preprocessing.plugins": [{"name": NAMES["preprocessor"], "params": {"n_quantiles": 10}}],
        "evaluation.primary_metric": NAMES["metric"],
        "cross_validation.n_folds": 2,
    }
    options = [part for path, value in settings.items() for part in ("--set", f"{path}={json.dumps(value)}")]
    done = automl(
        "run", "t.csv", "--target", "y", *options, "--json", folder=folder, AUTOML_PLUGINS=str(folder / "plugins")
    )
    assert done.returncode == 0, done.stdout + done.stderr
    document = json.loads(done.stdout)
    means = {row["model"]: row["cv_mean"] for row in document["leaderboard"]}
    assert means[NAMES["model"]] < means["dummy"]
    made = folder / document["run_id"]
    assert "<h2>Time of every candidate</h2>" in (made / "report.html").read_text()
    assert any("Scores of every fold." in page.read_text() for page in made.glob(f"tasks/*/*{NAMES['plot']}*.html"))
    outputs = [json.loads(file.read_text()) for file in made.glob("tasks/*/phase_output.json")]
    assert {one["primary_metric"] for one in outputs if one.get("primary_metric")} == {NAMES["metric"]}
    (prepared,) = (one for one in outputs if "recipe" in one)
    assert prepared["recipe"]["plugins"] == settings["preprocessing.plugins"]
    (own,) = (one for one in prepared["findings"] if one["code"] == NAMES["check"])
    assert own["columns"] == ["width", "height", "y"]


BROKEN = """
from automl_shared.plugins import metric, plot, preprocessor

@metric("backwards", task_types=["regression"], greater_is_better=True, sentence="off by {value}", summary="Error.")
def backwards(y_true, y_pred):
    return float(abs(y_true - y_pred).mean())

@plot("nothing", phase="training", caption="A word.")
def draw(facts):
    return "a word"

@preprocessor("gaps", summary="Makes gaps.")
def gaps():
    import numpy as np
    from sklearn.preprocessing import FunctionTransformer

    return FunctionTransformer(np.log, feature_names_out="one-to-one")
"""


def test_a_broken_promise_is_told_with_the_value_and_the_fix(tmp_path: Path) -> None:
    (tmp_path / "broken.py").write_text(BROKEN)
    done = automl("plugins", "check", "broken.py", "--json", folder=tmp_path)
    assert done.returncode == 1, done.stderr
    failed = {one["name"]: one for one in json.loads(done.stdout)["checks"] if not one["ok"]}
    assert set(failed) == {"backwards", "nothing", "gaps"}
    assert failed["backwards"]["fix"].startswith("set greater_is_better= the other way round")
    assert failed["nothing"]["value"] == "str: a word"
    assert "clip or fill" in failed["gaps"]["fix"]
    told = automl("plugins", "check", "broken.py", folder=tmp_path).stdout
    assert "FAIL plot nothing: draws a figure, of classes and of numbers" in told
    assert "  got:     str: a word" in told


def test_what_cannot_be_written_or_checked_is_said(tmp_path: Path) -> None:
    write_starter("metric", "mine", tmp_path)
    for kind, name, match in (
        ("metric", "mine", "the file is there already"),
        ("metrik", "other", r"no kind of plugin 'metrik' \(did you mean 'metric'\?\)"),
        ("metric", "My Metric", "automl plugins new metric my_metric"),
        ("metric", "rmse", "automl plugins new metric my_rmse"),
    ):
        with pytest.raises(ConfigError, match=match):
            write_starter(kind, name, tmp_path)
    (tmp_path / "empty").mkdir()
    done = automl("plugins", "check", "empty", folder=tmp_path)
    assert done.returncode == 2
    assert "no plugin is registered there" in done.stderr
