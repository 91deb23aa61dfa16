"""CSV files as people have them: encodings, separators, quotes, numbers in many spellings."""

from __future__ import annotations

import csv
import io
import zipfile
from pathlib import Path

import pandas as pd
import pytest

from automl_data.intake import Table, read_table, recognised_table
from automl_data.intake.dialect import dialect_of
from automl_data.intake.naming import field_names
from automl_data.intake.regular import regular_copy
from automl_data.intake.signs import signs_of
from automl_shared.config.models import DataSettings
from automl_shared.errors import DataError


def read(folder: Path, content: bytes | str, name: str = "t.csv") -> Table:
    file = folder / name
    file.write_bytes(content if isinstance(content, bytes) else content.encode())
    return read_table(file)


def codes(table: Table) -> list[str]:
    return [note.code for note in table.notes]


@pytest.mark.parametrize(
    ("encoding", "text"),
    [
        ("cp1252", "prénom,ville\nFrançois,Orléans\nHélène,Besançon\n"),
        ("cp1252", "año,ciudad\n2001,Málaga\n2002,León\n2003,A Coruña\n"),
        ("cp1252", "a,price\nx,10€\ny,20€\n"),
        ("cp1252", "a,price\nx,£10.50\ny,£20\nz,£7.25\n"),
        ("cp1252", "a,price\nx,£ 253.61\ny,£ 3511.86-\n"),
        ("cp1250", "miasto,wartość\nŁódź,1\nKraków,2\nGdańsk,3\n"),
        ("cp1250", "město,počet\nPlzeň,1\nČeské Budějovice,3\n"),
        ("cp1251", "город,число\nМосква,1\nСанкт-Петербург,2\n"),
        ("cp1251", "id_клиента,город\n1,Москва\n2,Тверь\n"),
        ("cp932", "都道府県,値,備考\n東京都,1,あり\n大阪府,2,なし\n"),
        ("cp932", "名,y\n男,1\n女,2\n"),
        ("cp932", "氏名,ｶﾅ\n山田,ﾔﾏﾀﾞ\n佐藤,ｻﾄｳ\n"),
        ("euc_jp", "商品,価格\nりんご,100\nバナナ,300\n"),
        ("gb18030", "城市,数值\n北京,1\n上海,2\n广州,3\n"),
        ("big5", "城市,數值\n臺北,1\n高雄,2\n"),
        ("euc_kr", "도시,값\n서울,1\n부산,2\n"),
        ("utf-16-le", "都道府県,値\n東京都,1\n大阪府,2\n"),
        ("utf-32-be", "prénom,y\nJosé,1\nAnne,2\n"),
    ],
)
def test_names_survive_every_common_encoding(tmp_path: Path, encoding: str, text: str) -> None:
    table = read(tmp_path, text.encode(encoding))
    expected = list(csv.reader(io.StringIO(text)))
    assert list(table.frame.columns) == expected[0]
    assert table.frame.astype(str).to_numpy().tolist() == expected[1:]
    assert table.encoding
    assert bool({"encoding_found", "encoding_guessed"} & set(codes(table))) != encoding.startswith("utf")


def test_letters_far_down_decide_too(tmp_path: Path) -> None:
    text = "a,b\n" + "1,x\n" * 100_000 + "2,Straße\n"
    table = read(tmp_path, text.encode("cp1252"))
    assert (table.encoding, table.frame["b"].iloc[-1]) == ("cp1252", "Straße")


def test_a_guess_is_told_in_both_languages(tmp_path: Path) -> None:
    (note,) = read(tmp_path, "a,b\né,1\nà,2\n".encode("latin-1")).notes
    assert (note.level, note.code) == ("yellow", "encoding_guessed")
    assert "mac_roman" in note.message("en")
    assert "é" in note.action("ja")


