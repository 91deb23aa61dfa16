"""From a file to what a run works with: the target, its gaps and its classes, and what is said of them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from automl_data.intake import Ready, read_table, ready
from automl_shared.config.models import CrossValidationSettings, DataSettings, Editing
from automl_shared.errors import DataError

FOLDS = CrossValidationSettings()
RANDOM = np.random.default_rng(0)


def of(folder: Path, lines: list[str], **data: Any) -> Ready:
    file = folder / "t.csv"
    file.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return ready(read_table(file), DataSettings(**{"target_column": "y", **data}), FOLDS)


def with_target(values: list[str], extra: str = "") -> list[str]:
    quoted = [f'"{value}"' if "," in value else value for value in values]
    return ["x,y", *(f"{place * 0.37 % 5:.2f},{value}{extra}" for place, value in enumerate(quoted))]


def said(found: Ready) -> dict[str, str]:
    return {note.code: note.message("en") for note in found.notes}


def numbers(count: int) -> list[str]:
    return [f"{value:.2f}" for value in np.random.default_rng(1).normal(50, 9, count)]


@pytest.mark.parametrize(
    "word", ["unknown", "see note", "?", "N.A.", "#REF!", "n/a", "NULL", "-", "不明", "12 or 13", ".b"]
)
def test_one_word_leaves_a_target_of_numbers_numbers(tmp_path: Path, word: str) -> None:
    found = of(tmp_path, with_target([*numbers(30), word, *numbers(29)]))

    assert found.problem.type == "regression"
    assert (found.gaps.rows, found.gaps.total) == (1, 60)
    assert f"'{word}' (line 32)" in said(found)["target_missing"]
    assert "32 行目" in next(note.message("ja") for note in found.notes if note.code == "target_missing")


@pytest.mark.parametrize(
    ("template", "unit"),
    [
        ("${}", "$"),
        ("{} €", "€"),
        ("{}%", "%"),
        ("{} kg", "kg"),
        ("({})", ""),
        ("¥{}", "¥"),
        ("{}円", "円"),
        ("USD {}", "USD"),
    ],
)
def test_a_target_with_units_is_numbers(tmp_path: Path, template: str, unit: str) -> None:
    found = of(tmp_path, with_target([template.format(value) for value in numbers(40)]))

    assert (found.problem.type, found.gaps.rows, found.readings["y"].unit) == ("regression", 0, unit)


def test_a_semicolon_tells_that_points_of_money_part_thousands(tmp_path: Path) -> None:
    values = [f"{100 + place}.000 €" for place in range(20)]
    lines = ["x;y", *(f"{place * 37 % 11};{value}" for place, value in enumerate(values))]

    found = of(tmp_path, lines)

    assert found.frame["y"].tolist() == [100_000 + 1000 * place for place in range(20)]


def test_regression_that_was_set_takes_what_is_a_number(tmp_path: Path) -> None:
    values = [*numbers(40), *["few"] * 20]

    found = of(tmp_path, with_target(values), problem_type="regression")

    assert (found.problem.type, found.gaps.rows) == ("regression", 20)
    assert next(note.level for note in found.notes if note.code == "target_missing") == "red"
    assert "'few' (20: lines 42, 43, 44, 45, 46 …)" in said(found)["target_missing"]


def test_regression_without_a_number_is_refused_with_the_texts(tmp_path: Path) -> None:
    with pytest.raises(DataError, match="needs a numeric target") as caught:
        of(tmp_path, with_target(["red", "green"] * 20), problem_type="regression")
    assert "'red', 'green'" in str(caught.value)
    assert "regression" not in str(caught.value.fix)


def test_numbers_with_many_words_are_classes_and_said_red(tmp_path: Path) -> None:
    values = [*[str(place % 20) for place in range(80)], *["many"] * 20]

    found = of(tmp_path, with_target(values))

    assert found.problem.type == "multiclass"
    assert "80.0 %" in said(found)["target_mostly_numbers"]
    assert "'many' (20)" in said(found)["target_mostly_numbers"]


@pytest.mark.parametrize("word", ["None", "NA", "null", "N/A", "n/a", "NULL"])
def test_a_frequent_word_for_nothing_is_a_class(tmp_path: Path, word: str) -> None:
    values = (["Insomnia", "Sleep Apnea", word] * 15)[:44]

    found = of(tmp_path, with_target(values))
    as_gap = of(tmp_path, with_target(values), missing_markers=[word])

    assert found.problem.classes == sorted(["Insomnia", "Sleep Apnea", word])
    assert (len(found.frame), found.gaps.rows) == (44, 0)
    assert f"'{word}' (14)" in said(found)["target_words_are_classes"]
    assert (as_gap.problem.type, as_gap.gaps.rows) == ("binary", 14)


def test_a_rare_word_for_nothing_and_one_beside_yes_and_no_are_gaps(tmp_path: Path) -> None:
    rare = of(tmp_path, with_target([*["a", "b"] * 40, "NA"]))
    answers = of(tmp_path, with_target([*["yes", "no"] * 10, *["NA"] * 10, ""]))

    assert (rare.problem.classes, rare.gaps.rows) == (["a", "b"], 1)
    assert "'NA' (line 82)" in said(rare)["target_missing"]
    assert (answers.problem.classes, answers.gaps.rows) == (["no", "yes"], 11)
    assert "'NA' (10: lines 22, 23, 24, 25, 26 …), empty (line 32)" in said(answers)["target_missing"]


def test_counts_are_not_silently_classes(tmp_path: Path) -> None:
    values = [str(place % 6) for place in range(60)]
    found = of(tmp_path, with_target(values))

    assert found.problem.type == "multiclass"
    assert "0, 1, 2, 3, 4, 5" in said(found)["target_numbers_are_classes"]
    assert any("problem_type=regression" in note.action("en") for note in found.notes)
    assert "target_numbers_are_classes" not in said(of(tmp_path, with_target(values), problem_type="regression"))
    assert "target_numbers_are_classes" not in said(of(tmp_path, with_target(values), problem_type="classification"))
    assert "target_numbers_are_classes" not in said(of(tmp_path, with_target(["0", "1"] * 20)))


@pytest.mark.parametrize(
    "spellings",
    [
        ["yes", "Yes"],
        ["no", "NO "],
        ["New York", "new york"],
        ["Ａ", "A"],
        ["a b", "ab"],
        ["straße", "STRASSE"],
        ["ｱ", "ア"],
    ],
)
def test_classes_that_only_differ_in_spelling_are_told_with_the_remedy(tmp_path: Path, spellings: list[str]) -> None:
    values = [*spellings, spellings[1], "other"] * 10
    found = of(tmp_path, with_target(values))
    other, one = (value.strip() for value in spellings)
    editing = Editing(replace_values={"y": {other: one}})

    assert len(found.problem.classes) == 3
    (note,) = (note for note in found.notes if note.code == "class_spelling")
    assert note.values["replaced"].value == editing.replace_values
    assert set(of(tmp_path, with_target(values), editing=editing).problem.classes) == {one, "other"}


def test_empty_columns_are_left_out_and_told_once(tmp_path: Path) -> None:
    lines = ["x,Remarks (en),Note 2,y", *(f"{place % 7},,,{place * 0.5}" for place in range(40))]

    found = of(tmp_path, lines)

    assert said(found)["empty_columns"].endswith("`Remarks (en)`, `Note 2`.")
    with pytest.raises(DataError, match="no values"):
        of(tmp_path, ["a,b,y", *(f",,{place * 0.5}" for place in range(40))])
    with pytest.raises(DataError, match="target column has no values"):
        of(tmp_path, ["a,y", *(f"{place}," for place in range(40))])


def test_features_tell_what_became_a_gap_with_its_lines(tmp_path: Path) -> None:
    lines = ["price,when,y", *(f'"${place}.50",2024-01-{place % 28 + 1:02},{place * 0.5}' for place in range(60))]
    lines[5], lines[9] = "ask,2024-01-05,2.0", '"$8.50",soon,4.0'

    found = of(tmp_path, lines)

    assert said(found)["mixed"].endswith("`price`: 'ask' (line 6).")
    assert said(found)["dates_unread"].endswith("`when`: 'soon' (line 10).")
    assert found.readings["price"].cells[0].places == [6]


def test_lines_count_texts_over_several_lines(tmp_path: Path) -> None:
    lines = ["note,y", *(f'"a\nb",{value}' for value in numbers(30)), "short,unknown"]

    assert "'unknown' (line 62)" in said(of(tmp_path, lines))["target_missing"]


def test_marks_of_a_file_are_gaps_in_words_and_numbers(tmp_path: Path) -> None:
    lines = [
        "n,w,y",
        *(f"{-999 if place % 3 else place},{'tbc.' if place % 2 else 'a'},{place * 0.5}" for place in range(30)),
    ]

    found = of(tmp_path, lines, missing_markers=["-999", "tbc."])

    assert found.frame["n"].isna().sum() == 20
    assert found.frame["w"].isna().sum() == 15


def test_new_names_and_values_that_were_changed_are_read(tmp_path: Path) -> None:
    lines = ["p,y", *(f'"${place}",{place * 0.5}' for place in range(30)), "?,1.5"]
    editing = Editing(rename_columns={"p": "price"}, fillna={"price": 3.0}, query="price < 20")

    found = of(tmp_path, lines, editing=editing)

    assert found.frame["price"].tolist() == [*map(float, range(20)), 3.0]
    assert found.readings["price"].unit == "$"


def test_the_format_of_dates_can_be_said(tmp_path: Path) -> None:
    lines = ["d,y", *(f"{place % 12 + 1:02}/{place % 9 + 1:02}/2024,{place * 0.5}" for place in range(30))]

    assert of(tmp_path, lines).readings["d"].other
    assert of(tmp_path, lines, date_formats={"d": "%d/%m/%Y"}).readings["d"].format == "%d/%m/%Y"
    with pytest.raises(DataError, match="did you mean 'd'"):
        of(tmp_path, lines, date_formats={"D": "%d/%m/%Y"})


@pytest.mark.parametrize("pair", [("True", "False"), ("true", "false"), ("TRUE", "FALSE"), ("yes", "no"), ("T", "F")])
def test_a_target_of_two_answers_is_two_classes(tmp_path: Path, pair: tuple[str, str]) -> None:
    found = of(tmp_path, with_target([*pair] * 15))

    assert found.problem.type == "binary"
    assert [label.casefold() for label in found.problem.classes] == sorted(one.casefold() for one in pair)


@pytest.mark.parametrize("kind", [None, "numeric", "categorical"])
@pytest.mark.parametrize("sign", [",", "."])
@pytest.mark.parametrize("template", ["{}{sign}{}", "{}{sign}{}{sign}{}", "{}{sign}5"])
def test_what_may_be_read_in_two_ways_is_said_once(tmp_path: Path, template: str, sign: str, kind: str | None) -> None:
    file = tmp_path / "t.tsv"
    rows = (template.format(600 + n, 100 + n, 821 - n, sign=sign) + f"\t{'uv'[n % 2]}\n" for n in range(60))
    file.write_text("x\ty\n" + "".join(rows))
    data = DataSettings(target_column="y", column_types={"x": kind} if kind else {})
    table = read_table(file, data)
    found = ready(table, data, FOLDS)
    told = [note.code for note in (*table.notes, *found.notes) if note.code in ("numbers_two_ways", "numbers_or_codes")]
    may_be_keys = template.count("sign") == 2 and sign == "." and kind is None
    is_open = template == "{}{sign}{}" and sign == "," and kind != "categorical"
    assert told == ["numbers_or_codes"] * may_be_keys + ["numbers_two_ways"] * is_open
    assert kind is not None or (found.frame["x"].dtype == "str") == may_be_keys
