"""`automl predict`: a file in, the same rows with their predictions out, checked, and the same to the last bit."""

from __future__ import annotations

import inspect
import json
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pyarrow.parquet as pq
import pytest
from tests.outputs import bundle_facts, comparison_info, recipe, recommendation
from typer.testing import CliRunner

from automl_controller.cli.app import app
from automl_controller.predicting import stream
from automl_controller.predicting.drift import shifts
from automl_controller.predicting.known import Known, told
from automl_controller.predicting.model import fetched
from automl_controller.predicting.reasons import reasons
from automl_controller.predicting.stream import predict_file
from automl_data.bundle import Answers, Bundle, Calibration, Inspection, Intake, load_bundle, raw_columns, with_answers
from automl_data.bundle.calibration import calibrated
from automl_data.intake import pieces as reading
from automl_data.intake.recognition import Asked, recognised
from automl_shared.errors import AutoMLError, ConfigError, ContractError, DataError, NotFound
from automl_shared.phase_io import ARTIFACT
from automl_shared.plugins import MODELS
from automl_shared.tracker import NewTask, TaskStatus
from automl_shared.tracker.memory import MemoryTracker
from automl_training.candidate import Candidate

ZIPS = ("00137", "01233", "01644", "10115")
CLASSES = ["no", "yes"]


def rows(n: int = 240, seed: int = 0) -> pd.DataFrame:
    random = np.random.default_rng(seed)
    days = pd.Timestamp("2024-01-01") + pd.to_timedelta(random.integers(0, 366, n), unit="D")
    return pd.DataFrame(
        {
            "size": random.uniform(30, 130, n).round(2),
            "zip": random.choice(ZIPS, n),
            "day": pd.Series(days).dt.strftime("%d.%m.%Y"),
        }
    )


def target(frame: pd.DataFrame) -> pd.Series:
    return frame["size"] * 10 + (frame["zip"] == "00137") * 500


def german(frame: pd.DataFrame, path: Path) -> Path:
    """As German Excel writes it, with a column nobody needs."""
    frame.assign(name="Müller").to_csv(path, sep=";", decimal=",", index=False, encoding="cp1252")
    return path


def learned_as(bundle: Bundle[Any], texts: pd.Series) -> Bundle[Any]:
    """A bundle whose target was read as these texts are."""
    read = recognised(texts, Asked())
    assert read is not None
    return replace(bundle, facts=bundle.facts.model_copy(update={"reading": read.reading}))


def made(folder: Path, classes: list[str], name: str = "") -> Path:
    frame = rows()
    columns = {"numeric": ["size"], "high_cardinality": ["zip"], "datetime": {"day": "%d.%m.%Y"}}
    asked = recipe(task_type="classification" if classes else "regression", **columns)
    y = (target(frame) > 900).to_numpy().astype(int) if classes else target(frame).to_numpy()
    model = MODELS.get(name or ("logistic" if classes else "ridge"))
    candidate = Candidate(recipe=asked, model=model, params={}, n_classes=len(classes), random_seed=1)
    folds = [np.flatnonzero(np.arange(len(frame)) % 3 != fold) for fold in range(3)]
    bundle = Bundle(
        members=[candidate.fit(frame.iloc[fold], y[fold]) for fold in folds],
        columns=raw_columns(asked, frame, {"size": "float64", "zip": "str", "day": "str"}),
        target="rent",
        classes=classes,
        intake=Intake(separator=";", decimal=","),
    )
    told = {"problem_type": "binary", "classes": classes} if classes else {"unit": "EUR"}
    facts = bundle_facts(model=model.name, target="rent", **told)
    return bundle.save(folder / f"{model.name}.bundle", facts).path


