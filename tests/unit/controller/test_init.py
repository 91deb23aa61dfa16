"""`automl init` looks before it asks, and writes a config that a run takes as it is."""

from __future__ import annotations

import io
import json
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
import yaml

from automl_controller.cli.app import main
from automl_controller.runs.commented import commented
from automl_controller.runs.estimate import outlook
from automl_controller.runs.scaffold import Draft, write_config
from automl_data.intake import read_table
from automl_preprocessing.preview import preview
from automl_preprocessing.processing import prepare
from automl_shared.config import load_config, parse_config, parse_override
from automl_shared.config.loader import description_of
from automl_shared.errors import ConfigError
from automl_shared.variants import variants


@pytest.fixture
def churn(tmp_path: Path) -> Path:
    """300 customers: a key, a constant, numbers, a category, and a target that 12 of them lack."""
    random = np.random.default_rng(0)
    rows = pd.DataFrame(
        {
            "customer_id": [f"c{n:05d}" for n in range(300)],
            "country": "DE",
            "months": random.integers(1, 60, 300),
            "plan": random.choice(["basic", "plus"], 300),
            "churn": random.choice(["no", "yes"], 300, p=[0.75, 0.25]),
        }
    )
    rows.loc[rows.index[::25], "churn"] = ""
    file = tmp_path / "churn.csv"
    rows.to_csv(file, index=False)
    return file


def ran(*arguments: str) -> int:
    with pytest.raises(SystemExit) as ended:
        main(["init", *arguments])
    return int(ended.value.code or 0)


