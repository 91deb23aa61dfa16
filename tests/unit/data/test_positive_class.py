"""Classes that the config names: the one that is looked for, told wherever a figure depends on it, and weights."""

from __future__ import annotations

from typing import Any

import pandas as pd
import pytest

from automl_data.intake import Ready, Table, problem_of, ready
from automl_shared.config import parse_config
from automl_shared.config.models import CrossValidationSettings, DataSettings
from automl_shared.errors import ConfigError, DataError
from automl_shared.plugins import METRICS

ABOUT_ONE = ("precision", "recall", "average_precision")


def of(target: list[Any], **data: Any) -> Ready:
    frame = pd.DataFrame({"x": range(len(target)), "y": target})
    return ready(Table(frame=frame), DataSettings(target_column="y", **data), CrossValidationSettings())


def words(*values: str) -> list[str]:
    return [*values] * 10


@pytest.mark.parametrize(
    ("target", "positive", "classes"),
    [
        (words("good", "bad"), None, ["bad", "good"]),
        (words("good", "bad"), "good", ["bad", "good"]),
        (words("good", "bad"), "bad", ["good", "bad"]),
        (words("good", "bad"), "Bad", ["good", "bad"]),
        ([0, 1] * 10, None, ["0", "1"]),
        ([0, 1] * 10, "0", ["1", "0"]),
        ([0.0, 1.0, None, 1.0] * 5, "0", ["1.0", "0.0"]),
        ([True, False] * 10, "false", ["True", "False"]),
        (words("ja", "nein"), None, ["nein", "ja"]),
        (words("ja", "nein"), "nein", ["ja", "nein"]),
        (words("J", "N"), None, ["N", "J"]),
        (words("yes", "no"), None, ["no", "yes"]),
        (words("да", "нет"), None, ["нет", "да"]),
        (words("Evet", "HAYIR"), None, ["HAYIR", "Evet"]),
        (words("churned", "not churned"), None, ["not churned", "churned"]),
        (words("kein_Defekt", "Ausfall"), None, ["kein_Defekt", "Ausfall"]),
        (words("あり", "なし"), None, ["なし", "あり"]),
        (words("会員", "非会員"), None, ["非会員", "会員"]),
        (words("東", "非会員"), None, ["東", "非会員"]),
        (words("north", "noise"), None, ["noise", "north"]),
        (words("left", "stayed", "stayed"), None, ["stayed", "left"]),
        (words("ok", "ok", "defective"), None, ["ok", "defective"]),
        (words("left", "stayed", "stayed"), "stayed", ["left", "stayed"]),
        (words("no", "yes", "yes"), None, ["no", "yes"]),
        (words("negative", "positive", "positive"), None, ["negative", "positive"]),
        (words("Positiv", "Positiv", "Negativ"), None, ["Negativ", "Positiv"]),
        (words("陽性", "陽性", "陰性"), None, ["陰性", "陽性"]),
        (["left"] * 9 + ["stayed"] * 11, None, ["left", "stayed"]),
        ([0, 1, 1] * 10, None, ["0", "1"]),
        ([1, 2, 2] * 10, None, ["1", "2"]),
    ],
)
def test_the_positive_class_is_the_last_of_two(target: list[Any], positive: str | None, classes: list[str]) -> None:
    found = of(target, positive_class=positive)
    assert found.problem.classes == classes
    told = next(note.message("en") for note in found.notes if note.code == "positive_class")
    assert f"`{classes[1]}` is the positive one, not `{classes[0]}`" in told


@pytest.mark.parametrize("written", ["0", "false", "'0'"])
def test_yaml_that_is_no_text_names_a_class_all_the_same(written: str) -> None:
    config = parse_config(
        {"data": {"target_column": "y", "positive_class": {"0": 0, "false": False, "'0'": "0"}[written]}}
    )
    assert config.data.positive_class in ("0", "False")


def test_a_class_that_is_not_there_is_refused_with_those_that_are() -> None:
    with pytest.raises(DataError) as refused:
        of(words("good", "bad"), positive_class="god")
    assert "did you mean 'good'" in refused.value.cause
    assert refused.value.allowed == "'bad', 'good'"


@pytest.mark.parametrize("target", [words("a", "b", "c"), [place * 0.37 for place in range(30)]])
def test_only_a_target_of_two_classes_has_one(target: list[Any]) -> None:
    with pytest.raises(DataError, match="is for a target of two classes"):
        of(target, positive_class="a")


def test_a_target_alone_is_judged_the_same() -> None:
    assert problem_of(pd.Series(words("a", "b"), name="y"), DataSettings(positive_class="a")).classes == ["b", "a"]


@pytest.mark.parametrize("name", ABOUT_ONE)
def test_a_score_about_one_class_names_it(name: str) -> None:
    metric = METRICS.get(name)
    for language in ("en", "ja"):
        assert "`ill`" in metric.said("90 %", language, "ill")
        assert "ill" not in metric.said("90 %", language)
    assert metric.titled("en", "ill") == f"{metric.titled('en')} (ill)"


@pytest.mark.parametrize("name", [name for name in METRICS if name not in ABOUT_ONE])
def test_a_score_about_all_classes_names_none(name: str) -> None:
    metric = METRICS.get(name)
    assert metric.said("3", "en", "ill") == metric.said("3", "en")
    assert metric.titled("en", "ill") == metric.titled("en")


@pytest.mark.parametrize(
    ("wanted", "found"),
    [
        ("balanced", "balanced"),
        ({"Bad": 5}, {"bad": 5.0, "good": 1.0}),
        ({"good": 0.5, "bad": 2}, {"bad": 2.0, "good": 0.5}),
    ],
)
def test_weights_of_classes_are_by_the_labels_of_the_data(wanted: Any, found: Any) -> None:
    config = parse_config({"data": {"target_column": "y", "class_weights": wanted}})
    made = of(words("good", "bad"), class_weights=config.data.class_weights)
    assert made.problem.class_weights == found
    assert "Probabilities are then no shares" in {note.code: note.message() for note in made.notes}["class_weights"]


def test_a_number_is_the_name_of_a_class() -> None:
    config = parse_config({"data": {"target_column": "y", "class_weights": {1: 5}}})
    assert of([0, 1] * 10, class_weights=config.data.class_weights).problem.class_weights == {"0": 1.0, "1": 5.0}


@pytest.mark.parametrize("wanted", [{"good": 0}, {"good": -1}, {"good": float("inf")}, "heavy"])
def test_what_is_no_weight_of_a_class_is_refused(wanted: Any) -> None:
    with pytest.raises(ConfigError, match="class_weights"):
        parse_config({"data": {"target_column": "y", "class_weights": wanted}})


def test_weights_of_classes_that_are_not_there_are_refused() -> None:
    with pytest.raises(DataError, match=r"`data.class_weights` names a class that is not in the data"):
        of(words("good", "bad"), class_weights={"god": 2.0})
    with pytest.raises(DataError, match=r"`data.class_weights` is for a target of classes"):
        of([place * 0.37 for place in range(30)], class_weights="balanced")
