"""The exported folder in a new virtual environment: what its requirements.txt names is enough, without ClearML."""

from __future__ import annotations

import hashlib
import os
import subprocess
import venv
from pathlib import Path

import pandas as pd
import pytest
from tests.unit.controller.test_predict import CLASSES, german, made, rows

from automl_controller.exporting.folder import export
from automl_data.bundle import load_bundle

OURS = ("automl", "clearml")
SECONDS = 600


def environment(requirements: Path, cache: Path) -> Path:
    """The Python of an environment with what the file names; made once for the same file.

    Skips where the packages cannot be had from anywhere.
    """
    text = requirements.read_bytes()
    folder = cache / f"exported-{hashlib.sha256(text).hexdigest()[:16]}"
    python = folder / "bin" / "python"
    if (folder / "complete").exists():
        return python
    venv.create(folder, with_pip=True, clear=True)
    command = [python, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "-r", requirements]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=SECONDS)
    if done.returncode and "No matching distribution" in done.stderr + done.stdout:
        pytest.skip(f"no package index is there: {done.stderr.splitlines()[-1]}")
    assert done.returncode == 0, done.stderr
    (folder / "complete").touch()
    return python


@pytest.mark.timeout(SECONDS + 60)
def test_it_predicts_in_a_new_environment_what_the_model_predicts(tmp_path: Path, pytestconfig: pytest.Config) -> None:
    source = made(tmp_path, CLASSES, "lightgbm")
    export(source, tmp_path / "model")
    cache = Path(pytestconfig.cache.mkdir("environments")) if pytestconfig.cache else tmp_path
    python = environment(tmp_path / "model" / "requirements.txt", cache)
    asked = [python, "-m", "pip", "list", "--format=freeze"]
    listed = subprocess.run(asked, capture_output=True, text=True, check=True)
    assert not [line for line in listed.stdout.splitlines() if line.startswith(OURS)]
    frame = rows(50, 1)
    clean = {name: value for name, value in os.environ.items() if name not in ("PYTHONPATH", "VIRTUAL_ENV")}
    command = [python, tmp_path / "model" / "predict.py", german(frame, tmp_path / "new.csv"), tmp_path / "said.csv"]
    done = subprocess.run(command, env=clean, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    said = pd.read_csv(tmp_path / "said.csv", dtype={"zip": str})
    ours = load_bundle(source, trusted=True).predict_table(frame)
    pd.testing.assert_frame_equal(said[ours.columns.tolist()], ours, check_exact=True)
