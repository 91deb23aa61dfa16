"""What a new interpreter imports: nothing heavy where it is not needed."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

from automl_shared.console import STARTED


def test_the_agent_hears_from_it_before_anything_else() -> None:
    environment = {key: value for key, value in os.environ.items() if key != "CLEARML_TASK_ID"}
    done = subprocess.run(
        [sys.executable, "-m", "automl_training"], capture_output=True, text=True, check=False, env=environment
    )
    assert done.stderr.startswith(f"automl-training: {STARTED} ")
    assert done.returncode == 2


@pytest.mark.parametrize(
    ("used", "heavy"),
    [
        (
            "from automl_shared.plugins import MODELS; assert 'ridge' in MODELS",
            {"numpy", "pandas", "sklearn", "lightgbm"},
        ),
        ("import automl_data.bundle", {"sklearn", "skops", "joblib", "scipy"}),
        ("import automl_web.app, automl_web.__main__", {"clearml", "numpy", "pandas", "plotly", "pyarrow", "sklearn"}),
    ],
)
def test_what_starts_often_imports_nothing_heavy(used: str, heavy: set[str]) -> None:
    """The registry, what knows bundles, and the pages themselves."""
    code = f"import sys; {used}; print({heavy!r} & set(sys.modules))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=60, check=True)
    assert done.stdout == "set()\n"
