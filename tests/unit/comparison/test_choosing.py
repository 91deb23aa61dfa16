"""The choice on made scores with known truth."""

from __future__ import annotations

from dataclasses import replace
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest
from tests.unit.comparison.made_field import scored_candidate as candidate
from tests.unit.comparison.test_expected_errors import rows_of

from automl_comparison.luck import dealt, luck_of
from automl_comparison.meta import ENSEMBLE, Candidate, Preference, Rules
from automl_comparison.processing import choose, difference, picked, ranked
from automl_comparison.rows import Rows
from automl_comparison.words.verdict import below_headline
from automl_shared.paired import resampling_ratio
from automl_shared.plugins import METRICS

DUMMY = [10.0, 10.5, 9.5, 10.2, 9.8]


def rules(preference: Preference = "balanced", **changes: Any) -> Rules:
    return Rules(**{"greater_is_better": False, "preference": preference, "resampling_ratio": 0.25, **changes})


def test_ratio_of_k_folds_is_one_over_k_minus_one():
    assert resampling_ratio([(80, 20)] * 5) == pytest.approx(1 / 4)


def test_corrected_variance_is_nadeau_and_bengios():
    lead = difference(candidate("a", [1.0, 2.0, 3.0]), candidate("b", [2.0, 4.0, 3.0]), rules(resampling_ratio=0.5))
    assert lead.mean == pytest.approx(1.0)
    assert lead.standard_error == pytest.approx(np.sqrt(1.0 * (1 / 3 + 0.5)))
    assert lead.n_folds == 3


def test_direction_of_the_metric_decides_the_sign():
    low, high = candidate("low", [1.0, 1.1]), candidate("high", [2.0, 2.2])
    assert difference(low, high, rules()).mean > 0
    assert difference(low, high, rules(greater_is_better=True)).mean < 0


def test_the_same_numbers_computed_twice_are_no_difference():
    scores = np.array([5.0, 5.5, 4.5, 5.2, 4.8])
    lead = difference(candidate("a", scores), candidate("b", scores * (1 + 1e-14)), rules())
    assert (lead.mean, lead.confidence) == (0.0, "tie")


def test_a_constant_lead_is_clear():
    lead = difference(candidate("a", [0.75] * 5), candidate("b", [0.5] * 5), rules(greater_is_better=True))
    assert lead.clearly_better
    assert lead.confidence == "clear"


def test_different_numbers_of_folds_are_refused():
    with pytest.raises(ValueError, match="share their folds"):
        difference(candidate("a", [1.0, 2.0]), candidate("b", [1.0]), rules())


def test_ranking_is_by_mean_then_simplicity_then_name():
    field = [
        candidate("b", [2.0, 2.0]),
        candidate("a", [2.0, 2.0]),
        candidate("simple", [2.0, 2.0], complexity=1),
        candidate("best", [1.0, 1.0]),
    ]
    assert [one.model for one in ranked(field, rules())] == ["best", "simple", "a", "b"]


@pytest.fixture
def close_field() -> list[Candidate]:
    """A complex leader, a simple one within one standard error, a simpler one within 5 %, one clearly behind."""
    return [
        candidate("dummy", DUMMY),
        candidate("boosting", [5.0, 5.2, 4.8, 5.1, 4.9], complexity=50),
        candidate("tree", [5.1, 5.0, 5.0, 5.0, 5.0], complexity=20),
        candidate("linear", [5.5, 5.1, 5.4, 5.0, 5.2], complexity=10),
        candidate("knn", [7.0, 7.1, 6.9, 7.2, 6.8], complexity=5),
    ]


@pytest.mark.parametrize(
    ("preference", "expected"), [("accuracy", "boosting"), ("balanced", "tree"), ("simple", "linear")]
)
def test_preference_decides_among_the_alike(close_field: list[Candidate], preference: Preference, expected: str):
    choice = choose(close_field, rules(preference))
    assert choice.recommended.model == expected
    assert choice.ranking[0].model == "boosting"


