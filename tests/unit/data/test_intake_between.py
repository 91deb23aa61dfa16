"""Totals among the rows and tables below the first, as office programs and reports write them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

import openpyxl
import pytest

from automl_data.intake import Table, read_table
from automl_data.intake.pieces import pieces
from automl_shared.config.models import DataSettings
from automl_shared.errors import DataError

GROUPS, EACH = 8, 5


def table_in(folder: Path, text: str, encoding: str = "utf-8", **data: object) -> Table:
    file = folder / "t.csv"
    file.write_bytes(text.encode(encoding))
    return read_table(file, DataSettings.model_validate(data))


def codes(table: Table) -> list[str]:
    return [note.code for note in table.notes]


def grouped(row: Callable[[int, int], str], total: Callable[[int, float], str], last: str = "") -> str:
    """Groups of rows of which each has its total below it."""
    lines = []
    for group in range(GROUPS):
        lines += [row(group, place) for place in range(EACH)]
        lines.append(total(group, sum(amount(group, place) for place in range(EACH))))
    return "\n".join([*lines, *([last] if last else []), ""])


def amount(group: int, place: int) -> float:
    return 1000.5 + group * 100 + place * 13.25


WHOLE = sum(amount(group, place) for group in range(GROUPS) for place in range(EACH))
TOTALS = {
    "by its name alone": "place,sales,grade\n"
    + grouped(lambda g, n: f"P{g}{n},{amount(g, n)},{'AB'[n % 2]}", lambda _, s: f"Subtotal,{s},", f"Total,{WHOLE},"),
    "of a group that is named": "place,area,sales,grade\n"
    + grouped(lambda g, n: f"P{g}{n},A{g},{amount(g, n)},{'AB'[n % 2]}", lambda g, s: f"Subtotal,A{g},{s},"),
    "as Excel's subtotals": "area,place,sales,grade\n"
    + grouped(
        lambda g, n: f"{f'A{g}' if n == 0 else ''},P{n},{amount(g, n)},{'AB'[n % 2]}",
        lambda g, s: f"A{g} Total,,{s},",
        f"Grand Total,,{WHOLE},",
    ),
    "in a table of numbers": "Ort;Umsatz;Kosten\n"
    + grouped(
        lambda g, n: f"Ort {g}{n};{amount(g, n):.2f};{g + n}".replace(".", ","),
        lambda g, s: f"Summe;{s:.2f};{EACH * g + 10}".replace(".", ","),
    ),
    "in Japanese": "店舗,地域,売上,区分\n"
    + grouped(
        lambda g, n: f"店{g}{n},東{g},{amount(g, n)},{'甲乙'[n % 2]}",
        lambda g, s: f"東{g} 小計,,{s},",
        f"総合計,,{WHOLE},",
    ),
    "in French": "magasin;ventes;note\n"
    + grouped(
        lambda g, n: f"M{g}{n};{amount(g, n)};{'AB'[n % 2]}".replace(".", ","),
        lambda g, s: f"Sous-total zone {g};{s};".replace(".", ","),
        f"Total général;{WHOLE};".replace(".", ","),
    ),
    "above a source": "place,sales,grade\n"
    + grouped(lambda g, n: f"P{g}{n},{amount(g, n)},{'AB'[n % 2]}", lambda g, s: f"Total area {g},{s},", "Source: x,,"),
}  # fmt: skip


@pytest.mark.parametrize("text", TOTALS.values(), ids=list(TOTALS))
def test_totals_of_groups_are_no_rows(tmp_path: Path, text: str) -> None:
    table = table_in(tmp_path, text)
    numbers = table.frame.select_dtypes("number").iloc[:, 0]
    assert numbers.tolist() == [pytest.approx(amount(g, n)) for g in range(GROUPS) for n in range(EACH)]
    assert "totals_among" in codes(table)
    assert sum(piece.num_rows for piece in pieces(tmp_path / "t.csv")) == len(numbers)


def test_totals_stay_where_somebody_says_that_they_are_rows(tmp_path: Path) -> None:
    table = table_in(tmp_path, TOTALS["by its name alone"], skip_footer=0)
    assert len(table.frame) == GROUPS * (EACH + 1) + 1


def test_totals_in_the_middle_of_a_workbook(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    for line in TOTALS["as Excel's subtotals"].splitlines():
        cells = line.split(",")
        book.active.append([float(cell) if cell[:1].isdigit() else cell or None for cell in cells])
    book.save(tmp_path / "t.xlsx")
    table = read_table(tmp_path / "t.xlsx")
    assert len(table.frame) == GROUPS * EACH
    assert "totals_among" in codes(table)


def test_totals_of_totals(tmp_path: Path) -> None:
    lines = []
    for area in range(4):
        for town in range(3):
            lines += [f"S{area}{town}{n},A{area},{amount(town, n)}" for n in range(EACH)]
            lines.append(f"Town {town} Total,,{sum(amount(town, n) for n in range(EACH))}")
        lines.append(f"Area {area} Total,,{sum(amount(town, n) for town in range(3) for n in range(EACH))}")
    assert len(table_in(tmp_path, "\n".join(["shop,area,sales", *lines, ""])).frame) == 4 * 3 * EACH


def test_noughts_do_not_make_a_total(tmp_path: Path) -> None:
    rows = [f"{name},{n}.5,0" for n, name in enumerate(("a", "b", "Total", "c", "d"))]
    assert len(table_in(tmp_path, "\n".join(["name,price,count", *rows, ""])).frame) == 5


@pytest.mark.parametrize(
    "row",
    [
        "Total,oil,64000.5,A",  # a company; all of its cells say something
        "Total Wine,shops,,B",
        "Total,,7.5,",  # a company of which little is known
        "Subtotal,,7.5,A",  # neither adds up, nor lacks what rows say
    ],
)
def test_rows_that_are_named_like_totals_stay(tmp_path: Path, row: str) -> None:
    rows = [f"Firm {n},{('oil', 'cars', 'shops')[n % 3]},{1000.5 + n},{'AB'[n % 2]}" for n in range(30)]
    table = table_in(tmp_path, "\n".join(["name,trade,sales,grade", *rows[:15], row, *rows[15:], ""]))
    assert len(table.frame) == 31
    assert "totals_among" not in codes(table)


MAIN = ["region,sales,kind", *(f"R{n % 5},{n * 1.5},{'AB'[n % 2]}" for n in range(40))]
BELOW = {
    "of other width": ["", "staff,salary,dept,boss", "Ann,5000,IT,x", "Bob,6000,HR,y", "Cy,5500,HR,z"],
    "of the same width": ["", "staff,salary,dept", "Ann,5000,IT", "Bob,6000,HR", "Cy,5500,HR"],
    "under a title": [",,", "Summary,,", "region,total,", "R0,5000,", "R1,6000,", "R2,5500,"],
    "behind a total": ["Total,1170,", "", "", "Codes", "", "code,points", "A,1", "B,2", "C,3"],
    "that is followed by another": ["", "staff,salary,dept", "Ann,5000,IT", "Bob,6000,HR", "", "x,y", "1,2", "3,4"],
    "in quotes": ['""', '"staff","salary","dept"', '"Ann","5000","IT"', '"Bob","6000","HR"'],
}


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
@pytest.mark.parametrize("below", BELOW.values(), ids=list(BELOW))
def test_another_table_below_is_left_out_and_said(tmp_path: Path, below: Sequence[str], encoding: str) -> None:
    for ending in ("\n", "\r\n"):
        table = table_in(tmp_path, ending.join([*MAIN, *below, ""]), encoding)
        assert table.frame["sales"].tolist() == [n * 1.5 for n in range(40)]
        (note,) = (note for note in table.notes if note.code == "table_below")
        first = next(line for line in below[1:] if line.strip('",') and line != "")
        assert f"{len(MAIN) + 1 + below.index(first)}: " in note.message()
        assert all([note.action(), note.message("ja"), note.action("ja")])


def test_another_table_below_many_rows(tmp_path: Path) -> None:
    rows = [f'P{n},{n / 4},"said\n\nmuch, and more"' for n in range(3000)]
    below = ["", "product,stock", *(f"P{n},{n}" for n in range(9000))]
    table = table_in(tmp_path, "\n".join(["name,price,text", *rows, "Total,1124625,", *below, ""]))
    assert table.frame["price"].tolist() == [n / 4 for n in range(3000)]
    assert codes(table) == ["lines_below", "table_below"]


GROUPS_OF_ROWS = {
    "with headings": lambda g: [f"Area {g},,", *(f"P{g}{n},{g + n / 4},{'AB'[n % 2]}" for n in range(EACH)), ""],
    "with the names again": lambda g: ["name,price,kind", *(f"P{g}{n},{g + n / 4},A" for n in range(EACH)), ""],
    "with a text among the numbers": lambda g: [f"P{g},sold out,A", *(f"P{g}{n},{n},B" for n in range(EACH)), ""],
    "with a gap among the numbers": lambda g: [f"P{g},,A", *(f"P{g}{n},{n},B" for n in range(EACH)), ",,"],
}


@pytest.mark.parametrize("group", GROUPS_OF_ROWS.values(), ids=list(GROUPS_OF_ROWS))
def test_groups_of_rows_are_one_table(tmp_path: Path, group: Callable[[int], list[str]]) -> None:
    lines = [line for g in range(60) for line in group(g)]
    table = table_in(tmp_path, "\n".join(["name,price,kind", *lines, ""]))
    names = {line.split(",")[0] for line in lines if line.startswith("P")}
    assert set(table.frame["name"].dropna()) >= names
    assert "table_below" not in codes(table)


@pytest.mark.parametrize("first", [5, 40], ids=["a short first page", "pages of forty rows"])
def test_names_again_below_a_blank_line_begin_no_table(tmp_path: Path, first: int) -> None:
    rows = [f"P{n},{n / 4},{'AB'[n % 2]}" for n in range(120)]
    names = "name,price,kind"
    table = table_in(tmp_path, "\n".join([names, *rows[:first], "", names, *rows[first:], ""]))
    assert table.frame["price"].tolist() == [n / 4 for n in range(120)]
    assert codes(table) == ["header_again"]


def test_names_of_columns_over_two_lines_the_upper_of_years(tmp_path: Path) -> None:
    rows = [f"Shop {n},{n + 1.5},{n + 2},{n + 3.5},{n + 4},{'AB'[n % 2]}" for n in range(20)]
    table = table_in(tmp_path, "\n".join(["Shop,2020,,2021,,Grade", ",Q1,Q2,Q1,Q2,", *rows, ""]))
    assert list(table.frame.columns) == ["Shop", "2020 Q1", "2020 Q2", "2021 Q1", "2021 Q2", "Grade"]
    assert table.frame["2021 Q1"].tolist()[:2] == [3.5, 4.5]


def test_lines_that_look_like_rows_above_the_names(tmp_path: Path) -> None:
    above = ["Writer\t2", "***End of header***", "", "Channels\t3", "Samples\t40\t40\t40", "***End of header***"]
    rows = [f"{n / 10}\t{n / 4}\t{n / 2}\t{'AB'[n % 2]}" for n in range(40)]
    table = table_in(tmp_path, "\n".join([*above, "X\tVoltage\tCurrent\tLabel", *rows, ""]))
    assert list(table.frame.columns) == ["X", "Voltage", "Current", "Label"]
    assert len(table.frame) == 40


def test_what_a_database_says_below_columns_of_blanks(tmp_path: Path) -> None:
    rows = [f"{n:>11} {n * 1.5:>12} {'AB'[n % 2]}" for n in range(40)]
    lines = ["id          price        kind", "----------- ------------ ----", *rows, "", "(40 rows affected)", ""]
    assert table_in(tmp_path, "\n".join(lines)).frame["price"].tolist() == [n * 1.5 for n in range(40)]


@pytest.mark.parametrize("separator", ["^", "~", "\x01", "¦"])
def test_rare_separators(tmp_path: Path, separator: str) -> None:
    lines = [["name", "price", "kind"], *([f"n{n}", f"{n * 1.5}", "AB"[n % 2]] for n in range(10))]
    table = table_in(tmp_path, "\n".join(map(separator.join, lines)))
    assert table.frame["price"].tolist() == [n * 1.5 for n in range(10)]


def test_a_file_of_weka_is_named(tmp_path: Path) -> None:
    with pytest.raises(DataError, match="an ARFF file"):
        table_in(tmp_path, "% cars\n@RELATION cars\n@attribute price numeric\n@data\n1\n2\n")


PAGE = 15
PAGES = {
    "their number below": lambda n: ([], [f"Page {n} of 4"]),
    "their number and the names": lambda n: (["name,age,price,kind"] if n > 1 else [], [f"Seite {n} von 4,,,"]),
    "their number in the last column": lambda n: ([], [f",,,Page {n}/4"]),
    "a dash on both sides": lambda n: ([], ["", f"- {n} -", ""]),
    "in Japanese": lambda n: ([], ["", f"{n} / 4 ページ"]),
    "when it was printed": lambda n: ([], [f"2024-05-01 10:33,,,Page {n} of 4"]),
    "their title": lambda n: (["Prices of 2024", "", "name,age,price,kind"] if n > 1 else [], []),
    "their title with a number": lambda n: (
        ["Prices of 2024", f"Printed 2024-05-01, Page {n}", "name,age,price,kind"] if n > 1 else [],
        [],
    ),
}


def row_of_page(place: int) -> str:
    return f"N{place},{20 + place},{place + 0.25},{'AB'[place % 2]}"


def paged(page: Callable[[int], tuple[list[str], list[str]]]) -> str:
    """Four pages of rows, each with what stands above and below it."""
    lines = ["Prices of 2024", "Printed 2024-05-01, Page 1", "name,age,price,kind"]
    for number in range(4):
        above, below = page(number + 1)
        lines += [*above, *map(row_of_page, range(PAGE * number, PAGE * (number + 1))), *below]
    return "\n".join([*lines, ""])


@pytest.mark.parametrize("page", PAGES.values(), ids=list(PAGES))
def test_what_every_page_says_is_no_row(tmp_path: Path, page: Callable[[int], tuple[list[str], list[str]]]) -> None:
    text = paged(page)
    table = table_in(tmp_path, text)
    assert table.frame["age"].tolist() == [20 + place for place in range(4 * PAGE)]
    assert table.frame["name"].tolist() == [f"N{place}" for place in range(4 * PAGE)]
    (note,) = (note for note in table.notes if note.code == "pages_among")
    assert all([note.message(), note.action(), note.message("ja"), note.action("ja")])
    assert sum(piece.num_rows for piece in pieces(tmp_path / "t.csv")) == 4 * PAGE
    lines = text.split("\n")
    assert [lines[line - 1] for line in table.places(range(4 * PAGE))] == [row_of_page(n) for n in range(4 * PAGE)]


def test_pages_of_a_workbook(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    for line in paged(PAGES["their number and the names"]).splitlines():
        book.active.append([float(cell) if cell[:1].isdigit() else cell or None for cell in line.split(",")])
    book.save(tmp_path / "t.xlsx")
    table = read_table(tmp_path / "t.xlsx")
    assert table.frame["age"].tolist() == [20 + place for place in range(4 * PAGE)]
    assert "pages_among" in codes(table)


def test_pages_far_behind_the_first_lines(tmp_path: Path) -> None:
    rows = [f"N{n},{n},{'said nothing more than usual, ' * 3},{'AB'[n % 2]}".replace("l, ", "l; ") for n in range(3000)]
    page = ["Page 1 of 2", "name,age,text,kind"]
    table = table_in(tmp_path, "\n".join(["name,age,text,kind", *rows[:1500], *page, *rows[1500:], ""]))
    assert table.frame["age"].tolist() == list(range(3000))
    assert codes(table) == ["pages_among", "header_again"]
    assert table.places([0, 1499, 1500]) == [2, 1501, 1504]


@pytest.mark.parametrize(
    "row",
    [
        "Page 4,31,1.5,A",  # a name; all of its cells say something
        "Page 4,31,,",  # a row of which little is known
        "Prices of 2024,,,A B",  # the title is no more than a part of it
    ],
)
def test_rows_that_look_like_heads_of_pages_stay(tmp_path: Path, row: str) -> None:
    text = paged(lambda _: ([], []))
    table = table_in(tmp_path, text + row + "\n" + row_of_page(99) + "\n")
    assert len(table.frame) == 4 * PAGE + 2
    assert "pages_among" not in codes(table)


def test_lines_are_counted_where_names_were_left_out_among_texts_of_several_lines(tmp_path: Path) -> None:
    rows = [f'{n},{n * 1.5},"said\n{n}"' for n in range(40)]
    table = table_in(tmp_path, "\n".join(["a,b,text", *rows[:20], "a,b,text", *rows[20:], ""]))
    assert table.places([0, 19, 20, 39]) == [2, 40, 43, 81]
