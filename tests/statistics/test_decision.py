"""The decision on made rows with known truth: how often it calls what how sure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from tests.unit.comparison.made_field import ALL_AT_ONCE, SPLITS, made_field, scored_candidate
from tests.unit.comparison.test_expected_errors import rows_of, two

from automl_comparison.ensembles.nested import fold_scores
from automl_comparison.luck import dealt
from automl_comparison.meta import Candidate, Choice, Rules
from automl_comparison.processing import PICKED_ERROR_RATE, any_clearly_better, choose, difference, picked
from automl_shared.plugins import METRICS

BOTH_KINDS = ("rmse", "log_loss")


def choices(qualities: Sequence[float], *, seeds: Iterable[int] = range(100), **more: Any) -> list[Choice]:
    """One choice a seed."""
    return [choose(*made_field(qualities, seed=seed, **more)) for seed in seeds]


def share(found: Iterable[object]) -> float:
    return float(np.mean([bool(one) for one in found]))


@pytest.mark.parametrize("name", ALL_AT_ONCE)
def test_many_models_are_scored_as_the_metric_scores_one(name: str) -> None:
    random = np.random.default_rng(0)
    y, predicted = random.integers(0, 2, 50), random.random((4, 50)).round(1)
    if METRICS.get(name).needs == "probability":
        predicted = np.stack([1 - predicted, predicted], axis=2).clip(0.01, 0.99)
    one_by_one = [METRICS.get(name).score(y, one) for one in predicted]
    assert ALL_AT_ONCE[name](y, predicted) == pytest.approx(one_by_one, rel=1e-12)


@pytest.mark.parametrize("metric", BOTH_KINDS)
@pytest.mark.parametrize(("n_worse", "split"), [*((n, split) for n in (0, 8) for split in SPLITS), (38, "5 folds")])
def test_two_equal_models_are_called_a_tie(n_worse: int, metric: str, split: str) -> None:
    found = choices([1.5, 1.5, *[0.3] * n_worse], metric=metric, split=SPLITS[split])
    assert share(one.recommended for one in found) >= 0.9
    assert share(one.confidence == "tie" for one in found) >= 0.9


@pytest.mark.parametrize(
    ("preference", "metric"), [("accuracy", "rmse"), ("accuracy", "log_loss"), ("balanced", "rmse"), ("simple", "rmse")]
)
def test_among_forty_equal_models_none_is_called_clear(preference: str, metric: str) -> None:
    """The best of so many is ahead by luck, and must not be taken for better."""
    found = choices([1.5] * 40, metric=metric, split=SPLITS["5 folds"], preference=preference)
    assert all(one.recommended for one in found)
    assert share(one.confidence == "tie" for one in found) >= 0.99


@pytest.mark.parametrize("metric", BOTH_KINDS)
def test_a_runner_up_clearly_behind_does_not_hide_an_equal_third(metric: str) -> None:
    """Each of two equal models has a variant that is always a little worse: one is the runner-up in most cases."""
    found = []
    for seed in range(100):
        (dummy, *models), rules = made_field([1.5, 1.5], metric=metric, split=SPLITS["5 folds"], seed=seed)
        lag = np.random.default_rng(seed).uniform(0.001, 0.002, size=5)
        variants = [scored_candidate(f"{one.model}-worse", one.scores + lag) for one in models]
        found.append((choose([dummy, *models, *variants], rules), rules))
    by_runner_up = [
        difference(one.recommended, one.models[one.models.index(one.recommended) + 1], rules).confidence
        for one, rules in found
        if one.recommended
    ]
    assert share(sure == "clear" for sure in by_runner_up) > 0.5
    assert share(one.confidence == "tie" for one, _ in found) >= 0.9
    assert all(one.rival and one.rival.model in ("m0", "m1") for one, _ in found if one.confidence == "tie")


@pytest.mark.parametrize("metric", BOTH_KINDS)
@pytest.mark.parametrize(("n_worse", "split"), [*((n, split) for n in (1, 9) for split in SPLITS), (39, "5 folds")])
def test_a_clearly_better_one_is_called_clear(n_worse: int, metric: str, split: str) -> None:
    found = choices([3.0, *[0.3] * n_worse], metric=metric, split=SPLITS[split])
    clear = [one.confidence == "clear" and one.recommended and one.recommended.model == "m0" for one in found]
    assert share(clear) >= 0.95


NOISE = [
    *((n, "roc_auc_ovr", "5 folds") for n in (1, 10, 40)),
    *((10, "roc_auc_ovr", split) for split in SPLITS if split != "5 folds"),
    (10, "log_loss", "5 folds"),
    (10, "rmse", "5 folds"),
]


@pytest.mark.parametrize(("n_models", "metric", "split"), NOISE)
def test_pure_noise_gives_no_useful_model(n_models: int, metric: str, split: str) -> None:
    """By ROC AUC noise is exactly as good as guessing; by the others it is a little worse, and easier to tell."""
    found = choices([0.0] * n_models, metric=metric, split=SPLITS[split], n_rows=150, seeds=range(300))
    assert share(one.verdict == "no_useful_model" for one in found) >= 0.95


RARE = {"n_rows": 1000, "positive": 0.03, "metric": "roc_auc_ovr", "split": SPLITS["5 folds"]}
"""Thirty rows of the rarer class, six a fold."""


@pytest.mark.parametrize("n_models", [1, 10, 40])
def test_noise_about_a_rare_class_gives_no_useful_model(n_models: int) -> None:
    found = choices([0.0] * n_models, seeds=range(300), **RARE)
    assert share(one.verdict == "no_useful_model" for one in found) >= 0.95


@pytest.mark.parametrize("n_models", [1, 3])
def test_a_signal_about_a_rare_class_is_found_although_its_few_rows_scatter(n_models: int) -> None:
    """Six rows a fold make the folds' scores differ so much that their own spread hides the signal more often."""
    found = {knows: choices([0.3] * n_models, knows_luck=knows, **RARE) for knows in (False, True)}
    by_spread, by_luck = (share(one.recommended for one in found[knows]) for knows in (False, True))
    assert by_luck >= by_spread + 0.1


