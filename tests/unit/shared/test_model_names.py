"""A model is named in its own file: everybody else asks the registry what it is like."""

from __future__ import annotations

import ast
from pathlib import Path

from automl_shared.plugins import MODELS

ROOT = Path(__file__).parents[3]
MODELS_FOLDER = ROOT / "services/training/automl_training/models"
OTHERWISE = {
    "services/training/automl_training/preload.py": {"lightgbm"},  # a package that the fork server has ready
    "services/comparison/automl_comparison/ensembles/stacking.py": {"ridge", "linear", "logistic"},  # second levels
    "shared/automl_shared/config/training.py": {"ridge", "linear", "logistic"},  # the same
    "shared/automl_shared/config/choices.py": {"ridge", "linear", "logistic", "knn"},  # and a way to fill gaps
    "shared/data/automl_data/recipe/gaps.py": {"knn"},  # fills gaps
    "services/training/automl_training/visualization/search.py": {"linear"},  # the kind of an axis
    "services/controller/automl_controller/runs/order.py": {"knn"},  # fills gaps
    "shared/automl_shared/sections.py": {"dummy"},  # what a template's Model section shows until it is cloned
    "shared/automl_shared/testing/examples.py": {"ridge"},  # made facts for the tests of plugins
}
"""File to the words in it that are also the names of models, and what they are there."""


def words_of(path: Path, models: frozenset[str]) -> set[str]:
    """Texts that are nothing but a model's name."""
    text = path.read_text(encoding="utf-8")
    if not any(name in text for name in models):
        return set()
    return {node.value for node in ast.walk(ast.parse(text)) if isinstance(node, ast.Constant)} & models


def test_no_model_is_named_outside_its_own_file() -> None:
    paths = [*ROOT.glob("services/*/automl_*/**/*.py"), *ROOT.glob("shared/**/automl_*/**/*.py")]
    models = frozenset(MODELS)
    found = {p.relative_to(ROOT).as_posix(): words_of(p, models) for p in paths if p.parent != MODELS_FOLDER}
    assert {place: words for place, words in found.items() if words} == OTHERWISE


def test_one_model_guesses() -> None:
    assert len([name for name in MODELS if MODELS.get(name).is_baseline]) == 1
