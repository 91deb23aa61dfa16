"""Bundles: what is stored comes back, and what was not stored by us is refused before it can run."""

from __future__ import annotations

import hashlib
import io
import json
import os
import pickle
import subprocess
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from zipfile import ZipFile

import joblib
import numpy as np
import pandas as pd
import pytest
import skops.io
from sklearn.linear_model import LinearRegression, LogisticRegression
from sklearn.pipeline import Pipeline
from sklearn.preprocessing import FunctionTransformer
from sklearn.tree import DecisionTreeRegressor
from tests.outputs import bundle_facts, recipe

from automl_data.bundle import (
    Bundle,
    Facts,
    Member,
    RawColumn,
    Written,
    load_bundle,
    metadata,
    raw_columns,
    read_manifest,
    write_ensemble,
)
from automl_data.bundle.parts import restored, stored, without_gaps
from automl_data.bundle.rows import settled
from automl_data.recipe import build_pipeline
from automl_shared.errors import ConfigError, ContractError, DataError
from automl_shared.readings import Reading
from automl_training.candidate import FittedPipeline

CLASSES = ["no", "yes"]
RECIPE = recipe(numeric=["a"], categorical=["colour"], datetime={"day": "%d.%m.%Y"})
FACTS = bundle_facts(run_id="r", preproc_id="p", cv_mean=1.25, cv_std=0.5, baseline=2.0)
BINARY = FACTS.model_copy(update={"problem_type": "binary", "classes": CLASSES})


class Says:
    """A fitted thing of a plugin: nothing that skops may build."""

    def __init__(self, answer: float | Sequence[float], column: str = "a") -> None:
        self.answer, self.column = answer, column

    def predict(self, X: pd.DataFrame, /) -> np.ndarray:
        """The same for every row."""
        assert list(X.columns) == [self.column]
        return np.full(len(X), self.answer) if isinstance(self.answer, float) else np.tile(self.answer, (len(X), 1))


