"""Ensembles on made data with known truth: sound weights, and a model that predicts the same."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import pandas as pd
import pytest
from pydantic import ValidationError
from tests.unit.comparison.made_field import scored_candidate

from automl_comparison.ensembles import Ensembles, Request, Rows, build, scored_rows, weighted
from automl_comparison.ensembles.field import MAX_MEMBERS, Field, Scorer, pool, seconds_together
from automl_comparison.ensembles.nested import fitted_apart
from automl_comparison.ensembles.predictions import Predictions, out_of_fold
from automl_comparison.ensembles.stacking import Stacking, final_estimator
from automl_comparison.ensembles.weighted import LITTLE, MOST_SECONDS, Weighted
from automl_comparison.meta import Candidate, Rules
from automl_comparison.processing import difference
from automl_comparison.rows import MAX_ROWS
from automl_data.majority import MajorityVote
from automl_shared.config.models import EnsembleSettings
from automl_shared.errors import ConfigError, ContractError, NotFound
from automl_shared.folds import fold_column
from automl_shared.plugins import METRICS, Metric

RMSE = METRICS.get("rmse")
RULES = Rules(greater_is_better=False, preference="accuracy", resampling_ratio=0.25)
ALL = {"voting": {"enable": True}, "stacking": {"enable": True}}


class Kept(Predictions):
    """Predictions that are there already."""

    def __init__(self, predicted: Mapping[str, np.ndarray]) -> None:
        self._predicted = predicted

    def of(self, candidate: str) -> np.ndarray:
        if candidate not in self._predicted:
            raise NotFound("no such artifact", value=candidate)
        return self._predicted[candidate]


@dataclass(frozen=True, kw_only=True)
class Made:
    """A truth and what candidates predicted for it, out of fold."""

    y: np.ndarray
    predicted: Mapping[str, np.ndarray]
    metric: Metric = RMSE
    n_classes: int = 0
    n_folds: int = 5
    n_repeats: int = 1
    in_time_order: bool = False
    families: Mapping[str, str] | None = None
    seconds: Mapping[str, float] | None = None
    """To predict 1,000 rows, of those that are not quick."""
    prepare_seconds: float = 0.0
    """Of these, what preparing the rows takes, which is the same for all."""

    @property
    def rows(self) -> Rows:
        """Each fold scores an equal part; another repeat is made of the same rows again."""
        n = len(self.y) // self.n_repeats
        return Rows(
            row_id=np.tile(np.arange(n), self.n_repeats),
            y=self.y,
            fold=np.arange(len(self.y)) * self.n_folds * self.n_repeats // len(self.y),
            repeats=tuple(repeat for repeat in range(self.n_repeats) for _ in range(self.n_folds)),
            n_classes=self.n_classes,
            in_time_order=self.in_time_order,
        )

    @property
    def candidates(self) -> list[Candidate]:
        return [self.candidate(name) for name in self.predicted]

    def candidate(self, name: str) -> Candidate:
        rows, predicted = self.rows, self.predicted[name]
        parts = [rows.slice_of(fold) for fold in range(rows.n_folds)]
        scores = tuple(self.metric.score(self.y[part], predicted[part]) for part in parts)
        return scored_candidate(
            name,
            scores,
            candidate=name,
            title=name,
            registry_name=(self.families or {}).get(name, name),
            model_id=f"model-{name}",
            fit_seconds=2.0,
            predict_seconds=(self.seconds or {}).get(name, 0.0625),
            prepare_seconds=self.prepare_seconds,
        )

    def request(self, **settings: Any) -> Request:
        return Request(
            settings=EnsembleSettings(**settings),
            candidates=self.candidates,
            metrics=[self.metric],
            task_id="comparison",
            preprocessing_task_id="p",
        )

    def build(self, **settings: Any) -> Ensembles:
        return build(self.request(**settings), Kept(self.predicted), self.rows)


def views(rng: np.random.Generator, n_models: int) -> Callable[[int], tuple[np.ndarray, np.ndarray]]:
    """A truth of eight parts and models that each see some of them; gives (y, (n_models, n)) for n fresh rows."""
    seen = np.array([np.roll([1, 1, 1, 1, 1, 0, 0, 0], place) for place in range(n_models)])

    def rows(n: int) -> tuple[np.ndarray, np.ndarray]:
        parts = rng.normal(size=(n, 8))
        return parts.sum(axis=1) + rng.normal(size=n), seen @ parts.T

    return rows


def regression(seed: int = 0, n_rows: int = 400, n_models: int = 6, **more: Any) -> Made:
    y, predicted = views(np.random.default_rng(seed), n_models)(n_rows)
    return Made(y=y, predicted={f"m{place}": one for place, one in enumerate(predicted)}, **more)


def classification(
    n_classes: int = 3, metric: str = "log_loss", n_rows: int = 600, n_models: int = 5, **more: Any
) -> Made:
    rng = np.random.default_rng(1)
    truth = rng.normal(size=(n_rows, n_classes))
    y = (truth + 0.5 * rng.normal(size=truth.shape)).argmax(axis=1)
    predicted = {}
    for place in range(n_models):
        odds = np.exp(truth + rng.normal(size=truth.shape))
        predicted[f"m{place}"] = (odds / odds.sum(axis=1, keepdims=True)).astype(np.float32)
    return Made(y=y, predicted=predicted, metric=METRICS.get(metric), n_classes=n_classes, **more)


def weights(found: Ensembles, kind: str = "weighted") -> Mapping[str, float]:
    return next(one for one in found.built if one.kind == kind).combination.weights


def opinions(
    rng: np.random.Generator, n_models: int, n_classes: int
) -> Callable[[int], tuple[np.ndarray, list[np.ndarray]]]:
    """Models that are each wrong in a way of their own; gives (y, one prediction a model) for n fresh rows."""

    def rows(n: int) -> tuple[np.ndarray, list[np.ndarray]]:
        truth = rng.normal(size=(n, max(n_classes, 1)))
        y = truth + 0.5 * rng.normal(size=truth.shape)
        seen = [truth + rng.normal(size=truth.shape) for _ in range(n_models)]
        if not n_classes:
            return y[:, 0], [one[:, 0] for one in seen]
        odds = [np.exp(one) for one in seen]
        return y.argmax(axis=1), [(one / one.sum(axis=1, keepdims=True)).astype(np.float32) for one in odds]

    return rows


def test_weights_sum_to_one_and_are_the_same_every_time() -> None:
    made = regression()
    first, second = made.build(**ALL), made.build(**ALL)
    assert {one.kind for one in first.built} == {"weighted", "stacking"} | {one.kind for one in second.built}
    for one, other in zip(first.built, second.built, strict=True):
        assert sum(one.combination.weights.values()) == pytest.approx(1.0)
        assert dict(one.combination.weights) == dict(other.combination.weights)
        assert one.candidate.scores == other.candidate.scores


def test_it_is_better_than_its_best_member_and_says_what_it_takes() -> None:
    made = regression()
    found = made.build()
    (one,) = found.built
    assert one.candidate.cv_mean < found.best_single.cv_mean
    assert difference(one.candidate, found.best_single, RULES).clearly_better
    assert (one.candidate.candidate, one.candidate.task_id) == ("ensemble+weighted", "comparison")
    assert one.candidate.size_bytes == 1000 * len(one.members)
    assert one.candidate.predict_seconds == pytest.approx(0.0625 * len(one.members))
    assert one.candidate.fit_seconds > 2.0 * len(one.members)
    assert one.candidate.complexity > max(single.complexity for single in made.candidates)


def test_what_prepares_rows_for_several_members_takes_its_time_once() -> None:
    times = [("plain", 0.5, 0.4), ("plain", 0.7, 0.5), ("scaled", 0.3, 0.1)]
    members = [
        scored_candidate("m", (1.0,), preprocess=preprocess, predict_seconds=predict, prepare_seconds=prepare)
        for preprocess, predict, prepare in times
    ]
    assert seconds_together(members) == pytest.approx(0.1 + 0.2 + 0.5 + 0.2 + 0.1)


def test_identical_members_are_no_ensemble() -> None:
    y = np.random.default_rng(0).normal(size=300)
    same = y + np.random.default_rng(1).normal(size=300)
    found = Made(y=y, predicted={"a": same, "b": same, "c": same}).build()
    assert found.built == ()
    assert found.left_out["weighted"].key == "one_member"


def test_a_garbage_member_does_not_hurt() -> None:
    made = regression()
    garbage = 50 * np.random.default_rng(9).normal(size=len(made.y))
    worse = Made(y=made.y, predicted={**made.predicted, "garbage": garbage})
    (clean,), (one,) = made.build().built, worse.build().built
    assert "garbage" not in one.combination.weights
    assert one.candidate.cv_mean == pytest.approx(clean.candidate.cv_mean, rel=0.01)


def slow_among_quick(slow_seconds: float, likeness: float) -> Made:
    """Six views of a truth, and a slow model that is as good as one of them but for noise of its own."""
    made = regression()
    noise = np.random.default_rng(4).normal(size=len(made.y))
    slow = made.predicted["m0"] + likeness * (made.y - made.predicted["m0"]) + 0.05 * noise
    return replace(made, predicted={**made.predicted, "slow": slow}, seconds={"slow": slow_seconds})


def test_a_slow_member_leaves_where_quick_ones_do_nearly_as_well() -> None:
    quick, slow = (slow_among_quick(seconds, 0.01).build().built[0] for seconds in (0.01, 1.2))
    assert "slow" in quick.combination.weights
    assert "slow" not in slow.combination.weights
    assert slow.candidate.predict_seconds <= MOST_SECONDS < 1.2
    error = np.std(quick.candidate.scores, ddof=1) / np.sqrt(len(quick.candidate.scores))
    assert slow.candidate.cv_mean <= quick.candidate.cv_mean + 2 * LITTLE * error


def test_a_slow_member_stays_where_it_tells_what_no_other_does() -> None:
    (one,) = slow_among_quick(1.2, 0.5).build().built
    assert "slow" in one.combination.weights


def test_times_decide_nothing_about_a_mixture_that_is_quick_enough() -> None:
    made = regression()
    others = replace(made, seconds={"m0": 0.12, "m3": 0.001})
    assert weights(made.build()) == weights(others.build())


def test_a_mixture_is_as_quick_as_its_members_that_share_what_prepares_their_rows() -> None:
    made = regression()
    sharing = replace(made, seconds=dict.fromkeys(made.predicted, 0.4), prepare_seconds=0.39)
    assert weights(made.build()) == weights(sharing.build())
    assert sharing.build().built[0].candidate.predict_seconds < MOST_SECONDS


def test_one_candidate_is_no_ensemble() -> None:
    assert regression(n_models=1).build().left_out["weighted"].key == "few"


def test_the_luck_of_the_best_of_many_does_not_keep_a_mixture_out() -> None:
    """The best mean of many equal models is luck; whoever is picked without a fold does worse on it."""
    rng = np.random.default_rng(1)
    y, alike, own = rng.normal(size=60), rng.normal(size=60), 0.4 * rng.normal(size=(40, 60))
    predicted = {f"m{place}": y + alike + one for place, one in enumerate(own)}
    found = Made(y=y, predicted=predicted).build(weighted={"enable": False}, voting={"enable": True})
    (one,) = found.built
    assert found.best_single.cv_mean < one.candidate.cv_mean


def test_a_mixture_that_gains_nothing_takes_no_part() -> None:
    rng = np.random.default_rng(0)
    y = rng.normal(size=300)
    found = Made(y=y, predicted={"good": y + 0.01 * rng.normal(size=300), "bad": rng.normal(size=300)}).build(**ALL)
    assert {kind: why.key for kind, why in found.left_out.items()}["voting"] == "no_gain"
    assert "weighted" not in {one.kind for one in found.built}


def test_stacking_stays_only_where_it_beats_the_weighted_mean() -> None:
    shrunken = regression()
    assert {one.kind for one in shrunken.build(**ALL).built} >= {"weighted", "stacking"}
    rng = np.random.default_rng(3)
    y = 10 * rng.normal(size=100)  # so wide that nothing is gained by shrinking what members say of it
    alike = Made(y=y, predicted={f"m{place}": y + rng.normal(size=100) for place in range(8)})
    found = alike.build(stacking={"enable": True, "final_estimator": "linear"})
    assert [one.kind for one in found.built] == ["weighted"]
    assert found.left_out["stacking"].key == "stacking_no_gain"


@pytest.mark.parametrize("n_classes", [2, 3])
def test_classes(n_classes: int) -> None:
    made = classification(n_classes)
    found = made.build(**ALL)
    assert {one.kind for one in found.built} >= {"weighted"}
    for one in found.built:
        predicted = one.combination.combine(lambda name: made.predicted[name])
        assert predicted.shape == (600, n_classes)
        assert predicted.sum(axis=1) == pytest.approx(np.ones(600))
        assert made.metric.score(made.y, predicted) == pytest.approx(one.candidate.cv_mean, rel=0.1)


def test_a_majority_counts_votes_and_ties_go_to_the_likelier() -> None:
    three = np.array([[0.6, 0.4, 0.6, 0.4, 0.0, 1.0], [0.9, 0.1, 0.2, 0.8, 0.5, 0.5]])
    assert MajorityVote(2).fit().predict_proba(three)[0] == pytest.approx([2 / 3, 1 / 3], abs=1e-5)
    tied = MajorityVote(2).fit().predict_proba(np.array([[0.9, 0.1, 0.4, 0.6]]))
    assert tied[0, 0] > tied[0, 1]


def test_hard_voting_competes_for_a_metric_of_labels() -> None:
    found = classification(3, "balanced_accuracy").build(
        weighted={"enable": False}, voting={"enable": True, "voting": "hard", "estimators": ["m0", "m1", "m2"]}
    )
    assert sorted(weights(found, "voting")) == ["m0", "m1", "m2"]


def test_names_that_are_not_there_are_told_with_what_is() -> None:
    found = regression().build(voting={"enable": True, "estimators": ["m0", "m99"]})
    assert "m99" in str(found.left_out["voting"].values["cause"])
    assert "weighted" in {one.kind for one in found.built}


@pytest.mark.parametrize(
    ("made", "other", "allowed"), [(regression(), "logistic", "ridge, linear"), (classification(), "ridge", "logistic")]
)
def test_final_estimators_of_the_other_kind_are_refused_with_the_allowed_ones(
    made: Made, other: str, allowed: str
) -> None:
    with pytest.raises(ConfigError) as caught:
        final_estimator(other, made.n_classes)
    assert caught.value.allowed == allowed
    found = made.build(stacking={"enable": True, "final_estimator": other})
    assert found.left_out["stacking"].key == "failed"
    assert "weighted" in {one.kind for one in found.built}


def test_other_final_estimators_are_refused_before_anything_runs() -> None:
    with pytest.raises(ValidationError, match="'ridge', 'linear' or 'logistic'"):
        EnsembleSettings.model_validate({"stacking": {"final_estimator": "xgboost"}})


def test_a_fold_has_no_say_in_the_ensemble_it_scores() -> None:
    """With the first fold's truth and predictions replaced, the ensemble that scores it stays the same."""
    made = regression()
    other = {name: np.concatenate([one[:80] * 7 + 3, one[80:]]) for name, one in made.predicted.items()}
    changed = Made(y=np.concatenate([made.y[:80][::-1], made.y[80:]]), predicted=other)
    assert _of_fold(made, 0) == _of_fold(changed, 0)
    assert _of_fold(made, 1) != _of_fold(changed, 1)


