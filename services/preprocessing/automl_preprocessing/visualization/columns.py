"""What each column is taken for, and why."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from automl_preprocessing.masking import MASK
from automl_preprocessing.visualization.base import Facts, common, cut, notes, picture, saying
from automl_shared.figure_tables import table
from automl_shared.figures import shortened
from automl_shared.words import N_, NC_, Words

NAME_WIDTH, REASON_WIDTH = 60, 160

WORDS: Words = {
    "columns": N_("What each column is taken for, and why; a wrong guess is put right with data.column_types."),
    "cut_columns_table": N_("Shown: {shown} of {total} columns; all are in the artifact schema_raw."),
    "column": N_("column"),
    "what_it_is": N_("what it is"),
    "why": N_("why"),
    "missing": N_("missing"),
    "distinct": NC_("a count", "distinct"),
    "examples": N_("examples"),
    "kind_numeric": N_("number"),
    "kind_categorical": N_("category"),
    "kind_boolean": N_("yes or no"),
    "kind_datetime": N_("date or time"),
    "kind_text": N_("free text"),
    "kind_identifier": N_("key"),
    "kind_constant": N_("always the same"),
    "role_target": N_("{kind}: to predict"),
    "role_group": N_("{kind}: keeps rows together"),
    "role_weight": N_("{kind}: weight of a row"),
    "role_time": N_("{kind}: order of time"),
    "role_feature": N_("{kind}"),
    "role_left_out": N_("{kind}: left out"),
}
said = saying(WORDS)


@picture(NC_("a picture", "columns"), place=20, meaning="Every column: what it is taken for, its role, and why.")
def column_table(facts: Facts) -> Any:
    """One line a column: the target first, then those that are predicted from, then those left out."""
    shown = facts["shown_columns"]
    examples = [", ".join(column["examples"]) for column in shown]
    masked = common(facts, "masked") if any(MASK in example for example in examples) else None
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
        note=notes(cut(said, facts, "cut_columns_table", len(shown), len(facts["columns"])), masked),
    )


def _what(facts: Facts, column: Mapping[str, Any]) -> str:
    return said(facts, f"role_{column['role']}", kind=said(facts, f"kind_{column['kind']}"))
