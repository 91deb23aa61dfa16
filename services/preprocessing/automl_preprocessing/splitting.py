"""Which rows are held out, fitted on and scored on. Decided once per run from the data, the seeds and the settings.

Nothing here knows the preprocessing variant, so every variant of a run gets the same rows.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from automl_data.intake import check_rows
from automl_preprocessing.folding import FoldKind, dealt
from automl_preprocessing.holdout import held_out
from automl_preprocessing.lights import yellow
from automl_preprocessing.rows import Mask, Rows
from automl_preprocessing.words.findings import word
from automl_shared.config.models import CrossValidationSettings, DataSettings, Language
from automl_shared.errors import ConfigError
from automl_shared.folds import FITTED_ON, SCORED_ON, UNUSED, fold_column, fold_hash
from automl_shared.frozen import Frozen
from automl_shared.phase_io import Finding, FoldPlan
from automl_shared.words import T_


class Split(Frozen):
    """The fold table (n_rows, 2 + folds), how it was made, and what a person should know about it."""

    table: pd.DataFrame
    plan: FoldPlan
    findings: list[Finding]

    @property
    def holdout(self) -> Mask:
        return self.table["holdout"].to_numpy()

    @property
    def first_fitted_on(self) -> Mask:
        """The training part of the first fold."""
        return (self.table[fold_column(0, 0)] == FITTED_ON).to_numpy()


def split(rows: Rows, data: DataSettings, folds: CrossValidationSettings, language: Language = "en") -> Split:
    """Sets the hold-out aside, then deals the rest into folds. Raises ConfigError or DataError."""
    check_rows(len(rows))
    kind, reason, findings = _kind(rows, folds, language)
    held, said = held_out(rows, data, language, by_group=kind == "group")
    findings += said
    positions = np.flatnonzero(~held)
    parts, plan, said = dealt(rows.at(positions), kind, word(reason, language), folds, language)
    findings += said
    table = pd.DataFrame({"row_id": rows.row_id, "holdout": held})
    for (repeat, fold), (fitted, scored) in parts.items():
        marks = np.full(len(rows), UNUSED, dtype=np.int8)
        marks[positions[fitted]] = FITTED_ON
        marks[positions[scored]] = SCORED_ON
        table[fold_column(repeat, fold)] = marks
    return Split(table=table, plan=plan.model_copy(update={"hash": fold_hash(table)}), findings=findings)


def _kind(rows: Rows, folds: CrossValidationSettings, language: Language) -> tuple[FoldKind, str, list[Finding]]:
    """How rows are dealt, the key of the reason, and what a person should know about it."""
    wanted = folds.kind
    _check_kind(rows, wanted)
    if wanted == "timeseries":
        return "timeseries", "folds_as_set", [yellow("groups_not_kept", language)] if rows.groups is not None else []
    if rows.groups is not None:
        return "group", "folds_group", _about_groups(rows, wanted, language)
    if wanted != "auto":
        return wanted, "folds_as_set", []
    if rows.times is not None:
        return "timeseries", "folds_time", []
    return ("stratified", "folds_stratified", []) if rows.are_classes else ("kfold", "folds_kfold", [])


def _check_kind(rows: Rows, wanted: str) -> None:
    needs = {"group": ("data.group_column", rows.groups), "timeseries": ("data.time_column", rows.times)}
    setting, given = needs.get(wanted, ("", rows.target))
    if given is None:
        raise ConfigError(
            T_("cross_validation.kind {wanted} needs {setting}", wanted=wanted, setting=setting),
            value=T_("none is set"),
            fix=("--set cross_validation.kind=auto", T_("name a column in {setting}", setting=setting)),
        )
    if wanted == "stratified" and not rows.are_classes:
        raise ConfigError(
            T_("stratified folds need classes, but the target is a number"),
            value="cross_validation.kind=stratified",
            allowed="auto, kfold, group, timeseries",
            fix="--set cross_validation.kind=auto",
        )


def _about_groups(rows: Rows, wanted: str, language: Language) -> list[Finding]:
    time = [yellow("time_not_kept", language)] if rows.times is not None else []
    kind = [yellow("groups_kept", language, wanted=wanted)] if wanted in ("kfold", "stratified") else []
    return time + kind
