"""The columns of a file as a model learned them: text stays text, numbers are read as they were then."""

from __future__ import annotations

from collections.abc import Sequence
from functools import reduce
from typing import Any

import numpy as np
import pandas as pd

from automl_data.bundle.manifest import Intake, RawColumn
from automl_data.intake.columns import changed, is_number
from automl_data.intake.marks import marks
from automl_data.intake.notes import MOST_NAMES
from automl_data.intake.numerals import Style, could_be_grouped, numerals, read_numbers
from automl_data.intake.recognition import read_as, recognised
from automl_data.intake.values import MISSING, plain, series_of
from automl_shared.config.models import DataSettings
from automl_shared.errors import ContractError, DataError, did_you_mean
from automl_shared.lazy import pa, pc
from automl_shared.readings import Reading
from automl_shared.words import T_, Text

TEXT_TYPES = ("str", "string", "object", "bool", "boolean", "category")
"""Types that texts of a file are left as they are for."""


def rows_of(piece: pa.Table, columns: Sequence[RawColumn], intake: Intake) -> pd.DataFrame:
    """The model's columns (n_rows, n_columns) in rows of a file, edited as ``data.editing`` says.

    A column may have its name in the file or the one that ``rename_columns`` gives it. Rows are never filtered.
    Raises DataError when a column is missing.
    """
    data = settings_of(intake)
    places = _places(piece.column_names, columns, data)
    return pd.DataFrame(
        {
            raw.name: _edited(_series(piece[places[raw.name]], raw, intake, data.missing_markers), raw, data)
            for raw in columns
        }
    )


def settings_of(intake: Intake) -> DataSettings:
    """The config's ``data`` section as it was. Raises ContractError for one of another version."""
    from pydantic import ValidationError

    try:
        return DataSettings.model_validate(intake.data)
    except ValidationError as error:
        raise ContractError(
            T_("the model was made with settings that this version does not know"),
            value=error.errors(include_url=False)[0]["loc"],
            fix=T_("update automl-data, or train again"),
        ) from None


def _lacking(missing: Sequence[str], spare: Sequence[str]) -> Text:
    """The columns that are not there, each with those it may be called, and what the file has instead."""
    names = [T_("{name}{near}", name=name, near=did_you_mean(name, spare)) for name in missing[:MOST_NAMES]]
    lacking = reduce(lambda first, second: T_("{first}, {second}", first=first, second=second), _few(names, missing))
    if not spare:
        return T_("a file without {names}", names=lacking)
    few = ", ".join(_few(spare[:MOST_NAMES], spare))
    return T_("a file without {names}; columns that are not used: {spare}", names=lacking, spare=few)


def _few(shown: Sequence[str], every: Sequence[str]) -> list[str]:
    """What is shown of names, and how many more there are."""
    rest = len(every) - len(shown)
    return [*shown, *([f"… (+{rest})"] if rest else [])]


def _places(names: Sequence[str], columns: Sequence[RawColumn], data: DataSettings) -> dict[str, str]:
    """Column of the model to the one of the file."""
    before = {new: old for old, new in data.editing.rename_columns.items()}
    found = {
        raw.name: next((name for name in (raw.name, before.get(raw.name)) if name in names), None) for raw in columns
    }
    missing = [name for name, place in found.items() if place is None]
    if missing:
        spare = [name for name in names if name not in found.values()]
        raise DataError(
            T_("the file lacks columns that the model predicts from"),
            value=_lacking(missing, spare),
            allowed=", ".join(found),
            fix=T_("rename the columns to these, or add those that are missing; their values may be empty"),
        )
    return {name: place for name, place in found.items() if place is not None}


def _series(values: Any, raw: RawColumn, intake: Intake, markers: Sequence[str]) -> pd.Series:
    """A column (n_rows,) of Arrow's, text where it comes from a CSV."""
    if not pa.types.is_string(values.type):
        return series_of(values)
    bare = _without_gaps(values, markers)
    if raw.reading is not None and raw.reading.kind == "numeric":
        return read_or_told(bare.to_pandas().astype("str"), raw.reading)
    if raw.kind == "numeric":
        return _numbers(bare, raw.name, intake)
    typed = None if raw.kind == "text" or not raw.read_as or raw.read_as in TEXT_TYPES else plain(bare)
    return bare.to_pandas().astype("str") if typed is None else series_of(typed)


def _without_gaps(values: Any, own: Sequence[str]) -> Any:
    """Text without blanks around it, marks for gaps as such."""
    bare = pc.utf8_trim_whitespace(values)
    return pc.if_else(pc.is_in(bare, value_set=pa.array([*MISSING, *own])), pa.scalar(None, pa.string()), bare)


