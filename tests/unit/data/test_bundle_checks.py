"""Rows that are unlike those a model learned from are refused or told by name, and the others are left alone."""

from __future__ import annotations

import json
import warnings
from collections.abc import Callable
from pathlib import Path
from zipfile import ZipFile

import numpy as np
import pandas as pd
import pytest
from sklearn.linear_model import LinearRegression
from sklearn.pipeline import Pipeline
from tests.outputs import bundle_facts, recipe

from automl_data.bundle import (
    Bundle,
    Inspection,
    Intake,
    Member,
    RawColumn,
    UnlikeLearned,
    load_bundle,
    raw_columns,
    read_manifest,
    write_ensemble,
)
from automl_data.recipe import build_pipeline
from automl_shared.errors import DataError
from automl_shared.readings import Reading
from automl_shared.recipe import Recipe

RECIPE = recipe(
    numeric=["size"], categorical=["lift"], high_cardinality=["zip"], datetime={"day": "%d.%m.%Y"}, text=["note"]
)
FACTS = bundle_facts(model="linear", target="rent")
ZIPS = ("00137", "01233", "01644", "10115")


def rows(n: int = 200, seed: int = 0) -> pd.DataFrame:
    """Flats: sizes of 30 to 130, every zip code often, days of one year."""
    random = np.random.default_rng(seed)
    days = pd.Timestamp("2024-01-01") + pd.to_timedelta(random.integers(0, 366, n), unit="D")
    return pd.DataFrame(
        {
            "size": random.uniform(30, 130, n).round(2),
            "lift": random.choice(["True", "False"], n),
            "zip": random.choice(ZIPS, n),
            "day": pd.Series(days).dt.strftime("%d.%m.%Y"),
            "note": random.choice(["quiet, near the park", "loud but cheap"], n),
        }
    )


def bundle_of(frame: pd.DataFrame, intake: Intake | None = None) -> Bundle[Pipeline]:
    recipe = RECIPE.model_copy(update={"datetime": {"day": "%d.%m.%Y"}})
    target = frame["size"].fillna(80) * 10
    member = Pipeline([("recipe", build_pipeline(recipe)), ("model", LinearRegression())]).fit(frame, target)
    as_read = {str(name): str(dtype) for name, dtype in frame.dtypes.items()}
    columns = raw_columns(recipe, frame, as_read)
    return Bundle(members=[member], columns=columns, target="rent", classes=[], intake=intake or Intake())


@pytest.fixture(scope="module")
def bundle() -> Bundle[Pipeline]:
    return bundle_of(rows())


def problems(bundle: Bundle[Pipeline], frame: pd.DataFrame) -> dict[str, tuple[str, str]]:
    """Column to level and code."""
    inspection = Inspection(bundle.columns)
    inspection.look(frame)
    return {one.column: (one.level, one.code) for one in inspection.problems}


def test_rows_of_the_same_kind_pass_in_silence(bundle: Bundle[Pipeline]) -> None:
    """Over many draws: what chance alone shows is no reason to refuse, and seldom one to warn."""
    told = [problems(bundle, rows(n, seed)) for seed in range(40) for n in (1, 5, 300)]
    assert not any(level == "error" for one in told for level, _ in one.values())
    assert sum(map(bool, told)) <= 6
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        bundle.predict(rows(50, 1))


@pytest.mark.parametrize("shown", [0, 200])
def test_numbers_beyond_all_dates_are_looked_at(shown: int) -> None:
    """Identifiers and hashes have nineteen digits and more; nobody takes them for seconds."""
    frame = rows().assign(size=rows()["size"] * 1e18)
    inspection = Inspection(raw_columns(RECIPE, frame))
    inspection.look(frame.assign(size=["many"] * shown + list(frame["size"][shown:])))
    assert [one.code for one in inspection.problems] == ["unread"] * bool(shown)


def _as_numbers(frame: pd.DataFrame) -> pd.DataFrame:
    return frame.assign(zip=frame["zip"].astype(int))


def _stripped(frame: pd.DataFrame) -> pd.DataFrame:
    return frame.assign(zip=frame["zip"].str.lstrip("0"))


def _decimal_commas(frame: pd.DataFrame) -> pd.DataFrame:
    return frame.assign(size=frame["size"].map(str).str.replace(".", ",", regex=False))


def _with_unit(frame: pd.DataFrame) -> pd.DataFrame:
    return frame.assign(size=frame["size"].map("{} m2".format))


def _square_centimetres(frame: pd.DataFrame) -> pd.DataFrame:
    return frame.assign(size=frame["size"] * 10_000)


def _hectares(frame: pd.DataFrame) -> pd.DataFrame:
    return frame.assign(size=frame["size"] / 10_000)


def _yes_and_no(frame: pd.DataFrame) -> pd.DataFrame:
    return frame.assign(lift=frame["lift"].map({"True": "yes", "False": "no"}))


