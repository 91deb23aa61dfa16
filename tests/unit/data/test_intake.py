"""Reading tables: real ones are read, broken ones are told with the fix."""

from pathlib import Path

import pandas as pd
import pytest

from automl_data.intake import check_usable, problem_of, read_table, select
from automl_shared.config.models import CrossValidationSettings, DataSettings
from automl_shared.errors import DataError

TABLE = "a,b,y\n1,x,0\n2,y,1\n3,,1\n4,x,0\n"


def written(folder: Path, content: bytes | str, name: str = "t.csv") -> Path:
    file = folder / name
    file.write_bytes(content if isinstance(content, bytes) else content.encode())
    return file


def test_a_missing_file_offers_the_nearest(tmp_path: Path) -> None:
    written(tmp_path, TABLE, "penguins.csv")
    with pytest.raises(DataError, match=r"did you mean 'penguins\.csv'"):
        read_table(tmp_path / "pengins.csv")


def frame(**columns: list[object]) -> pd.DataFrame:
    return pd.DataFrame(columns)


FOLDS = CrossValidationSettings()


def test_an_absent_target_offers_the_nearest_names() -> None:
    with pytest.raises(DataError, match=r"did you mean 'price'"):
        select(frame(price=[1], x=[2]), DataSettings(target_column="prize"))


@pytest.mark.parametrize(
    ("columns", "words"),
    [
        ({"x": [1, 2], "y": [1, 1]}, "only one value"),
        ({"x": [None, None], "y": [1, 2]}, "no values"),
        ({"y": [1, 2]}, "no column to predict from"),
    ],
)
def test_data_nothing_can_be_learned_from_are_refused(columns: dict[str, list[object]], words: str) -> None:
    with pytest.raises(DataError, match=words):
        check_usable(frame(**columns), DataSettings(target_column="y"), FOLDS)


def test_more_folds_than_rows_or_than_the_smallest_class_are_refused() -> None:
    data = frame(x=list(range(100)), y=["a"] * 90 + ["b"] * 10)

    check_usable(data, DataSettings(target_column="y"), CrossValidationSettings(n_folds=8))
    with pytest.raises(DataError, match="smallest class") as caught:
        check_usable(data, DataSettings(target_column="y"), CrossValidationSettings(n_folds=9))
    assert "n_folds=null" in str(caught.value.fix)
    with pytest.raises(DataError, match="more folds than rows"):
        check_usable(data, DataSettings(target_column="y"), CrossValidationSettings(n_folds=81, kind="kfold"))


@pytest.mark.parametrize(
    ("target", "kind"),
    [
        ([0.1, 0.2, 0.3] * 9, "regression"),
        (list(range(30)), "regression"),
        ([0, 1] * 5, "binary"),
        ([1.5, 2.5] * 5, "binary"),
        ([1, 2, 3] * 5, "multiclass"),
        (["a", "b", "c"], "multiclass"),
        ([True, False], "binary"),
    ],
)
def test_the_kind_of_problem_is_found(target: list[object], kind: str) -> None:
    assert problem_of(pd.Series(target, name="y")).type == kind