PAY_FOR_SAYING_IT = ("precision", "recall", "f1_macro", "average_precision")


@pytest.mark.parametrize("metric", PAY_FOR_SAYING_IT)
@pytest.mark.parametrize(("n_rows", "one_in"), [(1000, 50), (300, 3)])
def test_answers_that_know_nothing_are_no_useful_model_by_any_metric(metric: str, n_rows: int, one_in: int) -> None:
    """Guessing never says the rarer class, and whoever says it at random is far ahead by these."""
    noise = [answers_are_useful(metric, n_rows, one_in, seed, shift=0.0) for seed in range(40)]
    assert share(noise) <= 0.05


@pytest.mark.parametrize("metric", PAY_FOR_SAYING_IT)
def test_answers_that_know_something_are_useful_by_any_metric(metric: str) -> None:
    assert share(answers_are_useful(metric, 300, 3, seed, shift=1.5) for seed in range(20)) >= 0.9


def answers_are_useful(metric: str, n_rows: int, one_in: int, seed: int, shift: float) -> bool:
    """Whether a model is recommended. ``shift``: standard deviations between what it says of the classes, on logits."""
    y = (np.arange(n_rows) % one_in == 0).astype(int)
    rows, scored = rows_of(y, 2), METRICS.get(metric)
    logit = np.random.default_rng(seed).normal(size=n_rows) + shift * (y - 0.5)
    said = {"dummy": two(np.full(n_rows, 1 / one_in)), "model": two(1 / (1 + np.exp(-logit)))}
    guess, model = (scored_candidate(name, fold_scores(one, rows, [scored])[metric]) for name, one in said.items())
    rules = Rules(greater_is_better=True, preference="accuracy", resampling_ratio=0.25)
    found = dealt(scored, rows, said["model"], guess.scores, kind="stratified", resampling_ratio=0.25)
    model = replace(model, shuffled=found.shuffled, dealt_error=found.dealt_error)
    return choose([guess, model], rules).recommended is not None


@pytest.mark.parametrize(("wide", "least"), [(0.5, 0.95), (1.2, 0.9)])
def test_a_weak_signal_about_numbers_is_found_although_a_few_rows_decide(wide: float, least: float) -> None:
    """The folds' own spread does not find it: of a long tail the largest rows make most of it."""
    found = [numbers_are_useful(seed, wide, signal=0.35) for seed in range(40)]
    assert share(by_dealt for by_dealt, _ in found) >= least
    assert share(by_spread for _, by_spread in found) <= least - 0.1


@pytest.mark.parametrize("wide", [0.5, 1.5])
@pytest.mark.parametrize("certainty", [0.05, 0.35])
def test_answers_that_know_nothing_about_numbers_are_no_useful_model(wide: float, certainty: float) -> None:
    found = [numbers_are_useful(seed, wide, signal=0.0, certainty=certainty) for seed in range(100)]
    assert share(by_dealt for by_dealt, _ in found) <= 0.05


