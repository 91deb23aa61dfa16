"""A short campaign of faults: what is broken while runs go on costs time and nothing else."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

CAMPAIGN = Path(__file__).parents[3] / "scripts/chaos/campaign.py"
SEEDS, FAULTS = 5, 2
KINDS = (
    "copy by hand",
    "delete a result",
    "delete a template",
    "edit a template",
    "enqueue again",
    "kill a controller",
    "kill the fork server",
    "kill the server",
    "stop a child",
    "submit twice with one key",
    "truncate a file",
    "wrong clock",
)
"""Those after which nobody has to be silent for long before work goes on."""


@pytest.mark.timeout(1800)
def test_nothing_is_lost_twice_or_stuck(tmp_path: Path) -> None:
    kinds = [word for kind in KINDS for word in ("--only", kind)]
    table = tmp_path / "table.json"
    done = subprocess.run(
        [sys.executable, CAMPAIGN, "--seeds", f"1-{SEEDS}", "--faults", str(FAULTS), "--json", table, *kinds],
        capture_output=True,
        text=True,
    )
    document = json.loads(table.read_text(encoding="utf-8"))
    assert document["broken"] == []
    assert document["campaigns"] == SEEDS
    assert document["faults"] > 0
    assert done.returncode == 0, done.stderr
