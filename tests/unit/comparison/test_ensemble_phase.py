"""An ensemble in the real phase: chosen, checked once, and stored as a model that predicts the same from raw rows."""

from __future__ import annotations

import re
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pandas as pd
import pytest
from sklearn.linear_model import LinearRegression
from tests.outputs import bundle_facts, by_name
from tests.unit.comparison.made_field import scored_candidate

from automl_comparison.ensembles.stacking import second_level
from automl_comparison.ensembles.words import described
from automl_controller.predicting.known import told
from automl_controller.predicting.stream import predict_file
from automl_data.bundle import Bundle, RawColumn, load_bundle
from automl_data.bundle.parts import restored, stored
from automl_data.majority import MajorityVote
from automl_shared.config.models import EnsembleMember, EnsembleSettings, StackingSettings, VotingSettings
from automl_shared.folds import SCORED_ON, fold_hash
from automl_shared.plugins import METRICS

SLOPES = {"steep": 13.0, "flat": 7.0}
"""Two models that are wrong in opposite ways: the truth rises by 10."""


def add_member(made: Any, model: str, slope: float, **facts: Any) -> str:
    """A training that predicts 100 + slope * x, with everything it leaves."""
    folds, truth = made.folds, made.truth
    predicted = 100 + slope * truth["x"]
    columns = [name for name in folds.columns if name.startswith("r0")]
    scored = [folds.loc[folds[name] == SCORED_ON, "row_id"].to_numpy() for name in columns]
    metric = METRICS.get("rmse")
    scores = [metric.score(truth.loc[rows, "price"].to_numpy(), predicted[rows].to_numpy()) for rows in scored]
    path = Path(made.folder) / f"{model}.bundle"
    written = Bundle(
        members=[LinearRegression().fit(truth[["x"]], predicted)],
        columns=[RawColumn(name="x", dtype="float64", kind="numeric")],
        target="price",
        classes=[],
    ).save(
        path,
        bundle_facts(
            run_id=None,
            task_id=model,
            model=model,
            target="price",
            cv_mean=float(np.mean(scores)),
            fold_hash=fold_hash(folds),
        ),
    )
    made.tracker.store_model(f"model-of-{model}", path)
    added = {"bundle_sha256": written.sha256, "model_id": f"model-of-{model}", **facts}
    task_id: str = made.add_training(model, scores, **added)
    parts = [
        pd.DataFrame({"row_id": rows, "repeat": 0, "fold": fold, "prediction": predicted[rows].to_numpy()})
        for fold, rows in enumerate(scored)
    ]
    made.store_table(task_id, "oof_predictions", pd.concat(parts, ignore_index=True))
    held = folds.loc[folds["holdout"], "row_id"].to_numpy()
    table = pd.DataFrame({"row_id": held, "prediction": predicted[held].to_numpy()})
    made.store_table(task_id, "holdout_predictions", table)
    return task_id


@pytest.fixture
def opposed(made_run: Any) -> Any:
    """A run of the baseline and two models whose mean is the truth."""
    made_run.add_dummy()
    for model, slope in SLOPES.items():
        add_member(made_run, model, slope)
    return made_run


def test_it_is_recommended_checked_and_stored(opposed: Any) -> None:
    info = opposed.compare()
    found, reporter = info.recommendation, opposed.reporter
    assert (found.candidate, found.preprocess, found.model) == ("ensemble+weighted", "ensemble", "weighted")
    assert (found.task_id, found.cv_mean) == (reporter.task_id, pytest.approx(0.0, abs=1e-9))
    assert found.holdout == pytest.approx(0.0, abs=1e-9)
    assert info.leaderboard[0].model == "weighted"
    assert info.leaderboard[0].task_id == reporter.task_id
    (model,) = reporter.models.values()
    assert found.model_id in reporter.models
    assert info.leaderboard[0].size_bytes == pytest.approx(Path(model["path"]).stat().st_size, abs=100)
    assert {"preprocess:ensemble", "model:weighted"} <= set(model["tags"])
    bundle = load_bundle(model["path"], expected_sha256=model["metadata"]["sha256"])
    rows = opposed.truth
    assert bundle.predict(rows[["x"]]) == pytest.approx(rows["price"].to_numpy())


def test_the_target_of_new_rows_is_read_as_it_was_learned(opposed: Any, tmp_path: Path) -> None:
    """An ensemble's file is put together from its members', and knows of the target what they know."""
    opposed.unit = "kg"
    opposed.prepare_again()
    opposed.compare()
    (model,) = opposed.reporter.models.values()
    new = pd.DataFrame({"x": [1.0, -2.0], "price": ["112 kg", "80.5 kg"]})
    new.to_csv(tmp_path / "new.csv", index=False)
    bundle = load_bundle(model["path"])
    known = predict_file(bundle, tmp_path / "new.csv", tmp_path / "out.csv").known
    assert (known.rows, known.strange) == (2, {})
    assert known.off() == pytest.approx({"half": 0.5, "most": 2.0})
    assert "2 kg" in " ".join(told(known, bundle))


def test_members_weights_gain_and_cost_are_told_and_drawn(opposed: Any) -> None:
    info = opposed.compare()
    (ensemble,) = info.ensembles
    assert {member.candidate: member.weight for member in ensemble.members} == {
        "standard-onehot+steep": 0.5,
        "standard-onehot+flat": 0.5,
    }
    assert "“standard-onehot+steep” 50 %" in ensemble.told
    assert "a gain of" in ensemble.told
    assert re.search(r"\d+ kB instead of 1 kB", ensemble.told)
    assert ensemble.best_single in ("standard-onehot+steep", "standard-onehot+flat")
    reporter = opposed.reporter
    assert [bar.x for bar in by_name(reporter.figures)["ensembles"].data] == [(0.5, 0.5)]
    page = opposed.tracker.file(reporter.task_id, "report").read_text(encoding="utf-8")
    assert "Several models together" in page
    assert "<em>Several models together, each with its weight</em>" in page


