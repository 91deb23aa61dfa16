"""``data.editing``: small repairs before anything else, every name and value checked."""

from __future__ import annotations

import re
from typing import Any

from automl_data.intake.columns import is_number, names_of, require_column, some
from automl_shared.config.models import Editing
from automl_shared.config.overrides import as_option
from automl_shared.errors import DataError, did_you_mean
from automl_shared.lazy import pd
from automl_shared.words import T_

QUERY_CALLS = (
    "abs", "between", "contains", "day", "endswith", "isin", "isna", "isnull", "len", "lower", "month", "notna",
    "notnull", "startswith", "strip", "upper", "year",
)  # fmt: skip
"""Methods a query may call; others could do more than look at the rows."""

_COLUMNS = {
    "number": T_("a column of numbers"),
    "truth value": T_("a column of truth values"),
    "text": T_("a column of texts"),
}
"""What `_kind` finds, for a sentence."""

_QUOTED = re.compile(r"`[^`]*`|'(?:[^'\\]|\\.)*'|\"(?:[^\"\\]|\\.)*\"")


def edited(frame: pd.DataFrame, editing: Editing) -> pd.DataFrame:
    """The frame after ``data.editing``. Raises DataError for a name or a value that does not fit.

    The order is fixed: drop, rename, replace, fill, clip, filter. So whatever changes values uses the new names, the
    query sees changed values, and a dropped column's name is free for another one.
    """
    return with_values(with_names(frame, editing), editing).reset_index(drop=True)


def with_names(frame: pd.DataFrame, editing: Editing) -> pd.DataFrame:
    """The columns that are kept, under their new names. Raises DataError."""
    for where, names in (("drop_columns", editing.drop_columns), ("rename_columns", editing.rename_columns)):
        for name in names:
            require_column(frame, name, f"data.editing.{where}")
    left = frame.drop(columns=editing.drop_columns)
    _check_renaming(left, editing)
    return left.rename(columns=editing.rename_columns)


def with_values(frame: pd.DataFrame, editing: Editing) -> pd.DataFrame:
    """The values replaced, filled and clipped, and the rows that are kept, with their index. Raises DataError."""
    result = frame.copy(deep=False)
    for name, replaced in editing.replace_values.items():
        require_column(result, name, "data.editing.replace_values")
        result[name] = _replaced(result[name], replaced)
    for name, value in editing.fillna.items():
        require_column(result, name, "data.editing.fillna")
        result[name] = _filled(result[name], value)
    for name, bounds in editing.clip_values.items():
        require_column(result, name, "data.editing.clip_values")
        result[name] = _clipped(result[name], bounds)
    return _queried(result, editing.query) if editing.query else result


def _check_renaming(frame: pd.DataFrame, editing: Editing) -> None:
    renamed = editing.rename_columns
    for name in renamed:
        if name not in frame.columns:
            raise DataError(
                T_("`data.editing.rename_columns` names a column that `data.editing.drop_columns` drops"), value=name
            )
    after = [renamed.get(name, name) for name in names_of(frame)]
    clash = next((new for new in renamed.values() if after.count(new) > 1), None)
    if clash is not None:
        raise DataError(
            T_("`data.editing.rename_columns` gives two columns the same name"),
            value=clash,
            allowed=T_("a name that no other column has"),
            fix=(as_option("data.editing.drop_columns", [clash]), T_("choose another name")),
        )
    if any(not new.strip() for new in renamed.values()):
        raise DataError(T_("`data.editing.rename_columns` gives a column an empty name"), value=renamed)


def _replaced(column: pd.Series, replaced: dict[str, Any]) -> pd.Series:
    """Values by their text, so that a number is named as it is written in YAML: ``{"9": null}``."""
    texts = column.map(str, na_action="ignore")
    unknown = [old for old in replaced if not (texts == old).any()]
    if unknown:
        raise DataError(
            T_(
                "`data.editing.replace_values.{column}` names a value that is not in the column{nearest}",
                column=column.name,
                nearest=did_you_mean(unknown[0], map(str, texts.dropna().unique()[:1000])),
            ),
            value=repr(unknown[0]),
        )
    values = column.astype(object)
    for old, new in replaced.items():
        values = values.mask(texts == old, new)
    return values.infer_objects()


