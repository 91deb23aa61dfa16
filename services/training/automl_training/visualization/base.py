"""What the pictures share. Each one draws the facts of `meta.plot_facts`, as far as the limits let it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from automl_shared.config.models import Language
from automl_shared.frozen import Frozen
from automl_shared.pictures import Pictures
from automl_shared.words import N_, Words, wording
from automl_training.words import cut

SAMPLING_SEED = 0
DOTTED = {"dash": "dot", "color": "#888"}
SHARES = [-0.02, 1.02]
"""The range of an axis from 0 to 1, with room for dots at both ends."""

Facts = Mapping[str, Any]

PICTURES = Pictures()
picture = PICTURES.picture

WORDS: Words = {
    "actual": N_("actual"),
    "predicted": N_("predicted"),
    "error": N_("error (actual - predicted)"),
    "rows": N_("rows"),
    "perfect": N_("perfect"),
    "cut_rows": N_("{shown} of {total} rows are shown, drawn at random."),
    "cut_classes": N_("The {shown} most frequent of {total} classes are shown."),
    "cut_columns": N_("The {shown} most important of {total} columns are shown."),
    "fold": N_("fold"),
}
common = wording(WORDS)
"""Says what several pictures do."""


class Limits(Frozen):
    """How much a picture shows at most, and in which language it speaks."""

    language: Language = "en"
    max_rows: int = 5000
    max_columns: int = 20


def is_regression(facts: Facts, _: Limits) -> bool:
    return bool(facts["problem_type"] == "regression")


def is_classification(facts: Facts, limits: Limits) -> bool:
    return not is_regression(facts, limits)


def most_frequent(truth: np.ndarray, n_classes: int, most: int) -> list[int]:
    """Indices of the most frequent classes, in class order."""
    counts = np.bincount(truth, minlength=n_classes)
    return sorted(np.argsort(-counts, kind="stable")[:most].tolist())


def cut_classes(n_shown: int, n_classes: int, limits: Limits) -> str | None:
    return cut(common, "cut_classes", limits.language, n_shown, n_classes)


def cut_columns(n_shown: int, n_columns: int, limits: Limits) -> str | None:
    return cut(common, "cut_columns", limits.language, n_shown, n_columns)


def dotted(ends: list[float], name: str) -> dict[str, Any]:
    """The diagonal between two points."""
    return {"type": "scatter", "x": ends, "y": ends, "mode": "lines", "line": DOTTED, "name": name}