def test_a_german_excel_export_simply_works(tmp_path: Path) -> None:
    text = "Größe;Preis;Menge;PLZ;Datum\r\n1,5;1.234,50;1.200;01067;01.02.2024\r\n2,25;99,00;980;80331;03.02.2024\r\n"
    table = read(tmp_path, text.encode("cp1252"))
    frame = table.frame
    assert (table.separator, table.decimal, table.thousands) == (";", ",", ".")
    assert frame["Größe"].tolist() == [1.5, 2.25]
    assert frame["Preis"].tolist() == [1234.5, 99.0]
    assert frame["Menge"].tolist() == [1200, 980]
    assert frame["PLZ"].tolist() == ["01067", "80331"]
    assert frame["Datum"].tolist() == ["01.02.2024", "03.02.2024"]
    assert {"decimal_comma", "thousands", "codes_kept"} <= set(codes(table))


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        (["1,234.56", "12.5", "1,000"], [1234.56, 12.5, 1000.0]),
        (["1 234,56", "7,5"], [1234.56, 7.5]),
        (["1\u202f234,5", "2,5"], [1234.5, 2.5]),
        (["1'234.56", "7.25"], [1234.56, 7.25]),
        (["3.645.000", "98.000"], [3645000, 98000]),
        (["1,234,567", "1,234"], [1234567, 1234]),
        (["-1,5", "+2,5"], [-1.5, 2.5]),
        (["1,5E+03", "2,0"], [1500.0, 2.0]),
        (["1.234", "2.345"], [1.234, 2.345]),
        (["0.5", ".25"], [0.5, 0.25]),
    ],
)
def test_numbers_are_read_as_written(tmp_path: Path, values: list[str], expected: list[float]) -> None:
    text = "a\ty\n" + "".join(f"{value}\t{number}\n" for number, value in enumerate(values))
    assert read(tmp_path, text).frame["a"].tolist() == expected


@pytest.mark.parametrize(
    "values",
    [
        ["00123", "04567"],
        ["+4915112345678", "+4930123456"],
        ["12345678901234567890", "1"],
        ["1234567890123456789", ""],
        ["1.2.3", "1.10.0"],
        ["192.168.100.100", "10.0.0.1"],
        ["01.02.2024", "11.12.2024"],
        ["2024-01-31", "9999-12-31"],
        ["0000-00-00", "2024-01-31"],
        ["1,5", "1.5"],
        ["12%", "5%"],
        ["0x1F", "0x20"],
        ["555 123", "444 999"],
        ["12:30", "11:15"],
        ["1,23,456", "1,234"],
        ["1_000", "2_000"],
        ["1", "x"],
    ],
)
def test_what_is_no_number_beyond_doubt_stays_text(tmp_path: Path, values: list[str]) -> None:
    text = "a\ty\n" + "".join(f"{value}\t{number}\n" for number, value in enumerate(values))
    assert read(tmp_path, text).frame["a"].fillna("").tolist() == values


@pytest.mark.parametrize(("separator", "value"), [(";", 1.234), (",", 1234), ("\t", "1,234")])
def test_three_digits_behind_a_comma_are_read_by_the_file(tmp_path: Path, separator: str, value: float | str) -> None:
    table = read(tmp_path, f'a{separator}y\n"1,234"{separator}1\n"5,678"{separator}2\n')
    assert table.frame["a"].iloc[0] == value


@pytest.mark.parametrize(
    ("rows", "value", "is_told"),
    [
        ("3.520;u\n1.166;v", 3.52, True),
        ("3.520;u\n416;v", 3.52, True),
        ("3.520;u\n0.166;v", 3.52, False),
        ("3.520;u\n1.17;v", 3.52, False),
        ("3.520;2.5\n1.166;1.5", 3.52, False),
        ("3.520;2,5\n1.166;1,5", 3520, False),
        ("3.520\tu\n1.166\tv", 3.52, False),
        ("3.520,u\n1.166,v", 3.52, False),
    ],
)
def test_points_that_may_stand_between_thousands_are_told(
    tmp_path: Path, rows: str, value: float, is_told: bool
) -> None:
    separator = rows[len("3.520")]
    table = read(tmp_path, f"a{separator}y\n{rows}\n")

    assert table.frame["a"].iloc[0] == value
    assert ("numbers_two_ways" in codes(table)) == is_told