def _filled(column: pd.Series, value: Any) -> pd.Series:
    wanted = _kind(column)
    given = "truth value" if isinstance(value, bool) else "number" if isinstance(value, int | float) else "text"
    if wanted == "date":
        return column.fillna(_moment(column, value))
    if given != wanted:
        raise DataError(
            T_("`data.editing.fillna.{column}` does not fit the column", column=column.name),
            value=T_("{value!r} for {kind} ({dtype})", value=value, kind=_COLUMNS[wanted], dtype=column.dtype),
            allowed=T_("a number for a column of numbers, true or false for truth values, text for text"),
        )
    return column.fillna(value)


def _kind(column: pd.Series) -> str:
    if is_number(column):
        return "number"
    if pd.api.types.is_datetime64_any_dtype(column):
        return "date"
    present = column.dropna()
    if len(present) and all(isinstance(one, bool) for one in present.unique()):
        return "truth value"
    return "truth value" if pd.api.types.is_bool_dtype(column) else "text"


def _moment(column: pd.Series, value: Any) -> Any:
    try:
        moment = pd.Timestamp(value)
    except (ValueError, TypeError) as error:
        raise DataError(
            T_("`data.editing.fillna.{column}` is not a date", column=column.name),
            value=repr(value),
            allowed=T_("a date, e.g. 2024-12-31"),
        ) from error
    zone = getattr(column.dtype, "tz", None)
    return moment.tz_localize(zone) if zone is not None and moment.tzinfo is None else moment


def _clipped(column: pd.Series, bounds: list[float | None]) -> pd.Series:
    where = f"data.editing.clip_values.{column.name}"
    if len(bounds) != 2:
        raise DataError(
            T_("`{setting}` needs two numbers", setting=where),
            value=bounds,
            allowed=T_("[lowest, highest]; null where there is no bound"),
        )
    lowest, highest = bounds
    if lowest is not None and highest is not None and lowest > highest:
        raise DataError(
            T_("`{setting}` has its bounds the wrong way round", setting=where),
            value=bounds,
            allowed=T_("[lowest, highest]"),
            fix=as_option(where, [highest, lowest]),
        )
    if not is_number(column):
        raise DataError(T_("`{setting}` names a column without numbers", setting=where), value=column.dtype)
    return column.clip(lowest, highest)


def _queried(frame: pd.DataFrame, query: str) -> pd.DataFrame:
    _check_query(frame, query)
    try:
        kept = frame.query(query, local_dict={}, global_dict={})
    except Exception as error:  # pandas raises whatever the expression does; all of it is the person's query
        raise _impossible(frame, query, str(error)) from error
    if kept.empty:
        raise DataError(T_("`data.editing.query` leaves no rows"), value=query, fix=T_("loosen the condition"))
    return kept


def _check_query(frame: pd.DataFrame, query: str) -> None:
    """A query only looks: no variables from outside, no calls but the harmless ones."""
    bare = _QUOTED.sub("''", query)
    if "@" in bare or "__" in _without_names(bare, names_of(frame)):
        raise _impossible(frame, query, "`@` and `__` have no meaning here")
    for call in re.findall(r"(\w+)\s*\(", bare):
        if call not in (*QUERY_CALLS, "and", "or", "not", "in"):
            raise DataError(
                T_(
                    "`data.editing.query` calls a function it may not{nearest}", nearest=did_you_mean(call, QUERY_CALLS)
                ),
                value=f"{query!r}: {call}",
                allowed=", ".join(QUERY_CALLS),
            )


def _without_names(query: str, names: list[str]) -> str:
    return re.sub(r"\w+", lambda word: "" if word.group() in names else word.group(), query)


def _impossible(frame: pd.DataFrame, query: str, why: str) -> DataError:
    return DataError(
        T_("`data.editing.query` cannot be evaluated"),
        value=f"{query!r}: {why}",
        allowed=T_("columns: {names}", names=some(names_of(frame))),
        fix=T_("a condition on columns, e.g. `age >= 18 and country == 'DE'`; backticks around names with blanks"),
    )
