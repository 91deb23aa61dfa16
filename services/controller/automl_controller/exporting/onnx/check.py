"""Whether an ONNX graph says what our own model says."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from automl_controller.exporting.onnx.features import UNKNOWN
from automl_controller.exporting.onnx.refusal import cannot, missing
from automl_data.bundle import Bundle, Predictor, RawColumn
from automl_data.bundle.manifest import Learned
from automl_data.bundle.rows import typed
from automl_shared.words import T_

ROWS, GAPS = 500, 0.1
CLOSE = 1e-4
"""How far answers may be apart: of probabilities, and of numbers in shares of their spread; ONNX adds up trees in
single precision."""


def checked(model: Any, bundle: Bundle[Predictor], examples: pd.DataFrame) -> float:
    """How far both are apart at most, over the examples and over rows made of what the columns held.

    Raises ConfigError where that is more than the arithmetic explains.
    """
    rows = typed(pd.concat([examples, _made(bundle)], ignore_index=True), bundle.columns)
    ours = bundle.answer(rows)
    theirs = np.asarray(run(model, rows, bundle)["probabilities" if bundle.classes else "prediction"])
    apart = float(np.abs(ours - theirs).max() / (1.0 if bundle.classes else float(np.std(ours)) or 1.0))
    if not apart <= CLOSE:
        raise cannot(T_("its answers differ from the model's"), f"{apart:.2g} apart, at most {CLOSE:g}")
    return apart


def run(model: Any, rows: pd.DataFrame, bundle: Bundle[Predictor]) -> dict[str, np.ndarray]:
    """What the graph makes of rows, by the name of its output."""
    try:
        from onnxruntime import InferenceSession, SessionOptions
    except ImportError as error:
        raise missing(error) from error
    alone = SessionOptions()
    alone.intra_op_num_threads = 1
    session = InferenceSession(model.SerializeToString(), alone, providers=["CPUExecutionProvider"])
    given = {raw.name: fed(rows[raw.name], is_number=raw.kind == "numeric") for raw in bundle.columns}
    names = [output.name for output in session.get_outputs()]
    return dict(zip(names, session.run(None, given), strict=True))


def fed(column: pd.Series, *, is_number: bool) -> np.ndarray:
    """(n_rows, 1) as the graph takes a column."""
    if is_number:
        return column.to_numpy(dtype=np.float64, na_value=np.nan)[:, None]
    return np.array(["" if pd.isna(value) else str(value) for value in column], dtype=object)[:, None]


def _made(bundle: Bundle[Predictor]) -> pd.DataFrame:
    """Rows of which each value is drawn by itself: from the whole range of a number, from the levels of a category and
    one that nobody knows, and a gap in one of ten."""
    random = np.random.default_rng(0)
    drawn = {raw.name: _drawn(raw, random) for raw in bundle.columns}
    return pd.DataFrame({name: column.where(random.random(ROWS) >= GAPS) for name, column in drawn.items()})


def _drawn(raw: RawColumn, random: np.random.Generator) -> pd.Series:
    learned = raw.learned or Learned(rows=0, gaps=0.0)
    if raw.kind != "numeric":
        return pd.Series(random.choice([*map(str, learned.levels), UNKNOWN], ROWS), dtype="str")
    numbers = random.uniform(learned.lowest or 0.0, learned.highest or 1.0, ROWS)
    return pd.Series(numbers.round() if raw.dtype.startswith(("int", "uint")) else numbers)
