"""What every preprocessor promises, inside the recipe that uses it."""

from __future__ import annotations

import pickle
from functools import partial
from typing import Any

import numpy as np
import pandas as pd

from automl_shared.plugins import Preprocessor
from automl_shared.recipe import MISSING
from automl_shared.testing.promises import Promise, check_sentence, expect, keep_all, working

N_ROWS = 40


def given(plugin: Preprocessor, n_rows: int = N_ROWS, seed: int = 0) -> pd.DataFrame:
    """(n_rows, 2): what a preprocessor of its type of columns is handed; see `preprocessor`."""
    random = np.random.default_rng(seed)
    if plugin.columns == "numeric":
        return pd.DataFrame({"size": random.normal(1000, 300, n_rows), "share": random.integers(0, 2, n_rows) / 1.0})
    if plugin.columns == "datetime":
        days = pd.Series(random.choice(pd.date_range("2020-01-01", periods=900, freq="31h", tz="UTC"), n_rows))
        times = pd.to_datetime(days, utc=True).dt.as_unit("us")
        return pd.DataFrame({"joined": times, "seen": times.where(times.index > 1)})
    words = ["red", "green", "deep blue"] if plugin.columns == "categorical" else ["quick and good", "とても良い", ""]
    gap = MISSING if plugin.columns == "categorical" else ""
    made = pd.DataFrame({name: random.choice(np.array(words, dtype=object), n_rows) for name in ("first", "second")})
    made.loc[1, "second"] = gap
    return made.astype(object)


def _y(n_rows: int = N_ROWS) -> np.ndarray:
    return np.random.default_rng(1).normal(size=n_rows)


def _fitted(plugin: Preprocessor) -> tuple[Any, pd.DataFrame]:
    """The transformer, and what it made of the rows it was fitted on."""
    transformer = working(
        f"building {plugin.name!r} with its defaults",
        lambda: plugin.transformer({}),
        fix="return an unfitted scikit-learn transformer with get_feature_names_out",
    )
    made = working(
        f"fitting {plugin.name!r} on {plugin.columns} columns",
        lambda: transformer.fit_transform(given(plugin), _y()),
        fix=f"return a transformer that takes {plugin.columns} columns, or correct columns= in its decorator",
    )
    return transformer, made


def _names_its_features(plugin: Preprocessor) -> None:
    _, made = _fitted(plugin)
    expect(
        isinstance(made, pd.DataFrame) and len(made) == N_ROWS and made.columns.is_unique,
        "it returns a row for every row, in features of different names",
        value=f"{type(made).__name__} {getattr(made, 'shape', '')} {list(getattr(made, 'columns', []))}",
        fix='give it get_feature_names_out, e.g. FunctionTransformer(f, feature_names_out="one-to-one")',
    )


def _makes_finite_numbers(plugin: Preprocessor) -> None:
    transformer, made = _fitted(plugin)
    for rows in (made, transformer.transform(given(plugin, 12, seed=9)), transformer.transform(given(plugin, 2))):
        numbers = working("reading what it returns as numbers", partial(rows.astype, "float64"), fix="return numbers")
        bad = ~np.isfinite(numbers) if plugin.columns == "numeric" else np.isinf(numbers)
        expect(
            not bad.to_numpy().any(),
            "it returns finite numbers" + ("" if plugin.columns == "numeric" else ", or gaps"),
            value=f"{int(bad.to_numpy().sum())} of {bad.size} are not: {list(numbers.columns[bad.any()])}",
            fix="clip or fill what the function cannot compute",
        )


def _repeats(plugin: Preprocessor) -> None:
    transformer, first = _fitted(plugin)
    _, second = _fitted(plugin)
    expect(
        first.equals(second),
        "fitted twice on the same rows it gives the same features",
        value="the two differ",
        fix="give it a random_state",
    )
    new = given(plugin, 12, seed=9)
    before = new.copy()
    made = transformer.transform(new)
    copy = working(f"storing {plugin.name!r}", lambda: pickle.loads(pickle.dumps(transformer)), fix="leave lambdas out")
    expect(
        made.equals(copy.transform(new)),
        "it gives the same features after it was stored and loaded",
        value="the two differ",
        fix="keep everything that transform needs in attributes of the transformer",
    )
    expect(new.equals(before), "the rows stay as they were", value="they were changed", fix="work on a copy")


def _parameters(plugin: Preprocessor) -> None:
    for name, param in plugin.params.items():
        expect(
            param.takes(plugin.defaults[name]),
            f"the default of {name} is of the type it takes",
            value=repr(plugin.defaults[name]),
            fix=f"set it to one of: {param.allowed}",
        )
        check_sentence(param.help, f"the help of its parameter {name}", name)


PREPROCESSOR_PROMISES: tuple[Promise[Preprocessor], ...] = (
    Promise("says what it does", lambda plugin: check_sentence(plugin.summary, "what it does", "summary")),
    Promise("documents its parameters, with defaults that fit", _parameters),
    Promise("names the features it makes", _names_its_features),
    Promise("makes finite numbers, of rows it has not seen too", _makes_finite_numbers),
    Promise("makes the same features twice, and after it was stored", _repeats),
)


def check_preprocessor(plugin: Preprocessor) -> None:
    """Raises AssertionError, in words, where a preprocessor does not keep what every preprocessor promises."""
    keep_all(PREPROCESSOR_PROMISES, plugin)
