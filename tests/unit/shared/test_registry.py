"""What is registered: each name once, the nearest offered for an unknown one, portfolios, the one that guesses."""

import pytest

from automl_shared.errors import ConfigError
from automl_shared.plugins import METRICS, MODELS, Registry, metric, model
from automl_shared.plugins.model import baseline, portfolio
from automl_shared.plugins.registry import DuplicatePlugin


def test_an_unknown_name_offers_the_nearest() -> None:
    with pytest.raises(ConfigError, match=r"did you mean 'lightgbm'"):
        MODELS.get("lightgbn")


def test_a_name_is_taken_once() -> None:
    registry: Registry[int] = Registry("thing")
    registry.register("a", 1)
    with pytest.raises(DuplicatePlugin):
        registry.register("a", 2)


def test_larger_portfolios_contain_the_smaller_ones() -> None:
    for task_type in ("regression", "classification"):
        fast, standard, thorough = (set(portfolio(name, task_type)) for name in ("fast", "standard", "thorough"))
        assert fast < standard < thorough


def test_a_model_that_is_declared_wrongly_is_refused_where_it_is_registered() -> None:
    given = {"task_types": ["regression"], "complexity": 1, "summary": "Nothing."}
    with pytest.raises(ConfigError, match=r"has no 'takes_weigths' \(did you mean 'takes_weights'"):
        model("wrong", **given, takes_weigths=True)(print)
    del given["summary"]
    with pytest.raises(ConfigError, match="needs its 'summary'"):
        model("wrong", **given)(print)
    assert "wrong" not in MODELS


@pytest.mark.parametrize("key", ["task_types", "portfolios", "presets", "trusted"])
def test_a_model_with_a_text_in_place_of_a_list_is_told_what_to_write(key: str) -> None:
    given = {"task_types": ["regression"], "complexity": 1, "summary": "Nothing.", key: "fast"}
    with pytest.raises(ConfigError, match=f"has a text where '{key}' is a list") as caught:
        model("wrong", **given)(print)
    assert caught.value.fix == f"write {key}=['fast'] in its decorator"
    assert "wrong" not in MODELS


@pytest.mark.parametrize("key", ["task_types", "problem_types"])
def test_a_metric_with_a_text_in_place_of_a_list_is_told_what_to_write(key: str) -> None:
    given = {"task_types": ["regression"], "greater_is_better": True, key: "regression"}
    with pytest.raises(ConfigError, match=f"has a text where '{key}' is a list"):
        metric("wrong", **given)(print)
    assert "wrong" not in METRICS


def test_one_model_guesses() -> None:
    assert [name for name in MODELS if MODELS.get(name).is_baseline] == [baseline()]


def test_built_in_metrics_are_registered() -> None:
    assert {"rmse", "mae", "r2", "roc_auc_ovr", "log_loss", "balanced_accuracy", "f1_macro"} <= set(METRICS)
