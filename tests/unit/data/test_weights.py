"""Rows that count more or less: what `data.weight_column` may hold, and what is said of it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from automl_data.intake import Ready, read_table, ready
from automl_shared.config.models import CrossValidationSettings, DataSettings
from automl_shared.errors import DataError

ROWS = [(place * 0.37 % 5, place % 7 + 0.5 * place, 1 + place % 3) for place in range(40)]


def of(folder: Path, weights: list[Any] | None = None, **data: Any) -> Ready:
    file = folder / "t.csv"
    given = weights or [weight for _, _, weight in ROWS]
    lines = ["x,y,w", *(f"{x:.2f},{y:.1f},{weight}" for (x, y, _), weight in zip(ROWS, given, strict=True))]
    file.write_text("\n".join(lines) + "\n", encoding="utf-8")
    settings = DataSettings(**{"target_column": "y", "weight_column": "w", **data})
    return ready(read_table(file), settings, CrossValidationSettings())


def some(changes: dict[int, Any]) -> list[Any]:
    return [changes.get(place, weight) for place, (_, _, weight) in enumerate(ROWS)]


def said(found: Ready) -> dict[str, str]:
    return {note.code: note.message("en") for note in found.notes}


def test_weights_come_with_the_rows_and_are_told(tmp_path: Path) -> None:
    found = of(tmp_path)
    assert found.weights.tolist() == [float(weight) for _, _, weight in ROWS]
    assert "from 1 to 3" in said(found)["weights"]
    assert "the 40 rows say as much as 34" in said(found)["weights"]
    assert next(note.level for note in found.notes if note.code == "weights") == "green"


def test_without_the_key_nothing_is_weighed(tmp_path: Path) -> None:
    found = of(tmp_path, weight_column=None)
    assert found.weights is None
    assert "weights" not in said(found)


def test_rows_of_weight_0_are_not_used_and_told(tmp_path: Path) -> None:
    found = of(tmp_path, some({0: 0, 7: 0}))
    assert len(found.frame) == len(found.weights) == 38
    assert found.weights.index.tolist() == found.frame.index.tolist()
    assert "2 rows have the weight 0" in said(found)["weights_zero"]


def test_a_few_rows_that_decide_everything_are_told(tmp_path: Path) -> None:
    found = of(tmp_path, some({5: 5000}))
    assert next(note.level for note in found.notes if note.code == "weights") == "yellow"


def test_weights_are_read_like_any_number(tmp_path: Path) -> None:
    found = of(tmp_path, [f"{weight} kg" for _, _, weight in ROWS])
    assert found.weights.tolist() == [float(weight) for _, _, weight in ROWS]


@pytest.mark.parametrize(
    ("changes", "cause", "value"),
    [
        ({3: "", 9: "n/a"}, "rows have no weight", "`w`: empty (line 5), 'n/a' (line 11)"),
        ({3: "many"}, "rows have no weight", "`w`: 'many' (line 5)"),
        ({3: -1, 4: -1}, "weights of rows must be finite numbers from 0 up", "`w`: '-1' (2: lines 5, 6)"),
        (dict.fromkeys(range(40), 0), "the weights of all rows are 0", "w"),
        (dict.fromkeys(range(40), "many"), "`data.weight_column` takes a column for numeric that is not", "w: 'many'"),
        (dict.fromkeys(range(40), "true"), "the weights of rows are not numbers", "w (bool)"),
    ],
)
def test_what_is_no_weight_is_refused_with_its_lines(
    tmp_path: Path, changes: dict[int, Any], cause: str, value: str
) -> None:
    with pytest.raises(DataError) as refused:
        of(tmp_path, some(changes))
    assert refused.value.cause.startswith(f"{cause} ({value}")


def test_the_printed_fix_for_gaps_is_taken(tmp_path: Path) -> None:
    assert len(of(tmp_path, some({3: ""}), editing={"fillna": {"w": 0}}).frame) == 39


@pytest.mark.parametrize("setting", ["target_column", "group_column", "time_column"])
def test_a_column_with_another_task_is_no_weight(tmp_path: Path, setting: str) -> None:
    with pytest.raises(DataError, match=rf"`data.weight_column` and `data.{setting}` name the same column"):
        of(tmp_path, **{setting: "w"})


def test_a_name_that_is_not_there_is_refused_with_the_nearest(tmp_path: Path) -> None:
    with pytest.raises(DataError, match=r"`data.weight_column` names a column that is not in the data"):
        of(tmp_path, weight_column="W")