class Bomb:
    """What a stranger's pickle can do: here it makes a folder."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def __reduce__(self) -> tuple[Any, ...]:
        return os.mkdir, (str(self.folder),)


def _rows() -> pd.DataFrame:
    return pd.DataFrame(
        {
            "a": [1.0, 2.0, np.nan, 4.0, 5.5],
            "colour": ["red", "blue", None, "red", "blue"],
            "day": ["01.02.2024", "03.02.2024", None, "01.03.2024", "09.05.2024"],
        }
    )


def _pipeline(target: Sequence[float] = (1.0, 2.0, 3.0, 4.0, 5.0)) -> Pipeline:
    return Pipeline([("recipe", build_pipeline(RECIPE)), ("model", LinearRegression())]).fit(_rows(), list(target))


class Passes:
    """Predicts what it is given."""

    def predict(self, X: pd.DataFrame, /) -> np.ndarray:
        return X["price"].to_numpy()


def test_texts_are_read_as_the_training_data_were() -> None:
    reading = Reading(kind="numeric", group=",", unit="$")
    columns = [RawColumn(name="price", dtype="float64", kind="numeric", reading=reading)]
    bundle = Bundle(members=[Passes()], columns=columns, target="y", classes=[])

    assert bundle.predict(pd.DataFrame({"price": ["$1,434.84", "12", None]}))[:2].tolist() == [1434.84, 12.0]
    assert bundle.predict(pd.DataFrame({"price": [1434.84, 12.0]})).tolist() == [1434.84, 12.0]


def _fitted(*members: Pipeline) -> Bundle[Pipeline]:
    columns = raw_columns(RECIPE, _rows())
    return Bundle(members=members, columns=columns, target="y", classes=[])


def _says(path: Path, answer: float | Sequence[float], facts: Facts = FACTS, column: str = "a") -> Written:
    """The file of a model of a plugin, which is a pickle."""
    columns = [RawColumn(name=column, dtype="float64", kind="numeric")]
    bundle = Bundle(members=[Says(answer, column)], columns=columns, target="y", classes=facts.classes)
    return bundle.save(path, facts)


def _rewritten(source: Path, change: Callable[[dict[str, bytes]], None]) -> Path:
    """A copy of a bundle with other entries."""
    with ZipFile(source) as file:
        entries = {name: file.read(name) for name in file.namelist()}
    change(entries)
    made = source.with_name("forged.bundle")
    with ZipFile(made, "w") as file:
        for name, content in entries.items():
            file.writestr(name, content)
    return made


def _forged(source: Path, content: bytes, serialisation: str) -> Path:
    """A copy whose only part is something else, with a manifest that agrees."""

    def change(entries: dict[str, bytes]) -> None:
        document = json.loads(entries["manifest.json"])
        (part,) = document["parts"]
        entries[part["file"]] = content
        part.update(serialisation=serialisation, sha256=hashlib.sha256(content).hexdigest(), size_bytes=len(content))
        entries["manifest.json"] = json.dumps(document).encode()

    return _rewritten(source, change)


def test_a_candidate_comes_back_without_pickle_and_predicts_from_raw_rows(tmp_path: Path) -> None:
    bundle = _fitted(_pipeline(), _pipeline((5.0, 4.0, 3.0, 2.0, 9.0)))
    written = bundle.save(tmp_path / "model.bundle", FACTS)
    assert [part.serialisation for part in written.manifest.parts] == ["skops", "skops"]
    assert written.sha256 == hashlib.sha256(written.path.read_bytes()).hexdigest()
    loaded = load_bundle(written.path, expected_sha256=written.sha256.upper())
    expected = np.mean([member.predict(_rows()) for member in bundle.members], axis=0)
    np.testing.assert_array_equal(loaded.predict(_rows()), expected)
    np.testing.assert_array_equal(load_bundle(str(written.path)).predict(_rows()), expected)
    assert loaded.facts == FACTS
    assert [(column.name, column.kind, column.format) for column in loaded.columns] == [
        ("a", "numeric", ""),
        ("colour", "categorical", ""),
        ("day", "datetime", "%d.%m.%Y"),
    ]
    with pytest.raises(DataError, match="a number"):
        loaded.predict_proba(_rows())


@pytest.mark.parametrize(
    "dtypes",
    [
        {"a": "str", "colour": "category"},
        {"a": "Float64", "colour": "string", "day": "string"},
        {"a": "object", "colour": "object", "day": "object"},
        {"a": "float32"},
    ],
)
def test_the_same_values_in_any_dtype_and_order_predict_the_same(tmp_path: Path, dtypes: dict[str, str]) -> None:
    written = _fitted(_pipeline()).save(tmp_path / "model.bundle", FACTS)
    loaded = load_bundle(written.path)
    odd = _rows().astype(dtypes).assign(extra=1)[["extra", "day", "colour", "a"]]
    np.testing.assert_allclose(loaded.predict(odd), loaded.predict(_rows()))


def test_rows_that_do_not_fit_are_refused_and_none_are_fine() -> None:
    bundle = _fitted(_pipeline())
    with pytest.raises(DataError, match="lack columns") as caught:
        bundle.predict(_rows().drop(columns=["a", "day"]))
    assert caught.value.value == "a, day"
    with pytest.raises(DataError, match="more than once") as caught:
        bundle.predict(pd.concat([_rows(), _rows()[["a"]]], axis=1))
    assert caught.value.value == "a"
    assert bundle.predict(_rows().iloc[:0]).shape == (0,)


def test_classes_are_named_and_probabilities_averaged(tmp_path: Path) -> None:
    bundle = Bundle(
        members=[Says([0.9, 0.1]), Says([0.3, 0.7])],
        columns=[RawColumn(name="a", dtype="float64", kind="numeric")],
        target="y",
        classes=CLASSES,
    )
    loaded = load_bundle(bundle.save(tmp_path / "model.bundle", BINARY).path, trusted=True)
    np.testing.assert_allclose(loaded.predict_proba(_rows())[0], [0.6, 0.4])
    assert list(loaded.predict(_rows())) == ["no"] * 5
    assert loaded.predict_proba(_rows().iloc[:0]).shape == (0, 2)
    assert loaded.predict(_rows().iloc[:0]).shape == (0,)


def test_names_and_what_is_known_of_each_are_stored_as_one_text() -> None:
    """Every single thing in a file is looked at each time it is loaded: 2,000 columns took seconds."""
    shares = {f'\u00e9"{place}': place / 3 for place in range(2000)}
    whole = {
        "names": [*shares],
        "others": [1, 2.5, None, True, "é"],
        "in": [["a"], [], {}],
        "of": {"c": shares, "d": {}},
        "numbered": {1: "a", 2.5: "b"},
        "pair": (1, "a"),
    }
    info, content = stored(whole, "part")

    found = restored(info, content)
    assert found == whole
    assert list(found["of"]["c"]) == list(shares)
    assert [type(key) for key in found["numbered"]] == [type(key) for key in whole["numbered"]]
    with ZipFile(io.BytesIO(content)) as file:
        assert file.read("schema.json").count(b"__loader__") < 40


def test_what_draws_at_random_comes_back_and_draws_the_same() -> None:
    """skops reads the name of the generator in its state itself, which must not be one text therefore."""
    info, content = stored({"draws": np.random.default_rng(7)}, "part")

    assert restored(info, content)["draws"].random() == np.random.default_rng(7).random()


def test_a_pickled_part_needs_the_files_hash_or_trust(tmp_path: Path) -> None:
    written = _says(tmp_path / "model.bundle", 7.0)
    assert [part.serialisation for part in written.manifest.parts] == ["joblib"]
    with pytest.raises(ConfigError, match="pickles") as caught:
        load_bundle(written.path)
    assert "expected_sha256" in caught.value.remedy
    for loaded in (load_bundle(written.path, expected_sha256=written.sha256), load_bundle(written.path, trusted=True)):
        assert list(loaded.predict(_rows())) == [7.0] * 5


def test_a_file_with_another_hash_is_refused_unread(tmp_path: Path) -> None:
    path = tmp_path / "model.bundle"
    joblib.dump(Bomb(tmp_path / "harm"), path)
    with pytest.raises(ContractError, match="not the one that was registered"):
        load_bundle(path, expected_sha256="0" * 64, trusted=True)
    with pytest.raises(ContractError, match="not a model made by AutoML"):
        load_bundle(path, trusted=True)
    assert not (tmp_path / "harm").exists()


def _change_part(entries: dict[str, bytes]) -> None:
    entries["part-0.joblib"] = entries["part-0.joblib"][:-1] + b"?"


def _lengthen_part(entries: dict[str, bytes]) -> None:
    entries["part-0.joblib"] += b"?"


def _drop_part(entries: dict[str, bytes]) -> None:
    del entries["part-0.joblib"]


def _drop_manifest(entries: dict[str, bytes]) -> None:
    del entries["manifest.json"]


def _break_manifest(entries: dict[str, bytes]) -> None:
    entries["manifest.json"] = b'{"kind": "candidate"}'


def _newer_manifest(entries: dict[str, bytes]) -> None:
    entries["manifest.json"] = entries["manifest.json"].replace(b'"format": 2', b'"format": 3', 1)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (_change_part, "not what its manifest says"),
        (_lengthen_part, "not what its manifest says"),
        (_drop_part, "no part-0.joblib"),
        (_drop_manifest, "not a model made by AutoML"),
        (_break_manifest, "cannot be read"),
        (_newer_manifest, "newer format"),
    ],
)
def test_what_was_tampered_with_is_refused_even_when_trusted(
    tmp_path: Path, change: Callable[[dict[str, bytes]], None], said: str
) -> None:
    forged = _rewritten(_says(tmp_path / "model.bundle", 7.0).path, change)
    with pytest.raises(ContractError) as caught:
        load_bundle(forged, trusted=True)
    assert said in str(caught.value)


def test_a_damaged_file_is_refused(tmp_path: Path) -> None:
    written = _fitted(_pipeline()).save(tmp_path / "model.bundle", FACTS)
    content = bytearray(written.path.read_bytes())
    content[200:260] = b"\0" * 60
    written.path.write_bytes(content)
    with pytest.raises(ContractError):
        load_bundle(written.path)


def test_a_bomb_does_not_go_off(tmp_path: Path) -> None:
    """However the manifest describes it, a forged part is refused before it is loaded."""
    honest = _fitted(_pipeline()).save(tmp_path / "model.bundle", FACTS).path
    bomb = pickle.dumps(Bomb(tmp_path / "harm"))
    with pytest.raises(ConfigError, match="pickles"):
        load_bundle(_forged(honest, bomb, "joblib"))
    for serialisation in ("skops", "bundle"):
        with pytest.raises(ContractError):
            load_bundle(_forged(honest, bomb, serialisation))
    assert not (tmp_path / "harm").exists()


@pytest.mark.parametrize("function", [os.mkdir, subprocess.run, pickle.loads])
def test_what_no_model_is_made_of_is_not_built(tmp_path: Path, function: Callable[..., Any]) -> None:
    content = skops.io.dumps(FunctionTransformer(function))
    honest = _fitted(_pipeline()).save(tmp_path / "model.bundle", FACTS).path
    with pytest.raises(ContractError, match="no model is made of") as caught:
        load_bundle(_forged(honest, content, "skops"), trusted=True)
    assert function.__name__ in str(caught.value)


def test_a_part_that_skops_did_not_write_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "part.zip"
    with ZipFile(path, "w") as file:
        file.writestr("schema.json", json.dumps({"protocol": 0, "__loader__": "FunctionNode"}))
    honest = _fitted(_pipeline()).save(tmp_path / "model.bundle", FACTS).path
    with pytest.raises(ContractError, match="not what its manifest says"):
        load_bundle(_forged(honest, path.read_bytes(), "skops"))


def test_a_package_that_is_not_there_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    written = _fitted(_pipeline()).save(tmp_path / "model.bundle", FACTS)
    monkeypatch.setitem(sys.modules, "sklearn.linear_model._base", None)
    with pytest.raises(ConfigError, match="a package that the model needs") as caught:
        load_bundle(written.path)
    assert "sklearn.linear_model._base" in str(caught.value)


def test_an_ensemble_weighs_its_members_and_wants_the_columns_of_all(tmp_path: Path) -> None:
    one, other = _says(tmp_path / "one", 1.0), _says(tmp_path / "other", 5.0, column="b")
    facts = FACTS.model_copy(update={"model": "weighted", "preproc_id": "ensemble"})
    members = [Member(one.path, 3.0, one.sha256), Member(other.path, 1.0)]
    written = write_ensemble(tmp_path / "ensemble.bundle", members, facts=facts)
    loaded = load_bundle(written.path, expected_sha256=written.sha256)
    assert list(loaded.predict(_rows().assign(b=0.0))) == [2.0] * 5
    assert [column.name for column in loaded.columns] == ["a", "b"]
    assert [member.predict(_rows().assign(b=0.0))[0] for member in loaded.members] == [1.0, 5.0]
    assert (read_manifest(written.path).kind, written.manifest.combination) == ("ensemble", "weights")
    with pytest.raises(ConfigError, match="pickles"):
        load_bundle(written.path)


def test_an_ensemble_of_safe_members_is_safe_and_equals_the_members_mean(tmp_path: Path) -> None:
    first, second = _pipeline(), _pipeline((5.0, 4.0, 3.0, 2.0, 9.0))
    paths = [_fitted(one).save(tmp_path / str(place), FACTS).path for place, one in enumerate((first, second))]
    written = write_ensemble(tmp_path / "ensemble.bundle", [Member(path, 0.5) for path in paths], facts=FACTS)
    expected = (first.predict(_rows()) + second.predict(_rows())) / 2
    np.testing.assert_allclose(load_bundle(written.path).predict(_rows()), expected)


def _prepared(answers: Sequence[float], path: Path) -> Written:
    """The file of a model that prepares its rows first, as a training stores it."""
    made = build_pipeline(RECIPE)
    features = np.ascontiguousarray(made.fit_transform(_rows(), np.arange(5.0)))
    model = LinearRegression().fit(features, list(answers))
    fitted = FittedPipeline(transformer=made, estimator=model, n_classes=0)
    return Bundle(members=[fitted], columns=raw_columns(RECIPE, _rows()), target="y", classes=[]).save(path, FACTS)


def test_what_prepares_rows_for_several_members_is_stored_once_and_asked_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    one = _prepared((1.0, 2.0, 3.0, 4.0, 5.0), tmp_path / "one")
    other = _prepared((5.0, 4.0, 3.0, 2.0, 9.0), tmp_path / "other")
    assert one.manifest.preparations == other.manifest.preparations, "the same bytes for the same preparation"
    expected = np.average([load_bundle(made.path).predict(_rows()) for made in (one, other)], axis=0, weights=[3, 1])

    members = [Member(one.path, 3.0), Member(other.path, 1.0)]
    written = write_ensemble(tmp_path / "ensemble.bundle", members, facts=FACTS)
    loaded = load_bundle(written.path)

    assert len(written.manifest.preparations) == 1
    assert all(member.bundle.columns == one.manifest.columns for member in loaded.members)
    assert _inner_learned(written) == [None] * 2 * len(one.manifest.columns), "the ensemble keeps it for all"
    assert written.size_bytes < one.size_bytes + other.size_bytes
    calls = []
    whole = FittedPipeline.features
    monkeypatch.setattr(FittedPipeline, "features", lambda self, X: calls.append(self) or whole(self, X))
    np.testing.assert_array_equal(loaded.predict(_rows()), expected)
    assert len(calls) == 1


def _inner_learned(written: Written) -> list[Any]:
    """What the members' own files say that their columns held."""
    with ZipFile(written.path) as file:
        inner = [ZipFile(io.BytesIO(file.read(part.file))) for part in written.manifest.parts]
    said = [json.loads(one.read("manifest.json")) for one in inner]
    return [column["learned"] for one in said for column in one["columns"]]


