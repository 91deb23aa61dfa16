"""Files to predict are read as those that were learned from: text stays text, and numbers are read the same way."""

from __future__ import annotations

import gzip
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from automl_data.bundle import Intake, RawColumn
from automl_data.bundle.rows import rows_of, typed
from automl_data.intake import pieces as reading
from automl_data.intake import read_table
from automl_data.intake.pieces import pieces
from automl_shared.config.models import DataSettings
from automl_shared.errors import ContractError, DataError
from automl_shared.readings import Reading
from automl_shared.words import LANGUAGES, in_language

SIZE = RawColumn(name="size", dtype="float64", kind="numeric", read_as="float64")
ZIP = RawColumn(name="zip", dtype="str", kind="categorical", read_as="str")
ROOMS = RawColumn(name="rooms", dtype="str", kind="categorical", read_as="float64")
COMMA = Intake(separator=";", decimal=",")
POINT = Intake(separator=",", decimal=".")


def read(path: Path, *columns: RawColumn, intake: Intake = POINT) -> pd.DataFrame:
    return pd.concat([rows_of(piece, columns, intake) for piece in pieces(path)], ignore_index=True)


def written(folder: Path, text: str, encoding: str = "utf-8") -> Path:
    path = folder / "rows.csv"
    path.write_bytes(text.encode(encoding))
    return path


@pytest.mark.parametrize("code", ["00137", "1.50", "1e5", "+49301234567", "12345678901234567890"])
def test_a_column_that_was_text_stays_text_whatever_it_looks_like(tmp_path: Path, code: str) -> None:
    assert read(written(tmp_path, f"zip,size\n{code},1\n"), ZIP)["zip"].tolist() == [code]


def test_a_category_that_was_read_as_numbers_is_read_so_again(tmp_path: Path) -> None:
    assert read(written(tmp_path, "rooms,size\n2.50,1\n3,2\n,3\n"), ROOMS)["rooms"].tolist()[:2] == [2.5, 3.0]


@pytest.mark.parametrize(
    ("intake", "written_as", "number"),
    [
        (COMMA, "1.234", 1234.0),
        (COMMA, "1.234,5", 1234.5),
        (COMMA, "12,5", 12.5),
        (COMMA, "1,234", 1.234),
        (POINT, "1.234", 1.234),
        (POINT, '"1,234"', 1234.0),
        (POINT, '"1,234.5"', 1234.5),
        (COMMA, "12.5", 12.5),
        (POINT, '"12,5"', 12.5),
    ],
)
def test_a_number_with_two_readings_is_read_as_it_was_learned_and_others_as_they_can_be(
    tmp_path: Path, intake: Intake, written_as: str, number: float
) -> None:
    separator = intake.separator
    path = written(tmp_path, f"size{separator}zip\n{written_as}{separator}a\n{written_as}{separator}b\n")
    assert read(path, SIZE, intake=intake)["size"].tolist() == [number, number]


def test_what_is_no_number_stays_among_them_to_be_told(tmp_path: Path) -> None:
    path = written(tmp_path, "size;zip\n12,5;a\nk.A.;b\n;c\ntrue;d\n")
    frame = read(path, SIZE, intake=COMMA)
    assert frame["size"].tolist()[:2] == [12.5, "k.A."]
    assert frame["size"].tolist()[3] == "true"
    numbers = typed(frame, [SIZE])["size"]
    np.testing.assert_array_equal(numbers, [12.5, np.nan, np.nan, np.nan])


@pytest.mark.parametrize("mark", ["", "NA", " ", "#N/A", "null"])
def test_marks_for_gaps_are_gaps_and_the_piece_keeps_how_they_were_written(tmp_path: Path, mark: str) -> None:
    path = written(tmp_path, f"size,zip,row\n1.5,a,1\n{mark},{mark},2\n")
    assert read(path, SIZE, ZIP).isna().to_numpy().tolist() == [[False, False], [True, True]]
    (piece,) = pieces(path)
    assert piece["zip"].to_pylist() == ["a", mark]


def test_names_and_values_are_edited_as_while_learning_and_no_row_is_filtered(tmp_path: Path) -> None:
    editing = {
        "rename_columns": {"area": "size"},
        "drop_columns": ["gone"],
        "fillna": {"size": 50.0, "other": 1.0},
        "clip_values": {"size": [10.0, None]},
        "query": "size > 20",
    }
    intake = Intake(data={"editing": editing}, decimal=".")
    for name in ("area", "size"):
        path = written(tmp_path, f"{name},zip\n1.5,a\n,b\n99,c\n")
        assert read(path, SIZE, intake=intake)["size"].tolist() == [10.0, 50.0, 99.0]


def test_a_missing_column_is_named_with_the_nearest(tmp_path: Path) -> None:
    with pytest.raises(DataError, match="did you mean 'Size'") as caught:
        read(written(tmp_path, "Size,zip,old\n1,a,x\n"), SIZE, ZIP)
    assert caught.value.value == "a file without size (did you mean 'Size'?); columns that are not used: Size, old"


def test_of_very_many_missing_columns_the_first_are_named_in_every_language(tmp_path: Path) -> None:
    names = [f"reading {number}" for number in range(2000)]
    columns = [SIZE.model_copy(update={"name": name}) for name in names]
    with pytest.raises(DataError) as caught:
        read(written(tmp_path, "other,more\n1,2\n"), *columns)
    for language in LANGUAGES:
        said = in_language(caught.value.value, language)
        assert "… (+1990)" in said
        assert "reading 10" not in said


def test_settings_of_another_version_are_refused_in_words(tmp_path: Path) -> None:
    with pytest.raises(ContractError, match="does not know"):
        read(written(tmp_path, "size,zip\n1,a\n"), SIZE, intake=Intake(data={"no_such_key": 1}))