@pytest.mark.parametrize(
    ("values", "separator", "expected"),
    [
        (["384", "416", "15.972", "3.520", "1.166"], ";", [384, 416, 15972, 3520, 1166]),
        (["384", "416", "15.972", "3.520", "1.166"], "\t", [384, 416, 15972, 3520, 1166]),
        (["384", "416", "15,972", "3,520", "1,166"], ";", [384, 416, 15972, 3520, 1166]),
        (["384", "416", "1516", "3.520", "1.166", "2.5"], "\t", [384, 416, 1516, 3.52, 1.166, 2.5]),
        (["3.520", "1.166", "2.718"], "\t", [3.52, 1.166, 2.718]),
        (["384", *(f"{one}.125" for one in range(40, 70))], "\t", [384, *range(40_125, 70_125, 1000)]),
        (["48", *(f"{one}.125" for one in range(40, 70))], "\t", [48, *(one + 0.125 for one in range(40, 70))]),
        (["6,727E+02", "4,237E+03", "3,819E+03"], ";", [672.7, 4237, 3819]),
        (["682,867,821", "600,867,824", "682,100,001"], "\t", [682867821, 600867824, 682100001]),
    ],
)
@pytest.mark.parametrize("unit", ["", " kg"])
def test_three_digits_behind_a_sign_are_read_by_the_other_numbers(
    tmp_path: Path, values: list[str], separator: str, expected: list[float], unit: str
) -> None:
    """With a unit or without one: whole numbers of three digits beside them tell that the sign parts thousands."""
    file = tmp_path / "t.csv"
    quoted = (f'"{value}{unit}"{separator}{row}' for row, value in enumerate(values))
    file.write_text("\n".join([f"a{separator}y", *quoted, ""]))
    stated = DataSettings(target_column="y")

    assert recognised_table(read_table(file, stated), stated).frame["a"].tolist() == expected


@pytest.mark.parametrize(
    ("values", "point", "comma"),
    [
        (["3.520", "1.166"], 3.52, 3520),
        (["3,520", "1,166"], 3520, 3.52),
        (["3.520 kg", "1.166 kg"], 3.52, 3520),
        (["3,520 kg", "1,166 kg"], 3520, 3.52),
        (["3.520 €", "1.166 €"], 3.52, 3520),
        (["170 123 456", "160 123 456"], 170123456, 170123456),
    ],
)
def test_the_decimal_sign_that_is_stated_is_the_one_that_is_read(
    tmp_path: Path, values: list[str], point: float, comma: float
) -> None:
    file = tmp_path / "t.csv"
    file.write_text("a\ty\n" + "".join(f"{value}\t{number}\n" for number, value in enumerate(values)))
    for decimal, expected in ((".", point), (",", comma)):
        stated = DataSettings.model_validate({"decimal": decimal})
        assert recognised_table(read_table(file, stated), stated).frame["a"].iloc[0] == expected


@pytest.mark.parametrize(
    ("cell", "name"), [("plain", "era"), ("O'Brien", "era"), ("'a, b'", "era"), ("boys'", "era"), ("'80s", "'era'")]
)
def test_names_in_single_quotes_join_no_rows(tmp_path: Path, cell: str, name: str) -> None:
    frame = read(tmp_path, "'era','y'\n" + "".join(f"{cell},{row}\n" for row in range(8))).frame

    assert frame.columns[0] == name
    assert frame.iloc[:, 1].tolist() == list(range(8))


