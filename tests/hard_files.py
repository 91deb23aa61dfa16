"""Files as people have them, each with its truth: what a person reads in every column."""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from sklearn.linear_model import LogisticRegression, Ridge
from sklearn.pipeline import Pipeline

from automl_controller.predicting.stream import predict_file
from automl_data.bundle import Bundle, Intake, raw_columns
from automl_data.intake import read_table
from automl_data.recipe import build_pipeline
from automl_preprocessing.meta import Prepared, with_notes
from automl_preprocessing.processing import prepare
from automl_shared.config.models import CrossValidationSettings, DataSettings, PreprocessingSettings
from automl_shared.errors import DataError
from automl_shared.variants import variants

ROWS = 40
GAP = float("nan")
_DRAWN = [random.Random(place).random() for place in range(2000)]

Cells = Callable[[int], object]
"""What stands in a row, by its place from 0."""


def drawn(place: int, low: float = 0.0, high: float = 1.0, digits: int = 2, salt: int = 0) -> float:
    """A number of its own for each row, the same every time."""
    return round(low + (high - low) * _DRAWN[(place * 7 + salt * 131) % len(_DRAWN)], digits)


def one_of(place: int, *values: Any, salt: int = 3) -> Any:
    """One of the values, each in about as many rows."""
    return values[int(drawn(place, 0, len(values), 6, salt)) % len(values)]


def comma(number: float, digits: int = 2, group: str = "") -> str:
    """`1234.5` as `1234,50`, with ``group`` between thousands."""
    return f"{number:,.{digits}f}".translate(str.maketrans({",": group, ".": ","}))


def text_of(
    columns: Mapping[str, Cells],
    by: str = ",",
    *,
    rows: int = ROWS,
    above: Sequence[str] = (),
    below: Sequence[str] = (),
    header: bool = True,
    quote: Callable[[str], bool] | None = None,
) -> str:
    """A table as text: lines above it, its names, its rows, lines below it."""
    must = quote or (lambda cell: by in cell or '"' in cell or "\n" in cell)

    def line(cells: Sequence[object]) -> str:
        return by.join('"{}"'.format(str(one).replace('"', '""')) if must(str(one)) else str(one) for one in cells)

    names = [line(list(columns))] if header else []
    body = [line([cells(place) for cells in columns.values()]) for place in range(rows)]
    return "\n".join([*above, *names, *body, *below, ""])


@dataclass(frozen=True, kw_only=True)
class File:
    """A file and its truth. ``kinds``: of all columns but the target, in their order, in words of `ColumnKind`.

    ``numbers``, ``days``, ``words``: what stands in a column, by the row's place. ``rows``: those with a target.
    ``said``: codes of what a person must be told. ``refused``: words of the error, where the file is refused.
    """

    content: str | bytes
    target: str
    kinds: str = ""
    problem: str = "binary"
    numbers: Mapping[str, Callable[[int], float]] = field(default_factory=dict)
    days: Mapping[str, Callable[[int], str | None]] = field(default_factory=dict)
    words: Mapping[str, Callable[[int], str | None]] = field(default_factory=dict)
    rows: int = ROWS
    unit: str = ""
    classes: Sequence[str] = ()
    said: Sequence[str] = ()
    stated: Mapping[str, Any] = field(default_factory=dict)
    refused: str = ""
    encoding: str = "utf-8"
    name: str = "export.csv"


AS_WRITTEN = "as written"
"""The truth of a column whose cells are read as they are written."""
Column = tuple[str, Cells] | tuple[str, Cells, Cells | str]


def table(columns: Mapping[str, Column], by: str = ",", *, lines: int = ROWS, **more: Any) -> File:
    """A file of columns, each with its kind, its cells and, where a row's truth is checked, what a person reads in it.

    The kind of one column is "target". ``more``: how the table is written, for `text_of`, and what `File` takes.
    """
    cells = {name: column[1] for name, column in columns.items()}
    layout = {key: more.pop(key) for key in ("above", "below", "header", "quote") if key in more}
    (target,) = (name for name, column in columns.items() if column[0] == "target")
    kinds = {name: column[0] for name, column in columns.items() if name != target}
    of_target = "numeric" if more.get("problem") == "regression" else "categorical"
    for name, column in columns.items():
        if len(column) == 3:
            part = {"numeric": "numbers", "datetime": "days"}.get(kinds.get(name, of_target), "words")
            more[part] = more.get(part, {}) | {name: column[1] if column[2] is AS_WRITTEN else column[2]}
    return File(content=text_of(cells, by, rows=lines, **layout), target=target, kinds=" ".join(kinds.values()), **more)


