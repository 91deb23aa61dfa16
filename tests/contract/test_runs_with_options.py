"""Runs with every optional key of `data` and `evaluation`: what a key changes passes through every phase."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from tests.contract.test_in_process import SMALL

from automl_controller import Result, run
from automl_shared.config.models import DataSettings, EvaluationSettings

N_ROWS = 120
OF_THE_TABLE = {"data.csv_path", "data.dataset_id", "data.sql"}
"""The keys that name it: a run has one of them."""
BOTH = {"cross_validation.n_folds": 3, "data.test_size": 0.25, "data.random_seed": 7, "evaluation.preference": "simple"}


def rows() -> pd.DataFrame:
    """Numbers, a category and a date; both targets follow one of the numbers."""
    rng = np.random.default_rng(0)
    width = rng.normal(size=N_ROWS).round(3)
    return pd.DataFrame(
        {
            "幅": width,
            "height": rng.normal(size=N_ROWS).round(3),
            "colour": rng.choice(["red", "RED", "blue", "-999"], N_ROWS),
            "code": rng.integers(1, 4, N_ROWS),
            "sold": pd.date_range("2024-01-01", periods=N_ROWS).strftime("%d/%m/%Y"),
            "shop": [f"shop {number // 10}" if number % 10 == 0 else None for number in range(N_ROWS)],
            "counts": rng.choice([0.5, 1.0, 3.0], N_ROWS),
            "amount": rng.integers(1, 9, N_ROWS),
            "junk": "x",
            "label": np.where(width > 0, "ill", "well"),
            "price": (10 * width + rng.normal(size=N_ROWS)).round(3),
        }
    )


def text_file(folder: Path) -> Path:
    """As an office program writes it: a title above the table, a line below it that says where it is from."""
    path = folder / "rows.csv"
    table = rows().drop(columns="price").to_csv(index=False, sep=";", decimal=",", lineterminator="\n")
    path.write_text(f"売上\n{table}source;our own\n", encoding="cp932")
    return path


def workbook(folder: Path) -> Path:
    """With a sheet before the one that is asked for, and no line of names."""
    path = folder / "rows.xlsx"
    with pd.ExcelWriter(path) as book:
        pd.DataFrame({"nothing": ["here"]}).to_excel(book, sheet_name="cover", index=False)
        told = rows()[["幅", "height", "code", "sold", "counts", "price"]]
        told.to_excel(book, sheet_name="rows", index=False, header=False)
    return path


CLASSES: dict[str, Any] = {
    "data.header_row": 2,
    "data.skip_footer": 1,
    "data.separator": ";",
    "data.encoding": "cp932",
    "data.decimal": ",",
    "data.target_column": "label",
    "data.feature_columns": ["width", "height", "colour", "code", "sold", "amount"],
    "data.group_column": "shop",
    "data.weight_column": "counts",
    "data.column_types": {"code": "categorical"},
    "data.date_formats": {"sold": "%d/%m/%Y"},
    "data.missing_markers": ["-999"],
    "data.fill_down": ["shop"],
    "data.editing.rename_columns": {"幅": "width"},
    "data.editing.drop_columns": ["junk"],
    "data.editing.replace_values": {"colour": {"RED": "red"}},
    "data.editing.fillna": {"colour": "none"},
    "data.editing.clip_values": {"height": [-2, None]},
    "data.editing.query": "height < 2.5",
    "data.problem_type": "binary",
    "data.positive_class": "ill",
    "data.class_weights": {"ill": 2},
    "evaluation.primary_metric": "roc_auc_ovr",
    "evaluation.classification_metrics": ["f1_macro", "log_loss"],
    "evaluation.plugins": ["accuracy"],
    "evaluation.costs.false_positive": 1,
    "evaluation.costs.false_negative": 2,
    "evaluation.costs.false_positive_column": "amount",
    "evaluation.costs.false_negative_column": "amount",
    "evaluation.costs.currency": "EUR",
}
NUMBERS: dict[str, Any] = {
    "models": ["ridge"],
    "data.sheet": "rows",
    "data.header_row": "none",
    "data.skip_rows": [1],
    "data.target_column": "column_6",
    "data.time_column": "column_4",
    "data.horizon": "7 days",
    "data.date_formats": {"column_4": "%d/%m/%Y"},
    "data.weight_column": "column_5",
    "evaluation.regression_metrics": ["mae", "r2"],
}
RUNS = {"classes": (text_file, CLASSES), "numbers": (workbook, NUMBERS)}
"""Two, since a workbook has no separator, a number has no classes, and the past is not told from groups."""


def untold(made: Result) -> list[str]:
    """What a phase could not draw or store."""
    every = (json.loads(path.read_text()) for path in made.folder.glob("tasks/*/phase_output.json"))
    return [failure for one in every for failure in one.get("reporting_failures", ())]


@pytest.mark.parametrize("kind", RUNS)
def test_a_run_ends_with_a_final_check_whatever_is_set(kind: str, tmp_path: Path) -> None:
    written, settings = RUNS[kind]
    made = run(written(tmp_path), folder=tmp_path, settings={**SMALL, **BOTH, **settings})
    assert (made.document.status, made.document.failures, untold(made)) == ("completed", [], [])
    assert made.document.recommendation is not None
    assert made.document.recommendation.holdout is not None


def test_every_key_is_set_in_one_of_the_runs() -> None:
    """A new one is added above."""
    sections = (DataSettings, EvaluationSettings)
    known = {f"{section.section.lower()}.{name}" for section in sections for name in section.model_fields}
    asked = {".".join(path.split(".")[:2]) for _, settings in RUNS.values() for path in {**BOTH, **settings}}
    assert known - asked == OF_THE_TABLE
