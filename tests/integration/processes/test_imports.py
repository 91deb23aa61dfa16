"""What a new interpreter imports: nothing heavy where it is not needed."""

from __future__ import annotations

import os
import subprocess
import sys

from automl_shared.console import STARTED


def test_the_agent_hears_from_it_before_anything_else() -> None:
    environment = {key: value for key, value in os.environ.items() if key != "CLEARML_TASK_ID"}
    done = subprocess.run(
        [sys.executable, "-m", "automl_training"], capture_output=True, text=True, check=False, env=environment
    )
    assert done.stderr.startswith(f"automl-training: {STARTED} ")
    assert done.returncode == 2


def test_reading_the_registry_costs_nothing_heavy() -> None:
    code = (
        "import sys; from automl_shared.plugins import MODELS; assert 'ridge' in MODELS;"
        "print([name for name in ('numpy', 'pandas', 'sklearn', 'lightgbm') if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_knowing_bundles_costs_nothing_heavy() -> None:
    code = (
        "import sys; import automl_data.bundle;"
        "print([name for name in ('sklearn', 'skops', 'joblib', 'scipy') if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_the_pages_themselves_import_nothing_large() -> None:
    code = (
        "import sys, automl_web.app, automl_web.__main__;"
        "print({'clearml', 'numpy', 'pandas', 'plotly', 'pyarrow', 'sklearn'} & set(sys.modules))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=60, check=True)
    assert done.stdout == "set()\n"
