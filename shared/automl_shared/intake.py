"""Data in: reads a table, and says what is wrong with it before anything is made of it.

Used twice with the same result: by ``automl submit`` before anything is cloned, and by the preprocessing phase.
"""

from __future__ import annotations

import codecs
import csv
import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO

from automl_shared.config.models import CrossValidationSettings, DataSettings, Editing, ProblemType, task_type_of
from automl_shared.errors import DataError, did_you_mean
from automl_shared.folds import MIN_HOLDOUT_ROWS

if TYPE_CHECKING:
    import pandas as pd

SAMPLE_BYTES = 256 * 1024
TABLE_ENDINGS = (".csv", ".tsv", ".txt", ".parquet", ".pq")
SEPARATORS = ",;\t|"
MAX_CLASSES_OF_NUMBERS = 10
"""A target of whole numbers with at most this many different values is taken for classes."""

COMMON_ENCODINGS = ["cp1252", "cp932", "euc_jp", "gb18030", "big5", "euc_kr", "cp1251", "cp1250"]
_BYTE_ORDER_MARKS = (
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)


@dataclass(frozen=True, kw_only=True)
class Table:
    """A table as read. ``frame``: (n_rows, n_columns). ``encoding`` and ``separator`` are empty for Parquet."""

    frame: pd.DataFrame
    encoding: str = ""
    separator: str = ""


@dataclass(frozen=True, kw_only=True)
class Problem:
    """What is to be predicted. ``classes`` are the labels in order, as text; empty for regression."""

    type: ProblemType
    classes: list[str]
    reason: str


def file_hash(path: Path) -> str:
    """sha256 of the file's bytes."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def only_table(files: Sequence[Path], dataset_id: str) -> Path:
    """The one table among a dataset's files. Raises DataError when there is not exactly one."""
    tables = [file for file in files if file.suffix.lower() in TABLE_ENDINGS]
    if len(tables) != 1:
        raise DataError(
            "the dataset does not hold exactly one table",
            value=f"{dataset_id}: {', '.join(file.name for file in tables or files) or 'no file'}",
            allowed=f"one file: {', '.join(TABLE_ENDINGS)}",
            fix="register the one file to use with `automl submit`, as data.csv_path",
        )
    return tables[0]


def read_table(path: Path) -> Table:
    """The table in a CSV or Parquet file. Raises DataError with the reason and the fix."""
    if not path.exists():
        siblings = [other.name for other in path.parent.glob("*")] if path.parent.is_dir() else []
        raise DataError(
            f"the data file does not exist{did_you_mean(path.name, siblings)}",
            value=path,
            fix="set data.csv_path to a CSV or Parquet file",
        )
    if not path.is_file():
        raise DataError("the data file is not a file", value=path, fix="set data.csv_path to a CSV or Parquet file")
    if path.stat().st_size == 0:
        raise DataError("the data file is empty", value=path, fix="export the data again, with a header line")
    table = _read_parquet(path) if path.suffix.lower() in (".parquet", ".pq") else _read_csv(path)
    if table.frame.shape[0] == 0:
        raise DataError(
            "the data file has a header but no rows", value=path, fix="export the data again, with its rows"
        )
    return table


def edited(frame: pd.DataFrame, editing: Editing) -> pd.DataFrame:
    """The frame after ``data.editing``: drop, rename, fill, clip, filter, in this order. Raises DataError."""
    for where, names in (("drop_columns", editing.drop_columns), ("rename_columns", editing.rename_columns)):
        for name in names:
            require_column(frame, name, f"data.editing.{where}")
    result = frame.drop(columns=editing.drop_columns).rename(columns=editing.rename_columns)
    for name, value in editing.fillna.items():
        require_column(result, name, "data.editing.fillna")
        result[name] = _filled(result[name], value)
    for name, bounds in editing.clip_values.items():
        require_column(result, name, "data.editing.clip_values")
        if len(bounds) != 2:
            raise DataError(
                f"`data.editing.clip_values.{name}` needs two numbers", value=bounds, allowed="[lowest, highest]"
            )
        if not _is_number(result[name]):
            where = f"data.editing.clip_values.{name}"
            raise DataError(f"`{where}` names a column without numbers", value=result[name].dtype)
        result[name] = result[name].clip(*bounds)
    return _queried(result, editing.query) if editing.query else result


def _filled(column: pd.Series, value: Any) -> pd.Series:
    if _is_number(column) != (isinstance(value, int | float) and not isinstance(value, bool)):
        raise DataError(
            f"`data.editing.fillna.{column.name}` does not fit the column",
            value=f"{value!r} for {column.dtype}",
            allowed="a number for a column of numbers, text for text",
        )
    return column.fillna(value)


def _is_number(column: pd.Series) -> bool:
    import pandas as pd

    return pd.api.types.is_numeric_dtype(column) and not pd.api.types.is_bool_dtype(column)