def test_rows_read_once_for_all_preparations_are_prepared_as_they_were() -> None:
    columns = raw_columns(RECIPE, _rows())
    made = build_pipeline(RECIPE)
    made.fit_transform(_rows(), np.arange(5.0))
    for kinds in ({}, {"colour": "category"}, {"colour": "string"}, {"colour": "object", "day": "object"}):
        rows = _rows().astype(kinds)
        pd.testing.assert_frame_equal(made.transform(settled(rows, columns)), made.transform(rows))


def test_a_preparation_that_is_not_there_is_said(tmp_path: Path) -> None:
    written = _prepared((1.0, 2.0, 3.0, 4.0, 5.0), tmp_path / "one")

    def without(entries: dict[str, bytes]) -> None:
        document = json.loads(entries["manifest.json"])
        document["preparations"] = []
        entries["manifest.json"] = json.dumps(document).encode()

    with pytest.raises(ContractError, match="the preparation of rows"):
        load_bundle(_rewritten(written.path, without))


def test_building_an_ensemble_loads_no_member(tmp_path: Path) -> None:
    honest = _fitted(_pipeline()).save(tmp_path / "model.bundle", FACTS).path
    forged = _forged(honest, pickle.dumps(Bomb(tmp_path / "harm")), "joblib")
    made = write_ensemble(tmp_path / "ensemble.bundle", [Member(forged, 1.0)], facts=FACTS)
    with pytest.raises(ConfigError, match="pickles"):
        load_bundle(made.path)
    assert not (tmp_path / "harm").exists()


