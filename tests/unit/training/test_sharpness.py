"""Probabilities drawn together or apart where a metric takes them at their word, and nowhere else."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from tests.outputs import bundle_facts

from automl_data.bundle import load_bundle
from automl_training.sharpness import Scored, found


def folds_of(strength: float, n_rows: int = 2_000, n_folds: int = 4, seed: int = 0) -> tuple[list[Scored], np.ndarray]:
    """Rows whose true probabilities are known, said with logarithms ``strength`` times as far apart, fold by fold."""
    generator = np.random.default_rng(seed)
    logarithms = 2 * generator.normal(size=(n_rows, 3))
    truth = _softmax(logarithms)
    y = np.array([generator.choice(3, p=one) for one in truth])
    said = _softmax(strength * logarithms)
    parts = np.array_split(np.arange(n_rows), n_folds)
    return [Scored(y=y[part], predicted=said[part]) for part in parts], truth


def others(n_folds: int) -> dict[int, list[int]]:
    return {fold: [other for other in range(n_folds) if other != fold] for fold in range(n_folds)}


def _softmax(logarithms: np.ndarray) -> np.ndarray:
    raised = np.exp(logarithms)
    return np.asarray(raised / raised.sum(axis=1, keepdims=True))


@pytest.mark.parametrize("strength", [0.3, 3.0])
def test_what_is_said_too_softly_or_too_loudly_becomes_the_truth(strength: float) -> None:
    scored, truth = folds_of(strength)
    better = found(scored, others(4))
    assert better is not None
    sharpness, corrected = better
    assert (sharpness.slope > 1) == (strength < 1)
    assert np.abs(np.concatenate(corrected) - truth).mean() < 0.02


def test_few_rows_say_nothing() -> None:
    assert found(folds_of(0.3, n_rows=150)[0], others(4)) is None


def test_a_fold_has_no_say_in_its_own_correction() -> None:
    scored, _ = folds_of(0.3)
    swapped = np.concatenate([scored[0].y[:40][::-1], scored[0].y[40:]])
    changed = [Scored(y=swapped, predicted=scored[0].predicted), *scored[1:]]
    first, second = (found(one, others(4)) for one in (scored, changed))
    assert np.array_equal(first[1][0], second[1][0])
    assert not np.array_equal(first[1][1], second[1][1])


def test_in_the_order_of_time_the_first_fold_stays_as_it_is() -> None:
    scored, _ = folds_of(0.3)
    better = found(scored, {0: [], 1: [0], 2: [0, 1], 3: [0, 1, 2]})
    assert np.array_equal(better[1][0], scored[0].predicted)


def test_a_candidate_is_corrected_where_the_metric_takes_its_probabilities_at_their_word(
    bench: Any, tmp_path: Path
) -> None:
    frame = bench.toy("multiclass", 400)
    data = bench.material("multiclass", frame, bench.fold_table(400))
    forest = bench.candidate("random_forest", "multiclass")
    ranked, taken = (bench.train(forest, data, *names) for names in (("roc_auc_ovr", "log_loss"), ("log_loss",)))
    assert ranked.folds[0].pipeline.sharpness is None
    assert _mean(taken, "scores") < _mean(ranked, "scores") - 0.02
    assert _mean(taken, "train_scores") < _mean(ranked, "train_scores")

    facts = bundle_facts(
        model="random_forest",
        problem_type="multiclass",
        classes=["low", "mid", "top"],
        primary_metric="log_loss",
        cv_mean=0.1,
    )
    taken.bundle.save(tmp_path / "model.bundle", facts)
    loaded = load_bundle(tmp_path / "model.bundle")
    assert np.allclose(loaded.average(data.X), taken.bundle.average(data.X))


def _mean(result: Any, which: str) -> float:
    return float(np.mean([getattr(one, which)["log_loss"] for one in result.folds]))
