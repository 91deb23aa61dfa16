"""What happened to the data, as plain data: for the artifacts, the pictures and the plugins that draw more of them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd

from automl_data.intake import Problem
from automl_data.intake.notes import Note
from automl_preprocessing import samples as few
from automl_preprocessing import summaries
from automl_preprocessing.lights import in_order
from automl_preprocessing.masking import Masks
from automl_preprocessing.steps import steps
from automl_shared.config.models import Language, OutputSettings
from automl_shared.frozen import Frozen
from automl_shared.phase_io import ColumnInfo, Finding, FoldPlan, SourceInfo
from automl_shared.recipe import Recipe
from automl_shared.words import in_language

Facts = dict[str, Any]
"""Everything the pictures show, as JSON; see `facts`."""

LOOKED_AT = 2000
"""Rows that decide what is hidden."""
MAX_CELLS = 20_000_000
"""Cells of the sample that pictures are drawn from; wide data give fewer rows."""


class Prepared(Frozen):
    """The result of preprocessing. ``before`` and ``after`` are for pictures, samples and counts alone.

    ``data``: (n_rows, features, target, weights and ties where there are some), index ``row_id``.
    ``folds``: (n_rows, 2 + folds), rows in the same order.
    ``before``: training rows as read (n_train, n_columns). ``after``: what a pipeline fitted on the training part of
    the first fold makes of those rows (n_fitted, n_features_out). ``generated``: definitions of its generated features.
    """

    problem: Problem
    target: str
    data: pd.DataFrame
    folds: pd.DataFrame
    plan: FoldPlan
    columns: list[ColumnInfo]
    recipe: Recipe
    findings: list[Finding]
    n_rows_dropped: int
    before: pd.DataFrame
    after: pd.DataFrame
    generated: list[dict[str, Any]]

    @property
    def n_features(self) -> int:
        """Columns that are predicted from."""
        return sum(column.role == "feature" for column in self.columns)

    @property
    def n_holdout(self) -> int:
        return int(self.folds["holdout"].sum())

    @property
    def n_train(self) -> int:
        return len(self.folds) - self.n_holdout

    @property
    def train_target(self) -> pd.Series:
        """(n_train,): labels as text, or numbers."""
        target: pd.Series = self.data[self.target][~self.folds["holdout"].to_numpy()]
        return target


def masks_of(prepared: Prepared, *, on: bool) -> Masks:
    """What no reader may see, decided from a sample of the training rows."""
    return Masks.of(_sampled(prepared.before, LOOKED_AT), prepared.columns, on=on)


def with_notes(prepared: Prepared, notes: Iterable[Note], language: Language) -> Prepared:
    """The same with what was found while the file was read among its findings."""
    return replace(prepared, findings=in_order([*prepared.findings, *noted(notes, language)]))


def noted(notes: Iterable[Note], language: Language) -> list[Finding]:
    """Notes as findings."""
    return [
        Finding(level=note.level, code=note.code, message=note.message(language), action=note.action(language))
        for note in notes
    ]


def masked(prepared: Prepared, masks: Masks) -> Prepared:
    """The same with everything hidden in the sentences about it; the data stay as they are."""
    columns = [column.model_copy(update={"reason": masks.reason(column)}) for column in prepared.columns]
    findings = [
        finding.model_copy(update={"message": masks.text(finding.message), "action": masks.text(finding.action)})
        for finding in prepared.findings
    ]
    return replace(prepared, columns=columns, findings=findings)


def schema(prepared: Prepared, masks: Masks) -> dict[str, Any]:
    """Every column of the data as it was read, and what it is taken for; counts are of the training rows."""
    examples = few.examples(_sampled(prepared.before, LOOKED_AT), prepared.columns, masks)
    return {
        "target": prepared.target,
        "problem_type": prepared.problem.type,
        "classes": prepared.problem.classes,
        "rows": len(prepared.folds),
        "rows_dropped": prepared.n_rows_dropped,
        "columns": [{**column.model_dump(), "examples": examples[column.name]} for column in prepared.columns],
    }


def pipeline(preproc_id: str, prepared: Prepared, language: Language) -> dict[str, Any]:
    """The recipe with its steps in words, and the features that the first fold generates."""
    recipe = prepared.recipe
    told = [step.sentence for step in steps(recipe, language)]
    made = {"preproc_id": preproc_id, "hash": recipe.hash, "steps": told, "recipe": recipe.model_dump()}
    return made if recipe.feature_generation == "none" else {**made, "generated_features": prepared.generated}


def samples(prepared: Prepared, masks: Masks) -> tuple[pd.DataFrame, pd.DataFrame]:
    """The same first rows before (up to 10, n_columns) and after (.., n_features_out), personal data hidden."""
    mixed = {one["name"]: one["columns"] for one in prepared.generated}
    return few.samples(prepared.before, prepared.after, prepared.recipe, masks, mixed)


def facts(
    prepared: Prepared,
    masks: Masks,
    output: OutputSettings,
    *,
    source: SourceInfo | None = None,
    dataset_id: str = "",
) -> Facts:
    """Everything the pictures show, of training rows only, as JSON: they can be drawn again without the data.

    Lists of columns are ordered by what matters most and cut to ``output.max_plot_columns``; distributions and
    frequencies are counted in at most ``output.max_plot_rows`` rows drawn at random.
    """
    most, recipe = output.max_plot_columns, prepared.recipe
    rows = min(output.max_plot_rows, MAX_CELLS // max(1, prepared.before.shape[1]))
    before, after = _sampled(prepared.before, rows), _sampled(prepared.after, rows)
    data = prepared.data.loc[before.index]
    target = summaries.target_matrix(data[prepared.target], prepared.problem)
    shown_numeric = [name for name in recipe.numeric if name not in masks.whole]
    numeric = summaries.by_relevance(data[shown_numeric], target)
    categorical = summaries.categories_by_relevance(data[[*recipe.categorical, *recipe.high_cardinality]], target)
    columns = few.in_reading_order(prepared.columns)
    return {
        "language": output.language,
        "max_columns": most,
        "source": None if source is None else source.model_dump(),
        "dataset_id": dataset_id,
        "problem_type": prepared.problem.type,
        "problem_reason": masks.text(in_language(prepared.problem.reason, output.language)),
        "n_rows": len(prepared.folds),
        "n_rows_dropped": prepared.n_rows_dropped,
        "n_train": prepared.n_train,
        "n_holdout": prepared.n_holdout,
        "n_sampled": len(before),
        "n_sampled_after": len(after),
        "n_features": prepared.after.shape[1],
        "target": _target(prepared, masks),
        "columns": [column.model_dump() for column in prepared.columns],
        "shown_columns": [
            {**column.model_dump(), "examples": examples}
            for column, examples in zip(
                columns[:most], few.examples(before, columns[:most], masks).values(), strict=True
            )
        ],
        "missing": summaries.missing(prepared.columns, prepared.n_train),
        "n_numeric": len(numeric),
        "n_numeric_hidden": len(recipe.numeric) - len(shown_numeric),
        "distributions": [
            {"column": name, "before": summaries.histogram(data[name]), "after": _after_of(after, name)}
            for name in numeric[:most]
        ],
        "n_categorical": len(categorical),
        "categories": [summaries.frequencies(data[name], masks) for name in categorical[:most]],
        "feature_counts": _feature_counts(prepared),
        "correlation": _correlation(data, numeric[:most], prepared),
        "findings": [finding.model_dump() for finding in prepared.findings],
        "steps": [{"columns": step.columns, "what": step.what} for step in steps(recipe, output.language)],
        "plan": prepared.plan.model_dump(),
        "folds": _folds(prepared, masks, most),
        "samples": few.shown(samples(prepared, masks), list(prepared.after.columns), prepared.columns, recipe),
    }


def _sampled(frame: pd.DataFrame, rows: int) -> pd.DataFrame:
    """At most so many rows, drawn at random, in their order."""
    if len(frame) <= rows:
        return frame
    drawn = np.random.default_rng(0).choice(len(frame), size=rows, replace=False)
    return frame.iloc[np.sort(drawn)]


def _after_of(after: pd.DataFrame, name: str) -> dict[str, list[float]] | None:
    """None when the column is not a feature by itself any more."""
    is_alone = name in after.columns and pd.api.types.is_numeric_dtype(after[name])
    return summaries.histogram(after[name]) if is_alone else None


def class_rows(prepared: Prepared) -> list[int]:
    """Usable rows of each class, in their order; empty for numbers."""
    counts = prepared.data[prepared.target].value_counts()
    return [int(counts.get(name, 0)) for name in prepared.problem.classes]


def _target(prepared: Prepared, masks: Masks) -> dict[str, Any]:
    values = prepared.train_target
    if prepared.problem.type == "regression":
        centre = {"mean": float(values.mean()), "median": float(values.median())}
        return {"name": prepared.target, "histogram": summaries.histogram(values), **centre}
    counts = values.value_counts().reindex(prepared.problem.classes, fill_value=0)
    labels = [masks.text(str(label)) for label in counts.index]
    return {"name": prepared.target, "labels": labels, "counts": counts.tolist()}


def _feature_counts(prepared: Prepared) -> dict[str, dict[str, int]]:
    """Columns before and features after, by what they are made of."""
    recipe = prepared.recipe
    groups: dict[str, Sequence[str]] = {
        "numeric": recipe.numeric,
        "categorical": recipe.categorical,
        "high_cardinality": recipe.high_cardinality,
        "datetime": list(recipe.datetime),
        "text": recipe.text,
    }
    kind_of = {name: kind for kind, names in groups.items() for name in names}
    after = [kind_of[name] if name else "several" for name in few.origins(list(prepared.after.columns), recipe)]
    left_out = sum(column.role == "left_out" for column in prepared.columns)
    return {
        "before": {**{kind: len(names) for kind, names in groups.items()}, "several": 0, "left_out": left_out},
        "after": {**{kind: after.count(kind) for kind in (*groups, "several")}, "left_out": 0},
    }


def _correlation(data: pd.DataFrame, names: Sequence[str], prepared: Prepared) -> dict[str, Any]:
    is_number = prepared.problem.type == "regression"
    return summaries.correlation(data[[*([prepared.target] if is_number else []), *names]])


def _folds(prepared: Prepared, masks: Masks, most: int) -> dict[str, Any]:
    marks = prepared.folds.drop(columns=["row_id", "holdout"])
    target = prepared.data[prepared.target]
    classes = None if prepared.problem.type == "regression" else prepared.problem.classes
    return {
        "total": marks.shape[1],
        "labels": [masks.text(label) for label in classes or []],
        "shown": [summaries.fold(name, marks[name].to_numpy(), target, classes) for name in marks.columns[:most]],
    }
