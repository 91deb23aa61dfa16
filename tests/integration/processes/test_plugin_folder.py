"""A file in the folder that AUTOML_PLUGINS names is a plugin; a broken one is named."""

import subprocess
import sys
from pathlib import Path

import pytest

PLUGIN = """
from automl_shared.plugins import metric, model, plot, preprocessor

@metric("always_one", task_types=["regression"], greater_is_better=True, sentence="{value}")
def always_one(y_true, y_pred):
    return 1.0
"""


def test_tests_beside_plugins_are_no_plugins(tmp_path: Path) -> None:
    (tmp_path / "mine.py").write_text(PLUGIN)
    (tmp_path / "test_mine.py").write_text("raise SystemExit('imported')")
    assert "always_one" in listed(tmp_path).stdout.split()


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
