"""The whole task, from a registered dataset to its output."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import plotly.graph_objects as go
import pytest
from tests.outputs import by_name

from automl_data.intake import file_hash
from automl_data.recipe import build_pipeline
from automl_preprocessing.masking import MASK, Masks
from automl_preprocessing.samples import samples
from automl_preprocessing.visualization import PICTURES
from automl_shared.config.models import CrossValidationSettings, OutputSettings, PreprocessingSettings
from automl_shared.folds import fold_hash
from automl_shared.plugins import PLOTS, plot
from automl_shared.plugins.facts import PreprocessingFacts
from automl_shared.recipe import Columns, Recipe
from automl_shared.sections import VariantSection
from automl_shared.tracker.memory import checked
from automl_shared.variants import named, variants
from automl_training.material import material

from .conftest import Done, KeepingTracker, Run, people


def caption(figure: Any) -> str:
    return str(figure.layout.title.text).replace("<br>", " ")


def test_the_output_describes_the_artifacts(usual: Done) -> None:
    done = usual
    info, data, folds = done.info, done.parquet("data"), done.parquet("folds")

    assert done.exit_code == 0
    assert data.index.name == "row_id"
    assert list(data.columns) == [*info.feature_names, "churn"]
    assert list(folds.columns[:2]) == ["row_id", "holdout"]
    assert list(folds.columns[2:]) == ["r0f0", "r0f1", "r0f2", "r0f3", "r0f4"]
    assert set(folds.dtypes[2:]) == {np.dtype("int8")}
    assert folds["row_id"].tolist() == data.index.tolist()
    assert fold_hash(folds) == info.fold_plan.hash
    assert (info.n_rows, info.n_train, info.n_holdout) == (400, 320, 80)
    assert info.classes == ["no", "yes"]
    assert info.rows_of_class == data["churn"].value_counts().to_dict()
    assert set(data["churn"]) == set(info.classes)
    assert info.recipe.numeric == ["age", "income"]
    assert info.recipe.categorical == ["city", "member"]
    assert list(info.recipe.datetime) == ["joined"]
    assert info.recipe.text == ["remark"]
    assert info.n_features_in == len(info.recipe.names) == 6
    assert (info.source.file_name, info.source.rows, info.source.columns) == ("people.csv", 400, 9)
    assert info.preproc_id == "standard-onehot"


def test_the_positive_class_comes_last_in_the_output(preprocess: Run, usual: Done) -> None:
    assert usual.info.positive_class == "yes"
    done = preprocess(people(), positive_class="no")
    assert (done.info.classes, done.info.positive_class) == (["yes", "no"], "no")
    assert set(done.parquet("data")["churn"]) == {"yes", "no"}


def test_weights_of_rows_go_along_and_are_no_feature(preprocess: Run) -> None:
    frame = people().assign(weight=np.tile([0.0, 1.0, 2.5, 4.0], 100))
    done = preprocess(frame, weight_column="weight")
    info, data = done.info, done.parquet("data")

    assert info.weight == "weight"
    assert "weight" not in info.feature_names
    assert info.n_features_in == len(info.recipe.names) == 6
    assert info.n_rows == len(data) == 300
    assert set(data["weight"]) == {1.0, 2.5, 4.0}
    assert data["churn"].tolist() == frame["churn"][frame["weight"] > 0].tolist()
    assert {"weights", "weights_zero"} <= {finding.code for finding in info.findings}


@pytest.mark.parametrize(
    ("column", "values"),
    [
        ("weight_column", np.tile([0.0, 1.0, 2.5, 4.0], 100)),
        ("weight_column", np.tile([1.0, 2.0], 200)),
        ("group_column", np.repeat(np.arange(40), 10)),
        ("time_column", np.repeat(pd.date_range("2024-01-01", periods=40).strftime("%Y-%m-%d"), 10)),
    ],
)
def test_what_goes_along_with_the_rows_leaves_them_as_a_training_reads_them(
    preprocess: Run, column: str, values: Any
) -> None:
    done = preprocess(people().assign(along=values), **{column: "along"})
    data = material(done.parquet("data"), done.parquet("folds"), done.info)
    assert len(data.X) == done.info.n_rows
    assert (data.weights is not None) == (column == "weight_column")
    assert bool(data.ties) == (column != "weight_column")


def test_the_data_fits_the_recipe(usual: Done) -> None:
    data = usual.parquet("data")

    result = build_pipeline(usual.info.recipe).fit_transform(data[usual.info.feature_names])

    assert np.isfinite(result.to_numpy()).all()


def test_files_numbers_and_pictures(usual: Done) -> None:
    done, tracker = usual, usual.tracker
    reporter = tracker.reporters[done.task_id]

    assert reporter.scalars == {"model/num_features": done.info.n_features_out, "model/num_rows_train": 320.0}
    facts = tracker.document(done.task_id, "facts")
    assert facts["findings"] == tracker.document(done.task_id, "findings")
    drawn = {title: checked(draw()).to_json() for title, draw in PICTURES.of(facts)}
    assert drawn == {title: figure.to_json() for title, figure in reporter.figures.items()}
    assert Recipe.model_validate(tracker.document(done.task_id, "recipe")) == done.info.recipe
    assert tracker.document(done.task_id, "preprocess_pipeline")["recipe"] == done.info.recipe.model_dump()
    assert len(tracker.document(done.task_id, "schema_raw")["columns"]) == people().shape[1]
    for figure in reporter.figures.values():
        json.loads(figure.to_json())
        assert caption(figure)


def test_generated_features_are_told_with_the_recipe(preprocess: Run, tracker: KeepingTracker) -> None:
    random = np.random.default_rng(0)
    frame = pd.DataFrame(random.uniform(1, 9, (400, 2)), columns=["width", "depth"])
    ratio = frame["width"] / frame["depth"] + random.normal(scale=0.1, size=400)
    done = preprocess(frame.assign(churn=ratio), variant=VariantSection(feature_generation="auto"))

    told = tracker.document(done.task_id, "preprocess_pipeline")["generated_features"]
    assert {"name": "width / depth", "kind": "ratio", "columns": ["width", "depth"]} in told
    assert done.info.n_features_out == 2 + len(told)
    assert done.info.preproc_id == "standard-onehot-generated"


def test_a_hidden_column_hides_what_is_made_of_it() -> None:
    rows = pd.DataFrame({"age": [30.0], "salary": [5e4], "age * salary": [1.5e6]})
    made = Recipe.of(VariantSection(), Columns(numeric=["age", "salary"]), task_type="regression")
    masks = Masks(whole=frozenset({"salary"}))
    after = samples(rows[["age", "salary"]], rows, made, masks, {"age * salary": ["age", "salary"]})[1]

    assert after.to_numpy().tolist() == [[30.0, MASK, MASK]]


@pytest.mark.parametrize("setting", ["group_column", "time_column"])
def test_what_the_folds_respect_is_kept_for_inner_splits(preprocess: Run, usual: Done, setting: str) -> None:
    frame = people().assign(week=lambda table: np.arange(len(table)) // 7)
    name = "week" if setting == "group_column" else "joined"
    done = preprocess(frame, **{setting: name})
    kept = done.parquet("data")[name]

    assert done.info.tie == name
    assert kept.dtype == np.int64
    assert (kept.groupby(frame.loc[kept.index, name]).nunique() == 1).all()
    assert kept.nunique() == frame.loc[kept.index, name].nunique()
    assert usual.info.tie is None


def test_sample_rows_match_and_hide_keys_and_prose(usual: Done) -> None:
    done, tracker = usual, usual.tracker
    before = pd.read_csv(tracker.file(done.task_id, "sample_before"))
    after = pd.read_csv(tracker.file(done.task_id, "sample_after"))
    folds = done.parquet("folds").set_index("row_id")

    assert before["row_id"].tolist() == after["row_id"].tolist()
    assert set(before["customer_id"]) == set(before["remark"]) == {"•••"}
    assert (folds.loc[before["row_id"], "r0f0"] == 1).all()


def test_pictures_are_cut_and_say_so(preprocess: Run, tracker: KeepingTracker) -> None:
    random = np.random.default_rng(0)
    frame = pd.DataFrame(random.normal(size=(120, 30)), columns=[f"x{i}" for i in range(30)])
    frame = frame.mask(random.random(frame.shape) < 0.15).assign(churn=frame["x7"] * 2 + random.normal(size=120))
    done = preprocess(frame, output=OutputSettings(max_plot_columns=3))
    figures = by_name(tracker.reporters[done.task_id].figures)

    assert "3 of 30" in caption(figures["missing values"])
    assert "3 of 30" in caption(figures["numeric distributions"])
    assert "3 of 30" in caption(figures["correlation"])
    assert figures["correlation"].layout.yaxis.ticktext[:2] == ("churn", "x7")


def test_nothing_is_missing(preprocess: Run, tracker: KeepingTracker) -> None:
    done = preprocess(people().fillna({"city": "Nara"}))

    assert caption(by_name(tracker.reporters[done.task_id].figures)["missing values"]) == "Nothing is missing."


def test_only_categories(preprocess: Run, tracker: KeepingTracker) -> None:
    done = preprocess(people()[["city", "member", "churn"]])

    assert done.exit_code == 0
    shown = caption(by_name(tracker.reporters[done.task_id].figures)["correlation"])
    assert shown.startswith("There are no two number columns")


def test_plugins_draw_after_the_built_in_pictures(preprocess: Run, tracker: KeepingTracker) -> None:
    @plot("target once more", phase="preprocessing", caption="The target.")
    def again(facts: PreprocessingFacts) -> Any:
        return go.Figure(go.Bar(x=facts.target.labels, y=facts.target.counts))

    try:
        done = preprocess(people())
    finally:
        PLOTS._items.pop("target once more")

    figures = by_name(tracker.reporters[done.task_id].figures)
    assert list(figures)[-1] == "target once more"
    assert caption(figures["target once more"]) == "The target."
    assert sum(figures["target once more"].data[0].y) == done.info.n_train


def test_every_variant_gets_the_same_rows(preprocess: Run) -> None:
    every = variants(PreprocessingSettings(scaling=["standard", "none"], categorical_encoding=["onehot", "ordinal"]))
    infos = [preprocess(people(), variant=variant).info for variant in every]

    assert len({info.preproc_id for info in infos}) == 4
    assert len({info.fold_plan.hash for info in infos}) == 1
    assert len({info.recipe.hash for info in infos}) == 4


def test_same_seed_same_rows_other_seed_other_rows(preprocess: Run, usual: Done) -> None:
    first = usual.info
    again = preprocess(people()).info
    other_folds = preprocess(people(), folds=CrossValidationSettings(random_seed=7)).info
    other_holdout = preprocess(people(), random_seed=7).info

    assert first.fold_plan.hash == again.fold_plan.hash
    assert len({one.fold_plan.hash for one in (first, other_folds, other_holdout)}) == 3


def test_a_copy_made_by_hand_is_named_by_its_settings(preprocess: Run) -> None:
    edited = VariantSection(preproc_id="standard-onehot", scaling="minmax", categorical_encoding="ordinal")

    assert preprocess(people(), variant=edited).info.preproc_id == named(edited).preproc_id == "minmax-ordinal"


@pytest.mark.parametrize("change", [{"scaling": "sqrt"}, {"polynomial_degree": 9}, {"categorical_encoding": "hash"}])
def test_a_setting_that_does_not_exist_is_refused(preprocess: Run, change: dict[str, Any]) -> None:
    done = preprocess(people(), variant=VariantSection(**change))

    assert done.exit_code == 1
    assert f"Preprocessing/{next(iter(change))}" in done.cause


def test_too_many_products_are_refused(preprocess: Run) -> None:
    frame = pd.DataFrame(np.random.default_rng(0).normal(size=(60, 60)), columns=[f"x{i}" for i in range(60)])

    done = preprocess(frame.assign(churn=["a", "b"] * 30), variant=VariantSection(polynomial_degree=3))

    assert "39,710 features" in done.cause


def test_rows_without_a_target_are_dropped_counted_and_said(
    preprocess: Run, capsys: pytest.CaptureFixture[str]
) -> None:
    frame = people()
    frame.loc[[0, 17, 399], "churn"] = None

    done = preprocess(frame)

    assert (done.info.n_rows, done.info.n_rows_dropped) == (397, 3)
    assert not {0, 17, 399} & set(done.parquet("data").index)
    assert "3 rows have no target value" in capsys.readouterr().err


def test_row_ids_count_from_the_edited_file(preprocess: Run) -> None:
    from automl_shared.config.models import Editing

    done = preprocess(people(), editing=Editing(query="age >= 40"))
    edited = people().query("age >= 40").reset_index(drop=True)

    assert done.parquet("data")["age"].tolist() == edited["age"].tolist()
    assert done.parquet("data").index.tolist() == list(range(len(edited)))


def test_a_column_may_be_called_row_id(preprocess: Run) -> None:
    frame = people().assign(row_id=lambda one: one["age"] % 7)

    done = preprocess(frame)

    assert done.exit_code == 0
    assert done.parquet("data")["row_id"].tolist() == (people()["age"] % 7).tolist()


def test_regression(preprocess: Run) -> None:
    done = preprocess(people(), target_column="income")

    assert done.info.problem_type == "regression"
    assert done.info.classes == []
    assert done.info.fold_plan.kind == "kfold"
    assert done.parquet("data")["income"].dtype == np.float64


def test_infinite_numbers_are_gaps(preprocess: Run) -> None:
    frame = people()
    frame.loc[[1, 2], "income"] = [-np.inf, 1.7976931348623157e308]
    done = preprocess(frame)

    assert done.parquet("data").loc[[1, 2], "income"].isna().all()
    assert "2 infinite or absurdly large numbers" in next(
        one.message for one in done.info.findings if one.code == "infinite"
    )


def test_a_dataset_of_several_tables_is_refused(preprocess: Run, tracker: KeepingTracker, tmp_path: Path) -> None:
    dataset = tracker.register_dataset(
        _file(tmp_path / "a.csv", "x,y\n1,2\n"), name="d", project="p", tags=[], facts={}
    )
    (tmp_path / "tracker" / dataset / "b.parquet").write_text("")

    done = preprocess(people(), dataset_id=dataset)

    assert done.exit_code == 1
    assert "a.csv, b.parquet" in done.cause


def test_a_file_that_was_exchanged_is_refused(preprocess: Run, tracker: KeepingTracker, tmp_path: Path) -> None:
    path = _file(tmp_path / "a.csv", people().to_csv(index=False))
    dataset = tracker.register_dataset(path, name="d", project="p", tags=[], facts={"hash": file_hash(path)})
    _file(tracker.dataset_files(dataset)[0], people()[::-1].to_csv(index=False))

    assert "not the one that was registered" in preprocess(people(), dataset_id=dataset).cause


def test_a_file_on_disk_for_a_task_run_by_hand(preprocess: Run, tmp_path: Path) -> None:
    path = _file(tmp_path / "mine.csv", people().to_csv(index=False))

    done = preprocess(people(), dataset_id=None, csv_path=str(path))

    assert done.exit_code == 0
    assert done.info.dataset_id == ""
    assert "does not exist" in preprocess(people(), dataset_id=None, csv_path=str(tmp_path / "none.csv")).cause


def test_data_that_cannot_be_used_are_refused_in_the_language_of_the_run(preprocess: Run) -> None:
    table = people().assign(churn="no")
    done = preprocess(table, output=OutputSettings(language="ja"))
    assert done.cause == "予測する列の値が 1 種類しかないため、学習できません (churn = no)"
    assert preprocess(table).cause.startswith("the target column has only one value")


def test_no_column_left_to_predict_from(preprocess: Run) -> None:
    done = preprocess(people()[["customer_id", "country", "churn"]])

    assert done.exit_code == 1
    assert "customer_id: whole numbers" in done.cause


def _file(path: Path, text: str) -> Path:
    path.write_text(text, encoding="utf-8")
    return path


def test_a_dataset_is_read_as_its_keys_say(preprocess: Run, tracker: KeepingTracker, tmp_path: Path) -> None:
    text = "Report\n" + people().to_csv(index=False) + "Total,,\n"
    path = _file(tmp_path / "report.dat", text)
    dataset = tracker.register_dataset(path, name="d", project="p", tags=[], facts={"hash": file_hash(path)})

    done = preprocess(people(), dataset_id=dataset)
    stated = preprocess(people(), dataset_id=dataset, header_row=2, skip_footer=2)

    assert done.info.source.rows == len(people())
    assert stated.info.source.rows == len(people()) - 1