def require_column(frame: pd.DataFrame, name: str, setting: str) -> None:
    """Raises DataError, with the nearest names, unless the column exists."""
    if name not in frame.columns:
        names = [str(column) for column in frame.columns]
        raise DataError(
            f"`{setting}` names a column that is not in the data{did_you_mean(name, names)}",
            value=name or "nothing",
            allowed=_some(names),
            fix=f"--set {setting}=<column>",
        )


def select(frame: pd.DataFrame, data: DataSettings) -> pd.DataFrame:
    """The columns a run uses: features, target, group and time. Raises DataError for a name that is not there."""
    require_column(frame, data.target_column, "data.target_column")
    for setting, name in (("data.group_column", data.group_column), ("data.time_column", data.time_column)):
        if name is not None:
            require_column(frame, name, setting)
    if data.feature_columns is None:
        return frame
    for name in data.feature_columns:
        require_column(frame, name, "data.feature_columns")
    special = [name for name in (data.group_column, data.time_column, data.target_column) if name]
    return frame[list(dict.fromkeys([*data.feature_columns, *special]))]


def check_usable(frame: pd.DataFrame, data: DataSettings, folds: CrossValidationSettings) -> Problem:
    """What is to be predicted from the selected columns. Raises DataError when it cannot work."""
    for column in frame.columns:
        if frame[column].isna().all():
            dropped = [*data.editing.drop_columns, str(column)]
            raise DataError(
                "a column has no values at all", value=column, fix=f"--set 'data.editing.drop_columns={dropped}'"
            )
    if not [column for column in frame.columns if column != data.target_column]:
        raise DataError(
            "there is no column to predict from",
            value=list(frame.columns),
            fix="check the separator, or data.feature_columns",
        )
    target = frame[data.target_column].dropna()
    if target.nunique() < 2:
        raise DataError(
            "the target column has only one value, so there is nothing to learn",
            value=f"{data.target_column} = {target.iloc[0]}",
            fix="--set data.target_column=<another column>",
        )
    problem = problem_of(target, data.problem_type)
    _check_folds(target, problem, data, folds)
    return problem


