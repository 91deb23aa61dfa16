"""What came in: the file, how it was read, and what its rows are used for."""

from __future__ import annotations

from typing import Any

from automl_preprocessing.visualization.base import Facts, picture, saying
from automl_shared.figure_tables import table
from automl_shared.words import N_, NC_, Words

SIGNS = {",": "comma", ";": "semicolon", "\t": "tab", "|": "bar", " ": "space", ".": "point", "'": "apostrophe"}
DROPPED = ("target_missing", "time_missing")
"""Findings that say why rows are left out."""

WORDS: Words = {
    "source": N_("What came in: the table as it was read, and how many of its rows are used for what."),
    "file": N_("file"),
    "size": N_("size"),
    "dataset_id": N_("dataset id"),
    "rows_in_file": N_("rows in the file"),
    "columns_in_file": N_("columns in the file"),
    "columns_used": N_("columns used"),
    "encoding": N_("how letters are written (encoding)"),
    "separator": N_("what stands between two columns"),
    "decimal": N_("decimal sign"),
    "thousands": N_("thousands sign"),
    "rows_used": N_("rows used"),
    "rows_dropped": N_("rows left out"),
    "training_rows": N_("rows to learn from"),
    "holdout_rows": N_("rows kept back for the final check"),
    "no_holdout": N_("none: there are too few rows"),
    "folds": N_("how the training rows are divided"),
    "folds_value": N_("{n_folds} folds{repeats}: {reason}"),
    "repeats": N_(", {n} times over"),
    "to_predict": N_("to predict"),
    "not_known": N_("not known"),
    "no_values": N_("–"),
    "comma": N_("comma (,)"),
    "semicolon": N_("semicolon (;)"),
    "tab": N_("tab"),
    "bar": N_("vertical bar (|)"),
    "space": N_("space"),
    "point": N_("point (.)"),
    "apostrophe": N_("apostrophe (')"),
    "bytes": N_("{mb} MB"),
    "regression": N_("a number"),
    "binary": N_("one of two classes"),
    "multiclass": N_("one of several classes"),
}
said = saying(WORDS)


@picture(
    NC_("a picture", "what came in"),
    place=10,
    meaning="The file as it was read: format, encoding, separators, rows, columns.",
)
def what_came_in(facts: Facts) -> Any:
    """A table of names and values."""
    rows = [*_file(facts), *_rows(facts)]
    return table(said(facts, "source"), ["", ""], [[name for name, _ in rows], [value for _, value in rows]], [38, 80])


def _file(facts: Facts) -> list[tuple[str, str]]:
    source, dataset = facts["source"], facts["dataset_id"] or said(facts, "no_values")
    if source is None:
        return [(said(facts, "file"), said(facts, "not_known")), (said(facts, "dataset_id"), dataset)]
    read = [
        ("file", source["file_name"]),
        ("size", said(facts, "bytes", mb=f"{source['size_bytes'] / 1e6:,.2f}")),
        ("dataset_id", dataset),
        ("rows_in_file", f"{source['rows']:,}"),
        ("columns_in_file", f"{source['columns']:,}"),
        ("encoding", source["encoding"] or said(facts, "no_values")),
        ("separator", _sign(facts, source["separator"])),
        ("decimal", _sign(facts, source["decimal"])),
        *([("thousands", _sign(facts, source["thousands"]))] if source["thousands"] else []),
    ]
    return [(said(facts, key), value) for key, value in read]


def _rows(facts: Facts) -> list[tuple[str, str]]:
    plan, target = facts["plan"], facts["target"]["name"]
    why = " ".join(finding["message"] for finding in facts["findings"] if finding["code"] in DROPPED)
    repeats = said(facts, "repeats", n=plan["n_repeats"]) if plan["n_repeats"] > 1 else ""
    holdout = f"{facts['n_holdout']:,}" if facts["n_holdout"] else said(facts, "no_holdout")
    dropped = facts["n_rows_dropped"]
    told = [
        ("to_predict", f"{target} ({said(facts, facts['problem_type'])})"),
        ("columns_used", f"{len(facts['columns']):,}"),
        ("rows_used", f"{facts['n_rows']:,}"),
        ("rows_dropped", f"{dropped:,}. {why}".rstrip(". ") if dropped else "0"),
        ("training_rows", f"{facts['n_train']:,}"),
        ("holdout_rows", holdout),
        ("folds", said(facts, "folds_value", n_folds=plan["n_folds"], repeats=repeats, reason=plan["reason"])),
    ]
    return [(said(facts, key), value) for key, value in told]


def _sign(facts: Facts, sign: str) -> str:
    if not sign:
        return said(facts, "no_values")
    return said(facts, SIGNS[sign]) if sign in SIGNS else sign
