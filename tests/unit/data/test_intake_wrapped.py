"""Files whose every line stands in quotation marks, as programs write them that export a table as one text."""

from __future__ import annotations

from pathlib import Path

import pytest

from automl_data.intake import Table, read_table
from automl_data.intake.pieces import pieces
from automl_shared.errors import DataError

N_ROWS = 30


def wrapped(lines: list[str]) -> str:
    return "".join('"{}"\n'.format(line.replace('"', '""')) for line in lines)


def table_in(folder: Path, text: str, encoding: str = "utf-8") -> Table:
    file = folder / "t.csv"
    file.write_bytes(text.encode(encoding))
    return read_table(file)


def codes(table: Table) -> list[str]:
    return [note.code for note in table.notes]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
@pytest.mark.parametrize("sign", [",", ";", "\t"])
def test_what_is_inside_the_marks_is_the_table(tmp_path: Path, sign: str, encoding: str) -> None:
    rows = [sign.join([f"Müller {place}", f'"a{sign} ""b"" {place}"', f"{place}.5"]) for place in range(N_ROWS)]
    table = table_in(tmp_path, wrapped([sign.join(["name", "said", "amount"]), *rows]), encoding)
    assert list(table.frame) == ["name", "said", "amount"]
    assert table.frame["said"].tolist()[:2] == [f'a{sign} "b" 0', f'a{sign} "b" 1']
    assert table.frame["amount"].tolist() == [place + 0.5 for place in range(N_ROWS)]
    assert "lines_in_quotes" in codes(table)


def test_prediction_reads_it_alike(tmp_path: Path) -> None:
    table_in(tmp_path, wrapped(["a,b", *(f"{place},x" for place in range(N_ROWS))]))
    (piece,) = pieces(tmp_path / "t.csv")
    assert piece.column_names == ["a", "b"]
    assert piece["a"].to_pylist() == [str(place) for place in range(N_ROWS)]


@pytest.mark.parametrize(
    "line", ['"{n}","a,b","c"', '"{n}";"x,y"', '{n},"a"'], ids=["every cell", "semicolons", "the last cell"]
)
def test_marks_around_cells_are_no_marks_around_lines(tmp_path: Path, line: str) -> None:
    head = line.format(n="n").replace("a", "first").replace("x", "first")
    table = table_in(tmp_path, "\n".join([head, *(line.format(n=place) for place in range(N_ROWS)), ""]))
    assert table.frame.iloc[:, 0].tolist() == list(range(N_ROWS))
    assert "lines_in_quotes" not in codes(table)


def test_a_line_that_leaves_the_marks_far_down_is_told(tmp_path: Path) -> None:
    rows = [f"{place},x" for place in range(5000)]
    with pytest.raises(DataError, match="but not all of them"):
        table_in(tmp_path, wrapped(["a,b", *rows]) + '"5000","x"\n')


def test_an_error_names_the_file_that_was_given(tmp_path: Path) -> None:
    rows = [f"{place},x" for place in range(30)]
    with pytest.raises(DataError) as caught:
        table_in(tmp_path, wrapped(["a,b", *rows, "5,x", "1,2,3,4"]))
    assert str(tmp_path / "t.csv") in str(caught.value)
    assert "automl-intake-" not in str(caught.value)
