"""Plugins: one file is enough, and a broken one is told by name."""

import subprocess
import sys
from pathlib import Path

import pytest

from automl_shared.errors import ConfigError
from automl_shared.plugins import METRICS, MODELS, Registry, model
from automl_shared.plugins.model import baseline, portfolio
from automl_shared.plugins.registry import DuplicatePlugin

PLUGIN = """
from automl_shared.plugins import metric, model, plot, preprocessor

@metric("always_one", task_types=["regression"], greater_is_better=True, sentence="{value}")
def always_one(y_true, y_pred):
    return 1.0
"""


def test_an_unknown_name_offers_the_nearest() -> None:
    with pytest.raises(ConfigError, match=r"did you mean 'lightgbm'"):
        MODELS.get("lightgbn")


def test_a_name_is_taken_once() -> None:
    registry: Registry[int] = Registry("thing")
    registry.register("a", 1)
    with pytest.raises(DuplicatePlugin):
        registry.register("a", 2)


def test_larger_portfolios_contain_the_smaller_ones() -> None:
    for task_type in ("regression", "classification"):
        fast, standard, thorough = (set(portfolio(name, task_type)) for name in ("fast", "standard", "thorough"))
        assert fast < standard < thorough


def test_a_model_that_is_declared_wrongly_is_refused_where_it_is_registered() -> None:
    given = {"task_types": ["regression"], "complexity": 1, "summary": "Nothing."}
    with pytest.raises(ConfigError, match=r"has no 'takes_weigths' \(did you mean 'takes_weights'"):
        model("wrong", **given, takes_weigths=True)(print)
    del given["summary"]
    with pytest.raises(ConfigError, match="needs its 'summary'"):
        model("wrong", **given)(print)
    assert "wrong" not in MODELS


def test_one_model_guesses() -> None:
    assert [name for name in MODELS if MODELS.get(name).is_baseline] == [baseline()]


def test_tests_beside_plugins_are_no_plugins(tmp_path: Path) -> None:
    (tmp_path / "mine.py").write_text(PLUGIN)
    (tmp_path / "test_mine.py").write_text("raise SystemExit('imported')")
    assert "always_one" in listed(tmp_path).stdout.split()


def test_built_in_metrics_are_registered() -> None:
    assert {"rmse", "mae", "r2", "roc_auc_ovr", "log_loss", "balanced_accuracy", "f1_macro"} <= set(METRICS)


def listed(folder: Path) -> subprocess.CompletedProcess[str]:
    code = "from automl_shared.plugins import METRICS; print(*METRICS)"
    return subprocess.run(
        [sys.executable, "-c", code], env={"AUTOML_PLUGINS": str(folder)}, capture_output=True, text=True
    )


def test_a_file_in_the_plugin_folder_is_enough(tmp_path: Path) -> None:
    (tmp_path / "mine.py").write_text(PLUGIN)
    assert "always_one" in listed(tmp_path).stdout.split()


@pytest.mark.parametrize("text", ["import nothing_of_this_name", "import sys; sys.exit()"])
def test_a_broken_plugin_file_is_named(tmp_path: Path, text: str) -> None:
    (tmp_path / "broken.py").write_text(text)
    outcome = listed(tmp_path)
    assert outcome.returncode != 0
    assert "broken.py" in outcome.stderr
