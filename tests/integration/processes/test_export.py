"""The exported folder predicts to the last bit what the model predicts, without ClearML and this project."""

from __future__ import annotations

import os
import subprocess
import sys
import sysconfig
from pathlib import Path

import numpy as np
import pandas as pd
from tests.unit.controller.test_export import exported
from tests.unit.controller.test_predict import CLASSES, german, made, rows

from automl_controller.exporting.folder import export
from automl_data.bundle import load_bundle

__all__ = ["exported"]  # a fixture

OURS = ("automl", "clearml", "__editable__")


def fresh(folder: Path) -> Path:
    """Packages as a new environment has them, without ClearML and anything of this project, its metadata neither."""
    installed = Path(sysconfig.get_path("purelib"))
    folder.mkdir(exist_ok=True)
    for one in installed.iterdir():
        if not one.name.startswith(OURS) and one.suffix != ".pth" and not (folder / one.name).exists():
            (folder / one.name).symlink_to(one)
    return folder


def predicted(folder: Path, data: Path, output: Path) -> subprocess.CompletedProcess[str]:
    """What predict.py does in an interpreter that has neither ClearML nor this project."""
    told = "import automl_shared, automl_training; print(automl_shared.__file__, automl_training.__file__)"
    code = f"import runpy; runpy.run_path({str(folder / 'predict.py')!r}, run_name='__main__'); {told}"
    return subprocess.run(
        [sys.executable, "-S", "-c", code, str(data), str(output)],
        env={**os.environ, "PYTHONPATH": str(fresh(output.parent / "fresh"))},
        capture_output=True,
        text=True,
        check=False,
    )


def test_it_predicts_without_clearml_what_the_model_predicts(exported: Path, tmp_path: Path) -> None:
    frame = rows(50, 1)
    done = predicted(exported, german(frame, tmp_path / "new.csv"), tmp_path / "out.csv")
    assert done.returncode == 0, done.stderr
    written = pd.read_csv(tmp_path / "out.csv", dtype={"zip": str})
    bundle = load_bundle(exported / "model.bundle")
    expected = bundle.predict_table(frame)
    assert [*written.columns[:3]] == ["size", "zip", "day"]
    for name in expected:
        np.testing.assert_array_equal(written[name], expected[name])
    if bundle.classes:
        np.testing.assert_array_equal(written[["probability_no", "probability_yes"]], bundle.predict_proba(frame))
    else:
        np.testing.assert_array_equal(
            written["high"] - written["prediction"], expected["high"] - expected["prediction"]
        )
    assert all(Path(one).is_relative_to(exported / "packages") for one in done.stdout.split())


def test_what_a_model_declares_to_be_made_of_is_built_in_a_new_environment(tmp_path: Path) -> None:
    source = made(tmp_path, CLASSES, "lightgbm")
    export(source, tmp_path / "model")
    lines = (tmp_path / "model" / "requirements.txt").read_text(encoding="utf-8")
    assert "lightgbm==" in lines
    assert "xgboost" not in lines, "LightGBM's own files mention it"
    frame = rows(50, 1)
    done = predicted(tmp_path / "model", german(frame, tmp_path / "new.csv"), tmp_path / "out.csv")
    assert done.returncode == 0, done.stderr
    written = pd.read_csv(tmp_path / "out.csv")
    np.testing.assert_array_equal(
        written[["probability_no", "probability_yes"]], load_bundle(source, trusted=True).predict_proba(frame)
    )


def test_its_example_rows_go_through(exported: Path, tmp_path: Path) -> None:
    done = predicted(exported, exported / "example_rows.csv", tmp_path / "out.csv")
    assert done.returncode == 0, done.stderr
    assert "Warning" not in done.stderr
    written = pd.read_csv(tmp_path / "out.csv")
    assert len(written) == 5
    assert written["size"].nunique() > 1


def test_a_changed_model_is_not_read(exported: Path, tmp_path: Path) -> None:
    file = exported / "model.bundle"
    before = file.read_bytes()
    try:
        file.write_bytes(before + b"\0")
        done = predicted(exported, exported / "example_rows.csv", tmp_path / "out.csv")
    finally:
        file.write_bytes(before)
    assert done.returncode == 1
    assert "the model's file is not the one that was registered" in done.stderr