@pytest.mark.parametrize(
    ("mixed", "said"),
    [
        (0.45, "“m, plain”, scores 42.0 %: a gain of 3.0 percentage points."),
        (0.42, "“m, plain”, scores 42.0 %: no gain."),
        (0.36, "“m, plain”, scores 42.0 %, which is better by 6.0 percentage points."),
    ],
)
def test_a_mixture_that_scores_less_than_a_single_model_gains_nothing(mixed: float, said: str) -> None:
    single, candidate = scored_candidate("m", [0.42] * 5), scored_candidate("weighted", [mixed] * 5)
    facts: Any = SimpleNamespace(
        metric=METRICS.get("recall"),
        ensembles=SimpleNamespace(best_single=single),
        data=SimpleNamespace(fold_plan=SimpleNamespace(kind="kfold")),
    )
    one: Any = SimpleNamespace(
        candidate=candidate, kind="weighted", members=(single,), combination=SimpleNamespace(weights={"plain+m": 1.0})
    )
    assert said in described(facts, one)


def test_garbage_in_the_holdout_target_does_not_change_the_choice(opposed: Any) -> None:
    before = opposed.compare()
    data = opposed.truth
    data.loc[opposed.folds["holdout"].to_numpy(), "price"] = 1e9
    opposed.store_table(opposed.preprocessings[0], "data", data)
    after = opposed.compare()
    assert after.recommendation.holdout != before.recommendation.holdout
    assert after.ensembles == before.ensembles
    scores = [[(row.candidate, row.cv_mean) for row in info.leaderboard] for info in (before, after)]
    assert scores[0] == scores[1]


def test_without_a_members_file_the_next_best_is_recommended_and_it_is_told(opposed: Any) -> None:
    opposed.tracker.model_file("model-of-flat").unlink()
    info = opposed.compare()
    assert info.recommendation.model in SLOPES
    assert "ensemble" not in {row.preprocess for row in info.leaderboard}
    assert "the file of the model model-of-flat was deleted" in info.ensembles[0].told


def test_a_members_file_that_was_changed_is_refused(opposed: Any) -> None:
    opposed.tracker.model_file("model-of-flat").write_bytes(opposed.tracker.model_file("model-of-steep").read_bytes())
    info = opposed.compare()
    assert info.recommendation.model in SLOPES
    assert info.ensembles[0].candidate is None


def test_where_nothing_is_gained_the_single_one_is_recommended_and_it_is_told(made_run: Any) -> None:
    made_run.add_dummy()
    add_member(made_run, "close", 10.2)
    add_member(made_run, "wide", 14.0)
    info = made_run.compare()
    assert info.recommendation.model == "close"
    assert "ensemble" not in {row.preprocess for row in info.leaderboard}
    assert info.ensembles[0].told == "no mixture is better than “standard-onehot+close” alone"
    page = made_run.page
    assert "“Several models together, each with its weight” takes no part: no mixture is better" in page


def test_a_stacking_that_is_best_is_stored_with_its_second_level(made_run: Any) -> None:
    """Both members rise too steeply: no mean of them is right, a second level is."""
    made_run.add_dummy()
    add_member(made_run, "steep", 13.0)
    add_member(made_run, "steeper", 16.0)
    info = made_run.compare(ensembles=EnsembleSettings(stacking=StackingSettings(enable=True)))
    assert info.recommendation.candidate == "ensemble+stacking"
    assert info.recommendation.holdout == pytest.approx(info.recommendation.cv_mean, rel=0.5)
    (model,) = made_run.reporter.models.values()
    bundle = load_bundle(model["path"], expected_sha256=model["metadata"]["sha256"])
    held = pd.read_parquet(made_run.tracker.file(made_run.reporter.task_id, "holdout_predictions"))
    rows = made_run.truth.loc[held["row_id"], ["x"]]
    assert bundle.predict(rows) == pytest.approx(held["prediction"].to_numpy())


def test_the_rival_of_an_ensemble_is_a_single_one(opposed: Any) -> None:
    asked = EnsembleSettings(voting=VotingSettings(enable=True))
    info = opposed.compare(ensembles=asked)
    assert [row.preprocess for row in info.leaderboard][:2] == ["ensemble", "ensemble"]
    assert info.confidence == "clear"
    assert opposed.told["rival"] in [f"standard-onehot+{model}" for model in SLOPES]


def test_second_levels_for_classes_are_stored_without_code() -> None:
    rng = np.random.default_rng(0)
    predicted = rng.dirichlet([1, 1, 1], size=(200, 2))
    truth = predicted.sum(axis=1).argmax(axis=1)
    names = ["a", "b"]
    level = second_level(names, predicted.reshape(200, 6), truth, 3)
    for final in (level.final, MajorityVote(3).fit()):
        info, content = stored(final, "final")
        assert info.serialisation == "skops"
        again = restored(info, content)
        features = predicted.reshape(200, 6)
        assert again.predict_proba(features) == pytest.approx(final.predict_proba(features))
        assert again.classes_.tolist() == [0, 1, 2]


def test_switched_off_nothing_is_told(opposed: Any) -> None:
    info = opposed.compare(ensembles=EnsembleSettings(weighted=EnsembleMember(enable=False)))
    assert info.ensembles == []
    assert "ensembles" not in by_name(opposed.reporter.figures)