def problem_of(target: pd.Series, wanted: str | None = None) -> Problem:
    """Regression or classification, found from a target without gaps or as wanted. Raises DataError."""
    numeric = _is_number(target)
    distinct = int(target.nunique())
    if wanted == "regression" and not numeric:
        raise DataError(
            "regression needs a numeric target",
            value=f"{target.name} ({target.dtype})",
            fix="--set data.problem_type=classification, or mend the column",
        )
    whole = numeric and bool((target == target.round()).all())
    classes_fit = not numeric or distinct == 2 or (whole and distinct <= MAX_CLASSES_OF_NUMBERS)
    if wanted == "regression" or (wanted is None and not classes_fit):
        return Problem(type="regression", classes=[], reason=f"numbers with {distinct} different values")
    if distinct > max(100, len(target) // 2):
        raise DataError(
            "the target has too many different values for classes",
            value=f"{target.name}: {distinct}",
            fix="--set data.target_column=<another column>, or data.problem_type=regression",
        )
    kind: ProblemType = "binary" if distinct == 2 else "multiclass"
    if wanted in ("binary", "multiclass") and wanted != kind:
        raise DataError(
            f"the target is not {wanted}",
            value=f"{target.name}: {distinct} different values",
            fix=f"--set data.problem_type={kind}",
        )
    return Problem(
        type=kind,
        classes=[str(label) for label in sorted(target.unique(), key=_label_order)],
        reason=f"{distinct} different values",
    )


def _label_order(label: object) -> tuple[int, float, str]:
    return (0, float(label), "") if isinstance(label, int | float) else (1, 0.0, str(label))


def _check_folds(target: pd.Series, problem: Problem, data: DataSettings, folds: CrossValidationSettings) -> None:
    wanted = folds.n_folds
    if wanted is None:
        return
    kept = 1.0 - data.test_size if round(len(target) * data.test_size) >= MIN_HOLDOUT_ROWS else 1.0
    if wanted > int(len(target) * kept):
        raise DataError(
            "there are more folds than rows",
            value=f"n_folds={wanted}, {int(len(target) * kept)} rows",
            fix="--set cross_validation.n_folds=null",
        )
    if task_type_of(problem.type) == "classification" and folds.kind in ("auto", "stratified"):
        counts = target.astype(str).value_counts()
        smallest = int(counts.iloc[-1] * kept)
        if wanted > smallest:
            raise DataError(
                "there are more folds than rows of the smallest class",
                value=f"n_folds={wanted}, class "
                f"{counts.index[-1]!r} keeps {smallest} of its {counts.iloc[-1]} rows after the hold-out",
                allowed=f"2 to {smallest}" if smallest >= 2 else "cross_validation.kind=kfold",
                fix=f"--set cross_validation.n_folds={smallest}"
                if smallest >= 2
                else "--set cross_validation.kind=kfold",
            )


def _read_parquet(path: Path) -> Table:
    import pandas as pd
    import pyarrow as pa

    try:
        return Table(frame=pd.read_parquet(path).reset_index(drop=True))
    except (pa.ArrowInvalid, OSError) as error:
        raise DataError("the Parquet file cannot be read", value=f"{path}: {error}", fix="write it again") from error


def _read_csv(path: Path) -> Table:
    import pandas as pd

    encoding = _encoding(path)
    separator, header = _dialect(path, encoding)
    _check_header(path, header)
    try:
        frame = pd.read_csv(path, sep=separator, encoding=encoding, low_memory=False, skipinitialspace=True)
    except (pd.errors.ParserError, UnicodeError, ValueError) as error:
        raise DataError(
            "the CSV file cannot be read",
            value=f"{path}: {str(error).strip()}",
            fix="every line needs the same number of fields; quote text that holds the separator",
        ) from error
    frame.columns = [str(name).strip() for name in header]
    return Table(frame=frame, encoding=encoding, separator=separator)


def _encoding(path: Path) -> str:
    """``utf-8-sig``, or the encoding a byte order mark names. Any other one would be a guess that can garble names."""
    with path.open("rb") as file:
        sample = file.read(SAMPLE_BYTES)
        marked = next((name for mark, name in _BYTE_ORDER_MARKS if sample.startswith(mark)), None)
        if marked:
            return marked
        if b"\x00" not in sample and _all_utf8(sample, file):
            return "utf-8-sig"
    raise _not_utf8(path, sample)


def _not_utf8(path: Path, sample: bytes) -> DataError:
    from charset_normalizer import from_bytes

    best = None if b"\x00" in sample else from_bytes(sample, cp_isolation=COMMON_ENCODINGS).best()
    if best is None:
        return DataError(
            "the data file is not text", value=path, fix="save it as CSV in UTF-8 (Excel: `CSV UTF-8`), or as Parquet"
        )
    return DataError(
        "the data file is not UTF-8 text",
        value=f"{path} (perhaps {best.encoding})",
        fix=f"iconv -f {best.encoding} -t utf-8 {path.name} > utf8.csv (Excel: save as `CSV UTF-8`)",
    )


def _all_utf8(first: bytes, rest: BinaryIO) -> bool:
    decoder = codecs.getincrementaldecoder("utf-8")()
    try:
        decoder.decode(first)
        for block in iter(lambda: rest.read(1 << 20), b""):
            decoder.decode(block)
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    return True


def _dialect(path: Path, encoding: str) -> tuple[str, list[str]]:
    """The separator and the header's names."""
    try:
        with path.open(encoding=encoding, newline="") as file:
            sample = file.read(SAMPLE_BYTES)
    except UnicodeError as error:
        raise DataError(
            "the data file is not text in any common encoding",
            value=f"{path}: {error}",
            fix="save it as CSV in UTF-8 (Excel: `CSV UTF-8`), or as Parquet",
        ) from error
    lines = sample.splitlines()
    if not lines or not lines[0].strip():
        raise DataError("the data file has no header line", value=path, fix="put the column names into the first line")
    separator = max(SEPARATORS, key=lambda one: (_regular(lines, one), lines[0].count(one)))
    return separator, next(csv.reader(lines, delimiter=separator))


def _regular(lines: Sequence[str], separator: str) -> float:
    """Share of the first lines with as many fields as the header; 0 when the header has only one."""
    rows = list(csv.reader(lines[:50], delimiter=separator))
    width = len(rows[0])
    return sum(len(row) == width for row in rows) / len(rows) if width > 1 else 0.0


def _check_header(path: Path, header: list[str]) -> None:
    if len(header) == 1:
        raise DataError(
            "only one column was found, so the separator is probably another one",
            value=f"{path}: {header[0][:80]!r}",
            allowed="comma, semicolon, tab or |",
            fix="save the file with commas between the columns",
        )
    names = [name.strip() for name in header]
    twice = sorted({name for name in names if names.count(name) > 1})
    if twice:
        raise DataError(
            "column names occur more than once",
            value=", ".join(repr(name) for name in twice),
            fix="give every column a name of its own in the file's first line",
        )


def _queried(frame: pd.DataFrame, query: str) -> pd.DataFrame:
    try:
        kept = frame.query(query)
    except Exception as error:  # pandas raises whatever the expression does; all of it is the person's query
        raise DataError(
            "`data.editing.query` cannot be evaluated",
            value=f"{query!r}: {error}",
            allowed=f"columns: {_some([str(column) for column in frame.columns])}",
        ) from error
    if kept.empty:
        raise DataError("`data.editing.query` leaves no rows", value=query, fix="loosen the condition")
    return kept.reset_index(drop=True)


def _some(names: list[str], most: int = 30) -> str:
    rest = f", and {len(names) - most} more" if len(names) > most else ""
    return ", ".join(names[:most]) + rest
