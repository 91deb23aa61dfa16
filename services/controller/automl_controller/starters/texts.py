"""What the first file of a plugin says: a whole plugin of each kind that works, to be changed bit by bit.

``NAME`` stands for the plugin's name.
"""

from __future__ import annotations

from collections.abc import Mapping

MODEL = '''"""The model NAME."""

from automl_shared.plugins import model, real


@model(
    "NAME",
    task_types=["regression"],
    complexity=12,
    summary="Adds up the columns; outliers count less.",
    defaults={"epsilon": 1.35},
    params={
        "epsilon": real(
            1.01, 3.0, "The smaller, the less outliers count.", "小さいほど外れ値の影響が弱まります。", searched=True
        ),
    },
    takes_weights=True,
)
def build(task_type, params, random_seed):
    from sklearn.linear_model import HuberRegressor

    return HuberRegressor(**params)
'''

METRIC = '''"""The metric NAME."""

import numpy as np

from automl_shared.plugins import metric


@metric(
    "NAME",
    task_types=["regression"],
    greater_is_better=False,
    unit="target",
    sentence="nine predictions of ten are closer than {value}",
    sentence_ja="予測の 10 件中 9 件は誤差が {value} 未満です",
    summary="Error that nine rows of ten stay below, in units of the target.",
)
def score(y_true, y_pred):
    return float(np.quantile(np.abs(y_true - y_pred), 0.9))
'''

PREPROCESSOR = '''"""The preprocessor NAME."""

from automl_shared.plugins import preprocessor, whole


@preprocessor(
    "NAME",
    columns="numeric",
    summary="Numbers as ranks, in so many steps.",
    params={"n_quantiles": whole(5, 1000, "How many steps.", "段階の数です。")},
    defaults={"n_quantiles": 20},
)
def build(n_quantiles):
    from sklearn.preprocessing import QuantileTransformer

    return QuantileTransformer(n_quantiles=n_quantiles, random_state=0)
'''

PLOT = '''"""The plot NAME."""

from automl_shared.plugins import plot


@plot("NAME", phase="training", caption="Scores of every fold.", caption_ja="各分割のスコア。")
def draw(facts):
    """facts: automl_shared.plugins.facts.TrainingFacts, where every field is explained."""
    import plotly.graph_objects as go

    return go.Figure(go.Bar(x=facts.folds, y=facts.scores[facts.primary_metric]))
'''

CHECK = '''"""The check NAME."""

from automl_shared.phase_io import Finding
from automl_shared.plugins import check


@check("NAME", summary="Numbers that are below zero.")
def find(facts):
    """facts: automl_shared.plugins.facts.TableFacts, where every field is explained."""
    numbers = facts.rows.select_dtypes("number")
    negative = [name for name in numbers.columns if (numbers[name] < 0).any()]
    if not negative:
        return None
    return Finding(
        level="yellow",
        code="NAME",
        message=f"Some numbers are below zero: {', '.join(negative)}.",
        action="Look at these rows if that cannot be.",
        columns=negative,
    )
'''

REPORT_BLOCK = '''"""The report block NAME."""

from automl_shared.plugins import ReportTable, report_block


@report_block("NAME", title="Time of every candidate", title_ja="各候補の所要時間")
def write(facts):
    """facts: automl_shared.plugins.facts.ComparisonFacts, where every field is explained."""
    rows = tuple((one.title, f"{one.fit_seconds:.1f}") for one in facts.candidates)
    return ReportTable(header=("candidate", "seconds"), rows=rows)
'''

TEST = '''"""The contract of NAME; add what is special about it."""

from pathlib import Path

from automl_shared.testing import check_file


def test_NAME_keeps_its_promises():
    check_file(Path(__file__).with_name("NAME.py"))
'''

USES: Mapping[str, str] = {
    "model": "--set 'models=[NAME]'",
    "metric": "--set evaluation.primary_metric=NAME",
    "preprocessor": "--set 'preprocessing.plugins=[NAME]'",
    "plot": "",
    "check": "",
    "report-block": "",
}
"""Kind to the option that uses it in a run; empty where every run does."""

STARTERS: Mapping[str, str] = {
    "model": MODEL,
    "metric": METRIC,
    "preprocessor": PREPROCESSOR,
    "plot": PLOT,
    "check": CHECK,
    "report-block": REPORT_BLOCK,
}
"""Kind to the first file of a plugin."""