def test_among_equally_simple_ones_only_a_large_difference_in_time_counts():
    best, near = [5.0, 5.2, 4.8, 5.1, 4.9], [5.1, 5.0, 5.0, 5.0, 5.0]
    guess = candidate("dummy", DUMMY)
    slow = choose([guess, candidate("a", best, fit_seconds=60), candidate("b", near, fit_seconds=5)], rules())
    alike = choose([guess, candidate("a", best, fit_seconds=0.9), candidate("b", near, fit_seconds=0.1)], rules())
    assert slow.recommended.model == "b"
    assert alike.recommended.model == "a"


def test_the_order_of_the_children_does_not_matter(close_field: list[Candidate]):
    assert choose(close_field, rules()) == choose(close_field[::-1], rules())


def test_baseline_is_never_recommended():
    choice = choose([candidate("dummy", DUMMY), candidate("ridge", [9.9, 10.6, 9.6, 10.0, 9.9])], rules())
    assert choice.recommended is None
    assert choice.verdict == "no_useful_model"
    assert choice.baseline is not None
    assert choice.confidence == "tie"


def test_a_leader_too_unsteady_to_beat_guessing_is_passed_over():
    steady = candidate("steady", [x - 1.0 for x in DUMMY])
    wild = candidate("wild", [0.0, 14.0, 0.0, 15.0, 12.0])
    choice = choose([candidate("dummy", DUMMY), wild, steady], rules("accuracy"))
    assert choice.ranking[0] is wild
    assert choice.recommended is steady


def test_the_luckiest_of_many_is_not_useful():
    random = np.random.default_rng(3)
    lucky = candidate("lucky", [x - lead for x, lead in zip(DUMMY, [0.1, 0.5, 0.3, 0.2, 0.6], strict=True)])
    others = [candidate(f"m{number}", DUMMY + random.normal(0.2, 0.3, size=5)) for number in range(20)]
    alone = choose([candidate("dummy", DUMMY), lucky], rules())
    among_many = choose([candidate("dummy", DUMMY), lucky, *others], rules())
    assert alone.recommended is lucky
    assert (among_many.leader, among_many.recommended) == (lucky, None)


def test_without_a_baseline_the_best_is_recommended():
    choice = choose([candidate("ridge", [5.0, 5.1])], rules())
    assert choice.recommended is not None
    assert choice.baseline is None


def test_only_the_baseline_ran():
    choice = choose([candidate("dummy", DUMMY)], rules())
    assert (choice.recommended, choice.leader, choice.verdict) == (None, None, "no_useful_model")


@pytest.mark.parametrize(
    ("n_models", "luck", "said"),
    [
        (1, 0.01, "luck alone takes a model as far as 61.6 % at most one time in twenty."),
        (3, 0.01, "a single model as far as 61.6 % at most one time in twenty, and the best of 3 more often."),
        (1, 0.25, "luck alone takes a model as far as 100.0 % at most"),
    ],
)
def test_how_far_luck_reaches_is_told_of_one_model_or_many_and_is_no_better_than_perfect(
    n_models: int, luck: float, said: str
) -> None:
    models = [candidate(f"model {number}", [0.5, 0.6]) for number in range(n_models)]
    known = rules(greater_is_better=True, luck=luck, resampling_ratio=0.0 if luck < 0.1 else 1.0)
    facts = SimpleNamespace(
        choice=choose([candidate("dummy", [0.5, 0.5]), *models], known),
        rules=known,
        is_won_by_guessing=False,
        metric=METRICS.get("roc_auc_ovr"),
        metric_title="ROC AUC",
        language="en",
        data=SimpleNamespace(target="paid", classes=["no", "yes"], target_unit=None, weight=None, findings=[]),
        expected_errors=None,
    )
    assert said in below_headline(facts)


def test_the_levels_are_wider_only_where_rows_were_dealt_into_folds_once():
    """The lead is 1.7 standard errors: luck goes as far 4.5 times of 100."""
    field = [candidate("dummy", [0.5] * 4), candidate("ridge", [0.55, 0.62, 0.55, 0.62])]
    known = rules(greater_is_better=True, luck=0.01, resampling_ratio=0.0)
    assert choose(field, known).verdict == "recommended"
    assert choose(field, replace(known, n_repeats=2)).verdict == "no_useful_model"


