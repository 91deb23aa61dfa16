"""Traffic lights: each shines when it should, and only then."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest

from automl_preprocessing.processing import prepare
from automl_shared.config.models import CrossValidationSettings, DataSettings
from automl_shared.phase_io import Finding
from automl_shared.sections import VariantSection

RANDOM = np.random.default_rng(0)


def clean(n: int = 400) -> pd.DataFrame:
    random = np.random.default_rng(1)
    return pd.DataFrame(
        {"a": random.normal(size=n), "b": random.choice(["x", "y", "z"], n), "y": random.choice(["no", "yes"], n)}
    )


def findings(frame: pd.DataFrame, **data: Any) -> dict[str, Finding]:
    settings = DataSettings(**{"target_column": "y", **data})
    return {
        finding.code: finding
        for finding in prepare(frame, settings, CrossValidationSettings(), VariantSection()).findings
    }


def test_clean_data_is_green() -> None:
    found = findings(clean())

    assert {finding.level for finding in found.values()} == {"green"}
    assert {"rows", "imbalance", "duplicates", "missing", "constant", "identifier", "target_missing", "leak"} == set(
        found
    )


def spoilt(kind: str) -> pd.DataFrame:
    frame = clean()
    n = len(frame)
    match kind:
        case "constant":
            return frame.assign(c=1)
        case "identifier":
            return frame.assign(order_id=range(n))
        case "datetime":
            return frame.assign(day=pd.date_range("2024-01-01", periods=n).astype(str))
        case "text":
            return frame.assign(note=[f"a note on row {i}" for i in range(n)])
        case "duplicates":
            return pd.concat([frame, frame.head(200)], ignore_index=True)
        case "missing":
            return frame.assign(a=frame["a"].where(frame.index % 3 == 0))
        case "target_missing":
            return frame.assign(y=frame["y"].where(frame.index % 20 > 0))
        case "infinite":
            return frame.assign(a=frame["a"].where(frame.index > 3, np.inf))
        case "many_categories":
            return frame.assign(b=[f"k{i % 180}" for i in range(n)])
        case "no_holdout":
            return frame.head(40)
        case "imbalance":
            return frame.assign(y=np.where(frame.index % 20 == 0, "yes", "no"))
    raise AssertionError(kind)


@pytest.mark.parametrize(
    "kind",
    [
        "constant",
        "identifier",
        "datetime",
        "text",
        "duplicates",
        "missing",
        "target_missing",
        "infinite",
        "many_categories",
        "no_holdout",
        "imbalance",
    ],
)
def test_yellow_lights_say_what_to_do(kind: str) -> None:
    finding = findings(spoilt(kind))[kind]

    assert finding.level == "yellow"
    assert finding.action


def test_red_comes_first() -> None:
    levels = [finding.level for finding in findings(spoilt("no_holdout")).values()]

    assert levels == sorted(levels, key=["red", "yellow", "green"].index)
    assert levels[0] == "red"


@pytest.mark.parametrize(("n", "level"), [(40, "red"), (150, "yellow"), (400, "green")])
def test_rows(n: int, level: str) -> None:
    assert findings(clean(n))["rows"].level == level


def test_a_rare_class_is_red() -> None:
    frame = clean(2000)

    assert findings(frame.assign(y=np.where(frame.index < 8, "yes", "no")))["imbalance"].level == "red"


@pytest.mark.parametrize(
    "leak",
    [
        lambda frame: frame.assign(told=np.where(frame["y"] == "yes", "won", "lost")),
        lambda frame: frame.assign(told=(frame["y"] == "yes") * 5.0 + RANDOM.normal(0, 0.1, len(frame))),
    ],
)
def test_a_column_that_tells_the_class(leak: Any) -> None:
    finding = findings(leak(clean()))["leak"]

    assert finding.level == "red"
    assert "`told`" in finding.message
    assert "`a`" not in finding.message


def test_a_column_that_tells_the_number() -> None:
    frame = clean(600).assign(y=lambda one: RANDOM.normal(size=len(one)))

    assert findings(frame.assign(euro=frame["y"] * 1.1))["leak"].level == "red"
    assert findings(frame)["leak"].level == "green"


def test_a_strong_honest_column_is_no_leak() -> None:
    frame = clean(600)
    frame["y"] = np.where(frame["a"] + RANDOM.normal(0, 0.3, len(frame)) > 0, "yes", "no")

    assert findings(frame)["leak"].level == "green"


def test_rows_without_group_or_time() -> None:
    frame = clean().assign(g=[i % 40 for i in range(400)], t=range(400))
    frame = frame.assign(g=frame["g"].where(frame.index < 394), t=frame["t"].where(frame.index > 8))
    found = findings(frame, group_column="g", time_column="t")

    assert "6 rows have no group" in found["group_missing"].message
    assert "9 rows have no time" in found["time_missing"].message
