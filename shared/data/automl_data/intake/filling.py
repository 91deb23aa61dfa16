"""What is written once and holds for the rows below, as in pivot tables: found, and filled where it is asked for."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from automl_data.intake.columns import changed, is_number, require_column
from automl_shared.lazy import pa, pc, pd

LEAST_GAPS = 0.3
"""Share of gaps from which a column may be one whose values are stated once."""
BY_CHANCE = 0.5
"""How often a value may stand directly below another one, as a share of how often it would by chance."""
LEAST_VALUES = 3


def stated_once(frame: pd.DataFrame) -> list[str]:
    """The first columns whose values seem to hold for the gaps below them, as long as one follows the other.

    Numbers with fractions are measured in some rows, and hold for no others, unless they stand once beside each key.
    """
    found = []
    for name in frame.columns:
        has = frame[name].notna().to_numpy()
        values, followed = int(has.sum()), int((has[:-1] & has[1:]).sum())
        share = values / max(1, len(has))
        is_once = values >= LEAST_VALUES and has[0] and 1 - share >= LEAST_GAPS
        if not is_once or followed > BY_CHANCE * share * values or _has_fractions(frame[name]):
            break
        found.append(str(name))
    return found if 0 < len(found) < len(frame.columns) else _stated_beside_key(frame)


def _stated_beside_key(frame: pd.DataFrame) -> list[str]:
    """Columns with a value in the first row of each key and in no other row of it, as exports of orders have them."""
    key = frame.iloc[:, 0]
    is_again = (key == key.shift()).fillna(value=False).to_numpy(dtype=bool)
    if is_again.mean() < LEAST_GAPS or (~is_again).sum() < LEAST_VALUES:
        return []
    return [str(name) for name in frame.columns[1:] if (frame[name].isna().to_numpy() == is_again).all()]


def _has_fractions(column: pd.Series) -> bool:
    return is_number(column) and bool((column.dropna() % 1 != 0).any())


def filled_down(frame: pd.DataFrame, columns: Sequence[str]) -> pd.DataFrame:
    """The frame with the value above in the gaps of some columns. Raises DataError for one that is not there."""
    for name in columns:
        require_column(frame, name, "data.fill_down")
    return changed(frame, {name: frame[name].ffill() for name in columns}) if columns else frame


def filled_pieces(pieces: Iterator[Any], columns: Sequence[str]) -> Iterator[Any]:
    """Tables of Arrow, one below the other, with the value above in the empty cells of some columns of text."""
    last: dict[str, Any] = {}
    for piece in pieces:
        for name in (one for one in columns if one in piece.column_names):
            values = piece[name]
            if pa.types.is_string(values.type):
                values = pc.if_else(pc.equal(pc.utf8_trim_whitespace(values), ""), pa.scalar(None, values.type), values)
            values = pc.fill_null_forward(values)
            values = pc.fill_null(values, last[name]) if name in last else values
            if len(values) and values[-1].is_valid:
                last[name] = values[-1]
            piece = piece.set_column(piece.column_names.index(name), name, values)
        yield piece