def _field_of(made: Made) -> Field:
    return Field(
        singles=made.candidates,
        baseline=None,
        rows=made.rows,
        predicted=made.predicted,
        metric=made.metric,
        guide=made.metric,
    )


def _of_fold(made: Made, fold: int) -> Mapping[str, float]:
    return dict(fitted_apart(Weighted(), _field_of(made))[fold].weights)


@pytest.mark.parametrize("in_time_order", [False, True])
def test_the_second_level_is_judged_on_folds_left_out(in_time_order: bool) -> None:
    """Rows of a group or of a moment are alike, and say nothing of others: folds keep them together, or do not."""

    def second_level(order: np.ndarray) -> Any:
        rng = np.random.default_rng(0)
        luck = rng.normal(size=(9, 20)).repeat(10, axis=1) + 0.01 * rng.normal(size=(9, 200))
        y, *members = luck[:, order]
        made = Made(y=y, predicted={f"m{place}": one for place, one in enumerate(members)}, in_time_order=in_time_order)
        return Stacking().fit(_field_of(made), range(5)).final[-1]

    whole, spread = second_level(np.arange(200)), second_level(np.arange(200).reshape(20, 10).T.ravel())
    assert np.abs(whole.coef_).sum() < 0.9 * np.abs(spread.coef_).sum()


