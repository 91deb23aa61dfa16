"""What every model promises, on the rows a recipe makes of a small awkward table."""

from __future__ import annotations

import pickle
from collections.abc import Iterator, Mapping
from functools import cache, partial
from typing import Any

import numpy as np
import pandas as pd

from automl_data.recipe import build_pipeline
from automl_shared.config.models import TaskType
from automl_shared.errors import ConfigError
from automl_shared.plugins import Model
from automl_shared.plugins.weighing import weights_parameter
from automl_shared.testing import examples
from automl_shared.testing.promises import Promise, check_sentence, expect, keep_all, working

Features = np.ndarray | pd.DataFrame
SEED = 7
UNKNOWN = "no_such_parameter"


def _features(model: Model, task_type: TaskType) -> Features:
    """(n_rows, n_features) as a training hands them over, with the gaps and categories the model says it takes."""
    imputation = "none" if model.takes_gaps else "median"
    frame = _prepared(task_type, imputation, "native" if model.takes_categories else "onehot").copy()
    if model.takes_categories:
        return frame.set_axis([f"x{place}" for place in range(frame.shape[1])], axis=1)
    return np.ascontiguousarray(frame, dtype=np.float64)


@cache
def _prepared(task_type: TaskType, imputation: str, encoding: str) -> pd.DataFrame:
    recipe = examples.recipe(task_type, numeric_imputation=imputation, categorical_encoding=encoding)
    frame: pd.DataFrame = build_pipeline(recipe).fit_transform(examples.rows(), examples.target(task_type))
    return frame


def _built(model: Model, task_type: TaskType, params: Mapping[str, Any]) -> Any:
    return working(
        f"building {model.name!r} for {task_type} with {dict(params)}",
        lambda: model.estimator(task_type, params, SEED),
        fix="return an unfitted scikit-learn estimator for each of its task_types=, with defaults= it takes",
    )


def _fitted(model: Model, task_type: TaskType, params: Mapping[str, Any] | None = None) -> Any:
    estimator, X = _built(model, task_type, params or {}), _features(model, task_type)
    return working(
        f"fitting {model.name!r} on {X.shape[0]} rows of {task_type}",
        lambda: estimator.fit(X, examples.target(task_type)),
        fix="correct the estimator, or what takes_gaps= and takes_categories= say of it",
    )


def _predicted(estimator: Any, X: Features, task_type: TaskType) -> np.ndarray:
    name = "predict_proba" if task_type == "classification" else "predict"
    return working(
        f"{name} of {type(estimator).__name__}",
        lambda: np.asarray(getattr(estimator, name)(X), dtype="float64"),
        fix=f"return an estimator that has {name}",
    )


def _check(predicted: np.ndarray, n_rows: int, task_type: TaskType) -> None:
    shape = (n_rows, examples.N_CLASSES) if task_type == "classification" else (n_rows,)
    expect(
        predicted.shape == shape and bool(np.isfinite(predicted).all()),
        f"it predicts finite numbers, {shape}, for {task_type}",
        value=f"{predicted.shape}, {int((~np.isfinite(predicted)).sum())} of them not finite",
        fix="return an estimator of scikit-learn's kind: predict for numbers, predict_proba for classes",
    )
    if task_type == "classification":
        expect(
            bool(np.allclose(predicted.sum(axis=1), 1.0) and (predicted >= 0).all()),
            "the probabilities of a row are not negative and add up to 1",
            value=np.round(predicted[0], 6).tolist(),
            fix="divide each row of predict_proba by its sum",
        )


def _settings(model: Model) -> Iterator[tuple[TaskType, Mapping[str, Any]]]:
    """Its defaults and presets, for every task type it is for."""
    for task_type in model.task_types:
        yield task_type, {}
        for preset in model.presets:
            if task_type in preset.task_types:
                yield task_type, preset.params


def _fits_and_predicts(model: Model) -> None:
    for task_type, params in _settings(model):
        fitted, X = _fitted(model, task_type, params), _features(model, task_type)
        _check(_predicted(fitted, X, task_type), len(X), task_type)
        _check(_predicted(fitted, X[:1], task_type), 1, task_type)


def _stored(estimator: Any) -> Any:
    return pickle.loads(pickle.dumps(estimator))