def _other_dates(frame: pd.DataFrame) -> pd.DataFrame:
    return frame.assign(day=pd.to_datetime(frame["day"], format="%d.%m.%Y").dt.strftime("%b %d, %Y"))


def _years_on(years: int) -> Callable[[pd.DataFrame], pd.DataFrame]:
    def later(frame: pd.DataFrame) -> pd.DataFrame:
        return frame.assign(day=frame["day"].str[:-4] + (frame["day"].str[-4:].astype(int) + years).astype(str))

    return later


def _swapped(frame: pd.DataFrame) -> pd.DataFrame:
    return frame.assign(zip=frame["lift"], lift=frame["zip"])


def _swapped_types(frame: pd.DataFrame) -> pd.DataFrame:
    return frame.assign(size=frame["note"], note=frame["size"])


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        (_as_numbers, {"zip": ("error", "zeros")}),
        (_stripped, {"zip": ("error", "zeros")}),
        (_decimal_commas, {"size": ("error", "unread")}),
        (_with_unit, {"size": ("error", "unread")}),
        (_square_centimetres, {"size": ("error", "far")}),
        (_hectares, {"size": ("error", "far")}),
        (_yes_and_no, {"lift": ("error", "unseen")}),
        (_other_dates, {"day": ("error", "unread")}),
        (_years_on(3), {"day": ("warning", "outside")}),  # rows to predict come after those learned
        (_years_on(-5), {"day": ("error", "far")}),
        (_years_on(40), {"day": ("error", "far")}),
        (_swapped, {"zip": ("error", "unseen"), "lift": ("error", "unseen")}),
        (_swapped_types, {"size": ("error", "unread"), "note": ("error", "number")}),
        (lambda frame: frame.assign(size=np.nan), {"size": ("warning", "gap")}),
        (lambda frame: frame.assign(zip=None), {"zip": ("warning", "gap")}),
        (lambda frame: frame.assign(size=frame["size"] + 80), {"size": ("warning", "outside")}),
    ],
)
def test_another_kind_of_column_is_refused_or_told_by_name(
    bundle: Bundle[Pipeline], change: Callable[[pd.DataFrame], pd.DataFrame], expected: dict[str, tuple[str, str]]
) -> None:
    frame = change(rows(60, 3))
    assert problems(bundle, frame) == expected
    if "error" in {level for level, _ in expected.values()}:
        with pytest.raises(DataError) as caught:
            bundle.predict(frame)
        assert all(f"`{name}`" in str(caught.value) for name in expected)
    else:
        with pytest.warns(UnlikeLearned, match="`.*`"):
            bundle.predict(frame)


def test_shares_of_one_where_per_cent_were_learned_are_refused(bundle: Bundle[Pipeline]) -> None:
    """A sheet of a workbook keeps 25 % as 0.25, and a CSV of it as 25 %."""
    (size,) = (column for column in bundle.columns if column.name == "size")
    per_cent = size.model_copy(update={"reading": Reading(kind="numeric", unit="%")})
    learned = rows()["size"]

    def told(column: RawColumn, values: pd.Series) -> dict[str, str]:
        inspection = Inspection([column])
        inspection.look(values.to_frame())
        return {one.code: one.level for one in inspection.problems}

    assert told(per_cent, learned) == {}
    assert told(per_cent, learned / 200)["shares"] == "error"
    assert told(per_cent, learned.head(2) / 200)["shares"] == "error"
    assert "shares" not in told(size, learned / 200)


def test_a_code_that_lost_its_zeros_is_refused_from_the_first_row_and_says_how_to_keep_them(
    bundle: Bundle[Pipeline],
) -> None:
    one = rows(1).assign(zip=137)
    with pytest.raises(DataError, match="would be wrong") as caught:
        bundle.predict(one)
    assert "137 where 00137 was learned" in str(caught.value)
    assert "dtype={'zip': 'str'}" in caught.value.remedy
    with pytest.warns(UnlikeLearned, match="leading zeros"):
        assert len(bundle.predict(one, check="warn")) == 1
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert len(bundle.predict(one, check="off")) == 1


def test_a_new_level_among_known_ones_is_told_of_its_row_only(bundle: Bundle[Pipeline]) -> None:
    frame = rows(200, 5)
    frame.loc[7, "zip"] = "99999"
    frame.loc[9, "size"] = 1000.0
    frame.loc[11, ["size", "note"]] = None
    inspection = Inspection(bundle.columns)
    notes = inspection.look(frame)
    assert {place: note for place, note in enumerate(notes) if note} == {
        7: "zip: 99999 was not learned",
        9: f"size: 1000 is outside what was learned ({_low(bundle)} to {_high(bundle)})",
        11: "size is empty; note is empty",
    }
    assert not [one for one in inspection.problems if one.level == "error"]


