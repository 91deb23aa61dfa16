"""The column to predict: which of its gaps are none, and which rows have nothing to learn from."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from automl_data.intake.booleans import is_spelled_boolean
from automl_shared.frozen import Frozen
from automl_shared.lazy import pd
from automl_shared.readings import Cell

if TYPE_CHECKING:
    from automl_data.intake.table import Table

POINT = "."
"""SAS's gap, in numbers and words alike."""
SAYABLE = frozenset(("none", "na", "n/a", "null", "nil", POINT, "?"))
"""Marks for a gap that people write, too: in a target of words they may name a class, such as "no illness"."""
_UNKNOWN = ("?", "??", "???")
_UNSAID = (*_UNKNOWN, "-", "--", "---", "–", "—", "..", "...", "*", "/")
"""What is written for no answer beside yes and no; beside ``+`` a dash is one."""
CLASS_SHARE = 0.05
"""Share of the rows from which such a word is taken for a class."""
MOST_PLACES = 5
"""Lines named for each text."""
_QUOTES = str.maketrans(dict.fromkeys("’‘´`ʼ", "'") | dict.fromkeys("“”„", '"'))
_SILENT = re.compile(r"(?<=[^\W\d_])[\s_\-‐‑–—]+(?=[^\W\d_])|(?<=[^\W\d_])\.$")


class TargetGaps(Frozen):
    """Rows without a target among ``total``: ``cells`` tell what stands there, an empty text for nothing."""

    total: int
    cells: tuple[Cell, ...]

    @property
    def rows(self) -> int:
        return sum(cell.rows for cell in self.cells)


def gaps_of(target: pd.Series, said: pd.Series | None, table: Table) -> TargetGaps:
    """The gaps of a target (n_rows,). ``said``: texts that were taken for gaps, by their rows."""
    return TargetGaps(total=len(target), cells=cells_of(texts_of_gaps(target, said), table))


def texts_of_gaps(column: pd.Series, said: pd.Series | None) -> pd.Series:
    """What the gaps of a column (n_rows,) say, by their rows; an empty text for nothing. ``said``: as for `gaps_of`."""
    gaps = column.index[column.isna()]
    known = _by_row(said)
    return pd.Series([known.get(row, "") for row in gaps], index=gaps, dtype="str")


def cells_of(said: pd.Series, table: Table) -> tuple[Cell, ...]:
    """The different texts (n,), the most frequent first, with the lines of their first rows."""
    rows = said.groupby(said.astype("str"), sort=False).groups
    ordered = sorted(rows.items(), key=lambda item: -len(item[1]))
    return tuple(
        Cell(text=str(text), rows=len(index), places=table.places([int(row) for row in index[:MOST_PLACES]]))
        for text, index in ordered
    )


def with_classes(
    target: pd.Series, said: pd.Series | None, markers: Sequence[str] = ()
) -> tuple[pd.Series, pd.Series | None]:
    """A target of words with the frequent words for nothing as classes, and the texts that still are gaps.

    Beside yes and no, ``NA`` and ``?`` are no third answer. ``markers``: words that stand for a gap in this file.
    """
    target, said = _without_signs(target, said)
    present = target.dropna()
    if said is None or present.empty or is_spelled_boolean(present):
        return target, said
    counts = said.astype("str").value_counts()
    sayable = {str(word) for word in counts.index if str(word).lower() in SAYABLE} - set(markers)
    frequent = [word for word in sayable if counts[word] >= CLASS_SHARE * len(target)]
    named = said[said.isin(frequent)]
    if named.empty:
        return target, said
    filled = target.copy()
    filled.loc[named.index] = named.astype("str")
    return filled, said.drop(named.index)


def _without_signs(target: pd.Series, said: pd.Series | None) -> tuple[pd.Series, pd.Series | None]:
    """The target with gaps where a sign for no answer stands, and these signs beside what was ``said``."""
    is_answer = ~target.isin(_UNSAID) & target.notna()
    signs = _UNSAID if is_answer.any() and is_spelled_boolean(target[is_answer]) else _UNKNOWN
    is_sign = target.isin(signs)
    if not is_sign.any() or not is_answer.any():
        return target, said
    texts = target[is_sign].astype("str")
    return target.mask(is_sign), texts if said is None else pd.concat([said.astype("str"), texts])


def alike(classes: Sequence[str]) -> list[list[str]]:
    """Classes that differ in case, blanks, dashes, quotation marks or width of their letters only, in groups."""
    groups: dict[str, list[str]] = {}
    for label in classes:
        groups.setdefault(_spoken(label), []).append(label)
    return [group for group in groups.values() if len(group) > 1]


def one_spelling(rows: Mapping[str, int], replaced: Mapping[str, object]) -> dict[str, object]:
    """What to replace so that classes that may be the same have their most frequent spelling.

    ``rows``: of each class. ``replaced``: what is replaced already, which ends in the same spelling.
    """
    usual = {tuple(group): max(group, key=rows.__getitem__) for group in alike([*rows])}
    spelled = {one: kept for group, kept in usual.items() for one in group if one != kept}
    before = {old: spelled.get(new, new) if isinstance(new, str) else new for old, new in replaced.items()}
    return {**before, **spelled}


def _spoken(label: str) -> str:
    """The label without what nobody hears: case, width, blanks, dashes between letters, a point at the end."""
    text = unicodedata.normalize("NFKC", label).casefold().translate(_QUOTES)
    return "".join(_SILENT.sub("", text).split())


def _by_row(said: pd.Series | None) -> dict[object, str]:
    return {} if said is None else {row: str(text) for row, text in said.items()}
