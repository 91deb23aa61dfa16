"""Tables other tasks of the run have stored. Folds and truth, which may have millions of rows, are read once."""

from __future__ import annotations

from automl_shared.errors import ContractError, DataError, NotFound
from automl_shared.folds import fold_hash
from automl_shared.lazy import pd
from automl_shared.phase_io import PreprocessingInfo
from automl_shared.phase_run import PhaseRun
from automl_shared.words import T_

UNREADABLE = (ContractError, DataError, NotFound, ValueError, KeyError)
"""What reading tables raises: one that is lost or another one, that is no Parquet, that lacks columns or rows."""


def fold_table(run: PhaseRun, preprocessing_task_id: str, expected_hash: str) -> pd.DataFrame:
    """The fold table. Raises ContractError when it is not the one the preprocessing task wrote."""
    key = ("folds", preprocessing_task_id, expected_hash)
    return run.once(key, lambda: _fold_table(run, preprocessing_task_id, expected_hash))


def _fold_table(run: PhaseRun, preprocessing_task_id: str, expected_hash: str) -> pd.DataFrame:
    folds = parquet(run, preprocessing_task_id, "folds")
    if fold_hash(folds) != expected_hash:
        raise ContractError(
            T_("the fold table of task {task_id} was changed after it was written", task_id=preprocessing_task_id),
            value=fold_hash(folds),
            allowed=expected_hash,
            fix=T_("run it again"),
        )
    return folds


def truth(run: PhaseRun, data: PreprocessingInfo) -> pd.DataFrame:
    """Target, and weights where there are some, by ``row_id``. Raises as `parquet` does."""
    columns = [data.target, *([data.weight] if data.weight else [])]
    return run.once(("truth", data.task_id), lambda: parquet(run, data.task_id, "data", columns=columns))


def parquet(run: PhaseRun, task_id: str, artifact: str, columns: list[str] | None = None) -> pd.DataFrame:
    """A table, or some of its columns. Raises LostInput, or ValueError for a file that is no Parquet."""
    return pd.read_parquet(run.file_of(task_id, artifact), columns=columns)