def _low(bundle: Bundle[Pipeline]) -> str:
    learned = bundle.columns[0].learned
    return f"{learned.lowest:.6g}"


def _high(bundle: Bundle[Pipeline]) -> str:
    learned = bundle.columns[0].learned
    return f"{learned.highest:.6g}"


def test_levels_that_are_always_new_are_no_reason_to_refuse() -> None:
    """Names of customers: most that come are new, and were while learning."""
    frame = rows().assign(zip=[f"customer {number}" for number in range(200)])
    later = rows(80, 2).assign(zip=[f"customer {number}" for number in range(1000, 1080)])
    assert problems(bundle_of(frame), later) == {}


def test_looks_add_up(bundle: Bundle[Pipeline]) -> None:
    """A file is looked at piece by piece, and judged as a whole."""
    frame = _yes_and_no(rows(90, 4))
    whole, parts = Inspection(bundle.columns), Inspection(bundle.columns)
    notes = whole.look(frame)
    pieces = [parts.look(frame.iloc[start : start + 30]) for start in (0, 30, 60)]
    assert whole.problems == parts.problems
    assert list(np.concatenate(pieces)) == list(notes)


def test_a_value_written_differently_and_one_of_another_column_are_recognised(bundle: Bundle[Pipeline]) -> None:
    upper = rows(30, 1).assign(lift=rows(30, 1)["lift"].str.upper())
    assert problems(bundle, upper) == {}, "truth values may be written in many ways"
    swapped = Inspection(bundle.columns)
    wide = str.maketrans("0123456789", "０１２３４５６７８９")
    for spelled in (upper["zip"] + " ", upper["zip"].str.translate(wide)):
        odd = Inspection(bundle.columns)
        odd.look(upper.assign(zip=spelled))
        assert "written differently: " in odd.problems[0].message
    swapped.look(_swapped(rows(30, 1)))
    assert any("look like values of `zip`" in one.message for one in swapped.problems)


def test_what_is_said_comes_in_japanese(bundle: Bundle[Pipeline]) -> None:
    inspection = Inspection(bundle.columns, "ja")
    notes = inspection.look(rows(20, 1).assign(zip="99999"))
    assert notes[0] == "zip：「99999」は学習データにありません"
    assert "学習データにありません" in inspection.problems[0].message


def test_the_file_keeps_what_was_learned_and_the_model_view_shows_none_of_it(
    bundle: Bundle[Pipeline], tmp_path: Path
) -> None:
    from automl_data.bundle import metadata

    intake = Intake(data={"target_column": "rent"}, separator=";", decimal=",", language="ja")
    written = bundle_of(rows(), intake).save(tmp_path / "model.bundle", FACTS)
    loaded = load_bundle(written.path)
    assert loaded.columns == bundle.columns
    assert loaded.intake == intake
    size, _, codes, day, note = (column.learned for column in loaded.columns)
    assert size
    assert codes
    assert day
    assert note
    assert (size.rows, size.gaps, len(size.shares)) == (200, 0.0, len(size.edges) + 1)
    assert set(codes.levels) == set(ZIPS)
    assert (note.levels, note.lowest) == ({}, None), "of free text nothing is kept"
    assert "01644" not in metadata(written)["feature_schema"]
    ensemble = write_ensemble(tmp_path / "ensemble.bundle", [Member(written.path, 1.0)], facts=FACTS)
    assert (ensemble.manifest.columns, ensemble.manifest.intake) == (written.manifest.columns, intake)


def test_levels_are_bounded_and_the_rest_is_expected() -> None:
    frame = pd.DataFrame({"zip": [f"{number % 3000}" for number in range(9000)]})
    recipe = Recipe(**{**RECIPE.model_dump(), "numeric": [], "categorical": [], "datetime": {}, "text": []})
    (column,) = raw_columns(recipe, frame)
    assert len(column.learned.levels) == 1000
    assert column.learned.others == pytest.approx(2 / 3)


def test_a_file_of_an_earlier_version_loads_and_is_not_checked(bundle: Bundle[Pipeline], tmp_path: Path) -> None:
    written = bundle.save(tmp_path / "model.bundle", FACTS)
    old = tmp_path / "old.bundle"
    with ZipFile(written.path) as source, ZipFile(old, "w") as target:
        for name in source.namelist():
            content = source.read(name)
            if name == "manifest.json":
                document = json.loads(content)
                del document["intake"]
                for column in document["columns"]:
                    del column["learned"], column["read_as"]
                content = json.dumps(document).encode()
            target.writestr(name, content)
    loaded = load_bundle(old)
    assert read_manifest(old).columns[0].learned is None
    np.testing.assert_array_equal(
        loaded.predict(_as_numbers(rows(5))), bundle.predict(_as_numbers(rows(5)), check="off")
    )
