"""Whether probabilities can be taken at their word: what is counted, and what the report says of it."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from tests.unit.comparison.test_expected_errors import rows_of, two

from automl_comparison.reliability import reliability
from automl_shared.config.models import OutputSettings


def test_bins_say_what_happened() -> None:
    probability = np.repeat([0.2, 0.7], 100)
    truth = np.concatenate([np.arange(100) < 20, np.arange(100) < 50]).astype(int)
    found = reliability(rows_of(truth, 2), two(probability), ("no", "yes"))
    assert [(one.said, one.happened.value, one.n_rows) for one in found.bins] == [
        (pytest.approx(0.2), pytest.approx(0.2), 100),
        (pytest.approx(0.7), pytest.approx(0.5), 100),
    ]
    assert found.worst is found.bins[1]


def test_of_several_classes_it_is_how_sure_it_is_of_the_one_it_says() -> None:
    predicted = np.tile([[0.8, 0.1, 0.1], [0.1, 0.5, 0.4]], (100, 1))
    found = reliability(rows_of(np.tile([0, 2], 100), 3), predicted, ("a", "b", "c"))
    assert [(one.said, one.happened.value) for one in found.bins] == [(0.5, 0.0), (pytest.approx(0.8), 1.0)]


def test_few_rows_say_nothing() -> None:
    assert reliability(rows_of(np.tile([0, 1], 50), 2), two(np.full(100, 0.5)), ("no", "yes")) is None


@pytest.mark.parametrize(
    ("language", "said"), [("en", "When it says that <code>yes</code> is"), ("ja", "<code>yes</code> である確率を")]
)
def test_the_report_says_it(classified_run: Any, language: Any, said: str) -> None:
    classified_run.add_models(dummy=[0.69, 0.7, 0.68, 0.69, 0.69], steep=[0.3, 0.31, 0.29, 0.3, 0.3])
    classified_run.compare(primary_metric="log_loss", output=OutputSettings(language=language))
    assert said in classified_run.page