def _repeats_and_is_stored(model: Model) -> None:
    for task_type in model.task_types:
        X = _features(model, task_type)
        first, second = _fitted(model, task_type), _fitted(model, task_type)
        expected = _predicted(first, X, task_type)
        expect(
            np.array_equal(expected, _predicted(second, X, task_type)),
            "the same seed gives the same predictions",
            value=f"up to {np.abs(expected - _predicted(second, X, task_type)).max():.3g} apart, {task_type}",
            fix="pass random_seed on to the estimator",
        )
        copy = working(f"storing {model.name!r}", partial(_stored, first), fix="leave lambdas out")
        expect(
            np.array_equal(expected, _predicted(copy, X, task_type)),
            "it predicts the same after it was stored and loaded",
            value=task_type,
            fix="keep everything that predict needs in attributes of the estimator",
        )


def _refuses_what_it_does_not_know(model: Model) -> None:
    for task_type in model.task_types:
        for name, value in [(UNKNOWN, 1), *((name, "no such value") for name in model.params)]:
            if name in model.params and task_type not in model.params[name].task_types:
                continue
            try:
                model.estimator(task_type, {name: value}, SEED)
            except ConfigError:
                continue
            expect(
                False,
                "a parameter that does not exist, or a value of the wrong type, is refused when it is built",
                value=f"{name}={value!r} was taken",
                fix="pass **params on to an estimator that names its parameters",
            )


def _documents_its_parameters(model: Model) -> None:
    for name, param in model.params.items():
        check_sentence(param.help, f"the help of its parameter {name}", name)
        japanese = param.about("ja")
        expect(
            japanese != param.help,
            f"the help of its parameter {name} is there in Japanese too",
            value=repr(param.help),
            fix="give it as the text behind the English; of a model in this repository: make words, then the catalogue",
        )
        check_sentence(japanese, f"the Japanese help of its parameter {name}", name)
        expect(
            param.kind == "choice" or (param.low is not None and param.high is not None and param.low < param.high),
            f"the range of its parameter {name} has a lower and a higher end",
            value=f"{param.low} to {param.high}",
            fix=f"correct {name} in params=",
        )
    for task_type in model.task_types:
        for name, param in model.search_space(task_type).items():
            expect(
                name in model.defaults and param.in_range(model.defaults[name]),
                f"the default of {name}, which is searched, is in its range",
                value=repr(model.defaults.get(name)),
                fix=f"set {name} in defaults= to one of: {param.allowed}",
            )
    for given in (model.defaults, *(preset.params for preset in model.presets)):
        for name, value in given.items():
            expect(
                name not in model.params or model.params[name].takes(value),
                f"defaults and presets are of the type that {name} takes",
                value=f"{name}={value!r}",
                fix=f"set it to one of: {model.params[name].allowed}" if name in model.params else "",
            )


def _takes_weights(model: Model) -> None:
    if not model.takes_weights:
        return
    for task_type in model.task_types:
        estimator, X = _built(model, task_type, {}), _features(model, task_type)
        weights = {weights_parameter(estimator): np.full(len(X), 2.0)}
        weighed = partial(estimator.fit, X, examples.target(task_type), **weights)
        fitted = working("fit with sample_weight, as takes_weights=True says", weighed, fix="set takes_weights=False")
        _check(_predicted(fitted, X, task_type), len(X), task_type)


def _installed(model: Model) -> None:
    expect(
        model.installed(),
        "the package it needs is installed",
        value=model.requires,
        fix=f"pip install {model.requires}",
    )


MODEL_PROMISES: tuple[Promise[Model], ...] = (
    Promise("what it needs is installed", _installed),
    Promise("says what it is", lambda model: check_sentence(model.summary, "what it is", "summary")),
    Promise("documents its parameters, with defaults that fit", _documents_its_parameters),
    Promise("fits and predicts, with its defaults and every preset", _fits_and_predicts),
    Promise("predicts the same for the same seed, and after it was stored", _repeats_and_is_stored),
    Promise("refuses parameters it does not know", _refuses_what_it_does_not_know),
    Promise("takes weights, where it says so", _takes_weights),
)


def check_model(model: Model) -> None:
    """Raises AssertionError, in words, where a model does not keep what every model promises."""
    keep_all(MODEL_PROMISES, model)