def _numbers(values: Any, name: str, intake: Intake) -> pd.Series:
    """Text (n_rows,) as numbers, read like those learned where there is more than one way.

    What is no number stays text among them, so that it can be told.
    """
    comma = intake.decimal == ","
    try:
        plain_numbers = pc.cast(values, pa.float64())
    except pa.ArrowInvalid:
        found = numerals({name: values}, {}, ";" if comma else ",", has_points=intake.decimal == ".")
        if name in found.numbers:
            return series_of(found.numbers[name])
        return _each(values.to_pandas(), Style("," if comma else "."))
    return series_of(read_numbers(values, Style(",", ".")) if comma and could_be_grouped(values) else plain_numbers)


def _each(texts: pd.Series, style: Style) -> pd.Series:
    """Numbers among texts, each by itself."""
    plain_style = texts.str.match(style.pattern()).fillna(False).to_numpy(dtype=bool)
    written = texts.str.replace(style.decimal, ".", regex=False) if style.decimal == "," else texts
    numbers = pd.to_numeric(written.where(plain_style), errors="coerce")
    return numbers.astype(object).where(numbers.notna(), texts)


def read_or_told(column: pd.Series, reading: Reading) -> pd.Series:
    """A column (n_rows,) read as it was learned; what is written another way, with another unit say, stays to be told.

    Texts that stand for a gap are gaps.
    """
    read = read_as(column, reading)
    untold = _untold(column, read, reading)
    if 2 * untold.sum() > column.notna().sum() and (again := _written_otherwise(column, reading)) is not None:
        read, untold = again, _untold(column, again, reading)
    return read.astype(object).where(~untold, column) if untold.any() else read


def _untold(column: pd.Series, read: pd.Series, reading: Reading) -> np.ndarray:
    """(n_rows,) what is neither read nor a mark for a gap, one of the texts that were such while learning included."""
    untold = (read.isna() & column.notna()).to_numpy(copy=True)
    if untold.any():
        known = [cell.text for cell in reading.cells]
        untold[untold] = marks(pa.array(column[untold].map(str), pa.string()), known, inverted=True)
    return untold


def _written_otherwise(column: pd.Series, reading: Reading) -> pd.Series | None:
    """Numbers in the unit that was learned, or without one, in another way of writing them that leaves no choice:
    `1,234.50 €`, `<0,5`."""
    found = None if is_number(column) else recognised(column)
    is_same = found is not None and found.reading.unit == reading.unit and found.reading.format == reading.format
    return found.values if found is not None and is_same and not found.reading.other else None


def _edited(column: pd.Series, raw: RawColumn, data: DataSettings) -> pd.Series:
    """As ``data.editing`` replaces, fills and clips; the settings were checked on the data it learned from."""
    if replaced := data.editing.replace_values.get(raw.name):
        texts = column.map(str, na_action="ignore")
        column = column.astype(object).where(~texts.isin([*replaced]), texts.map(replaced.get)).infer_objects()
    if raw.name in data.editing.fillna:
        column = column.fillna(data.editing.fillna[raw.name])
    if bounds := data.editing.clip_values.get(raw.name):
        from automl_data.recipe.numeric import floats

        numbers = pd.Series(floats(column), index=column.index).clip(*bounds)
        column = numbers if is_number(column) else numbers.astype(object).where(numbers.notna(), column)
    return column


def typed(rows: pd.DataFrame, columns: Sequence[RawColumn]) -> pd.DataFrame:
    """The rows as each of several pipelines would make them: nothing but numbers in columns of numbers, and real dates.

    What is neither is a gap, in however many rows.
    """
    from automl_data.intake.moments import moments
    from automl_data.recipe.numeric import floats

    made = {raw.name: floats(rows[raw.name]) for raw in columns if raw.kind == "numeric"}
    days = {raw.name: moments(rows[raw.name], raw.format) for raw in columns if raw.kind == "datetime"}
    return rows.assign(**made, **days)


def settled(rows: pd.DataFrame, columns: Sequence[RawColumn]) -> pd.DataFrame:
    """The rows with dates read, and categories as text, as every pipeline would start by doing."""
    from automl_data.intake.moments import moments
    from automl_data.recipe.categorical import plain_categories

    days = {raw.name: moments(rows[raw.name], raw.format) for raw in columns if raw.kind == "datetime"}
    texts = {raw.name: plain_categories(rows[raw.name]) for raw in columns if raw.kind == "categorical"}
    return changed(rows, {**days, **texts})