@pytest.mark.parametrize(
    ("update", "said"),
    [
        ({"fold_hash": "other"}, "differ in fold_hash"),
        ({"target": "z"}, "differ in target"),
        ({"problem_type": "binary", "classes": CLASSES}, "differ in problem_type"),
    ],
)
def test_a_member_that_belongs_elsewhere_is_refused(tmp_path: Path, update: dict[str, Any], said: str) -> None:
    one = _says(tmp_path / "one", 1.0, FACTS.model_copy(update=update))
    with pytest.raises(ContractError, match=said):
        write_ensemble(tmp_path / "ensemble.bundle", [Member(one.path, 1.0)], facts=FACTS)


def test_a_member_with_another_hash_and_weights_of_nothing_are_refused(tmp_path: Path) -> None:
    one = _says(tmp_path / "one", 1.0)
    with pytest.raises(ContractError, match="not the one that was registered"):
        write_ensemble(tmp_path / "e", [Member(one.path, 1.0, "0" * 64)], facts=FACTS)
    for weights in ([], [0.0], [1.0, -0.5], [float("nan")]):
        with pytest.raises(ContractError, match="weights"):
            write_ensemble(tmp_path / "e", [Member(one.path, weight) for weight in weights], facts=FACTS)
    assert not (tmp_path / "e").exists()