def test_in_the_order_of_time_only_the_past_decides() -> None:
    made = regression(in_time_order=True)
    assert [made.rows.learnt_from(fold) for fold in range(3)] == [(), (0,), (0, 1)]
    assert set(_of_fold(made, 0).values()) == {1 / 6}
    later = Made(y=np.concatenate([made.y[:160], made.y[160:][::-1]]), predicted=made.predicted, in_time_order=True)
    assert [_of_fold(made, fold) for fold in (0, 1, 2)] == [_of_fold(later, fold) for fold in (0, 1, 2)]


def test_repeats_keep_to_themselves() -> None:
    assert regression(n_repeats=2, n_folds=3).rows.learnt_from(4) == (3, 5)
    assert len(regression(n_repeats=2, n_folds=3).build().built[0].candidate.scores) == 6


def test_a_metric_of_a_plugin_decides() -> None:
    """One that is better the more is predicted: everything goes to the largest predictions."""
    largest = Metric(
        name="largest",
        function=lambda _, predicted: float(np.mean(predicted)),
        task_types=("regression",),
        greater_is_better=True,
        needs="prediction",
        unit="none",
    )
    made = regression(metric=largest)
    found = made.build()
    assert found.left_out["weighted"].key == "one_member"
    assert found.left_out["weighted"].values["member"] == max(made.candidates, key=lambda one: one.cv_mean).candidate


