"""Candidates whose model does not take what their variant leaves to it are never started, and that is said."""

from __future__ import annotations

from typing import Any

import pytest

from automl_controller.runs.plan import check_names, not_tried
from automl_shared.config.models import Config
from automl_shared.errors import ConfigError
from automl_shared.naming import Phase, Unit
from automl_shared.sections import RunSection, read

from .conftest import World

MIXED = {"scaling": ["none"], "categorical_encoding": ["onehot", "native"]}
REASON = "logistic does not take categories, and categorical_encoding native leaves them in"


def config(models: list[str], **preprocessing: Any) -> Config:
    return Config.model_validate(
        {"data": {"csv_path": "x.csv", "target_column": "y"}, "preprocessing": preprocessing, "models": models}
    )


def test_only_what_can_work_is_tried() -> None:
    left_out = not_tried(config(["logistic", "lightgbm"], **MIXED), "classification")

    assert left_out == {"plain-native+logistic": REASON}


def test_gaps_are_left_to_models_that_take_them() -> None:
    made = config(["ridge", "random_forest"], scaling=["none"], numeric_imputation=["median", "none"])

    (candidate,) = not_tried(made, "regression")

    assert candidate.startswith("plain-onehot-")
    assert candidate.endswith("+ridge")


@pytest.mark.parametrize("changes", [{"weight_column": "w"}, {"class_weights": "balanced"}])
def test_models_that_take_no_weights_are_left_out_where_rows_have_some(changes: dict[str, Any]) -> None:
    made = config(["ridge", "knn"], scaling=["none"])
    weighed = made.model_copy(update={"data": made.data.model_copy(update=changes)})

    assert not_tried(made, "regression") == {}
    assert not_tried(weighed, "regression") == {"plain-onehot+knn": "knn does not take weights of rows or classes"}


def test_nothing_but_the_baseline_is_no_run() -> None:
    made = config(["logistic", "knn"], categorical_encoding="native")

    with pytest.raises(ConfigError, match="no model takes") as refused:
        check_names(made, "binary")

    assert "lightgbm" in str(refused.value.allowed)
    assert "ridge" not in str(refused.value.allowed)
    assert "categorical_encoding=onehot" in str(refused.value)


def test_a_run_says_what_it_did_not_try(world: World) -> None:
    run = world.submit(preprocessing=MIXED, models=["logistic", "lightgbm"])

    world.run_to_end(run)

    children = world.children(run)
    assert Unit(phase=Phase.TRAINING, preproc_id="plain-native", model="logistic") not in children
    for phase in (Phase.TRAINING_SUMMARY, Phase.COMPARISON):
        assert read(RunSection, children[Unit(phase=phase)].sections).skipped["plain-native+logistic"] == REASON