def test_a_stacking_asks_its_second_level(tmp_path: Path) -> None:
    paths = [_says(tmp_path / str(answer), answer).path for answer in (1.0, 5.0)]
    said = np.array([[0.0, 0.0], [1.0, 0.0], [0.0, 1.0]])
    final = LinearRegression().fit(said, [10.0, 12.0, 13.0])
    written = write_ensemble(tmp_path / "e", [Member(path, 1.0) for path in paths], facts=FACTS, final=final)
    assert (written.manifest.combination, written.manifest.final and written.manifest.final.serialisation) == (
        "stacking",
        "skops",
    )
    np.testing.assert_allclose(load_bundle(written.path, trusted=True).predict(_rows()), [10 + 2 * 1 + 3 * 5] * 5)


def test_the_same_model_makes_the_same_file_whatever_the_clock_says(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = []
    for year in (1970, 2030):
        monkeypatch.setattr(
            "zipfile.time", SimpleNamespace(time=lambda: 0, localtime=lambda _, y=year: (y, 1, 1, 0, 0, 0))
        )
        paths = [_prepared([*range(5)], tmp_path / f"one{year}").path, _says(tmp_path / f"other{year}", 1.0).path]
        final = LinearRegression().fit([[0.0, 0.0], [1.0, 0.0]], [1.0, 2.0])
        members = [Member(path, 1.0) for path in paths]
        made.append([*paths, write_ensemble(tmp_path / f"e{year}", members, facts=FACTS, final=final).path])
    assert [one.read_bytes() for one in made[0]] == [one.read_bytes() for one in made[1]]


def test_a_stacking_of_classes_keeps_their_order_where_one_was_not_seen(tmp_path: Path) -> None:
    facts = FACTS.model_copy(update={"problem_type": "multiclass", "classes": ["low", "mid", "top"]})
    path = _says(tmp_path / "one", [0.2, 0.3, 0.5], facts).path
    said = np.array([[0.1, 0.1, 0.8], [0.2, 0.1, 0.7], [0.8, 0.1, 0.1], [0.7, 0.2, 0.1]])
    final = LogisticRegression().fit(said, [2, 2, 0, 0])
    written = write_ensemble(tmp_path / "e", [Member(path, 1.0)], facts=facts, final=final)
    probabilities = load_bundle(written.path, trusted=True).predict_proba(_rows())
    assert probabilities.shape == (5, 3)
    np.testing.assert_array_equal(probabilities[:, 1], 0.0)
    np.testing.assert_allclose(probabilities[0, [0, 2]], final.predict_proba([[0.2, 0.3, 0.5]])[0])


def test_a_registered_model_says_what_it_is(tmp_path: Path) -> None:
    written = _fitted(_pipeline()).save(tmp_path / "model.bundle", FACTS)
    said = metadata(written)
    assert said["sha256"] == written.sha256
    assert (said["primary_metric"], said["cv_mean"], said["baseline"]) == ("rmse", "1.25", "2")
    assert [column["kind"] for column in json.loads(said["feature_schema"])] == ["numeric", "categorical", "datetime"]
    assert {"python", "scikit-learn", "skops", "automl-shared"} <= set(json.loads(said["versions"]))
    assert "baseline" not in metadata(_says(tmp_path / "x", 1.0, FACTS.model_copy(update={"baseline": None})))


def test_records_keep_their_fields_and_lose_what_lies_between() -> None:
    kind = np.dtype({"names": ["a", "b"], "formats": ["u1", "<i8"], "offsets": [0, 8], "itemsize": 24})
    records = np.frombuffer(bytes(range(1, 97)), kind)
    npy = io.BytesIO()
    np.save(npy, records)
    clean = without_gaps(npy.getvalue())
    raw = np.frombuffer(clean[-96:], np.uint8).reshape(4, 24)
    assert not raw[:, 1:8].any()
    assert not raw[:, 16:].any()
    assert np.load(io.BytesIO(clean)).tolist() == records.tolist()


@pytest.mark.parametrize("array", [np.arange(6.0).reshape(2, 3), np.zeros(0, [("a", "<i8")]), np.array("text")])
def test_other_arrays_stay_as_they_are(array: np.ndarray) -> None:
    npy = io.BytesIO()
    np.save(npy, array)
    assert without_gaps(npy.getvalue()) == npy.getvalue()


def test_a_part_holds_nothing_of_what_was_in_memory() -> None:
    X = np.arange(40.0)[:, None]
    tree = DecisionTreeRegressor().fit(X, X[:, 0] ** 2)
    nodes = tree.tree_.__getstate__()["nodes"].view(np.uint8).reshape(tree.tree_.node_count, -1)
    files = []
    for left_in_memory in (0, 7):
        nodes[:, 57:] = left_in_memory  # behind the last field
        files.append(stored(tree, "tree"))
    assert files[0] == files[1]
    np.testing.assert_array_equal(restored(*files[1]).predict(X), tree.predict(X))
