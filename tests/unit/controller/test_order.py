"""In which order candidates are trained, and which of a portfolio are left out."""

from __future__ import annotations

from typing import Any

import pytest
from tests.outputs import run_context

from automl_controller.runs.order import longest_first
from automl_controller.runs.plan import Plan, candidates, not_tried
from automl_shared.config import parse_config
from automl_shared.config.models import Config
from automl_shared.naming import Phase, Unit
from automl_shared.plugins import MODELS
from automl_shared.plugins.model import portfolio

TWO_SCALINGS = {"scaling": ["standard", "none"]}
CONTEXT = run_context(run_id="20260102-030405-abcdef", user="u", dataset_project="p", dataset_key="k")


def config(models: Any, **preprocessing: Any) -> Config:
    data = {"csv_path": "t.csv", "target_column": "y"}
    return parse_config({"data": data, "models": models, "preprocessing": preprocessing or TWO_SCALINGS})


def planned(made: Config, n_rows: int | None = None) -> list[str]:
    return [unit.candidate or "" for unit in Plan(made, CONTEXT).training_units("classification", n_rows)]


def test_fast_is_a_linear_model_and_lightgbm() -> None:
    assert set(portfolio("fast", "classification")) == {"logistic", "lightgbm"}
    assert set(portfolio("fast", "regression")) == {"ridge", "lightgbm"}


def test_a_preset_has_a_readable_label_and_its_parameters() -> None:
    chosen = candidates(config("standard"), "classification").chosen
    assert chosen["lightgbm-small"].name == "lightgbm"
    assert chosen["lightgbm-small"].params["num_leaves"] == 12
    assert chosen["lightgbm"].params == {}


def test_a_preset_for_classes_is_not_tried_on_numbers() -> None:
    assert "extra_trees-smooth" in candidates(config("standard"), "classification").chosen
    assert "extra_trees-smooth" not in candidates(config("standard"), "regression").chosen


def test_a_list_of_models_is_trained_in_full_and_in_its_order_but_for_repeats() -> None:
    models = ["random_forest", "logistic", {"name": "logistic", "params": {"C": 0.1}}]
    assert planned(config(models)) == [
        "standard-onehot+dummy",
        "standard-onehot+random_forest",
        "standard-onehot+logistic",
        "standard-onehot+logistic-2",
        "plain-onehot+random_forest",
        "plain-onehot+logistic",
        "plain-onehot+logistic-2",
    ]


def test_a_portfolio_begins_with_the_baseline_and_the_strongest_of_each_family() -> None:
    order = [candidate.partition("+")[2] for candidate in planned(config("thorough", scaling=["standard"]))]
    chosen = candidates(config("thorough"), "classification").chosen
    families = [MODELS.get(chosen[label].name).family for label in order]
    first = len(set(families))
    assert order[:3] == ["dummy", "logistic", "lightgbm"]
    assert len(set(families[:first])) == first
    assert order.index("lightgbm") < order.index("extra_trees") < order.index("lightgbm-small")


def test_a_portfolio_trains_trees_on_one_scaling_and_says_so() -> None:
    made = config("fast")
    assert set(planned(made)) == {"standard-onehot+dummy", "standard-onehot+logistic", "standard-onehot+lightgbm"}
    reason = not_tried(made, "classification")["plain-onehot+lightgbm"]
    assert reason == "would only repeat standard-onehot: how numbers are scaled makes no difference to the model"


def test_a_model_that_scales_its_columns_is_trained_on_each_scaling_that_bends_them() -> None:
    made = config("fast", scaling=["standard", "minmax", "quantile"])
    linear = [one for one in planned(made) if one.endswith("+logistic")]
    assert linear == ["standard-onehot+logistic", "quantile-onehot+logistic"]


@pytest.mark.parametrize("differs", [{"polynomial_degree": 2}, {"pca": 0.9}, {"numeric_imputation": ["knn"]}])
def test_scaling_matters_to_trees_where_a_later_step_depends_on_it(differs: dict[str, Any]) -> None:
    assert sum(one.endswith("+lightgbm") for one in planned(config("fast", **TWO_SCALINGS, **differs))) == 2


def test_variants_that_differ_in_more_than_scaling_are_all_trained() -> None:
    made = config("fast", scaling=["standard", "none"], categorical_encoding=["onehot", "ordinal"])
    trees = [one for one in planned(made) if one.endswith("+lightgbm")]
    assert trees == ["standard-onehot+lightgbm", "standard-ordinal+lightgbm"]


def test_a_model_for_fewer_rows_is_left_out_with_the_reason_when_there_are_others() -> None:
    made = config(["gaussian_process", "logistic"], scaling=["standard"])
    assert "standard-onehot+gaussian_process" in planned(made, 5000)
    assert "standard-onehot+gaussian_process" not in planned(made, 5001)
    assert "5,001" in not_tried(made, "classification", 5001)["standard-onehot+gaussian_process"]


def test_the_only_model_is_tried_however_many_rows_there_are() -> None:
    assert "standard-onehot+gaussian_process" in planned(config(["gaussian_process"], scaling=["standard"]), 10**6)


def trainings(*models: str, preproc_id: str = "a") -> list[Unit]:
    return [Unit(phase=Phase.TRAINING, preproc_id=preproc_id, model=model) for model in models]


def test_without_known_times_the_order_stays() -> None:
    units = trainings("svm", "dummy", "ridge")
    assert longest_first(units, {}) == units
    assert longest_first(units, {"b+other": 5.0, "other": 5.0}) == units


def test_the_baseline_and_a_fast_model_come_first_and_then_the_longest() -> None:
    units = trainings("ridge", "svm", "mlp", "dummy", "lightgbm")
    seconds = {"a+ridge": 1.0, "a+svm": 50.0, "a+mlp": 9.0, "a+dummy": 0.1, "a+lightgbm": 20.0}
    assert [one.model for one in longest_first(units, seconds)] == ["dummy", "ridge", "svm", "lightgbm", "mlp"]


def test_the_time_of_a_model_on_other_variants_counts_and_the_unknown_is_an_average_one() -> None:
    units = [*trainings("new", "ridge", "svm"), *trainings("svm", "ridge", preproc_id="b")]
    seconds = {"svm": 50.0, "ridge": 1.0, "b+svm": 60.0}
    ordered = [one.candidate for one in longest_first(units, seconds)]
    assert ordered == ["a+ridge", "b+svm", "a+svm", "a+new", "b+ridge"]
