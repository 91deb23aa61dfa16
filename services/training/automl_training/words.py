"""What the pictures say. Titles stay English: they are keys."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from automl_shared.config.models import Language
from automl_shared.words import N_, NC_, Words, number, percent, wording

WORDS: Words = {
    "predicted_vs_actual": N_(
        "Each dot is one row the model had not seen while learning: the closer to the line, the better the prediction."
    ),
    "residual_histogram": N_(
        "How far off the predictions are on rows the model had not seen: a narrow hill around zero is good."
    ),
    "residual_scatter": N_(
        "The error of each row the model had not seen, by the size of the prediction: a shape other than a level band "
        "means that something is still missing."
    ),
    "confusion_counts": N_(
        "How many rows of each class, not seen while learning, were taken for which class: the diagonal is right."
    ),
    "confusion_shares": N_(
        "The same in per cent of each true class, on rows not seen while learning: each line adds up to 100."
    ),
    "roc": N_(
        "How many of a class are found (up) for how many false alarms (right), on rows not seen while learning: the "
        "dotted line is guessing."
    ),
    "precision_recall": N_(
        "How many of the rows named a class really belong to it (up), for how many of that class are found (right), on "
        "rows not seen while learning."
    ),
    "calibration": N_(
        "When the model says 70 %, is it right in 70 % of the rows it had not seen? On the dotted line the "
        "probabilities can be taken at their word."
    ),
    "classes_weighed": N_(
        "The classes were weighted while learning (data.class_weights), so the probabilities are not to be taken at "
        "their word."
    ),
    "scores_per_fold": N_(
        "The score ({metric}) on each part of the data the model had not seen, beside the part it learned from: "
        "similar values mean that it is steady, a wide gap that it learned by heart."
    ),
    "gap": N_("Mean {metric}: {seen} on rows it learned from, {unseen} on unseen ones: partly learned by heart."),
    "gap_within_spread": N_(
        "Mean {metric}: {seen} on rows it learned from, {unseen} on unseen ones: hardly anything by heart."
    ),
    "learning_curve_rising": N_(
        "The score ({metric}) on rows not seen while learning, by the number of rows it learned from: it is still "
        "getting better at the right end, so more rows would probably help."
    ),
    "learning_curve_flat": N_(
        "The score ({metric}) on rows not seen while learning, by the number of rows it learned from: it has levelled "
        "off, so more rows like these would probably help little."
    ),
    "learning_curve_limits": N_(
        "Measured on the first fold; steps far smaller than the spread between the folds do not count."
    ),
    "shap": N_(
        "What moved single predictions{of}: on the left each column's average push, on the right one dot a row, pushed "
        "up (right) or down (left) by the column's value, from low (blue) to high (red)."
    ),
    "shap_of": N_(" of {explained}"),
    "shap_rows": N_("{shown} of {total} rows of the first fold, not seen while learning; in {unit}."),
    "shap_unit_own": N_("the model's own units"),
    "shap_unit_prediction": N_("units of the prediction"),
    "mean_push": N_("average push"),
    "push": N_("push on a row's prediction"),
    "rows_learned_from": N_("rows learned from"),
    "importance": N_(
        "How much the score ({metric}) gets worse when a column is shuffled, on rows not seen while learning: the "
        "longer the bar, the more the prediction rests on it."
    ),
    "no_importance": N_(
        "What drives the prediction could not be measured: the score has no value on the rows it would be measured on."
    ),
    "cut_rows": N_("{shown} of {total} rows are shown, drawn at random."),
    "cut_classes": N_("The {shown} most frequent of {total} classes are shown."),
    "cut_columns": N_("The {shown} most important of {total} columns are shown."),
    "actual": N_("actual"),
    "predicted": N_("predicted"),
    "error": N_("error (actual - predicted)"),
    "rows": N_("rows"),
    "perfect": N_("perfect"),
    "guessing": N_("guessing"),
    "false_alarms": NC_("a rate", "false alarms"),
    "found": NC_("a rate", "found"),
    "really": N_("really of the class"),
    "said": N_("probability the model says"),
    "came_true": N_("share that came true"),
    "unseen": N_("not seen while learning"),
    "seen": NC_("rows of a learning curve", "learned from"),
    "fold": N_("fold"),
    "loss": N_("loss of score"),
    "best": N_(
        "The best of {total} candidates on rows not seen while learning; whether it is clearly the best is decided in "
        "the comparison."
    ),
    "no_best": N_("No candidate was trained successfully: the causes are in the next table."),
    "children": N_("Every candidate, best score first, failed ones at the end with their cause and what to do."),
    "spread": N_(
        "The score ({metric}) of each candidate on rows not seen while learning; the thin line is its spread over the "
        "folds."
    ),
    "cut_candidates": N_("The first {shown} of {total} candidates are shown."),
    "candidate": N_("candidate"),
    "status": N_("status"),
    "preprocess": N_("preprocessing"),
    "model": N_("model"),
    "score": N_("score ({metric})"),
    "spread_column": N_("spread"),
    "fit_seconds": N_("training, seconds"),
    "predict_seconds": N_("predicting 1,000 rows, seconds"),
    "size": N_("size, MB"),
    "cause": N_("what failed"),
    "remedy": N_("what to do"),
}


def amount(unit: str, value: float) -> str:
    """A score as people write it: a share as a percentage, anything else with four significant digits."""
    return percent(value) if unit == "share" else number(value)


def gap_sentence(facts: Mapping[str, Any], language: Language) -> str:
    """How much better the rows are known that were learned from; empty where a score has no value. See `meta.gap`."""
    gap = facts["gap"]
    if gap is None:
        return ""
    unit = facts["metric_unit"]
    return word(
        "gap_within_spread" if gap["better_by"] <= gap["spread"] else "gap",
        language,
        metric=facts["metric_title"],
        seen=amount(unit, gap["seen"]),
        unseen=amount(unit, gap["unseen"]),
    )


word = wording(WORDS)
