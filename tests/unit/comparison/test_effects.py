"""The report says which way columns push, and draws it."""

from __future__ import annotations

import re
from typing import Any

import pytest

from automl_comparison.charts import Curve, Curves
from automl_comparison.report.curves import drawn
from automl_shared.config.models import EnsembleMember, EnsembleSettings, OutputSettings

SINGLE = EnsembleSettings(weighted=EnsembleMember(enable=False))
EFFECTS = [
    {"column": "size", "at": [1.0, 2.0, 3.0], "change": [-2.0, 0.0, 3.0]},
    {"column": "age", "at": [10.0, 20.0, 30.0], "change": [1.0, -1.5, 0.0]},
    {"column": "town", "levels": ["A", "B"], "change": [4.0, -4.0]},
    {"column": "built", "at": [1920.0, 1950.0, 2023.0], "change": [-1.0, 0.0, 1.0]},
]


@pytest.mark.parametrize(
    ("language", "said"),
    [
        (
            "en",
            "As `size` goes from 1 to 3, the prediction rises by 5. `age` raises the prediction most at 10, and lowers "
            "it most at 20: 2.5 apart. `town` raises the prediction most at `A`, and lowers it most at `B`: 8 apart. "
            "As `built` goes from 1920 to 2023, the prediction rises by 2.",
        ),
        ("ja", "`size` が 1 から 3 になると予測は上がります（5）。"),
    ],
)
def test_directions_are_said_and_drawn(made_run: Any, language: Any, said: str) -> None:
    made_run.add_dummy()
    importance = {"size": 3.0, "age": 2.0, "town": 1.0, "built": 0.5}
    made_run.add_training("ridge", [3.0, 3.2, 2.8, 3.1, 2.9], effects=EFFECTS, feature_importance=importance)
    made_run.compare(ensembles=SINGLE, output=OutputSettings(language=language))
    document = made_run.told
    (section,) = [one for one in document["report"]["sections"] if one["key"] == "drivers"]
    assert any(block.get("text", "").startswith(said) for block in section["blocks"])
    assert [block["chart"] for block in section["blocks"] if block["kind"] == "picture"] == [
        "bars",
        "curves",
        "curves",
        "bars",
        "curves",
    ]
    assert [one["column"] for one in document["effects"]] == ["size", "age", "town", "built"]


SEVERAL = [
    {"column": "size", "of_class": "yes", "at": [1.0, 2.0], "change": [-0.3, 0.3]},
    {"column": "size", "of_class": "no", "at": [1.0, 2.0], "change": [0.1, -0.1]},
    {"column": "town", "of_class": "no", "levels": ["A", "B"], "change": [0.2, -0.2]},
    {"column": "town", "of_class": "yes", "levels": ["A", "B"], "change": [0.0, 0.1]},
]


@pytest.mark.parametrize(
    ("language", "said"),
    [
        (
            "en",
            "As `size` goes from 1 to 2, the probability of `yes` rises by 60.0 percentage points. `town` raises the "
            "probability of `no` most at `A`, and lowers it most at `B`: 40.0 percentage points apart.",
        ),
        ("ja", "`size` が 1 から 2 になると `yes` の確率は上がります（60.0 ポイント）。"),
    ],
)
def test_of_several_classes_the_one_that_is_moved_most_is_said(classified_run: Any, language: Any, said: str) -> None:
    classified_run.add_training("dummy", [0.69, 0.7, 0.68, 0.69, 0.69])
    known = {"effects": SEVERAL, "feature_importance": {"size": 3.0, "town": 1.0}}
    classified_run.add_training("steep", [0.3, 0.31, 0.29, 0.3, 0.3], **known)
    classified_run.compare(primary_metric="log_loss", ensembles=SINGLE, output=OutputSettings(language=language))
    document = classified_run.told
    (section,) = [one for one in document["report"]["sections"] if one["key"] == "drivers"]
    assert any(block.get("text", "").startswith(said) for block in section["blocks"])
    _, curves, bars = [block for block in section["blocks"] if block["kind"] == "picture"]
    assert [one["name"] for one in curves["curves"]] == ["no", "yes"]
    assert [one["label"] for one in bars["bars"]] == ["A", "B"]


def test_long_names_beside_curves_end_where_the_picture_does() -> None:
    curve = Curve(points=((0.0, 0.0), (1.0, 1.0)), name="n" * 200)
    picture = drawn(Curves(caption="", x_axis="顧客満足度" * 20, y_axis="y" * 200, curves=(curve,)))
    assert [text[0] for text in re.findall(r">([^<]+…)<", picture)] == ["y", "顧", "n"]
