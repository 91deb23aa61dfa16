"""Where there is nothing to find, next to nothing is found."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest
from tests.unit.comparison.test_costs import calibrated, too_sure
from tests.unit.comparison.test_expected_errors import rows_of, two
from tests.unit.comparison.test_segments import table
from tests.unit.preprocessing.test_quality import findings, lit
from tests.unit.training.test_sharpness import folds_of, others

from automl_comparison.reliability import reliability
from automl_comparison.segments import weaknesses
from automl_training import sharpness


@pytest.mark.parametrize("kind", ["yes or no", "rare", "heavy tails"])
def test_on_noise_none_is_found_in_nineteen_of_twenty_runs(kind: str) -> None:
    found = []
    for seed in range(100, 200):
        random = np.random.default_rng(seed)
        errors = {
            "yes or no": (random.random(500) < 0.3).astype(float),
            "rare": (random.random(500) < 0.02).astype(float),
            "heavy tails": np.abs(random.standard_cauchy(500)),
        }[kind]
        said = weaknesses(table(random, 500), errors, ["x0", "c0", "x1"])
        assert said.n_looked_at > 30
        found.append(bool(said.segments))
    assert np.mean(found) <= 0.05


@pytest.mark.parametrize("repeats", [1, 3])
def test_right_probabilities_look_off_in_one_run_of_twenty_and_wrong_ones_mostly(repeats: int) -> None:
    off: dict[Any, list[bool]] = {calibrated: [], too_sure: []}
    for world, found in off.items():
        for seed in range(150):
            truth, probability = world(np.random.default_rng(seed), 800)
            rows = rows_of(truth.astype(int), 2, repeats=repeats)
            said = reliability(rows, two(np.tile(probability, repeats)), ("no", "yes"))
            found.append(said.is_off)
    assert np.mean(off[calibrated]) <= 0.08  # 0.05 expected
    assert np.mean(off[too_sure]) >= 0.9


@pytest.mark.parametrize("seed", range(8))
@pytest.mark.parametrize("n", [400, 1500])
def test_no_false_alarm_on_random_data(seed: int, n: int) -> None:
    """Ordinary shapes of columns, gaps by chance, and a target that depends on some of them."""
    random = np.random.default_rng(seed)
    frame = pd.DataFrame(
        {
            "normal": random.normal(size=n),
            "uniform": random.random(n),
            "tail": random.exponential(size=n),
            "count": random.poisson(3, n),
            "flag": (random.random(n) < 0.1).astype(int),
            "grade": random.choice(list("abcde"), n),
            "place": random.choice([f"place {i}" for i in range(60)], n),
            "sure": random.choice(["yes", "no"], n),
            "when": pd.Timestamp("2024-01-01") + pd.to_timedelta(random.integers(0, 1000, n), unit="D"),
        }
    ).mask(random.random((n, 9)) < 0.08)
    y = frame["normal"].fillna(0.0) + random.normal(size=n)

    assert lit(findings(frame.assign(y=y))) == set()
    assert lit(findings(frame.assign(y=np.where(y > 0, "yes", "no")))) == set()


def test_what_says_nothing_of_the_truth_is_left_alone_unless_that_helps_on_other_folds() -> None:
    """A gain on the rows it is fitted to is no gain: right probabilities are changed in about half of the cases."""
    changed = [sharpness.found(folds_of(1.0, n_rows=400, seed=seed)[0], others(4)) is not None for seed in range(20)]
    assert sum(changed) < 15