N_ROWS = 900
TEXT = "\n".join(["size;zip;note", *(f"{n},5;{n:05d};über {n}" for n in range(N_ROWS))])


@pytest.mark.parametrize("block", [1 << 12, 16 << 20])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252"])
def test_pieces_hold_every_row_once_in_order(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, block: int, encoding: str
) -> None:
    monkeypatch.setattr(reading, "BLOCK_BYTES", block)
    path = written(tmp_path, TEXT, encoding)
    packed = tmp_path / "rows.csv.gz"
    packed.write_bytes(gzip.compress(path.read_bytes()))
    notes = read_table(path).frame["note"].tolist()
    for source in (path, packed):
        read_in_pieces = [piece.to_pandas() for piece in pieces(source)]
        assert (len(read_in_pieces) > 1) == (block == 1 << 12)
        table = pd.concat(read_in_pieces, ignore_index=True)
        assert table["zip"].tolist() == [f"{n:05d}" for n in range(N_ROWS)]
        assert table["note"].tolist() == notes


def test_an_irregular_row_in_the_middle_is_filled_up_and_nothing_is_lost_or_doubled(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reading, "BLOCK_BYTES", 1 << 12)
    lines = TEXT.split("\n")
    lines[601] = "600,5;00600"
    table = pd.concat([piece.to_pandas() for piece in pieces(written(tmp_path, "\n".join(lines)))], ignore_index=True)
    assert table["zip"].tolist() == [f"{n:05d}" for n in range(N_ROWS)]
    assert table["note"][600] == ""
    lines[601] = "600,5;00600;a;b"
    with pytest.raises(DataError, match="cannot be read") as caught:
        list(pieces(written(tmp_path, "\n".join(lines))))
    assert "row 602" in str(caught.value)


@pytest.mark.parametrize(
    ("text", "said"), [("", "is empty"), ("size,zip\n", "no rows"), ('size,zip\n1,a\n2,"b\n3,c\n', "never closed")]
)
def test_what_is_no_table_is_refused_as_while_learning(tmp_path: Path, text: str, said: str) -> None:
    with pytest.raises(DataError, match=said):
        list(pieces(written(tmp_path, text)))


def test_parquet_keeps_its_types(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "PIECE_ROWS", 2)
    path = tmp_path / "rows.parquet"
    zips = pa.array(["00137", "1", None]).dictionary_encode()
    pq.write_table(pa.table({"size": [1, None, 3], "zip": zips, "nested": [[1], [2], [3]]}), path)
    frame = read(path, SIZE, ZIP)
    assert frame["zip"].tolist()[:2] == ["00137", "1"]
    np.testing.assert_array_equal(frame["size"], [1.0, np.nan, 3.0])


def test_every_kind_of_file_that_can_be_learned_from_can_be_predicted(tmp_path: Path) -> None:
    frame = pd.DataFrame({"zip": ["00137", "01233"], "size": [12.5, 40.25]})
    json_lines, feather, packed = tmp_path / "rows.jsonl", tmp_path / "rows.feather", tmp_path / "rows.zip"
    frame.to_json(json_lines, orient="records", lines=True)
    frame.to_feather(feather)
    with ZipFile(packed, "w") as archive:
        for part in (0, 1):
            archive.writestr(f"part-{part}.csv", frame.iloc[[part]].to_csv(index=False))
    for path in (json_lines, feather, packed):
        read_again = read(path, SIZE, ZIP)
        assert read_again["zip"].tolist() == ["00137", "01233"], path.name
        assert read_again["size"].tolist() == [12.5, 40.25], path.name


def test_what_the_config_states_of_the_file_holds_here_too(tmp_path: Path) -> None:
    path = written(tmp_path, "Export of 2024\nsize~zip\n12,5~00137\n1,5~01233\nend of file\n")
    data = DataSettings(header_row=2, skip_footer=1, separator="~", decimal=",")
    (piece,) = pieces(path, data)
    frame = rows_of(piece, [SIZE, ZIP], Intake(data=data.model_dump(), decimal=","))
    assert frame["size"].tolist() == [12.5, 1.5]
    assert frame["zip"].tolist() == ["00137", "01233"]


KILOS = SIZE.model_copy(update={"read_as": "str", "reading": Reading(kind="numeric", unit="kg")})


@pytest.mark.parametrize(
    ("cells", "expected"),
    [
        (["70.1 kg", "80 kg"], [70.1, 80.0]),
        (["70.1", "80"], [70.1, 80.0]),
        (["154 lb", "80 kg"], ["154 lb", 80.0]),
        (["heavy", "80 kg"], ["heavy", 80.0]),
        (["-", "80 kg"], [np.nan, 80.0]),
    ],
)
def test_numbers_with_a_unit_are_read_and_another_unit_stays_to_be_told(
    tmp_path: Path, cells: list[str], expected: list[Any]
) -> None:
    path = written(tmp_path, "size,zip\n" + "".join(f"{cell},a\n" for cell in cells))
    assert [str(one) for one in read(path, KILOS)["size"].tolist()] == [str(one) for one in expected]


def test_values_are_replaced_and_own_marks_are_gaps_as_while_learning(tmp_path: Path) -> None:
    data = {"editing": {"replace_values": {"zip": {"x1": "00137", "gone": None}}}, "missing_markers": ["-999"]}
    frame = read(written(tmp_path, "size,zip\n-999,x1\n1,gone\n2,b\n"), SIZE, ZIP, intake=Intake(data=data))
    assert frame["zip"].isna().tolist() == [False, True, False]
    assert frame["zip"].tolist()[::2] == ["00137", "b"]
    np.testing.assert_array_equal(frame["size"], [np.nan, 1.0, 2.0])
