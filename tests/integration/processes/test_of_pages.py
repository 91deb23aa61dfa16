"""Processes that the pages start: one that looks at a table or starts a run, and the command that scales."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.unit.web.test_new_run import TABLE

from automl_shared.errors import ConfigError
from automl_web.drafts import child
from automl_web.pages.new_run import checked
from automl_web.scaling import Scaling


@pytest.fixture
def source(tmp_path: Path) -> dict[str, str]:
    file = tmp_path / "t.csv"
    file.write_text(TABLE)
    return {"csv_path": str(file)}


def test_a_table_is_looked_at(source: dict[str, str]) -> None:
    found = child("look", {**source, "name": "t.csv", "language": "en"})
    assert [column["name"] for column in found["columns"]] == ["name", "price", "sold"]


def test_a_mistake_is_told_before_anything_is_made(source: dict[str, str]) -> None:
    typed = {"data.target_column": ["prize"], "models": ["fast"], "run.time_budget_minutes": [""]}
    with pytest.raises(ConfigError, match="prize"):
        child("start", {**source, "name": "t", "user": "eve", "config": checked(typed, source)})


def test_what_is_no_table_is_refused_in_words(tmp_path: Path) -> None:
    file = tmp_path / "x.csv"
    file.write_bytes(b"\x00\x01\x02\x03")
    with pytest.raises(ConfigError) as refused:
        child("look", {"csv_path": str(file), "name": "x.csv", "language": "en"})
    assert str(tmp_path) not in str(refused.value)
    assert refused.value.fixes


def test_the_stack_is_scaled_by_its_own_command(tmp_path: Path) -> None:
    command = tmp_path / "automl"
    command.write_text('#!/bin/sh\n[ "$2" = training=2 ] || { echo "wrong: $2" >&2; exit 2; }\necho "$@" > "$0.told"\n')
    command.chmod(0o755)
    scaling = Scaling(str(command))
    scaling.scale("2")
    assert (tmp_path / "automl.told").read_text() == "scale training=2\n"
    with pytest.raises(ConfigError, match="wrong: training=x"):
        scaling.scale("x")
