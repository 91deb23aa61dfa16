"""Models as they come, without a search: what somebody writes who knows the libraries. ``choice`` names one.

LightGBM and scikit-learn's histogram booster stop early on a tenth of the rows; the linear one is ridge, or logistic
regression.
"""

from __future__ import annotations

import pickle
from collections.abc import Callable
from typing import Any

import lightgbm
import numpy as np
import pandas as pd
from side import Order, run
from sklearn.compose import make_column_selector, make_column_transformer
from sklearn.ensemble import HistGradientBoostingClassifier, HistGradientBoostingRegressor
from sklearn.impute import SimpleImputer
from sklearn.linear_model import LogisticRegression, RidgeCV
from sklearn.model_selection import train_test_split
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import OneHotEncoder, OrdinalEncoder, StandardScaler

WORDS, NUMBERS = make_column_selector(dtype_exclude="number"), make_column_selector(dtype_include="number")
MOST_ROUNDS, PATIENCE, WATCHED_SHARE = 2000, 50, 0.1
Pipeline = Any


class Fitted:
    """See `side.Fitted`."""

    def __init__(self, model: Pipeline, name: str) -> None:
        self._model, self._name = model, name

    def predict(self, rows: pd.DataFrame) -> np.ndarray:
        says = getattr(self._model, "predict_proba", None) or self._model.predict
        return np.asarray(says(rows))

    def size_bytes(self) -> int:
        return len(pickle.dumps(self._model))

    def chosen(self) -> str:
        return self._name


def boosted_lightgbm(order: Order, X: pd.DataFrame, y: pd.Series[Any]) -> Pipeline:
    kind = lightgbm.LGBMRegressor if order.is_regression else lightgbm.LGBMClassifier
    model = kind(
        n_estimators=MOST_ROUNDS, learning_rate=0.05, random_state=order.seed, n_jobs=order.threads, verbosity=-1
    )
    coded = _coded()
    prepared = coded.fit_transform(X)
    target = y.to_numpy() if order.is_regression else np.unique(y, return_inverse=True)[1]
    fitted, watched, y_fitted, y_watched = train_test_split(
        prepared,
        target,
        test_size=WATCHED_SHARE,
        random_state=order.seed,
        stratify=None if order.is_regression else target,
    )
    stop = lightgbm.early_stopping(PATIENCE, verbose=False)
    model.fit(fitted, y_fitted, eval_X=(watched,), eval_y=(y_watched,), callbacks=[stop])
    return make_pipeline(coded, model)


def boosted_histograms(order: Order, X: pd.DataFrame, y: pd.Series[Any]) -> Pipeline:
    kind = HistGradientBoostingRegressor if order.is_regression else HistGradientBoostingClassifier
    model = kind(learning_rate=0.05, max_iter=MOST_ROUNDS, early_stopping=True, random_state=order.seed)
    return make_pipeline(_coded(), model).fit(X, y)


def linear(order: Order, X: pd.DataFrame, y: pd.Series[Any]) -> Pipeline:
    features = make_column_transformer(
        (make_pipeline(SimpleImputer(), StandardScaler()), NUMBERS), (OneHotEncoder(handle_unknown="ignore"), WORDS)
    )
    model = RidgeCV(np.logspace(-3, 4, 15)) if order.is_regression else LogisticRegression(max_iter=2000)
    return make_pipeline(features, model).fit(X, y)


def _coded() -> Any:
    unknown = {"handle_unknown": "use_encoded_value", "unknown_value": -1}
    return make_column_transformer((OrdinalEncoder(**unknown), WORDS), remainder="passthrough")


MODELS: dict[str, Callable[[Order, pd.DataFrame, pd.Series[Any]], Pipeline]] = {
    "lightgbm": boosted_lightgbm,
    "hgb": boosted_histograms,
    "linear": linear,
}


def fit(order: Order, X: pd.DataFrame, y: pd.Series[Any]) -> Fitted:
    return Fitted(MODELS[order.choice](order, X, y), order.choice)


if __name__ == "__main__":
    run(fit)