def test_types_follow_all_values_of_a_column(tmp_path: Path) -> None:
    table = read(tmp_path, "i,g,f,b,c,m,n,t\n1,1,1.5,true,True,1,,x\n2,,inf,false,,x,,NA\n")
    frame = table.frame
    assert {name: str(dtype) for name, dtype in frame.dtypes.items()} == {
        "i": "int64", "g": "float64", "f": "float64", "b": "bool", "c": "object", "m": "str", "n": "float64",
        "t": "str",
    }  # fmt: skip
    assert frame["c"].tolist()[0] is True
    assert frame["t"].isna().tolist() == [False, True]


@pytest.mark.parametrize("ending", ["\n", "\r\n", "\r"])
def test_every_line_end_is_one(tmp_path: Path, ending: str) -> None:
    assert read(tmp_path, f"a,b{ending}1,x{ending}{ending}2,y{ending}").frame.to_numpy().tolist() == [
        [1, "x"],
        [2, "y"],
    ]


def test_quotes_hold_separators_line_breaks_and_quotes(tmp_path: Path) -> None:
    frame = read(tmp_path, 'a,"b\nc",d\n"x, y","he said ""hi""\nand went",1\n"z",w,2\n').frame
    assert list(frame.columns) == ["a", "b\nc", "d"]
    assert frame.iloc[0].tolist() == ["x, y", 'he said "hi"\nand went', 1]


@pytest.mark.parametrize(
    "text",
    [
        "a,b\n'x, y',1\n'z, w',2\n",
        'a, b\n"x, y", 1\n"z, w", 2\n',
        'a|b\n"x, y"|1\n"z, w"|2\n',
        "\n\na;b\nx, y;1\nz, w;2\n",
    ],
)
def test_other_habits_are_found(tmp_path: Path, text: str) -> None:
    assert read(tmp_path, text).frame.to_numpy().tolist() == [["x, y", 1], ["z, w", 2]]


def test_columns_aligned_with_blanks(tmp_path: Path) -> None:
    frame = read(tmp_path, "name   x   y\nann    1   2.5\nbob   10  12.5\n").frame
    assert frame.to_numpy().tolist() == [["ann", 1, 2.5], ["bob", 10, 12.5]]


def test_short_rows_are_filled_and_counted(tmp_path: Path) -> None:
    table = read(tmp_path, "a,b,c\n1,2,3\n4,5\n6,7,8\n9\n")
    assert table.frame["c"].fillna(0).tolist() == [3, 0, 8, 0]
    assert [note.values for note in table.notes] == [{"n": 2, "line": 3}]


@pytest.mark.parametrize("text", ["a,b,\n1,2,\n3,4,\n", "a,b\n1,2,\n3,4,\n"])
def test_a_trailing_separator_makes_no_column(tmp_path: Path, text: str) -> None:
    table = read(tmp_path, text)
    assert list(table.frame.columns) == ["a", "b"]
    assert codes(table) == ["unnamed_dropped"]


@pytest.mark.parametrize("header", [",0", ",grade"])
def test_a_row_that_holds_the_only_name_beside_a_number_of_its_own_is_no_header(tmp_path: Path, header: str) -> None:
    name = header[1:]
    table = read(tmp_path, f"{header}\n" + "".join(f"{n},{name if n % 3 else 7}\n" for n in range(30)))
    assert len(table.frame) == 30
    assert "header_again" not in codes(table)


@pytest.mark.parametrize(
    ("header", "names"),
    [
        ("a,a,b,a", ["a", "a (2)", "b", "a (3)"]),
        ("a,a,a (2)", ["a", "a (3)", "a (2)"]),
        ("a (2),a,a,a (2)", ["a (2)", "a", "a (3)", "a (2) (2)"]),
        ("b,,column_2", ["b", "column_2_", "column_2"]),
    ],
)
def test_names_that_come_again_are_counted_beside_those_that_look_so(header: str, names: list[str]) -> None:
    assert field_names(header.split(",")) == names