def test_the_pool_keeps_the_best_of_every_family() -> None:
    rng = np.random.default_rng(0)
    y = rng.normal(size=200)
    many = {f"m{place}": y + 0.1 * rng.normal(size=200) for place in range(60)}
    made = Made(
        y=y,
        predicted={**many, "other": y + rng.normal(size=200)},
        families={**dict.fromkeys(many, "boosting"), "other": "linear"},
    )
    kept = pool(made.candidates, None, range(5), made.metric)
    assert len(kept) == 40
    assert "other" in {one.candidate for one in kept}
    assert len(weights(made.build())) <= MAX_MEMBERS


def test_many_rows_are_sampled_alike_in_every_fold_and_class() -> None:
    n = 4 * MAX_ROWS
    made = Made(y=(np.arange(n) % 10 == 0).astype(int), predicted={}, n_classes=2)
    sample = made.rows.sample()
    few = made.rows.at(sample)
    assert len(few) == MAX_ROWS
    assert np.bincount(few.fold).tolist() == [MAX_ROWS // 5] * 5
    assert few.y.mean() == pytest.approx(0.1, abs=1e-3)
    assert np.array_equal(sample, made.rows.sample())


def test_a_fold_of_few_rows_beside_very_many_is_sampled() -> None:
    rows = replace(Made(y=np.zeros(3 * MAX_ROWS), predicted={}, n_folds=3).rows, fold=_sizes(3 * MAX_ROWS - 4, 2, 2))
    few = rows.at(rows.sample())
    assert np.bincount(few.fold).tolist()[1:] == [1, 1]


def _sizes(*n_rows: int) -> np.ndarray:
    return np.repeat(np.arange(len(n_rows)), n_rows)


def fold_table(n_rows: int, n_folds: int) -> pd.DataFrame:
    place = np.arange(n_rows) % n_folds
    marks = {fold_column(0, fold): np.where(place == fold, 2, 1) for fold in range(n_folds)}
    return pd.DataFrame({"row_id": np.arange(n_rows) * 10, "holdout": False, **marks})


def oof(rows: Rows, values: np.ndarray) -> pd.DataFrame:
    return pd.DataFrame({"row_id": rows.row_id, "repeat": 0, "fold": rows.fold, "prediction": values})


@pytest.mark.parametrize("unit", [1e-200, 1e-6, 1.0, 1e6, 1e200])
def test_weights_say_the_same_whatever_they_are_counted_in(unit: float) -> None:
    target = pd.Series(np.arange(12.0), index=np.arange(12) * 10)
    weights = pd.Series(np.arange(1.0, 13.0), index=target.index)
    rows, same = (scored_rows(fold_table(12, 3), target, [], weights=one) for one in (weights * unit, weights))
    assert rows.weights == pytest.approx(same.weights)
    assert rows.weights.mean() == pytest.approx(1.0)
    assert rows.counts == pytest.approx(same.counts)


def test_predictions_are_put_in_the_order_of_the_folds(tmp_path: Any) -> None:
    target = pd.Series(np.arange(12.0), index=np.arange(12) * 10)
    rows = scored_rows(fold_table(12, 3), target, [])
    assert rows.y.tolist() == [0, 3, 6, 9, 1, 4, 7, 10, 2, 5, 8, 11]
    path = tmp_path / "oof.parquet"
    oof(rows, rows.y).sample(frac=1, random_state=0).to_parquet(path)
    assert out_of_fold(path, rows).tolist() == rows.y.tolist()


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda table: table.head(5), "not for the rows"),
        (lambda table: table.assign(fold=0), "not for the rows"),
        (lambda table: table.assign(prediction=np.nan), "not finite"),
        (lambda table: table.drop(columns="prediction"), "lack columns"),
    ],
)
def test_predictions_of_other_rows_or_without_numbers_are_refused(tmp_path: Any, change: Any, said: str) -> None:
    rows = scored_rows(fold_table(12, 3), pd.Series(np.arange(12.0), index=np.arange(12) * 10), [])
    path = tmp_path / "oof.parquet"
    change(oof(rows, rows.y)).to_parquet(path)
    with pytest.raises(ContractError, match=said):
        out_of_fold(path, rows)