@pytest.mark.parametrize(
    ("n_classes", "y", "kind", "weights", "known"),
    [
        (2, [0, 1, 1, 0, 1, 1], "stratified", None, True),
        (2, [0, 1, 1, 1, 1, 1], "kfold", None, False),
        (2, [0, 1, 1, 0, 1, 1], "group", None, False),
        (2, [0, 1, 1, 0, 1, 1], "stratified", [1.0] * 6, False),
        (0, [0.5, 1.5, 1.5, 0.5, 1.5, 1.5], "kfold", None, False),
    ],
)
def test_luck_is_known_of_classes_in_every_fold_whose_rows_count_alike(
    n_classes: int, y: list[float], kind: str, weights: list[float] | None, known: bool
) -> None:
    rows = Rows(
        row_id=np.arange(6),
        y=np.array(y),
        fold=np.repeat([0, 1], 3),
        repeats=(0, 0),
        n_classes=n_classes,
        weights=None if weights is None else np.array(weights),
    )
    found = luck_of(METRICS.get("roc_auc_ovr"), rows, kind)
    assert found == (pytest.approx(4 / (12 * 2)) if known else None)


def test_a_model_is_held_against_its_own_answers_shuffled_where_those_beat_guessing():
    """By recall whoever says the class often is ahead of who never does, whichever rows it is said of."""
    up, never = rules(greater_is_better=True), candidate("dummy", [0.0] * 5)
    noise, good = candidate("noise", [0.5, 0.52, 0.48, 0.55, 0.45]), candidate("good", [0.8, 0.82, 0.78, 0.85, 0.75])
    assert choose([never, noise], up).recommended is noise
    noise, good = (replace(one, shuffled=(0.5,) * 5) for one in (noise, good))
    assert choose([never, noise], up).verdict == "no_useful_model"
    choice = choose([never, noise, good], up)
    assert choice.recommended is good
    assert choice.over_baseline.mean == pytest.approx(0.3)
    assert difference(never, good, up).mean == pytest.approx(-0.3)
    assert picked([noise, good], never, up).mean == pytest.approx(0.3)


STRATIFIED: Any = {"kind": "stratified", "resampling_ratio": 0.25}


def test_shuffled_answers_score_what_saying_it_so_often_scores():
    """One row of ten is of the class, and every second one is said to be, whichever it is."""
    y = np.arange(1000) % 10 == 0
    rows, share = rows_of(y.astype(int), 2), (np.random.default_rng(0).random(1000) < 0.5).astype(float)
    said = np.column_stack([1 - share, share])
    assert dealt(METRICS.get("recall"), rows, said, [0.0] * 5, **STRATIFIED).shuffled == pytest.approx(
        [share.mean()] * 5, abs=0.08
    )
    assert (
        dealt(METRICS.get("accuracy"), rows, said, [0.9] * 5, **STRATIFIED).shuffled == ()
    )  # guessing is right more often
    assert dealt(METRICS.get("log_loss"), rows, said, [0.33] * 5, **STRATIFIED).shuffled == ()


def test_how_far_answers_that_know_nothing_scatter_is_known_of_rows_that_are_dealt_into_folds_once():
    """The lead varies as twice the mean of what is said times the target does, by a hair's breadth of answers."""
    random = np.random.default_rng(0)
    y, said = random.exponential(size=5000), 1 + 0.01 * random.normal(size=5000)
    guessed = [METRICS.get("rmse").score(y[fold::5], np.ones(1000)) for fold in range(5)]
    known = y.std() * 0.01 / np.sqrt(5000) / np.mean(guessed)
    found = {
        (kind, repeats): dealt(
            METRICS.get("rmse"),
            rows_of(y, repeats=repeats),
            np.tile(said, repeats),
            guess,
            kind=kind,
            resampling_ratio=0.25,
        )
        for kind, repeats, guess in (("random", 1, guessed), ("group", 1, guessed), ("random", 3, guessed * 3))
    }
    assert found["random", 1].dealt_error == pytest.approx(known, rel=0.35)  # 20 shuffles tell it to 16 %
    assert found["group", 1].dealt_error is None
    assert found["random", 3].dealt_error is None