@pytest.mark.timeout(5)
def test_a_line_of_padded_names_that_ends_in_a_plain_word_takes_no_time() -> None:
    names, cells = "'name'   " * 30, "ab " * 30 + "x\n" + "o'neil " * 30 + "cd\n"
    assert signs_of(f"{names}last\n{cells}", None).separator == " "


def test_the_regular_copy_reads_the_same_as_the_file(tmp_path: Path) -> None:
    text = 'i,g,b,z,big,t\n1,1,true,007,12345678901234567890,"x\n, ""y"""\n2,,false,010,1,NA\n'
    regular = read(tmp_path, text)
    dialect = dialect_of(tmp_path / "t.csv", "utf-8")
    with regular_copy(tmp_path / "t.csv", "utf-8", dialect) as copy:
        again = read(tmp_path, "i,g,b,z,big,t\n" + copy.path.read_text(), "again.csv")
    pd.testing.assert_frame_equal(regular.frame, again.frame)
    assert regular.frame["z"].tolist() == ["007", "010"]


def test_ten_thousand_columns(tmp_path: Path) -> None:
    header = ",".join(f"a_rather_long_name_of_a_column_{number}" for number in range(10_000))
    row = ",".join("1.5" for _ in range(10_000))
    assert read(tmp_path, f"{header}\n{row}\n{row}\n").frame.shape == (2, 10_000)


def test_the_source_says_how_it_was_read(tmp_path: Path) -> None:
    table = read(tmp_path, "a;b\n1,5;x\n2,5;y\n")
    source = table.source(tmp_path / "t.csv")
    assert (source.format, source.encoding, source.separator, source.quote, source.decimal, source.thousands) == (
        "csv", "utf-8", ";", '"', ",", "",
    )  # fmt: skip
    assert (source.rows, source.columns, source.size_bytes) == (2, 2, 16)


EXCEL = io.BytesIO()
with zipfile.ZipFile(EXCEL, "w") as _archive:
    _archive.writestr("[Content_Types].xml", "")


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "empty"),
        (b"\n\n", "no header"),
        (EXCEL.getvalue(), "Excel"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"x" * 99, "Excel"),
        (b"<!DOCTYPE html><html></html>", "web page"),
        (b"a,b,c\n" + b",,\n" * 9, "no rows"),
        (b"a,b,c\n" + b"\n" * 99, "no rows"),
        (b"a,b\n1,\x002\n3,4\n", "not text"),
        (b"a,b" + b"\x00" * 99, "not text"),
        (b"\x00" * 999, "no header"),
        ("a,b\n".encode("utf-16"), "no rows"),
        (b"x" * (5 << 20) + b"\n1\n", "no line end"),
        (b"only\n1\n2\n", "only one column"),
        (b'a,b\n1,2\n1,"x\n' + b"1,2\n" * 300_000, "never closed"),
        (b'a,b\n1,2\n1,"x\n1,2\n', "never closed"),
    ],
)
def test_what_is_no_table_is_refused_with_its_fix(tmp_path: Path, content: bytes, words: str) -> None:
    with pytest.raises(DataError, match=words) as caught:
        read(tmp_path, content)
    assert caught.value.fix


@pytest.mark.parametrize("filling", [b"\n", b",", b"\x00", b" "])
def test_a_huge_file_without_cells_is_refused_before_it_is_read(tmp_path: Path, filling: bytes) -> None:
    file = tmp_path / "huge.csv"
    with file.open("wb") as target:
        target.write(filling * (1 << 20))
        target.truncate(2 << 30)
    with pytest.raises(DataError):
        read_table(file)


def test_a_name_that_says_packed_where_nothing_is(tmp_path: Path) -> None:
    path = tmp_path / "t.csv.gz"
    path.write_bytes(b"a,b\n1,2\n3,4\n")
    assert read_table(path).frame.to_dict("list") == {"a": [1, 3], "b": [2, 4]}
