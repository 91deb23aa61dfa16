"""Plugins of one file each, through real agents: a model, the metric that decides, a preprocessor and a plot."""

from __future__ import annotations

from pathlib import Path

import sklearn.datasets
from tests.stacks import Stack

PLUGINS = """
import numpy as np
from automl_shared.plugins import metric, model, plot, preprocessor

@metric("p90_error", task_types=["regression"], greater_is_better=False, unit="target", sentence="off by {value}")
def p90_error(y_true, y_pred):
    return float(np.quantile(np.abs(y_true - y_pred), 0.9))

@model("huber", task_types=["regression"], complexity=2, summary="Adds up the columns; outliers count less.")
def huber(task_type, params, random_seed):
    from sklearn.linear_model import HuberRegressor
    return HuberRegressor(**params)

@preprocessor("yeo_johnson", summary="Makes skewed numbers more even.")
def yeo_johnson():
    from sklearn.preprocessing import PowerTransformer
    return PowerTransformer()

@plot("mine", phase="training", caption="An empty picture.")
def mine(facts):
    import plotly.graph_objects as go
    return go.Figure()
"""


def test_plugins_of_one_file_reach_every_phase(tmp_path: Path) -> None:
    folder = tmp_path / "plugins"
    folder.mkdir()
    (folder / "mine.py").write_text(PLUGINS)
    own = Stack(tmp_path, plugins=folder)
    own.up()
    try:
        table = tmp_path / "diabetes.csv"
        sklearn.datasets.load_diabetes(as_frame=True).frame.to_csv(table, index=False)
        config = own.config(
            table,
            "target",
            models=["huber"],
            preprocessing={"scaling": ["standard"], "plugins": ["yeo_johnson"]},
            evaluation={"primary_metric": "p90_error"},
        )
        run = own.ok("submit", "--config", config, "--watch", "--json").document
        chosen = run["recommendation"]
        assert (chosen["model"], chosen["primary_metric"]) == ("huber", "p90_error")
        assert chosen["cv_mean"] < chosen["baseline"]
        plots = f"Task.get_task(task_id={chosen['task_id']!r}).get_reported_plots()"
        printed = own.sdk(f"from clearml import Task\nfor plot in {plots}: print(plot['metric'])")
        assert any(line.endswith(" mine") for line in printed.splitlines())
    finally:
        own.ok("down", "--now")