@pytest.fixture(scope="module")
def regression(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return made(tmp_path_factory.mktemp("regression"), [])


@pytest.fixture(scope="module")
def classification(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return made(tmp_path_factory.mktemp("classification"), CLASSES)


def no_server() -> Any:
    raise AssertionError("a file needs no server")


def test_a_file_comes_back_with_predictions_that_are_the_models_to_the_last_bit(
    regression: Path, tmp_path: Path
) -> None:
    frame = rows(50, 1)
    bundle = fetched(str(regression), no_server)
    expected = bundle.average(frame)
    for ending in ("csv", "parquet"):
        done = predict_file(bundle, german(frame, tmp_path / "new.csv"), tmp_path / f"out.{ending}")
        written = pd.read_parquet(done.output) if ending == "parquet" else pd.read_csv(done.output, dtype={"zip": str})
        assert list(written.columns) == ["size", "zip", "day", "name", "prediction", "warnings"]
        np.testing.assert_array_equal(written["prediction"], expected)
        assert written["zip"].tolist() == frame["zip"].tolist()
        assert set(written["name"]) == {"Müller"}
        assert (done.rows, done.unused, done.problems, done.shifts) == (50, ["name"], [], [])
        assert done.lowest == expected.min()
        assert done.mean == pytest.approx(expected.mean())


def test_a_file_with_the_target_says_how_good_the_predictions_are(
    regression: Path, classification: Path, tmp_path: Path
) -> None:
    """In each language, with what is no answer told apart; the JSON has the same numbers."""
    frame = rows(60, 1)
    odd = np.arange(60) % 12 == 0
    truth = pd.Series(np.where(target(frame) > 900, "yes", "no")).mask(odd, "perhaps").mask(np.arange(60) % 12 == 1)
    bundle = load_bundle(classification)
    done = predict_file(bundle, german(frame.assign(rent=truth), tmp_path / "new.csv"), tmp_path / "out.parquet")
    said = pd.read_parquet(done.output)["prediction"]
    pairs = pd.DataFrame({"true": truth, "said": said})[truth.isin(CLASSES)]
    right = int((pairs["true"] == pairs["said"]).sum())
    assert done.unused == ["name"]
    assert done.known.document()["right"] == right
    assert (done.known.rows, done.known.strange) == (50, {"perhaps": 5})
    text = " ".join(told(done.known, bundle))
    found = int(((pairs["true"] == "yes") & (pairs["said"] == "yes")).sum())
    assert f"in 50 rows: {right} of them are predicted right" in text
    assert f"`yes`: {found} of {(pairs['true'] == 'yes').sum()} found" in text
    assert "5 rows of the file have a `rent` that the model cannot answer (perhaps)" in text

    numbers = target(frame) + np.arange(60)
    bundle = load_bundle(regression)
    data = german(frame.assign(rent=numbers.round(1).astype(object).mask(odd, "on request")), tmp_path / "new.csv")
    done = predict_file(bundle, data, tmp_path / "out.parquet")
    off = (pd.read_parquet(done.output)["prediction"] - numbers.round(1)).abs()[~odd]
    half, most = off.quantile([0.5, 0.9], interpolation="higher")
    assert done.known.off() == pytest.approx({"half": half, "most": most})
    assert "EUR" in " ".join(told(done.known, bundle))

    without = predict_file(bundle, german(frame, tmp_path / "new.csv"), tmp_path / "out.parquet")
    assert [*told(without.known, bundle)] == []
    assert without.known.document() == {"rows": 0, "other_rows": 0}


def test_a_target_with_its_unit_is_read_as_it_was_learned(regression: Path, tmp_path: Path) -> None:
    """``1.234 €`` is more than a thousand where the model learned it so."""
    frame = rows(60, 1)
    texts = target(frame).map(lambda value: f"{value:,.2f} €".translate(str.maketrans(",.", ".,")))
    bundle = learned_as(load_bundle(regression), texts)
    done = predict_file(bundle, german(frame.assign(rent=texts), tmp_path / "new.csv"), tmp_path / "out.parquet")
    off = (pd.read_parquet(done.output)["prediction"] - target(frame).round(2)).abs().sort_values()
    assert (done.known.rows, done.known.strange) == (60, {})
    assert done.known.off() == pytest.approx({"half": off.iloc[29], "most": off.iloc[53]})


def test_classes_with_a_unit_are_read_as_they_were_learned(tmp_path: Path) -> None:
    """``5 stars`` is the class 5."""
    frame = rows(60, 1)
    texts = pd.Series(np.where(target(frame) > 900, "5 stars", "4 stars"))
    bundle = learned_as(load_bundle(made(tmp_path, ["4", "5"])), texts)
    done = predict_file(bundle, german(frame.assign(rent=texts), tmp_path / "new.csv"), tmp_path / "out.parquet")
    right = int((pd.read_parquet(done.output)["prediction"].astype(str) == texts.str[0]).sum())
    assert (done.known.rows, done.known.right, done.known.strange) == (60, right, {})


@pytest.mark.parametrize(
    ("pairs", "strange", "expected"),
    [
        ({("no", "yes"): 1}, {}, "in one row: 0 of 1 is predicted right. What is true there is always `no`."),
        ({("yes", "yes"): 3}, {}, "3 of them are predicted right (100.0 %). What is true there is always `yes`."),
        ({}, {"N": 1}, "One row of the file has a `rent` that the model cannot answer (N); it does not count."),
    ],
)
def test_few_rows_with_the_target_are_told_without_counts_of_nothing(
    classification: Path, pairs: Any, strange: Any, expected: str
) -> None:
    found = " ".join(told(Known(pairs=Counter(pairs), strange=Counter(strange)), load_bundle(classification)))
    assert expected in found
    assert "0 of 0" not in found


@pytest.mark.parametrize("off", [[1.0, 10.0], [1.0, 2.0, 30.0], [5.0]])
def test_nine_of_ten_of_few_predictions_are_all_of_them(off: list[float]) -> None:
    known = Known(errors=[np.array(off)])
    assert known.off()["most"] == max(off)
    assert sum(one <= known.off()["half"] for one in off) >= len(off) / 2


def test_a_file_that_is_not_there_is_named_also_where_an_older_answer_is(regression: Path, tmp_path: Path) -> None:
    (tmp_path / "out.csv").write_text("older")
    with pytest.raises(DataError, match="does not exist"):
        predict_file(load_bundle(regression), tmp_path / "new.csv", tmp_path / "out.csv")


def test_a_threshold_in_the_file_decides_and_is_said(classification: Path, tmp_path: Path) -> None:
    chosen = with_answers(tmp_path / "chosen.bundle", classification, Answers(threshold=0.02)).path
    frame = rows(50, 1)
    data = german(frame, tmp_path / "new.csv")
    done = predict_file(load_bundle(chosen), data, tmp_path / "out.parquet")
    written = pd.read_parquet(done.output)
    probability = load_bundle(classification).average(frame)
    np.testing.assert_array_equal(written[f"probability_{CLASSES[1]}"], probability[:, 1])
    expected = np.where(probability[:, 1] >= 0.02, CLASSES[1], CLASSES[0])
    assert written["prediction"].tolist() == expected.tolist()
    assert (expected != load_bundle(classification).labels(probability)).any()
    said = CliRunner().invoke(app, ["predict", str(chosen), str(data), "-o", str(tmp_path / "again.csv")])
    assert f"says {CLASSES[1]} from a probability of 0.02 on" in said.output


@pytest.mark.parametrize(
    "by",
    [
        Calibration(method="sigmoid", slope=0.37, offset=-0.21),
        Calibration(method="isotonic", said=[0.0, 0.3, 1.0], happened=[0.01, 0.1, 0.9]),
        Calibration(method="temperature", slope=0.61),
    ],
    ids=lambda by: by.method,
)
def test_corrected_probabilities_are_the_chains_to_the_last_bit(
    classification: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, by: Calibration
) -> None:
    monkeypatch.setattr(reading, "BLOCK_BYTES", 1 << 10)
    chosen = with_answers(tmp_path / "chosen.bundle", classification, Answers(calibration=by, threshold=0.3)).path
    frame = rows(50, 1)
    data = german(frame, tmp_path / "new.csv")
    done = predict_file(load_bundle(chosen), data, tmp_path / "out.parquet")
    written = pd.read_parquet(done.output)
    plain = load_bundle(classification)
    chain = np.mean([calibrated(member.predict(plain.rows(frame)), by) for member in plain.members], axis=0)
    np.testing.assert_array_equal(written[["probability_no", "probability_yes"]], chain)
    np.testing.assert_array_equal(load_bundle(chosen).predict_proba(frame), chain)
    assert written["prediction"].tolist() == np.where(chain[:, 1] >= 0.3, CLASSES[1], CLASSES[0]).tolist()
    said = CliRunner().invoke(app, ["predict", str(chosen), str(data), "-o", str(tmp_path / "again.csv")])
    assert f"its probabilities are corrected ({by.method})" in said.output


def test_numbers_come_with_the_range_that_the_file_knows(regression: Path, tmp_path: Path) -> None:
    chosen = with_answers(tmp_path / "chosen.bundle", regression, Answers(reach=12.5, level=0.9)).path
    data = german(rows(50, 1), tmp_path / "new.csv")
    done = predict_file(load_bundle(chosen), data, tmp_path / "out.parquet")
    written = pd.read_parquet(done.output)
    np.testing.assert_array_equal(written["low"], written["prediction"] - 12.5)
    np.testing.assert_array_equal(written["high"], written["prediction"] + 12.5)
    said = CliRunner().invoke(app, ["predict", str(chosen), str(data), "-o", str(tmp_path / "again.csv")])
    assert "low and high: 90 % of new rows lie within 12.5 EUR of the prediction" in said.output
    assert "Predicted rent (EUR)" in said.output


def test_of_classes_it_writes_the_label_and_the_probability_of_each(classification: Path, tmp_path: Path) -> None:
    frame = rows(50, 1)
    bundle = load_bundle(classification)
    done = predict_file(bundle, german(frame, tmp_path / "new.csv"), tmp_path / "out.parquet")
    written = pd.read_parquet(done.output)
    np.testing.assert_array_equal(written[["probability_no", "probability_yes"]], bundle.predict_proba(frame))
    assert written["prediction"].tolist() == bundle.predict(frame).tolist()
    assert dict(done.classes) == written["prediction"].value_counts().to_dict()


def test_pieces_make_no_difference(regression: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "BLOCK_BYTES", 1 << 10)
    frame = rows(400, 1)
    bundle = load_bundle(regression)
    source = german(frame, tmp_path / "new.csv")
    assert len(list(reading.pieces(source))) > 5
    done = predict_file(bundle, source, tmp_path / "out.parquet", explain=2)
    whole = bundle.average(frame)
    np.testing.assert_allclose(pd.read_parquet(done.output)["prediction"], whole, rtol=1e-13)
    assert pq.ParquetFile(done.output).metadata.num_rows == done.rows == 400


def test_a_name_that_is_taken_is_not_overwritten(regression: Path, tmp_path: Path) -> None:
    frame = rows(10, 1).assign(prediction="mine")
    done = predict_file(load_bundle(regression), german(frame, tmp_path / "new.csv"), tmp_path / "out.parquet")
    written = pd.read_parquet(done.output)
    assert set(written["prediction"]) == {"mine"}
    assert written["prediction_"].dtype == "float64"


def _stripped(frame: pd.DataFrame) -> pd.DataFrame:
    return frame.assign(zip=frame["zip"].str.lstrip("0"))


def _cents(frame: pd.DataFrame) -> pd.DataFrame:
    return frame.assign(size=frame["size"] * 100_000)


def _without(frame: pd.DataFrame) -> pd.DataFrame:
    return frame.drop(columns="zip")


@pytest.mark.parametrize(("change", "said"), [(_stripped, "zip"), (_cents, "size"), (_without, "zip")])
def test_what_would_be_predicted_wrong_is_refused_and_leaves_no_file(
    regression: Path, tmp_path: Path, change: Callable[[pd.DataFrame], pd.DataFrame], said: str
) -> None:
    source = german(change(rows(50, 1)), tmp_path / "new.csv")
    with pytest.raises(DataError, match=r"wrong|lacks") as caught:
        predict_file(load_bundle(regression), source, tmp_path / "out.csv")
    assert said in str(caught.value)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["new.csv"]


def test_a_file_that_is_refused_is_closed_at_once(
    regression: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Arrow reads ahead in a thread, which crashes a process that ends while it does."""
    opened: list[Any] = []

    def seen(*args: Any) -> Any:
        opened.append(reading.pieces(*args))
        return opened[-1]

    monkeypatch.setattr(stream, "pieces", seen)
    source = german(_without(rows(50, 1)), tmp_path / "new.csv")
    with pytest.raises(DataError) as caught:
        predict_file(load_bundle(regression), source, tmp_path / "out.csv")
    assert [inspect.getgeneratorstate(one) for one in opened] == [inspect.GEN_CLOSED]
    assert caught.value.value == "a file without zip; columns that are not used: name"


def test_told_to_warn_it_predicts_all_the_same_and_says_so_of_every_row(regression: Path, tmp_path: Path) -> None:
    frame = rows(30, 1)
    source = german(frame.assign(size="n/k"), tmp_path / "new.csv")
    done = predict_file(load_bundle(regression), source, tmp_path / "out.csv", check="warn")
    written = pd.read_csv(done.output)
    assert written["warnings"].str.contains("size: n/k is not a number").all()
    assert (done.rows_warned, [one.level for one in done.problems]) == (30, ["error"])
    quiet = predict_file(load_bundle(regression), source, tmp_path / "out.csv", check="off")
    assert (quiet.rows_warned, quiet.problems) == (0, [])


def test_it_never_writes_over_the_rows(regression: Path, tmp_path: Path) -> None:
    source = german(rows(10, 1), tmp_path / "new.csv")
    before = source.read_bytes()
    with pytest.raises(ConfigError, match="overwrite"):
        predict_file(load_bundle(regression), source, source)
    with pytest.raises(ConfigError, match="a CSV or a Parquet file"):
        predict_file(load_bundle(regression), source, tmp_path / "out.xlsx")
    with pytest.raises(ConfigError, match="cannot be written"):
        predict_file(load_bundle(regression), source, tmp_path / "nowhere" / "out.csv")
    assert source.read_bytes() == before


def test_columns_that_moved_are_named_the_farthest_first(regression: Path) -> None:
    bundle = load_bundle(regression)
    moved = rows(500, 2).assign(zip="10115")
    moved["size"] = 100 + (moved["size"] - 30) / 4
    found = shifts(_seen(bundle, moved))
    assert {one.column for one in found} == {"zip", "size"}
    assert found[0].index >= found[1].index
    told = {one.column: (one.before, one.now) for one in found}
    assert told["zip"][1] == "10115: 100.0 %"
    assert float(told["size"][0]) == pytest.approx(rows()["size"].median(), rel=1e-5)
    assert float(told["size"][1]) == pytest.approx(moved["size"].median(), rel=0.01)


def test_what_moved_is_told_in_the_language_of_the_run(regression: Path) -> None:
    bundle = load_bundle(regression)
    new = _seen(bundle, rows(500, 2).assign(zip="99999", size=""))
    assert {one.column: one.now for one in shifts(new, "ja")} == {
        "zip": "学習時になかった値：100.0 %",
        "size": "100.0 % が空欄",
    }


def test_rows_that_did_not_move_show_no_drift(regression: Path) -> None:
    bundle = load_bundle(regression)
    assert [shifts(_seen(bundle, rows(n, seed))) for seed in range(30) for n in (3, 40, 1000)] == [[]] * 90


def _seen(bundle: Bundle[Any], frame: pd.DataFrame) -> Any:
    inspection = Inspection(bundle.columns)
    inspection.look(frame)
    return inspection.tallies


def test_reasons_name_what_moves_the_prediction(regression: Path, classification: Path) -> None:
    frame = pd.DataFrame({"size": [130.0, 80.0], "zip": ["10115", "00137"], "day": ["01.07.2024"] * 2})
    bundle = load_bundle(regression)
    large, dear = reasons(bundle, frame, bundle.average(frame), 1)
    assert large.startswith("size = 130 (+")
    assert dear.startswith("zip = 00137 (+")
    classes = load_bundle(classification)
    assert reasons(classes, frame, classes.average(frame), 3)[0].startswith("size = 130 (+")


def test_reasons_of_two_classes_are_about_the_second_one_whatever_is_predicted(classification: Path) -> None:
    classes = load_bundle(classification)
    frame = pd.DataFrame({"size": [130.0, 30.0], "zip": ["10115"] * 2, "day": ["01.07.2024"] * 2})
    predicted = classes.average(frame)
    assert sorted(predicted.argmax(axis=1)) == [0, 1]
    large, small = reasons(classes, frame, predicted, 1)
    assert (large[: large.index("(") + 2], small[: small.index("(") + 2]) == ("size = 130 (+", "size = 30 (-")


def test_a_registered_model_is_held_against_its_hash(regression: Path, tmp_path: Path) -> None:
    tracker, model_id = MemoryTracker(tmp_path / "tracker"), "a" * 32
    tracker.store_model(model_id, regression, {"sha256": "0" * 64})
    with pytest.raises(ContractError, match="not the one that was registered"):
        fetched(model_id, lambda: tracker)
    tracker.store_model(model_id, regression)
    assert fetched(model_id, lambda: tracker).target == "rent"


@pytest.mark.parametrize("name", ["no-such-run", "b" * 32, "gone.bundle"])
def test_what_is_no_model_is_refused_with_a_way_out(tmp_path: Path, name: str) -> None:
    tracker = MemoryTracker(tmp_path / "tracker")
    with pytest.raises(NotFound) as caught:
        fetched(name, lambda: tracker)
    assert isinstance(caught.value, AutoMLError)


def test_a_run_whose_model_was_deleted_names_two_ways_on(tmp_path: Path) -> None:
    tracker, run_id = MemoryTracker(tmp_path / "tracker"), "20260101-000000-abcdef"
    run = tracker.create(NewTask(name="run", project="p", tags=(f"run:{run_id}", "phase:run"), sections={}))
    tags = (f"run:{run_id}", "phase:comparison")
    decided = tracker.create(NewTask(name="comparison", project="p", tags=tags, sections={}, parent=run))
    info = comparison_info(run_id=run_id, recommendation=recommendation(model_id="c" * 32)).sealed()
    tracker.reporter(decided).document(ARTIFACT, info.model_dump(mode="json"))
    tracker.mark(decided, TaskStatus.COMPLETED)
    with pytest.raises(NotFound, match=f"the model that run {run_id} recommends was deleted") as caught:
        fetched(run_id, lambda: tracker)
    assert caught.value.value == "c" * 32
    assert f"automl clone --task-id {run}" in str(caught.value.fix)


def test_the_command_writes_a_file_and_prints_one_document(
    classification: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    german(rows(20, 1), tmp_path / "new.csv")
    done = CliRunner().invoke(app, ["predict", str(classification), "new.csv", "--explain", "1", "--json"])
    assert done.exit_code == 0, done.output
    document = json.loads(done.stdout)
    assert (document["rows"], document["output"], document["model"]["target"]) == (20, "new-predicted.csv", "rent")
    assert sum(document["classes"].values()) == 20
    assert "reasons" in pd.read_csv("new-predicted.csv").columns
    told = CliRunner().invoke(app, ["predict", str(classification), "new.csv", "--explain", "1"])
    assert "wrote new-predicted.csv" in told.stdout
    assert "reasons: what each value adds to the probability of yes" in told.stdout
    assert "not used: name" in told.stderr
