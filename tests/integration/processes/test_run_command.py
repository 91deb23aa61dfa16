"""`automl run` as people type it: every command of its report works, and it leaves with the code of what failed."""

from __future__ import annotations

import html
import json
import os
import re
import subprocess
import sys
from pathlib import Path

import numpy as np
import pandas as pd
from tests.contract.test_in_process import SMALL, table

from automl_shared.config.overrides import as_option


def shell(command: str, folder: Path) -> str:
    """What the command prints, typed as it stands; an assertion says what it failed with."""
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    done = subprocess.run(
        command, shell=True, cwd=folder, env={**os.environ, "PATH": path}, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, f"{command}\n{done.stderr}"
    return done.stdout


def test_every_command_of_its_report_works_where_it_was_typed(tmp_path: Path) -> None:
    rows = table().assign(label=np.where(np.random.default_rng(1).random(80) < 0.2, "no", table()["label"]))
    rows.to_csv(tmp_path / "my table.csv", index=False)
    rows.drop(columns="label").to_csv(tmp_path / "new_rows.csv", index=False)
    settings = " ".join(as_option(path, value) for path, value in {**SMALL, "run.id": "first"}.items())
    printed = shell(f"automl run 'my table.csv' --target label {settings} --folder 'my runs'", tmp_path)
    (twin,) = (tmp_path / "my runs" / "first" / "tasks").glob("*/report_json*")
    steps = {step["command"]: step["text"] for step in json.loads(twin.read_text())["next_steps"]}
    assert "automl predict 'my runs/first/model.bundle' new_rows.csv" in steps
    assert "automl predict 'my runs/first/model.bundle' new_rows.csv" in printed
    assert any("evaluation.costs" in step for step in steps)
    for step in steps:
        assert step in printed
        said = shell(step, tmp_path)
        assert "my runs/first" in step or "my runs" in said
    again = next(step for step in steps if "evaluation.costs" in step)
    assert again.startswith("automl run 'my table.csv' --target label --set 'models=[logistic]'")
    page = (tmp_path / "my runs" / "first" / "report.html").read_text(encoding="utf-8")
    python = next(code for code in re.findall("<pre[^>]*>(.*?)</pre>", page, re.DOTALL) if "load_bundle" in code)
    (tmp_path / "use.py").write_text(html.unescape(python), encoding="utf-8")
    assert shell("python use.py", tmp_path).count("yes") > 10
    exported = shell("automl model export 'my runs/first' --output 'my model'", tmp_path)
    shell(exported.partition("try it: ")[2], tmp_path)
    assert len(pd.read_csv(tmp_path / "predictions.csv")) > 0


BROKEN = """
from automl_shared.plugins import model

@model("broken", task_types=["classification"], complexity=1, summary="A model that cannot be made.")
def broken(task_type, params, random_seed):
    raise ValueError("nothing fits here")
"""


def test_the_command_runs_a_config_says_what_failed_and_leaves_with_its_code(tmp_path: Path) -> None:
    table().to_csv(tmp_path / "t.csv", index=False)
    (tmp_path / "plugins").mkdir()
    (tmp_path / "plugins" / "broken.py").write_text(BROKEN)
    (tmp_path / "automl.yaml").write_text(
        "data: {csv_path: t.csv, target_column: label}\nmodels: [logistic, broken]\n"
        "preprocessing: {scaling: [none]}\ncross_validation: {n_folds: 2}\n"
    )
    done = subprocess.run(
        [sys.executable, "-m", "automl_controller.cli.app", "run", "--json"],
        cwd=tmp_path,
        env={**os.environ, "AUTOML_PLUGINS": str(tmp_path / "plugins")},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 5, done.stderr
    document = json.loads(done.stdout)
    (failure,) = document["failures"]
    assert failure["candidate"] == "plain-onehot+broken"
    assert "nothing fits here" in failure["cause"]
    console = tmp_path / document["run_id"] / "tasks" / failure["task_id"] / "console.txt"
    assert "nothing fits here" in console.read_text()