def prepared(folder: Path, file: File) -> Prepared:
    """What a run makes of the file, without its training."""
    path = folder / file.name
    path.write_bytes(file.content.encode(file.encoding) if isinstance(file.content, str) else file.content)
    data = DataSettings.model_validate({"target_column": file.target, **file.stated})
    table = read_table(path, data)
    made = prepare(table, data, CrossValidationSettings(), variants(PreprocessingSettings())[0])
    return with_notes(made, table.notes, "en")


def check(folder: Path, file: File) -> None:
    """Everything that the truth names is what a run works with."""
    if file.refused:
        with pytest.raises(DataError, match=file.refused):
            prepared(folder, file)
        return
    made = prepared(folder, file)
    found = {column.name: column.kind for column in made.columns if column.name != file.target}
    assert " ".join(found.values()) == file.kinds, found
    assert (made.problem.type, len(made.data)) == (file.problem, file.rows)
    if file.classes:
        assert sorted(made.problem.classes) == sorted(file.classes)
    target = next(column for column in made.columns if column.name == file.target)
    assert (target.reading.unit if target.reading else "") == file.unit
    places = list(made.data.index)
    for name, cells in file.numbers.items():
        expected = [float(cells(place)) for place in places]
        assert made.data[name].astype("float64").tolist() == pytest.approx(expected, nan_ok=True), name
    for name, cells in file.days.items():
        read = [None if pd.isna(one) else one for one in made.data[name]]
        assert read == [pd.Timestamp(cells(place), tz="UTC") if cells(place) else None for place in places], name
    for name, cells in file.words.items():
        read = [None if pd.isna(one) else one for one in made.data[name]]
        assert read == [cells(place) for place in places], name
    told = {finding.code for finding in made.findings}
    assert set(file.said) <= told, told


@dataclass(frozen=True, kw_only=True)
class Again:
    """A file that a model learns from, and new rows in a file that is written otherwise.

    ``order``: the place in the learned file of each new row. ``told``: columns that must be warned of, to the code of
    the problem; ``refused``: words of the error.
    """

    learned: File
    new: str | bytes
    name: str = "new.csv"
    encoding: str = "utf-8"
    order: Sequence[int] = tuple(range(ROWS))
    told: Mapping[str, str] = field(default_factory=dict)
    refused: str = ""


def check_again(folder: Path, again: Again) -> None:
    """The new rows get the answers of the learned ones, or a person is told by name why not."""
    made = prepared(folder, again.learned)
    bundle = _learned(folder, again.learned, made)
    known = bundle.told(bundle.answer(made.data[[column.name for column in bundle.columns]]))["prediction"]
    new, out = folder / again.name, folder / "predicted.parquet"
    new.write_bytes(again.new.encode(again.encoding) if isinstance(again.new, str) else again.new)
    if again.refused:
        with pytest.raises(DataError, match=again.refused):
            predict_file(bundle, new, out)
        return
    found = predict_file(bundle, new, out, check="warn" if again.told else "refuse")
    assert {problem.column: problem.code for problem in found.problems} == dict(again.told)
    if not again.told:
        answers = pd.read_parquet(out)["prediction"].tolist()
        expected = pd.Series(list(known))[list(again.order)].tolist()
        assert answers == (expected if bundle.classes else pytest.approx(expected))


def _learned(folder: Path, file: File, made: Prepared) -> Bundle[Any]:
    """A plain model of the prepared rows, as a training would store it."""
    is_number = made.problem.type == "regression"
    features = made.data[made.recipe.names]
    model = Ridge(alpha=0.1) if is_number else LogisticRegression(max_iter=300)
    member = Pipeline([("recipe", build_pipeline(made.recipe)), ("model", model)]).fit(features, made.data[file.target])
    data = DataSettings.model_validate({"target_column": file.target, **file.stated})
    table = read_table(folder / file.name, data)
    as_read = {column.name: column.dtype for column in made.columns}
    readings = {column.name: column.reading for column in made.columns if column.reading}
    columns = raw_columns(made.recipe, features, as_read, readings)
    intake = Intake(data=data.model_dump(mode="json"), separator=table.separator, decimal=table.decimal)
    return Bundle(
        members=[member],
        columns=columns,
        target=file.target,
        classes=[] if is_number else list(made.problem.classes),
        intake=intake,
    )