def test_it_says_what_a_run_would_find(churn: Path, capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    assert ran(str(churn), "-o", str(tmp_path / "c.yaml")) == 0
    printed = capsys.readouterr().out
    assert "churn.csv: 300 rows, 5 columns" in printed
    assert "Target `churn`: 2 classes: no " in printed
    assert "12 rows have no target (or no time) and are not used" in printed
    assert "counted in the 230 rows that a run learns from; the other 58 are kept back" in printed
    used, left_out = printed.split("Left out: 2 columns")
    assert "months" in used
    assert "plan" in used
    assert "customer_id" in left_out
    assert "country" in left_out
    assert "YELLOW" in left_out
    assert "candidates on 2 preparations" in left_out
    assert f"next: automl submit --config {tmp_path / 'c.yaml'} --watch" in left_out


def test_it_names_the_lines_around_a_table_for_there_somebody_decides(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "sales.csv"
    file.write_text("Branch: all,\nsize,price\nm2,EUR\n" + "".join(f"{n % 7}.5,{n}.25\n" for n in range(60)))
    assert ran(str(file), "-o", str(tmp_path / "c.yaml")) == 0
    about_file = capsys.readouterr().out.partition("Target")[0]
    assert "Above the table and no part of it: 1: `Branch: all`" in about_file
    assert "holds their units, which are kept: 3: `m2, EUR`" in about_file


def test_a_new_table_is_told_in_the_language_of_the_terminal(
    churn: Path, capsys: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LC_ALL", "ja_JP.UTF-8")
    assert ran(str(churn), "-o", str(tmp_path / "ja.yaml")) == 0
    assert "使う列" in capsys.readouterr().out
    assert load_config(tmp_path / "ja.yaml").output.language == "ja"
    assert ran(str(churn), "-o", str(tmp_path / "en.yaml"), "--set", "output.language=en") == 0
    assert "Used, the target included" in capsys.readouterr().out
    assert load_config(tmp_path / "en.yaml").output.language == "en"


def test_the_preview_is_what_the_preprocessing_will_say(churn: Path) -> None:
    config = parse_config({"data": {"csv_path": str(churn), "target_column": "churn"}})
    table = read_table(churn)
    seen = preview(table, config)
    made = prepare(table.frame, config.data, config.cross_validation, variants(config.preprocessing)[0])
    assert seen.columns == made.columns
    assert {one.code for one in seen.findings} >= {one.code for one in made.findings}
    assert (seen.rows_train, seen.rows_holdout) == (made.n_train, made.n_holdout)
    assert (seen.rows, seen.rows_used, seen.rows_dropped) == (300, 288, 12)


def test_the_spread_of_numbers_is_that_of_all_rows_with_a_target(tmp_path: Path) -> None:
    file = tmp_path / "t.csv"
    file.write_text("a,price\n" + "".join(f"{n % 7},{n}.5\n" for n in range(101)))
    seen = preview(read_table(file), parse_config({"data": {"csv_path": str(file), "target_column": "price"}}))
    assert list(seen.target.spread.model_dump().values()) == [0.5, 25.5, 50.5, 75.5, 100.5]
    assert seen.target.classes == []


@pytest.mark.parametrize(
    ("table", "told"),
    [
        ("a,price\n{0},{1}500 €\n", "numbers in €, from 1,000,500 to 1,049,500, half of them"),
        ("a,price\nm,kW\n{0},{1}.5\n", "numbers in kW, from 1,000 to 1,050, half of them"),
        ("a,price\n{0},{1}.5\n", "numbers from 1,000 to 1,050, half of them"),
    ],
)
def test_the_line_of_the_target_says_its_unit(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], table: str, told: str
) -> None:
    *head, row = table.splitlines()
    file = tmp_path / "t.csv"
    file.write_text("\n".join([*head, *(row.format(n % 7, 1000 + n) for n in range(50)), ""]))
    assert ran(str(file), "-o", str(tmp_path / "c.yaml"), "--target", "price") == 0
    assert f"Target `price`: {told}" in capsys.readouterr().out
    assert ran(str(file), "-o", str(tmp_path / "j.yaml"), "--set", "output.language=ja", "--target", "price") == 0
    assert ("単位 kW" in capsys.readouterr().out) is ("kW" in told)


@pytest.mark.parametrize(
    ("header", "expected"),
    [("a,b,y,c", "y"), ("a,Target,b,c", "Target"), ("目的変数,a,b,c", "目的変数"), ("a,b,d,c", "d")],
)
def test_the_target_that_is_proposed_can_be_predicted(tmp_path: Path, header: str, expected: str) -> None:
    file = tmp_path / "t.csv"
    file.write_text(header + "\n" + "".join(f"{n},{n % 5},{'uv'[n % 2]},note {n}\n" for n in range(40)))
    draft = Draft.of(str(file), [])
    assert draft.proposed_target(draft.read()) == expected


def test_the_config_says_what_each_key_means_and_means_the_same(churn: Path, tmp_path: Path) -> None:
    draft = Draft.of(
        str(churn), [parse_override("data.column_types={months: numeric}"), parse_override("data.test_size=0.1")]
    )
    draft = draft.with_target("churn")
    look = draft.look(draft.read(), workers=2)
    write_config(draft, look.preview, tmp_path / "c.yaml", guessed=True, force=False)
    lines = [line for line in (tmp_path / "c.yaml").read_text().splitlines()[1:] if not line.endswith(":")]
    assert all("  # " in line for line in lines)
    assert "guessed" in next(line for line in lines if "target_column" in line)
    made = load_config(tmp_path / "c.yaml")
    assert (made.data.target_column, made.data.problem_type, made.data.test_size) == ("churn", "classification", 0.1)
    assert made.data.column_types == {"months": "numeric"}
    with pytest.raises(ConfigError, match="exists already"):
        write_config(draft, look.preview, tmp_path / "c.yaml", guessed=True, force=False)


@pytest.mark.parametrize("name", ["a b", "it's", "yes", "1", "a: b", "# x", "予測"])
def test_any_name_comes_back_from_the_file(name: str) -> None:
    raw = {"data": {"target_column": name, "feature_columns": [name, "b"]}, "models": [{"name": "lightgbm"}]}
    text = commented(raw, {("data", "target_column"): "one\nand two"})
    assert yaml.safe_load(text) == raw
    assert description_of(("data", "feature_columns")) in text


def test_the_outlook_counts_the_candidates_of_the_run(churn: Path) -> None:
    raw: dict[str, Any] = {"data": {"csv_path": str(churn), "target_column": "churn"}, "models": "fast"}
    config = parse_config(raw)
    seen = preview(read_table(churn), config)
    few = outlook(config, seen, workers=1)
    assert (few.candidates, few.preparations) == (3, 2)
    many = outlook(parse_config({**raw, "models": "standard"}), seen, workers=1)
    assert many.minutes[1] > few.minutes[1] > few.minutes[0] > 0
    capped = outlook(parse_config({**raw, "run": {"time_budget_minutes": 0.01}}), seen, workers=1)
    assert capped.minutes == (0.01, 0.01)


def test_machines_get_one_document(churn: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert ran(str(churn), "-o", str(tmp_path / "c.yaml"), "--json") == 0
    document = json.loads(capsys.readouterr().out)
    assert (document["target"], document["problem_type"], document["rows"], document["columns"]) == (
        "churn",
        "binary",
        300,
        5,
    )
    assert {column["name"]: column["role"] for column in document["preview"]["columns"]}["customer_id"] == "left_out"
    assert set(document["outlook"]) == {"candidates", "preparations", "workers", "minutes"}


def test_everything_is_said_in_japanese_where_the_run_is(
    churn: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert ran(str(churn), "-o", str(tmp_path / "c.yaml"), "--set", "output.language=ja") == 0
    printed = capsys.readouterr().out
    assert "予測する列 `churn`" in printed
    assert not {"Used", "Left", "YELLOW", "next:"} & set(printed.split())
    remarks = [line.partition("# ")[2] for line in (tmp_path / "c.yaml").read_text().splitlines() if "# " in line]
    assert len(remarks) > 4
    assert not [remark for remark in remarks if remark.isascii()]
    preview = Draft.of(str(churn), [parse_override("output.language=ja")]).with_target("churn")
    assert preview.look(preview.read(), 1).preview.target.reason == "2 種類の値"


class _Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


@pytest.mark.parametrize(("typed", "code"), [("nothing\nchurn\nabc\n9\n２\n", 0), ("churn\n", 130)])
def test_questions_are_asked_until_they_are_answered_or_a_person_stops(
    churn: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, typed: str, code: int
) -> None:
    written, asked = tmp_path / "c.yaml", _Terminal()
    for name, stream in (("stdin", _Terminal(typed)), ("stdout", _Terminal()), ("stderr", asked)):
        monkeypatch.setattr(sys, name, stream)

    assert ran(str(churn), "-o", str(written)) == code
    assert written.exists() == (code == 0)
    if code == 0:
        assert "there is no column 'nothing'" in asked.getvalue()
        assert "'9' is neither a number from 1 to" in asked.getvalue()
        assert load_config(written).evaluation.primary_metric is not None
