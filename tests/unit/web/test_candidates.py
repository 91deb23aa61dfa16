"""Candidates of one run side by side."""

from __future__ import annotations

import pytest
from tests.outputs import comparison_info, training_info
from tests.unit.web.conftest import Site

from automl_shared.phase_io import ARTIFACT, LearningCurveInfo, TrainingInfo
from automl_shared.tracker import TaskSnapshot, TaskStatus
from automl_web.compare_candidates import compared_candidates, told_apart
from automl_web.runs import Runs

FOLDS = {"logistic": [0.9, 0.8, 0.7], "knn": [0.8, 0.6, 0.7], "dummy": [0.5, 0.5, 0.5]}


def trained(task: TaskSnapshot, fold_hash: str = "f") -> TrainingInfo:
    """What a candidate's task puts out."""
    assert task.unit
    model = task.unit.model or ""
    scores = FOLDS[model]
    mean = sum(scores) / len(scores)
    return training_info(
        run_id=task.run_id or "",
        task_id=task.id,
        preproc_id=task.unit.preproc_id or "",
        model=model,
        registry_name=model,
        title=f"{model} in words",
        fold_hash=fold_hash,
        scores={"roc_auc_ovr": scores},
        cv_mean={"roc_auc_ovr": mean},
        learning_curve=LearningCurveInfo(rows=[10, 20], scores=[0.5, mean], rising=True) if model == "knn" else None,
    )


@pytest.fixture
def run(site: Site) -> TaskSnapshot:
    """A run whose three candidates are trained; one of them on other folds."""
    task_id = site.world.submit(models=["logistic", "knn", "dummy"])
    site.world.tick()
    prepared = site.world.take("automl-preprocessing")
    site.world.complete(prepared)
    site.world.tick()
    site.world.tick()
    while taken := site.world.take("automl-training"):
        task = site.world.tracker.task(taken)
        info = trained(task, "other" if task.unit and task.unit.model == "dummy" else "f")
        site.world.tracker.reporter(taken).document(ARTIFACT, info.sealed().model_dump(mode="json"))
        site.world.tracker.mark(taken, TaskStatus.COMPLETED)
    return site.world.tracker.task(task_id)


def name_of(model: str) -> str:
    return f"standard-onehot+{model}"


def test_candidates_side_by_side(site: Site, run: TaskSnapshot) -> None:
    board = site.page(f"/runs/{run.run_id}")
    assert f'form="candidates" name="candidate" value="{name_of("logistic")}"' in board
    query = f"candidate={name_of('logistic')}&candidate={name_of('knn')}".replace("+", "%2B")
    page = site.page(f"/runs/{run.run_id}/compare?{query}")
    assert "worse by 10 points " in page
    assert "may be chance" in page  # three folds tell it badly, although the lead is more than a standard error
    assert "model.name" in page
    assert "data.target_column" not in page
    assert "<code>run." not in page
    assert "Difference on each part" in page
    scores = site.browser.get(f"/runs/{run.run_id}/compare/scores?{query}").json()["data"]
    assert [(trace["name"], trace["x"]) for trace in scores] == [
        (f"{model} in words", FOLDS[model]) for model in ("logistic", "knn")
    ]
    told = site.browser.get(f"/runs/{run.run_id}/compare/scores?{query}").json()["layout"]
    assert "ROC" in told["xaxis"]["title"]["text"]
    assert told["yaxis"]["autorange"] == "reversed"
    curves = site.browser.get(f"/runs/{run.run_id}/compare/curves?{query}").json()["data"]
    assert [(trace["name"], trace["x"]) for trace in curves] == [("knn in words", [10, 20])]


def test_a_lead_is_told_only_over_the_same_folds(site: Site, run: TaskSnapshot) -> None:
    runs = Runs(site.world.tracker, site.viewer)
    names = [name_of(model) for model in ("logistic", "knn", "logistic")]
    found = compared_candidates(site.world.tracker, runs, run.run_id or "", names)
    assert [row.name for row in found.rows] == names[:2]
    assert found.rows[0].lead is None
    assert found.rows[1].lead.mean == pytest.approx(-0.1)
    assert [fold[1] for fold in found.folds] == pytest.approx([-0.1, -0.2, 0.0])
    other = compared_candidates(site.world.tracker, runs, run.run_id or "", [name_of("logistic"), name_of("dummy")])
    assert other.rows[1].lead is None
    assert other.folds == ()


def test_a_lead_is_as_sure_as_the_runs_comparison_had_it(site: Site, run: TaskSnapshot) -> None:
    site.world.tick()
    task_id = site.world.take("automl-comparison")
    info = comparison_info(run_id=run.run_id, task_id=task_id, primary_metric="roc_auc_ovr", resampling_ratio=2.0)
    site.world.tracker.reporter(task_id).document(ARTIFACT, info.sealed().model_dump(mode="json"))
    site.world.tracker.mark(task_id, TaskStatus.COMPLETED)
    names = [name_of(model) for model in ("logistic", "knn")]
    found = compared_candidates(site.world.tracker, Runs(site.world.tracker, site.viewer), run.run_id or "", names)
    assert found.rows[1].lead.standard_error == pytest.approx(0.1 * (1 / 3 + 2.0) ** 0.5)


def test_what_is_no_candidate_is_told(site: Site, run: TaskSnapshot) -> None:
    assert "no such candidate" in site.page(f"/runs/{run.run_id}/compare?candidate=x", 404)
    answer = site.browser.get(f"/runs/{run.run_id}/compare", follow_redirects=False)
    assert answer.headers["location"] == f"/runs/{run.run_id}"


@pytest.mark.parametrize(
    ("titles", "told"),
    [
        ([("Lasso", "scaled"), ("Ridge", "scaled")], ["Lasso", "Ridge"]),
        ([("Lasso", "scaled"), ("Lasso", "as it is")], ["scaled", "as it is"]),
        ([("Lasso", "a"), ("Lasso", "b"), ("Ridge", "b")], ["Lasso, a", "Lasso, b", "Ridge, b"]),
        ([("", "a"), ("", "b")], ["a", "b"]),
    ],
)
def test_candidates_are_called_by_what_tells_them_apart(
    site: Site, run: TaskSnapshot, titles: list[tuple[str, str]], told: list[str]
) -> None:
    some = trained(next(task for task in site.world.children(run.id).values() if task.unit and task.unit.model))
    named = [
        some.model_copy(update={"model_title": model, "preproc_title": preparation, "title": f"{model}, {preparation}"})
        for model, preparation in titles
    ]
    assert told_apart(named) == told