def test_candidates_whose_predictions_cannot_be_read_are_left_out_and_told() -> None:
    made = regression()
    found = build(made.request(), Kept({name: one for name, one in made.predicted.items() if name != "m0"}), made.rows)
    assert [note.values["candidate"] for note in found.notes if note.key == "unread"] == ["m0"]
    assert "m0" not in weights(found)


@pytest.mark.parametrize("weights", [None, np.linspace(0.5, 2.0, 203)], ids=["alike", "weighed"])
@pytest.mark.parametrize(("metric", "n_classes"), [
    ("rmse", 0), ("mae", 0), ("r2", 0), ("log_loss", 2), ("log_loss", 3), ("brier", 2), ("brier", 3), ("accuracy", 3),
    ("f1_macro", 3), ("roc_auc", 2),
])  # fmt: skip
def test_scored_at_once_a_mixture_has_the_very_score_it_has_alone(
    metric: str, n_classes: int, weights: np.ndarray | None
) -> None:
    """A last digit that differed could choose other members than before."""
    y, many = opinions(np.random.default_rng(0), 7, n_classes)(203)
    rows = replace(Made(y=y, predicted={}, n_classes=n_classes, n_folds=6).rows, weights=weights)
    one, sign = METRICS.get(metric), 1.0 if METRICS.get(metric).greater_is_better else -1.0
    parts = [rows.slice_of(fold) for fold in (0, 2, 3, 5)]
    alone = [sum(sign * one.score(y[part], each[part], rows.weights_of(part)) for part in parts) / 4 for each in many]
    scorer = Scorer(rows, (0, 2, 3, 5), one)
    assert scorer.of_each(np.stack(many)[:, scorer.positions]) == alone
    assert len(set(alone)) > 3, "unlike models have unlike scores"


def test_how_many_mixtures_are_scored_at_once_chooses_no_other(monkeypatch: pytest.MonkeyPatch) -> None:
    made = classification(n_models=9)
    usual = weights(made.build())
    monkeypatch.setattr(weighted, "AT_ONCE", 1)
    assert weights(made.build()) == usual
