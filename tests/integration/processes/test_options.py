"""What a yellow or red light proposes can be pasted: a shell takes it, the config does, and the run then works."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path
from typing import Any

import pytest
from tests.hard_files import File, prepared
from tests.unit.data.test_options import MESSY

from automl_shared.config.models import DataSettings
from automl_shared.config.overrides import parse_override, set_raw

OPTION = re.compile(r"--set ((?:'[^']*'|\"[^\"]*\"|[^\s'\"])+)")


def in_shell(options: list[str]) -> list[str]:
    """What a shell makes of each option, one a line."""
    command = "\n".join(f"printf '%s\\n' {option}" for option in options)
    return subprocess.run(["sh", "-c", command], check=True, capture_output=True, text=True).stdout.splitlines()


@pytest.mark.parametrize("name", MESSY)
def test_what_a_light_proposes_can_be_pasted(tmp_path: Path, name: str) -> None:
    stated: dict[str, Any] = {"editing": {"drop_columns": []}}
    made = prepared(tmp_path, File(content=MESSY[name], target="y", stated=stated))
    proposed = [option for one in made.findings if one.level != "green" for option in OPTION.findall(one.action)]
    assert proposed
    for text in in_shell(proposed):
        override = parse_override(text)
        raw = set_raw({"data": {"target_column": "y"}}, [override])
        if override.path[0] == "data":
            again = DataSettings.model_validate(raw["data"])
            prepared(tmp_path, File(content=MESSY[name], target=again.target_column, stated=raw["data"]))
