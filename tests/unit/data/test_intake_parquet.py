"""Parquet in all its variety becomes the same plain columns as a CSV."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from automl_data.intake import read_table, ready
from automl_shared.config.models import CrossValidationSettings, DataSettings
from automl_shared.errors import DataError


def test_every_kind_of_column_becomes_a_plain_one(tmp_path: Path) -> None:
    file = tmp_path / "t.parquet"
    table = {
        "decimal": pa.array([Decimal("1.50"), None]),
        "dictionary": pa.array(["a", "b"]).dictionary_encode(),
        "gaps": pa.array([1, None]),
        "whole": pa.array([1, 2], pa.int8()),
        "truth": pa.array([True, None]),
        "day": pa.array([date(9999, 12, 31), None]),
        "length": pa.array([timedelta(seconds=90), None]),
        "empty": pa.nulls(2),
        "list": pa.array([[1], [2, 3]]),
        "bytes": pa.array([b"x", b"y"]),
    }
    pq.write_table(pa.table(table), file)
    read = read_table(file)
    frame = read.frame
    assert frame["decimal"].iloc[0] == 1.5
    assert frame["dictionary"].dtype == "str"
    assert (frame["gaps"].dtype, frame["whole"].dtype, frame["empty"].dtype) == ("float64", "int8", "float64")
    assert frame["truth"].iloc[0] is True
    assert frame["day"].iloc[0].year == 9999
    assert frame["length"].iloc[0] == 90.0
    assert [note.code for note in read.notes] == ["nested_dropped"]
    assert read.source(file).format == "parquet"
    assert "list" not in frame.columns


@pytest.mark.parametrize(
    ("index", "columns"),
    [
        (pd.Index([7, 7]), ["a"]),
        (pd.Index([7, 7], name="id"), ["a", "id"]),
        (pd.RangeIndex(2, name="n"), ["a"]),
        (pd.MultiIndex.from_tuples([(1, 2), (1, 2)], names=["x", "y"]), ["a", "x", "y"]),
    ],
)
def test_a_named_index_is_kept_and_any_other_dropped(tmp_path: Path, index: pd.Index, columns: list[str]) -> None:
    file = tmp_path / "t.parquet"
    pd.DataFrame({"a": [1, 2]}, index=index).to_parquet(file)
    frame = read_table(file).frame
    assert sorted(frame.columns) == columns
    assert frame.index.tolist() == [0, 1]


@pytest.mark.parametrize("unit", ["s", "ms", "us", "ns"])
def test_durations_of_every_unit_are_seconds(tmp_path: Path, unit: str) -> None:
    file = tmp_path / "t.parquet"
    longest = 2**62 + 1 if unit == "ns" else 7
    pq.write_table(pa.table({"length": pa.array([longest, None], pa.duration(unit))}), file)
    seconds = longest / {"s": 1, "ms": 1e3, "us": 1e6, "ns": 1e9}[unit]
    assert read_table(file).frame["length"].iloc[0] == pytest.approx(seconds, rel=1e-15)


@pytest.mark.parametrize(
    ("target", "classes"),
    [
        (pa.array([True, False] * 20), ["False", "True"]),
        (pa.array([True, False, None, True] * 10), ["False", "True"]),
        (pa.array(["u", "v"] * 20).dictionary_encode(), ["u", "v"]),
        (pa.array([date(2024, 1, 1), date(2024, 1, 2)] * 20), None),
    ],
    ids=["truth", "truth with gaps", "levels", "days"],
)
def test_a_target_of_any_type_is_read_as_classes(tmp_path: Path, target: pa.Array, classes: list[str] | None) -> None:
    file = tmp_path / "t.parquet"
    pq.write_table(pa.table({"a": pa.array([float(n) for n in range(40)]), "y": target}), file)
    data = DataSettings(csv_path=str(file), target_column="y")
    found = ready(read_table(file), data, CrossValidationSettings()).problem
    assert found.type == "binary"
    assert classes is None or found.classes == classes


def test_parquet_is_known_by_its_content(tmp_path: Path) -> None:
    file = tmp_path / "t.csv"
    pd.DataFrame({"a": [1, 2]}).to_parquet(file)
    assert read_table(file).format == "parquet"


@pytest.mark.parametrize(
    ("table", "words"),
    [
        (pa.Table.from_arrays([pa.array([1]), pa.array([2])], names=["a", "a"]), "more than once"),
        (pa.table({"a": pa.array([[1]])}), "no column of plain values"),
        (pa.table({"a": pa.array([], pa.int64())}), "no rows"),
    ],
)
def test_what_cannot_be_used_is_told_with_its_fix(tmp_path: Path, table: pa.Table, words: str) -> None:
    file = tmp_path / "t.parquet"
    pq.write_table(table, file)
    with pytest.raises(DataError, match=words) as caught:
        read_table(file)
    assert caught.value.fix
