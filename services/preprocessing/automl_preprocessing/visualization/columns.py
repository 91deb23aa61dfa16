"""What each column is taken for, and why."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from automl_preprocessing.masking import MASK
from automl_preprocessing.visualization.base import Facts, cut, notes, said
from automl_shared.figure_tables import table
from automl_shared.figures import shortened

NAME_WIDTH, REASON_WIDTH = 60, 160


def column_table(facts: Facts) -> Any:
    """One line a column: the target first, then those that are predicted from, then those left out."""
    shown = facts["shown_columns"]
    examples = [", ".join(column["examples"]) for column in shown]
    masked = said(facts, "masked") if any(MASK in example for example in examples) else None
    return table(
        said(facts, "columns"),
        [said(facts, key) for key in ("column", "what_it_is", "why", "missing", "distinct", "examples")],
        [
            [shortened(column["name"], NAME_WIDTH) for column in shown],
            [_what(facts, column) for column in shown],
            [shortened(column["reason"], REASON_WIDTH) for column in shown],
            [f"{column['missing'] / facts['n_train']:.1%}" for column in shown],
            [f"{column['distinct']:,}" for column in shown],
            examples,
        ],
        [27, 20, 28, 17, 17, 27],
        note=notes(cut(facts, "cut_columns_table", len(shown), len(facts["columns"])), masked),
    )


def _what(facts: Facts, column: Mapping[str, Any]) -> str:
    return said(facts, f"role_{column['role']}", kind=said(facts, f"kind_{column['kind']}"))