def test_a_lead_is_judged_by_how_far_such_answers_scatter():
    """A few rows of one fold decide the scores, which differ from fold to fold by far more than answers do."""
    up = Rules(greater_is_better=True, preference="accuracy", resampling_ratio=0.25)
    guess = candidate("dummy", [0.0] * 5)
    model = candidate("model", [-0.3, 0.2, 0.2, 0.1, 0.3])
    assert choose([guess, model], up).recommended is None
    assert choose([guess, replace(model, dealt_error=0.03)], up).recommended
    assert choose([guess, replace(model, dealt_error=0.3)], up).recommended is None


def test_to_know_which_fold_a_row_is_from_is_worth_something_where_folds_are_groups_or_months():
    """The class's share grows from fold to fold, and all that the answers say is how large it is in theirs."""
    share = np.repeat([0.1, 0.3, 0.5, 0.7, 0.9], 200)
    y = (np.tile(np.arange(200), 5) / 200 < share).astype(int)
    rows, said = rows_of(y, 2), np.column_stack([1 - share, share])
    assert dealt(METRICS.get("log_loss"), rows, said, [np.log(2)] * 5, **STRATIFIED).shuffled == ()
    assert dealt(METRICS.get("accuracy"), rows, said, [0.4] * 5, **STRATIFIED).shuffled == pytest.approx(
        [0.5] * 5, abs=0.2
    )


def fold_scores(random: np.random.Generator, mean: float, shared: np.ndarray) -> np.ndarray:
    """Five fold scores around ``mean``: what a fold's rows do to everybody, and the candidate's own luck."""
    return mean + shared + random.normal(0, 0.1, size=5)


def made_choices(means: dict[str, float], preference: Preference = "accuracy") -> list[Any]:
    chosen = []
    for seed in range(200):
        random = np.random.default_rng(seed)
        shared = random.normal(0, 0.3, size=5)
        field = [candidate(model, fold_scores(random, mean, shared)) for model, mean in means.items()]
        chosen.append(choose(field, rules(preference)))
    return chosen


def test_equal_models_are_called_a_tie():
    choices = made_choices({"dummy": 10.0, "a": 5.0, "b": 5.0})
    assert np.mean([choice.confidence == "tie" for choice in choices]) >= 0.9


def test_a_clearly_better_model_is_called_clear():
    choices = made_choices({"dummy": 10.0, "a": 5.0, "b": 6.0})
    assert np.mean([choice.confidence == "clear" and choice.recommended.model == "a" for choice in choices]) >= 0.95


def test_pure_noise_gives_no_useful_model():
    means = {"dummy": 10.0, "a": 10.0, "b": 10.0, "c": 10.05, "d": 10.1}
    choices = made_choices(means)
    assert np.mean([choice.verdict == "no_useful_model" for choice in choices]) >= 0.95


def mixed_field(mixed: float) -> list[Candidate]:
    """Many models of equal worth, an ensemble of a steady score, and guessing. Errors: less is better."""
    generator = np.random.default_rng(3)
    singles = [candidate(f"m{number}", 5.0 + generator.normal(0, 0.2, 5)) for number in range(20)]
    return [*singles, replace(candidate("weighted", [mixed] * 5), registry_name=ENSEMBLE), candidate("dummy", DUMMY)]


def test_accuracy_takes_an_ensemble_that_only_the_luckiest_of_many_beats():
    field = mixed_field(4.95)
    choice = choose(field, rules("accuracy"))
    assert choice.ranking[0].model != "weighted"
    assert choice.recommended.model == "weighted"


def test_accuracy_leaves_an_ensemble_that_an_honest_pick_beats():
    choice = choose(mixed_field(5.3), rules("accuracy"))
    assert choice.recommended is choice.ranking[0]