def numbers_are_useful(seed: int, wide: float, signal: float, certainty: float | None = None) -> tuple[bool, bool]:
    """Whether a model is recommended: by how far its answers, dealt at random, scatter, and by the folds' spread.

    ``wide``: of the target's logarithm. ``signal``: its correlation with what the model sees. ``certainty``: the
    correlation that the model believes in.
    """
    random = np.random.default_rng(seed)
    seen, unseen = random.normal(size=(2, 1000))
    y = np.exp(wide * (signal * seen + np.sqrt(1 - signal**2) * unseen))
    believed = signal if certainty is None else certainty
    rows, scored = rows_of(y, 0), METRICS.get("rmse")
    said = {
        "dummy": np.full(len(y), y.mean()),
        "model": y.mean() * np.exp(wide * believed * seen - (wide * believed) ** 2 / 2),
    }
    guess, model = (scored_candidate(name, fold_scores(one, rows, [scored])["rmse"]) for name, one in said.items())
    rules = Rules(greater_is_better=False, preference="accuracy", resampling_ratio=0.25)
    error = dealt(scored, rows, said["model"], guess.scores, kind="random", resampling_ratio=0.25).dealt_error
    choices = (choose([guess, replace(model, dealt_error=one)], rules) for one in (error, None))
    by_dealt, by_spread = (choice.recommended is not None for choice in choices)
    return by_dealt, by_spread


@pytest.mark.parametrize("rows", [[30, 6], [4, 4], [50, 7, 3]])
def test_luck_varies_as_the_metric_says(rows: list[int]) -> None:
    """Of two classes exactly; of several at most so much."""
    scored, random = METRICS.get("roc_auc_ovr"), np.random.default_rng(0)
    y = np.repeat(np.arange(len(rows)), rows)
    drawn = [scored.score(y, random.dirichlet(np.ones(len(rows)), len(y))) for _ in range(2000)]
    assert scored.luck is not None
    known = scored.luck(rows)
    assert np.var(drawn) == pytest.approx(known, rel=0.15) if len(rows) == 2 else np.var(drawn) < known


def test_forty_noisy_leads_do_look_clear_one_by_one() -> None:
    """Which is why more than each lead is looked at."""
    lucky = []
    for seed in range(50):
        (dummy, *models), rules = made_field(
            [0.0] * 40, metric="roc_auc_ovr", split=SPLITS["5 folds"], seed=seed, n_rows=150, knows_luck=False
        )
        lucky.append(any(difference(one, dummy, rules).clearly_better for one in models))
    assert share(lucky) > 0.5


def test_one_good_model_among_many_useless_ones_is_found_by_picking() -> None:
    fields = [
        made_field([1.5, *[0.0] * 39], metric="log_loss", split=SPLITS["5 folds"], seed=seed) for seed in range(50)
    ]
    assert share(choose(*one).recommended for one in fields) >= 0.95
    assert share(_together(*one) for one in fields) < 0.9


def test_many_models_that_see_a_weak_signal_are_found_together() -> None:
    fields = [
        made_field([0.7] * 10, metric="rmse", split=SPLITS["5 folds"], seed=seed, n_rows=200) for seed in range(50)
    ]
    assert share(choose(*one).recommended for one in fields) >= 0.8
    assert share(picked(one[1:], one[0], rules).p_value < PICKED_ERROR_RATE for one, rules in fields) < 0.6


def _together(candidates: Sequence[Candidate], rules: Rules) -> bool:
    dummy, *models = candidates
    return any_clearly_better([difference(one, dummy, rules) for one in models])


def test_a_pick_is_judged_on_a_fold_it_was_not_picked_by() -> None:
    """One model is lucky with the same rows in every repeat: within a repeat nobody picks it for them."""
    _, rules = made_field([0.0], metric="rmse", split=SPLITS["5 folds, 3 times"], seed=0)
    guess, plain = scored_candidate("dummy", [1.0] * 15), scored_candidate("plain", [1.0] * 15)
    lucky = scored_candidate("lucky", [0.5, 1.01, 1.01, 1.01, 1.01] * 3)
    assert picked([lucky, plain], guess, rules).mean == pytest.approx(-0.01 * 12 / 15)
    assert picked([lucky, plain], guess, replace(rules, n_repeats=1)).mean > 0
