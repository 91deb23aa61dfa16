"""A table looked at before a run: everything that preprocessing would say of it, without the training."""

from __future__ import annotations

import pandas as pd

from automl_data.intake import Table
from automl_data.preview import ClassCount, Preview, Spread, TargetPreview
from automl_preprocessing.masking import Masks
from automl_preprocessing.meta import Prepared, masked, masks_of, with_notes
from automl_preprocessing.processing import prepare
from automl_shared.config.models import Config, Language
from automl_shared.variants import variants
from automl_shared.words import in_language

MOST_CLASSES = 100
"""Classes listed."""


def preview(table: Table, config: Config) -> Preview:
    """What a run of the config would find, with its first variant. Raises ConfigError or DataError, as the run would.

    ``table``: (n_rows, n_columns) as read. Personal data are hidden as `output.mask_personal_data` says.
    """
    language = config.output.language
    first = variants(config.preprocessing)[0]
    made = with_notes(prepare(table, config.data, config.cross_validation, first, language), table.notes, language)
    masks = masks_of(made, on=config.output.mask_personal_data)
    prepared = masked(made, masks)
    return Preview(
        rows=len(table.frame),
        rows_used=len(prepared.data),
        rows_dropped=prepared.n_rows_dropped,
        rows_train=prepared.n_train,
        rows_holdout=prepared.n_holdout,
        folds=prepared.plan.n_folds,
        features=prepared.after.shape[1],
        target=_target(prepared, masks, language),
        columns=prepared.columns,
        findings=prepared.findings,
    )


def _target(prepared: Prepared, masks: Masks, language: Language) -> TargetPreview:
    values, is_number = prepared.data[prepared.target], prepared.problem.type == "regression"
    counts = {} if is_number else values.value_counts().head(MOST_CLASSES).to_dict()
    return TargetPreview(
        name=prepared.target,
        problem_type=prepared.problem.type,
        reason=masks.text(in_language(prepared.problem.reason, language)),
        classes=[ClassCount(label=masks.text(str(label)), rows=rows) for label, rows in counts.items()],
        spread=_spread(values) if is_number else None,
        unit=_unit(prepared) if is_number else "",
        positive=masks.text(prepared.problem.classes[1]) if prepared.problem.type == "binary" else "",
    )


def _unit(prepared: Prepared) -> str:
    reading = next((column.reading for column in prepared.columns if column.role == "target"), None)
    return reading.told_unit if reading else ""


def _spread(values: pd.Series) -> Spread:
    least, lower, median, upper, greatest = (float(values.quantile(q)) for q in (0.0, 0.25, 0.5, 0.75, 1.0))
    return Spread(least=least, lower_quartile=lower, median=median, upper_quartile=upper, greatest=greatest)
