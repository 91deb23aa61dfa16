"""The folder of an ONNX graph predicts by itself, without scikit-learn."""

from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from tests.outputs import bundle_facts
from tests.unit.controller.test_onnx import made, rows
from typer.testing import CliRunner

from automl_controller.cli.app import app
from automl_data.bundle import Answers, Intake, load_bundle, with_answers


@pytest.mark.parametrize("problem", ["binary", "number"])
def test_the_command_makes_a_folder_that_predicts_with_the_graph_alone(problem: str, tmp_path: Path) -> None:
    answers = Answers(threshold=0.3) if problem == "binary" else Answers(reach=12.5, level=0.9)
    bundle = replace(made("lightgbm", problem), intake=Intake(separator=";", decimal=","))
    facts = bundle_facts(
        run_id=None,
        model="lightgbm",
        preproc_id="p",
        target="rent",
        problem_type="binary" if problem == "binary" else "regression",
        classes=bundle.classes,
    )
    source = with_answers(tmp_path / "chosen.bundle", bundle.save(tmp_path / "m.bundle", facts).path, answers)
    asked = [
        "model",
        "export",
        str(source.path),
        "--sha256",
        source.sha256,
        "--to",
        "onnx",
        "-o",
        str(tmp_path / "out"),
        "--json",
    ]
    done = json.loads(CliRunner().invoke(app, asked).stdout)
    assert done["files"] == sorted(one.name for one in (tmp_path / "out").iterdir())
    assert done["apart"] < 1e-4
    card = (tmp_path / "out" / "MODEL_CARD.md").read_text(encoding="utf-8")
    assert "| size | input: double (rows, 1) |" in card
    assert "| kind | input: string (rows, 1) |" in card
    new = rows(7)
    new.to_csv(tmp_path / "new.csv", sep=";", decimal=",", index=False)
    script = [
        "-c",
        "import sys; sys.modules['automl_shared'] = sys.modules['sklearn'] = None; import runpy; "
        f"runpy.run_path({str(tmp_path / 'out' / 'predict.py')!r}, run_name='__main__')",
    ]
    subprocess.run([sys.executable, *script, str(tmp_path / "new.csv"), str(tmp_path / "said.csv")], check=True)
    said = pd.read_csv(tmp_path / "said.csv")
    ours = load_bundle(source.path, expected_sha256=source.sha256).predict_table(new, check="off")
    for name in ours.columns.drop("prediction" if bundle.classes else []):
        np.testing.assert_allclose(said[name], ours[name], atol=1e-4)
